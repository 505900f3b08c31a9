"""Whether AWS lets somebody do something, by its documented rules and by no code of the review.

docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (2026-10): an explicit deny wins; then
an allow of an identity or resource policy is needed; a permissions boundary is the most that an identity policy may give.
A condition whose key the caller does not fix may hold or not, so an answer is one of three.
"""

import re

NO, SOMETIMES, YES = "no", "sometimes", "yes"


def matches(pattern, text, flags=0):
    """`*` is any text and `?` is one character, in actions and in resources."""
    source = "".join(".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
    return re.fullmatch(source, text, flags | re.DOTALL) is not None


def listed(value):
    return value if isinstance(value, list) else [value]


def covers_action(statement, action):
    if "NotAction" in statement:
        return not any(matches(each, action, re.IGNORECASE) for each in listed(statement["NotAction"]))
    return any(matches(each, action, re.IGNORECASE) for each in listed(statement.get("Action", [])))


def covers_resource(statement, arn, in_own_policy=False):
    """A policy of a key or a trust is on what holds it: `*`, or nothing, means that."""
    if "NotResource" in statement:
        return not any(matches(each, arn) for each in listed(statement["NotResource"]))
    if in_own_policy and ("Resource" not in statement or "*" in listed(statement["Resource"])):
        return True
    return any(matches(each, arn) for each in listed(statement.get("Resource", [])))


def names(statement, caller):
    """Whether a statement of a resource policy is about a caller: by ARN, by its account's root, or everybody."""
    if "NotPrincipal" in statement:
        return not is_named(statement["NotPrincipal"], caller)
    return is_named(statement.get("Principal", {}), caller)


def is_named(principal, caller):
    if principal == "*":
        return True
    account = caller.split(":")[4]
    for each in listed(principal.get("AWS", [])):
        if each in ("*", caller, account, f"arn:aws:iam::{account}:root"):
            return True
    return False


def holds(conditions, context):
    """YES, NO, or SOMETIMES where the context does not fix a key. All tests must hold."""
    answers = [test(operator, key, listed(values), context) for operator, keys in conditions.items() for key, values in keys.items()]
    return NO if NO in answers else SOMETIMES if SOMETIMES in answers else YES


def test(operator, key, values, context):
    if key.lower() not in context:
        return SOMETIMES
    given = context[key.lower()]
    name = operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:").removesuffix("IfExists")
    positive = {"StringEquals": lambda one: one == given, "StringLike": lambda one: matches(one, given), "ArnLike": lambda one: matches(one, given),
                "ArnEquals": lambda one: matches(one, given), "Bool": lambda one: one.lower() == given}
    if name in positive:
        return YES if any(positive[name](str(one)) for one in values) else NO
    turned = {"StringNotEquals": "StringEquals", "StringNotLike": "StringLike", "ArnNotLike": "ArnLike", "ArnNotEquals": "ArnEquals"}
    if name in turned:
        return NO if any(positive[turned[name]](str(one)) for one in values) else YES
    return SOMETIMES


test.__test__ = False  # pytest would take it for one of its own


def strongest(answers):
    return YES if YES in answers else SOMETIMES if SOMETIMES in answers else NO


def weaker(one, other):
    return NO if NO in (one, other) else SOMETIMES if SOMETIMES in (one, other) else YES


def evaluate(caller, action, arn, identity=(), resource=(), boundary=None, owner=None, key_policy=False, context=None):
    """Whether `caller` may: statements of its policies, of the resource's policy, and of its boundary.

    `owner` is the account of the resource. A key's policy must hand the key to the account before policies of identities count.
    """
    context = {"aws:principalaccount": caller.split(":")[4], **(context or {})}
    of_caller = [each for each in identity if covers_action(each, action) and covers_resource(each, arn)]
    of_resource = [each for each in resource if names(each, caller) and covers_action(each, action) and covers_resource(each, arn, True)]
    answer = lambda statements, effect: strongest([holds(each.get("Condition", {}), context) for each in statements if each["Effect"] == effect])
    denied = strongest([answer(of_caller, "Deny"), answer(of_resource, "Deny"), answer([each for each in boundary or [] if covers_action(each, action) and covers_resource(each, arn)], "Deny")])
    if denied == YES:
        return NO
    by_identity, by_resource = answer(of_caller, "Allow"), answer([each for each in of_resource if not is_root(each, caller)], "Allow")
    if key_policy and not any(is_root(each, caller) and each["Effect"] == "Allow" for each in of_resource):
        by_identity = NO
    if boundary is not None:
        limit = answer([each for each in boundary if covers_action(each, action) and covers_resource(each, arn)], "Allow")
        by_identity, by_resource = weaker(by_identity, limit), weaker(by_resource, limit)
    is_own = owner is None or owner == caller.split(":")[4]
    # another account needs its own yes as well, which is not in this stack: it may have given it
    allowed = strongest([by_identity, by_resource]) if is_own else by_resource
    return weaker(allowed, SOMETIMES) if denied == SOMETIMES else allowed


def is_root(statement, caller):
    """A statement that names the caller's account, and so leaves it to the account's policies."""
    account = caller.split(":")[4]
    principal = statement.get("Principal", {})
    named = listed(principal.get("AWS", [])) if isinstance(principal, dict) else []
    return bool(named) and all(each in (account, f"arn:aws:iam::{account}:root") for each in named)
