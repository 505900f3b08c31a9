"""The steps of a synthesized pipeline as the calls that SageMaker makes of them, and what botocore's model says."""

import json
import re

import botocore.session
from strict_walk import walk

# What a step type becomes, and what SageMaker Pipelines adds to it: the name of the job.
CALLS = {
    "Processing": ("CreateProcessingJob", {"ProcessingJobName": "sample"}),
    "Training": ("CreateTrainingJob", {"TrainingJobName": "sample"}),
    "RegisterModel": ("CreateModelPackage", {}),
}
# Pipelines' own, with no call behind them.
WITHOUT_CALL = {"Condition", "Fail"}

session = botocore.session.get_session()
model = session.create_client(
    "sagemaker", region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none"
).meta.service_model


def steps_of(stack):
    """All steps of the pipelines of a stack: (pipeline and step, step)."""
    for pipeline, given in stack["resource"].get("aws_sagemaker_pipeline", {}).items():
        queue = list(json.loads(given["pipeline_definition"])["Steps"])
        while queue:
            step = queue.pop(0)
            queue += step["Arguments"].get("IfSteps", []) + step["Arguments"].get("ElseSteps", [])
            if step["Type"] in CALLS:
                step = {**step, "Arguments": sampled(step["Arguments"], stack["resource"])}
            yield f"{pipeline}: {step['Name']}", step


# What a reference of the stack becomes when Terraform fills it in, by type and attribute; other attributes are read there.
FILLED = {
    ("aws_iam_role", "arn"): "arn:aws:iam::123456789012:role/penguins-sample-role",
    ("aws_kms_key", "arn"): "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555",
    ("aws_subnet", "id"): "subnet-0a1b2c3d4e5f60718",
    ("aws_security_group", "id"): "sg-0a1b2c3d4e5f60718",
}
REFERENCE = re.compile(r"\$\{(aws_\w+)\.([\w-]+)\.(\w+)\}")


def filled(value, resources):
    """A text with every reference of its stack replaced."""

    def one(match):
        kind, name, attribute = match.groups()
        return FILLED.get((kind, attribute)) or filled(resources[kind][name][attribute], resources)

    return REFERENCE.sub(one, value)


def sampled(value, resources):
    """References become what they stand for: those of the pipeline an S3 place, those of the stack their value."""
    if isinstance(value, str):
        return filled(value, resources)
    if isinstance(value, list):
        return [sampled(each, resources) for each in value]
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in ("Get", "Std:Join"):
            return "s3://sample/key"
        return {key: sampled(each, resources) for key, each in value.items()}
    return value


def count(value):
    """Arguments at every depth."""
    if isinstance(value, dict):
        return sum(1 + count(each) for each in value.values())
    return sum(count(each) for each in value) if isinstance(value, list) else 0


def problems_of(step, call=None, change=None):
    """What botocore's model says of a step's arguments, line by line; `change` replaces some of them."""
    name, added = CALLS[call or step["Type"]]
    arguments = {**step["Arguments"], **added, **(change or {})}
    return list(walk(model.operation_model(name).input_shape, arguments))
