"""The example as the app writes it, and what Terraform makes of a string in it."""

import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "test/oracles"))
from app import synthesize_each  # noqa: E402

EXAMPLE = ROOT / "examples/penguins/pilot.yaml"
DIGEST = "sha256:" + "0123456789abcdef" * 4

RELEASES = {"releases": {"r1": "1", "r2": "2"}, "live": "r1"}
VARIANTS = {
    "example": {},
    "released": {"google": RELEASES},
    "spot and several nodes": {"training": {"interruptible": True, "nodes": 3, "hyperparameters": {"max_iterations": "7"}}},
    "queued accelerators": {
        "training": {"hardware": "gpu-large", "interruptible": True, "maxWaitSeconds": 9000},
        "endpoint": {"hardware": "gpu-small"},
        "google": RELEASES,
    },
    "batch": {"endpoint": {"mode": "batch", "schedule": "0 3 * * *"}, "google": RELEASES},
    "longest": {"training": {"maxRuntimeSeconds": 432000, "retries": 10}},
    "google's keys": {"google": {"ownKey": False}},
}


def changed(change):
    """The example's spec, changed."""
    spec = yaml.safe_load(EXAMPLE.read_text())
    spec["budget"]["start"] = str(spec["budget"]["start"])
    spec = {key: value for key, value in spec.items() if key not in ("aws", "azure")}
    spec["image"] = {"digest": DIGEST}
    for section, values in change.items():
        spec[section] = {**spec.get(section, {}), **values}
    return spec


def synthesize(changes, make_folder):
    """Name → the synthesized stack of the example with the change of that name."""
    made = synthesize_each({name: changed(change) for name, change in changes.items()}, make_folder)
    return {name: json.loads((stacks / "penguins-google/cdk.tf.json").read_text()) for name, stacks in made.items()}


def resolved(stack, text):
    """References become the arguments that they name, or a sample; `$${` becomes `${`."""

    def value(match):
        kind, name, attribute = match.groups()
        given = stack["resource"][kind][name].get(attribute)
        return resolved(stack, given) if isinstance(given, str) else f"{name}-{attribute}"

    text = re.sub(r"(?<!\$)\$\{([a-z0-9_]+)\.([\w-]+)\.(\w+)\}", value, text)
    return text.replace("$${", "${").replace("%%{", "%{")


def workflows(stack):
    """Address → source, as Google gets it."""
    found = stack["resource"].get("google_workflows_workflow", {})
    return {name: json.loads(resolved(stack, given["source_contents"])) for name, given in found.items()}


def workflow(stack, part):
    """The workflow with this address, or the one whose address holds `part`."""
    if part in (exact := workflows(stack)):
        return exact[part]
    (source,) = [source for name, source in workflows(stack).items() if part in name]
    return source


def step(source, name):
    """A step of the main workflow, by its name."""
    (found,) = [each[name] for each in source["main"]["steps"] if name in each]
    return found
