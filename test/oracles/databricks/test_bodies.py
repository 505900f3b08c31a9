"""
Bodies against the messages of databricks-sdk, there and back: a key or a word of an enum that the API does not know is lost.
Not checked: whether a key is missing, and what the platform checks by code.
"""

import copy

import pytest
from databricks.sdk.service import catalog
from synthesized import bodies, synthesize


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Messages and bodies of every usage."""
    return bodies(synthesize(tmp_path_factory.mktemp("out")))


def lost(before, after, path=""):
    """What of a body is not there after it was read and written again."""
    if isinstance(before, dict):
        inside = after if isinstance(after, dict) else {}
        return [each for key, value in before.items() for each in lost(value, inside.get(key), f"{path}/{key}")]
    if isinstance(before, list):
        inside = after if isinstance(after, list) else []
        pairs = enumerate(before)
        return [x for i, value in pairs for x in lost(value, inside[i] if i < len(inside) else None, f"{path}/{i}")]
    return [] if before == after else [f"{path}: {before!r} became {after!r}"]


# docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/upgrade-workflows (2026-12) names it; databricks-sdk
# 0.162.0 does not. The first deploy must show that the API takes it.
UNNAMED = {"CREATE_MODEL_VERSION"}


def missed(message, body):
    """What a message loses of a body."""
    return lost(body, message.from_dict(copy.deepcopy(body)).as_dict())


def named(body):
    """A body without the words that the SDK lacks."""
    if "privileges" not in body:
        return body
    return {**body, "privileges": [each for each in body["privileges"] if each not in UNNAMED]}


def test_every_body_comes_back_whole(made):
    assert len(made) > 40
    pairs = [(name, message, named(body)) for name, all_ in made.items() for message, body in all_]
    assert {name: found for name, message, body in pairs if (found := missed(message, body))} == {}


def test_each_word_that_the_sdk_lacks_is_one_that_a_stack_has(made):
    given = {each for all_ in made.values() for _, body in all_ for each in body.get("privileges", [])}
    known = {each.value for each in catalog.Privilege}
    assert given - known == UNNAMED


def places(value, path=()):
    """Every place of a body that has a key, with the key last."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        if isinstance(key, str):
            yield (*path, key)
        yield from places(each, (*path, key))


# their keys are the user's
FREE = {"tags", "properties"}


def test_a_misspelt_key_of_any_kind_is_found(made):
    passed = {}
    for name, all_ in made.items():
        for message, body in all_:
            for path in places(body):
                if path[0] in FREE and not isinstance(body[path[0]], list):
                    continue
                changed = copy.deepcopy(body)
                inner = changed
                for key in path[:-1]:
                    inner = inner[key]
                inner[f"{path[-1]}x"] = inner.pop(path[-1])
                if not missed(message, changed):
                    passed.setdefault(name, []).append("/".join(map(str, path)))
    assert passed == {}


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("databricks_job", ("edit_mode",), "LOCKED"),
        ("databricks_job", ("performance_target",), "FAST"),
        ("databricks_job", ("health", "rules", 0, "metric"), "RUN_DURATION"),
        ("databricks_account_network_policy", ("egress", "network_access", "restriction_mode"), "CLOSED"),
        ("databricks_account_network_policy", ("egress", "network_access", "policy_enforcement", "enforcement_mode"), "ON"),
        ("databricks_volume", ("volume_type",), "OUTSIDE"),
        ("databricks_catalog", ("isolation_mode",), "ISOLATION_MODE_ISOLATED"),
        ("databricks_external_location", ("isolation_mode",), "ISOLATED"),
        ("databricks_alert_v2", ("evaluation", "comparison_operator"), "ABOVE"),
        ("databricks_grant", ("privileges", 0), "READ VOLUME"),
        ("databricks_permissions", ("permission_level",), "CAN_START"),
    ],
)
def test_a_word_of_an_enum_that_is_not_one_is_found(made, kind, path, value):
    message, body = next(each for name, all_ in made.items() for each in all_ if f": {kind}." in name)
    changed = copy.deepcopy(body)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    assert missed(message, body) == []
    inner[path[-1]] = value
    assert missed(message, changed) != []
