"""Network interfaces of SageMaker: an endpoint holds its subnets and security groups, and for a while after it is gone.

docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html (2026-10): SageMaker makes and deletes them with the model's role,
which must hold ec2:DeleteNetworkInterface. github.com/hashicorp/terraform-provider-aws/issues/34397 (2023-11): they
outlive what they were made for.
"""
import json
import time

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.iam.models import iam_backends
from moto.sagemaker.models import sagemaker_backends
from moto.sagemaker.responses import SageMakerResponse

from .extend import extends

LAG = 5.0  # seconds, where AWS takes minutes
# held by what is gone: id of a subnet or group, until when, and the role that lets go
leaving: list[tuple[str, float, str]] = []


def held_by(backend, endpoint_name):
    """Ids of subnets and groups that the models of an endpoint stand in, each with the role of its model."""
    endpoint = backend.endpoints.get(endpoint_name)
    configuration = endpoint and backend.endpoint_configs.get(endpoint.endpoint_config_name)
    for variant in configuration.production_variants if configuration else []:
        model = backend._models.get(variant["ModelName"])
        network = (model.vpc_config if model else None) or {}
        for each in (*network.get("Subnets", ()), *network.get("SecurityGroupIds", ())):
            yield each, model.execution_role_arn


def leave(before, after):
    until = time.monotonic() + LAG
    leaving.extend((each, until, role) for each, role in before if each not in {kept for kept, _ in after})


@extends(SageMakerResponse)
def update_endpoint(self, plain):
    name = self._get_param("EndpointName")
    before = list(held_by(self.sagemaker_backend, name))
    answer = plain(self)
    leave(before, list(held_by(self.sagemaker_backend, name)))
    return answer


@extends(SageMakerResponse)
def delete_endpoint(self, plain):
    before = list(held_by(self.sagemaker_backend, self._get_param("EndpointName")))
    answer = plain(self)
    leave(before, [])
    return answer


def may_delete(account, role_arn):
    """Whether a role can still delete interfaces: by an inline policy, as those of the pilot."""
    role = next((role for role in iam_backends[account]["aws"].roles.values() if role.arn == role_arn), None)
    documents = role.policies.values() if role else []
    return any("ec2:DeleteNetworkInterface" in str(json.loads(document)) for document in documents)


def is_held(account, region, wanted):
    backend = sagemaker_backends[account][region]
    if any(wanted == each for name in backend.endpoints for each, _ in held_by(backend, name)):
        return True
    now = time.monotonic()
    for row in [row for row in leaving if row[1] <= now and may_delete(account, row[2])]:
        leaving.remove(row)
    return any(each == wanted for each, _, _ in leaving)


plain_delete_subnet = EC2Backend.delete_subnet
plain_delete_security_group = EC2Backend.delete_security_group


def delete_subnet(self, subnet_id):
    if is_held(self.account_id, self.region_name, subnet_id):
        # docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (2026-10)
        message = f"The subnet '{subnet_id}' has dependencies and cannot be deleted."
        raise DependencyViolationError(message)
    return plain_delete_subnet(self, subnet_id)


def delete_security_group(self, name=None, group_id=None):
    if is_held(self.account_id, self.region_name, group_id):
        raise DependencyViolationError(f"resource {group_id} has a dependent object")
    return plain_delete_security_group(self, name, group_id)


EC2Backend.delete_subnet = delete_subnet
EC2Backend.delete_security_group = delete_security_group
