"""The evaluator against what AWS documents: each test is a rule or an example of the user guide (2026-10)."""

from evaluator import NO, SOMETIMES, YES, evaluate, matches

ME = "arn:aws:iam::111111111111:role/me"
EVE = "arn:aws:iam::999999999999:role/eve"
OBJECT = "arn:aws:s3:::carlossalazar/documents/a.txt"


def allow(action, resource, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource, **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def test_by_default_everything_is_denied():
    assert evaluate(ME, "s3:GetObject", OBJECT) == NO


def test_an_allow_of_an_identity_policy_lets():
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:GetObject", "arn:aws:s3:::carlossalazar/*")]) == YES


def test_an_allow_of_a_resource_policy_lets_within_the_account():
    assert evaluate(ME, "s3:GetObject", OBJECT, resource=[allow("s3:GetObject", "arn:aws:s3:::carlossalazar/*", Principal={"AWS": ME})]) == YES


def test_an_explicit_deny_wins_wherever_it_stands():
    both = [allow("s3:*", "*"), deny("s3:GetObject", "arn:aws:s3:::carlossalazar/documents/*")]
    assert evaluate(ME, "s3:GetObject", OBJECT, both) == NO
    assert evaluate(ME, "s3:GetObject", OBJECT, [both[0]], [deny("s3:*", "*", Principal="*")]) == NO
    assert evaluate(ME, "s3:PutObject", OBJECT, both) == YES


def test_a_boundary_is_the_most_and_grants_nothing():
    bound = [allow(["s3:*", "cloudwatch:*"], "*")]
    assert evaluate(ME, "iam:CreateUser", "arn:aws:iam::111111111111:user/x", [allow("iam:CreateUser", "*")], boundary=bound) == NO
    assert evaluate(ME, "s3:GetObject", OBJECT, boundary=bound) == NO
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:GetObject", "*")], boundary=bound) == YES


def test_not_action_and_not_resource_are_everything_else():
    other = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert evaluate(ME, "s3:GetObject", OBJECT, [other]) == YES
    assert evaluate(ME, "iam:GetUser", "*", [other]) == NO
    away = {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::carlossalazar/*"}
    assert evaluate(ME, "s3:GetObject", OBJECT, [away]) == NO


def test_actions_know_no_case_and_resources_do():
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("S3:getobject", "*")]) == YES
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:GetObject", "arn:aws:s3:::CarlosSalazar/*")]) == NO


def test_a_star_crosses_slashes_and_a_question_mark_is_one_character():
    assert matches("arn:aws:s3:::*/*", OBJECT) and matches("a?c", "abc") and not matches("a?c", "ac")


def test_all_conditions_must_hold_and_one_value_is_enough():
    both = {"StringEquals": {"aws:PrincipalAccount": ["1", "111111111111"], "aws:PrincipalOrgID": "o-1"}}
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:*", "*", Condition=both)]) == SOMETIMES
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:*", "*", Condition=both)], context={"aws:principalorgid": "o-1"}) == YES
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:*", "*", Condition=both)], context={"aws:principalorgid": "o-2"}) == NO


def test_a_deny_on_a_condition_leaves_the_rest():
    outside = deny("s3:*", "*", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:*", "*"), outside]) == SOMETIMES
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:*", "*"), outside], context={"aws:sourcevpce": "vpce-1"}) == YES


def test_another_account_needs_the_resource_to_name_it():
    own = [allow("s3:*", "*")]
    assert evaluate(EVE, "s3:GetObject", OBJECT, own, owner="111111111111") == NO
    assert evaluate(EVE, "s3:GetObject", OBJECT, own, [allow("s3:GetObject", "*", Principal={"AWS": EVE})], owner="111111111111") == YES


def test_not_principal_is_everybody_else():
    assert evaluate(ME, "s3:GetObject", OBJECT, [allow("s3:*", "*")], [{"Effect": "Deny", "NotPrincipal": {"AWS": EVE}, "Action": "s3:*", "Resource": "*"}]) == NO


def test_a_key_must_hand_itself_to_the_account_first():
    key, own = "arn:aws:kms:eu-west-1:111111111111:key/k", [allow("kms:Decrypt", "*")]
    root = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::111111111111:root"})
    assert evaluate(ME, "kms:Decrypt", key, own, [root], key_policy=True) == YES
    assert evaluate(ME, "kms:Decrypt", key, own, [allow("kms:*", "*", Principal={"AWS": EVE})], key_policy=True) == NO
    assert evaluate(ME, "kms:Decrypt", key, [], [root], key_policy=True) == NO
