"""Every step of the synthesized SageMaker pipelines against botocore's model of the call that the step becomes."""

import json
import sys
from pathlib import Path

import pytest
import yaml
from step_arguments import CALLS, WITHOUT_CALL, count, problems_of, model, steps_of

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "test/oracles"))
from app import synthesize_each  # noqa: E402

EXAMPLE = ROOT / "examples/penguins/pilot.yaml"
DIGEST = "sha256:" + "0123456789abcdef" * 4

VARIANTS = {
    "example": {},
    "spot and several nodes": {
        "training": {"interruptible": True, "maxWaitSeconds": 9000, "nodes": 2, "hyperparameters": {"max_iterations": "7"}}
    },
    "accelerator": {"training": {"hardware": "gpu-small"}, "endpoint": {"hardware": "gpu-small"}},
    "trainium": {"training": {"hardware": "trainium-small"}},
    "batch": {"endpoint": {"mode": "batch", "schedule": "0 3 * * *"}, "aws": {"releases": {"r1": "runs/a/model.tar.gz"}, "live": "r1"}},
}


def changed(change):
    """The example's spec, changed."""
    spec = yaml.safe_load(EXAMPLE.read_text())
    spec["budget"]["start"] = str(spec["budget"]["start"])
    spec = {key: value for key, value in spec.items() if key not in ("google", "azure")}
    spec["image"] = {"digest": DIGEST}
    for section, values in change.items():
        spec[section] = {**spec.get(section, {}), **values}
    return spec


def synthesize(changes, make_folder):
    """Name → the stack of the example with the change of that name, as the app writes it."""
    made = synthesize_each({name: changed(change) for name, change in changes.items()}, make_folder)
    return {name: json.loads((stacks / "penguins-aws/cdk.tf.json").read_text()) for name, stacks in made.items()}


@pytest.fixture(scope="session")
def steps(tmp_path_factory):
    """All steps of all variants: (where, step)."""
    found = []
    for name, stack in synthesize(VARIANTS, tmp_path_factory.mktemp).items():
        found += [(f"{name}: {where}", step) for where, step in steps_of(stack)]
    return found


def test_every_step_type_is_known(steps):
    types = {step["Type"] for _, step in steps}
    assert types == set(CALLS) | WITHOUT_CALL


def test_arguments(steps, capsys):
    checked = [(where, step) for where, step in steps if step["Type"] in CALLS]
    lines = [f"{where}: {line}" for where, step in checked for line in problems_of(step)]
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


WRONG = {
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


@pytest.mark.parametrize("name", WRONG)
def test_is_found(steps, name):
    kind, change, line = WRONG[name]
    step = next(step for _, step in steps if step["Type"] == kind)
    assert problems_of(step) == []
    assert any(line in found for found in problems_of(step, change=change(step["Arguments"])))
