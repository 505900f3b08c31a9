"""What a service's own model says of a call, and moto takes: enum, length, range and pattern of each argument.

The models are botocore's (github.com/boto/botocore, botocore/data; the version of requirements.lock), which AWS makes of
what its services validate. The walk over them is the oracles' own.
"""
import json
import sys
from functools import cache
from pathlib import Path

from botocore.session import get_session

sys.path.append(str(Path(__file__).resolve().parents[2] / "oracles/aws"))
from strict_walk import walk  # noqa: E402

# By the first word of the header X-Amz-Target.
SERVICES = {
    "SageMaker": "sagemaker",
    "AnyScaleFrontendService": "application-autoscaling",
    "AWSBudgetServiceGateway": "budgets",
    "AmazonEC2ContainerRegistry_V20150921": "ecr",
    "AWSInsightsIndexService": "ce",
}
# A time is a number in one protocol and a text in another, and a service ignores what it does not know.
PASSED_OVER = ("the walk does not know the type timestamp", "is unknown")


@cache
def model_of(service):
    return get_session().get_service_model(service)


def refusal(target: str, body: bytes) -> str | None:
    """The words in which a service refuses a call, or None."""
    prefix, _, action = target.partition(".")
    if prefix not in SERVICES:
        return None
    model = model_of(SERVICES[prefix])
    if action not in model.operation_names:
        return None
    found = [
        line
        for line in walk(model.operation_model(action).input_shape, json.loads(body or b"{}"))
        if not line.endswith(PASSED_OVER)
    ]
    if not found:
        return None
    several = "error" if len(found) == 1 else "errors"
    return f"{len(found)} validation {several} detected: {'; '.join(found)}"


def problems_of(target: str, kind: str, value: dict) -> list[str]:
    """What a service's model says of a whole request or answer, by `input` or `output`: one line each."""
    prefix, _, action = target.partition(".")
    operation = model_of(SERVICES[prefix]).operation_model(action)
    found = walk(getattr(operation, f"{kind}_shape"), value)
    return [line for line in found if not line.endswith(PASSED_OVER[0])]
