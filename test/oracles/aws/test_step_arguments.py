"""Every step of the synthesized SageMaker pipelines against botocore's model of the call that the step becomes."""

import json
import os
import subprocess
from pathlib import Path

import botocore.session
import pytest
import yaml
from botocore.validate import ParamValidator

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
                found.append((f"{name}: {pipeline}: {step['Name']}", step))
                queue += step["Arguments"].get("IfSteps", []) + step["Arguments"].get("ElseSteps", [])
    return found


def sampled(value):
    """Pipeline references become what they stand for: a string."""
    if isinstance(value, list):
        return [sampled(each) for each in value]
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in ("Get", "Std:Join"):
            return "s3://sample/key"
        return {key: sampled(each) for key, each in value.items()}
    return value


def count(value):
    """Arguments at every depth."""
    if isinstance(value, dict):
        return sum(1 + count(each) for each in value.values())
    return sum(count(each) for each in value) if isinstance(value, list) else 0


def faults_of(step):
    """What botocore says of a step's arguments."""
    call, added = CALLS[step["Type"]]
    arguments = {**sampled(step["Arguments"]), **added}
    return ParamValidator().validate(arguments, model.operation_model(call).input_shape).generate_report()


def test_every_step_type_is_known(steps):
    types = {step["Type"] for _, step in steps}
    assert types == set(CALLS) | WITHOUT_CALL


def test_arguments(steps, capsys):
    checked = [(where, step) for where, step in steps if step["Type"] in CALLS]
    reports = {where: report for where, step in checked if (report := faults_of(step))}
    lines = [line for report in reports.values() for line in report.splitlines()]
    unknown = sum(line.startswith("Unknown parameter") for line in lines)
    missing = sum(line.startswith("Missing required parameter") for line in lines)
    with capsys.disabled():
        total = sum(count(step["Arguments"]) for _, step in checked)
        print(f"\n{total} step arguments checked by botocore, {unknown} unknown, {missing} missing")
    assert not reports, "\n".join(f"{where}: {report}" for where, report in reports.items())


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


def test_a_misspelt_key_is_found(steps):
    step = next(step for _, step in steps if step["Type"] == "Training")
    arguments = {**step["Arguments"], "StopingCondition": {}}
    assert 'Unknown parameter in input: "StopingCondition"' in faults_of({**step, "Arguments": arguments})
    assert 'Missing required parameter in input: "ResourceConfig"' not in faults_of({**step, "Arguments": arguments})


def test_a_missing_key_is_found(steps):
    step = next(step for _, step in steps if step["Type"] == "Processing")
    arguments = {key: value for key, value in step["Arguments"].items() if key != "RoleArn"}
    assert 'Missing required parameter in input: "RoleArn"' in faults_of({**step, "Arguments": arguments})
