"""The example as the app writes it, and the ARM bodies in it as Azure gets them."""

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
    "released": {"azure": RELEASES},
    "canary": {"azure": {**RELEASES, "canary": "r2"}},
    "low priority and several nodes": {
        "training": {"interruptible": True, "nodes": 3, "hyperparameters": {"max_iterations": "7"}, "hardware": "gpu-small"}
    },
    "batch": {"endpoint": {"mode": "batch", "schedule": "0 3 * * *"}, "azure": RELEASES},
}


def changed(change):
    """The example's spec, changed."""
    spec = yaml.safe_load(EXAMPLE.read_text())
    spec["budget"]["start"] = str(spec["budget"]["start"])
    spec = {key: value for key, value in spec.items() if key not in ("aws", "google")}
    spec["image"] = {"digest": DIGEST}
    for section, values in change.items():
        spec[section] = {**spec.get(section, {}), **values}
    return spec


def synthesize(changes, make_folder):
    """Name → the synthesized stack of the example with the change of that name."""
    made = synthesize_each({name: changed(change) for name, change in changes.items()}, make_folder)
    return {name: json.loads((stacks / "penguins-azure/cdk.tf.json").read_text()) for name, stacks in made.items()}


def resolved(stack, text):
    """References become the arguments that they name, or a sample; `$${` becomes `${`."""

    def value(match):
        kind, name, attribute = match.groups()
        given = stack["resource"][kind][name].get(attribute)
        return resolved(stack, given) if isinstance(given, str) else f"{name}-{attribute}"

    text = re.sub(r"(?<!\$)\$\{([a-z0-9_]+)\.([\w-]+)\.(\w+)\}", value, text)
    return text.replace("$${", "${").replace("%%{", "%{")


def resources(stack, kind):
    """Address → the ARM resource of a type of Azure ML: id, name and body."""
    found = {}
    for address, given in stack["resource"].get("azapi_resource", {}).items():
        if given["type"].startswith(f"Microsoft.MachineLearningServices/workspaces/{kind}@"):
            parent, name, body = json.loads(resolved(stack, json.dumps([given["parent_id"], given["name"], given["body"]])))
            found[address] = {"id": f"{parent}/{kind.split('/')[-1]}/{name}", "name": name, "location": given.get("location", ""), **body}
    return found
