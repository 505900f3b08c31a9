"""IAM: the quota of a trust policy, which moto does not count."""
import re

from moto.iam.exceptions import LimitExceededException
from moto.iam.responses import IamResponse

from .extend import extends

# docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-10): role trust policy length; white space
# does not count
TRUST = 2048


def check(document):
    if len(re.sub(r"\s", "", document or "")) > TRUST:
        raise LimitExceededException(f"Cannot exceed quota for ACLSizePerRole: {TRUST}")


@extends(IamResponse)
def create_role(self, plain):
    check(self._get_param("AssumeRolePolicyDocument"))
    return plain(self)


@extends(IamResponse)
def update_assume_role_policy(self, plain):
    check(self._get_param("PolicyDocument"))
    return plain(self)
