"""Every right that a policy of the synthesized stacks or docs/deployer.md names exists: IAM takes a misspelt one without a word."""

import fnmatch
import json
import re

import botocore.session
import pytest
from test_step_arguments import ROOT, synthesize

session = botocore.session.get_session()

# The prefix of a right → the services whose calls it stands for.
SERVICES = {
    "application-autoscaling": ["application-autoscaling"],
    "budgets": ["budgets"],
    "cloudwatch": ["cloudwatch"],
    "ec2": ["ec2"],
    "ecr": ["ecr"],
    "iam": ["iam"],
    "kms": ["kms"],
    "logs": ["logs"],
    "s3": ["s3", "s3control"],
    "sagemaker": ["sagemaker", "sagemaker-runtime"],
    "scheduler": ["scheduler"],
    "servicequotas": ["service-quotas"],
    "sns": ["sns"],
    "sts": ["sts"],
}
# Rights without a call of that name. docs.aws.amazon.com/service-authorization/latest/reference (2026-10)
WITHOUT_CALL = {
    "budgets:ModifyBudget",
    "budgets:ViewBudget",
    "iam:PassRole",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "s3:DeleteObjectVersion",
    "s3:GetAccelerateConfiguration",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
}


def calls_of(prefix):
    """The names of all calls that rights with a prefix stand for."""
    models = [session.get_service_model(service) for service in SERVICES[prefix]]
    return {name for model in models for name in model.operation_names}


def unknown(rights):
    """Those that are no call, match none, and are on no list."""
    known = {prefix: calls_of(prefix) for prefix in {right.partition(":")[0] for right in rights} if prefix in SERVICES}
    return sorted(
        right
        for right in rights - WITHOUT_CALL
        if not fnmatch.filter(known.get(right.partition(":")[0], ()), right.partition(":")[2])
    )


def rights_in(value):
    """All actions of all policies in a stack."""
    found = set()
    if isinstance(value, str) and '"Statement"' in value:
        for statement in json.loads(value)["Statement"]:
            actions = statement.get("Action", [])
            found |= {actions} if isinstance(actions, str) else set(actions)
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            found |= rights_in(each)
    return found


@pytest.fixture(scope="module")
def granted(tmp_path_factory):
    rights = set()
    changes = {
        kind: {"aws": {"releases": {"r1": "1"}, "live": "r1", "endpointKind": kind}, "budget": {"brake": True}}
        for kind in ("async", "realtime")
    }
    for stack in synthesize(changes, tmp_path_factory.mktemp).values():
        rights |= rights_in(stack["resource"])
    return rights - {"*"}  # an interface endpoint's own policy, bounded to the account


def listed():
    page = (ROOT / "docs/deployer.md").read_text()
    return set(re.findall(r"`([a-z0-9-]+:[A-Z]\w+\*?)`", page)) - {"sts:GetCallerIdentity"}


def test_policies(granted, capsys):
    with capsys.disabled():
        print(f"\n{len(granted)} rights in the policies of the stacks, {len(unknown(granted))} unknown")
    assert len(granted) > 50 and unknown(granted) == []


def test_deployer():
    assert len(listed()) > 150 and unknown(listed()) == []


def test_the_list_of_exceptions_is_needed(granted):
    assert WITHOUT_CALL <= granted | listed()
    assert all(right.partition(":")[2] not in calls_of(right.partition(":")[0]) for right in WITHOUT_CALL)


def test_a_misspelt_right_is_found():
    assert unknown({"sagemaker:CreateTraningJob", "iam:PassRole", "kms:GenerateDataKey*", "nothing:Get"}) == [
        "nothing:Get",
        "sagemaker:CreateTraningJob",
    ]
