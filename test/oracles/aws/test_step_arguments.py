"""Every step of the synthesized SageMaker pipelines against botocore's model of the call that the step becomes."""

import json
import os
import re
import subprocess
from pathlib import Path

import botocore.session
import pytest
import yaml
from strict_walk import walk

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples/penguins/pilot.yaml"
DIGEST = "sha256:" + "0123456789abcdef" * 4

# What a step type becomes, and what SageMaker Pipelines adds to it: the name of the job.
CALLS = {
    "Processing": ("CreateProcessingJob", {"ProcessingJobName": "sample"}),
    "Training": ("CreateTrainingJob", {"TrainingJobName": "sample"}),
    "RegisterModel": ("CreateModelPackage", {}),
}
# Pipelines' own, with no call behind them.
WITHOUT_CALL = {"Condition", "Fail"}

VARIANTS = {
    "example": {},
    "spot and several nodes": {
        "training": {"interruptible": True, "maxWaitSeconds": 9000, "nodes": 2, "hyperparameters": {"max_iterations": "7"}}
    },
    "accelerator": {"training": {"hardware": "gpu-small"}, "endpoint": {"hardware": "gpu-small"}},
    "trainium": {"training": {"hardware": "trainium-small"}},
    "batch": {"endpoint": {"mode": "batch", "schedule": "0 3 * * *"}, "aws": {"releases": {"r1": "runs/a/model.tar.gz"}, "live": "r1"}},
}

session = botocore.session.get_session()
model = session.create_client(
    "sagemaker", region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none"
).meta.service_model


def synthesize(folder, change):
    """The example, changed, as the app writes it."""
    spec = yaml.safe_load(EXAMPLE.read_text())
    spec["budget"]["start"] = str(spec["budget"]["start"])
    spec = {key: value for key, value in spec.items() if key not in ("google", "azure")}
    spec["image"] = {"digest": DIGEST}
    for section, values in change.items():
        spec[section] = {**spec.get(section, {}), **values}
    path = folder / "pilot.json"
    path.write_text(json.dumps(spec))
    environment = {**os.environ, "CDKTF_CONTEXT_JSON": json.dumps({"spec": str(path)}), "CDKTF_OUTDIR": str(folder / "out")}
    subprocess.run(["node", "--import", "tsx", "stacks/main.ts"], cwd=ROOT, env=environment, check=True)
    return json.loads((folder / "out/stacks/penguins-aws/cdk.tf.json").read_text())


@pytest.fixture(scope="session")
def steps(tmp_path_factory):
    """All steps of all variants: (where, step)."""
    found = []
    for number, (name, change) in enumerate(VARIANTS.items()):
        stack = synthesize(tmp_path_factory.mktemp(f"variant-{number}"), change)
        for pipeline, given in stack["resource"]["aws_sagemaker_pipeline"].items():
            queue = list(json.loads(given["pipeline_definition"])["Steps"])
            while queue:
                step = queue.pop(0)
                inner = step["Arguments"].get("IfSteps", []) + step["Arguments"].get("ElseSteps", [])
                if step["Type"] in CALLS:
                    step = {**step, "Arguments": sampled(step["Arguments"], stack["resource"])}
                found.append((f"{name}: {pipeline}: {step['Name']}", step))
                queue += inner
    return found


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


def faults_of(step, call=None, change=None):
    """What botocore's model says of a step's arguments, line by line; `change` replaces some of them."""
    name, added = CALLS[call or step["Type"]]
    arguments = {**step["Arguments"], **added, **(change or {})}
    return list(walk(model.operation_model(name).input_shape, arguments))


def test_every_step_type_is_known(steps):
    types = {step["Type"] for _, step in steps}
    assert types == set(CALLS) | WITHOUT_CALL


def test_arguments(steps, capsys):
    checked = [(where, step) for where, step in steps if step["Type"] in CALLS]
    lines = [f"{where}: {line}" for where, step in checked for line in faults_of(step)]
    with capsys.disabled():
        total = sum(count(step["Arguments"]) for _, step in checked)
        print(f"\n{total} step arguments held to required, enum, pattern, length and range; {len(lines)} wrong")
    assert not lines, "\n".join(lines)


def test_instance_types_are_sagemakers(steps):
    """Types of machines by the closed lists of the model: one for each kind of job, and one for endpoints."""
    kinds = {"Training": "TrainingInstanceType", "Processing": "ProcessingInstanceType"}
    used = set()
    for _, step in steps:
        arguments = step["Arguments"]
        place = arguments.get("ResourceConfig") or arguments.get("ProcessingResources", {}).get("ClusterConfig")
        if place:
            used.add((kinds[step["Type"]], place["InstanceType"]))
        serving = arguments.get("InferenceSpecification", {}).get("SupportedRealtimeInferenceInstanceTypes", [])
        used |= {("ProductionVariantInstanceType", each) for each in serving}
    wrong = [f"{kind}: {each}" for kind, each in sorted(used) if each not in model.shape_for(kind).enum]
    assert len(used) >= 5 and not wrong


FAULTS = {
    "a misspelt key": ("Training", lambda a: {"StopingCondition": {}}, ".StopingCondition: is unknown"),
    "a missing key": ("Processing", lambda a: {"ProcessingResources": {}}, ".ProcessingResources.ClusterConfig: is missing"),
    "a machine that no processing job runs on": (
        "Processing",
        lambda a: {"ProcessingResources": {"ClusterConfig": {**cluster(a), "InstanceType": "ml.trn1.2xlarge"}}},
        "InstanceType: 'ml.trn1.2xlarge' is none of",
    ),
    "a command of 400 characters": (
        "Processing",
        lambda a: {"AppSpecification": {**a["AppSpecification"], "ContainerEntrypoint": ["x" * 400]}},
        "ContainerEntrypoint[0]: characters 400, at most 256",
    ),
    "a command of 150 words": (
        "Processing",
        lambda a: {"AppSpecification": {**a["AppSpecification"], "ContainerEntrypoint": ["x"] * 150}},
        "ContainerEntrypoint: entries 150, at most 100",
    ),
    "60 tags": (
        "Training",
        lambda a: {"Tags": [{"Key": f"k{number}", "Value": "v"} for number in range(60)]},
        ".Tags: entries 60, at most 50",
    ),
    "a role that is no ARN": ("Training", lambda a: {"RoleArn": "penguins-role-of-the-job"}, ".RoleArn: 'penguins-role"),
    "no time at all": (
        "Training",
        lambda a: {"StoppingCondition": {"MaxRuntimeInSeconds": 0}},
        "MaxRuntimeInSeconds: is 0, at least 1",
    ),
    "a number as text": ("Training", lambda a: {"EnableNetworkIsolation": "true"}, "is neither true nor false"),
}


def cluster(arguments):
    return arguments["ProcessingResources"]["ClusterConfig"]


@pytest.mark.parametrize("name", FAULTS)
def test_is_found(steps, name):
    kind, change, line = FAULTS[name]
    step = next(step for _, step in steps if step["Type"] == kind)
    assert faults_of(step) == []
    assert any(line in found for found in faults_of(step, change=change(step["Arguments"])))
