"""The variants as specs, as synthesized stacks and as the review's JSON, each made once; the hardware tables as data."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from oracle import refuses, rules

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "test/oracles"))
from app import synthesize_each  # noqa: E402

SPEC = ROOT / "examples/penguins/pilot.serving.yaml"
KNOWN = tuple(sorted(path.parent.name for path in ROOT.glob("stacks/*/hardware.ts")))
PLATFORMS = KNOWN
NODE = ["node", "--import", "tsx"]

RELEASES = {"releases": {"r1": "1", "r2": "2", "r3": "3"}, "live": "r2"}
VARIANTS = {
    "example": {},
    "four nodes": {"training": {"nodes": 4}},
    "three releases": {platform: getattr(rules(platform), "RELEASES", RELEASES) for platform in PLATFORMS},
    "paused": {"paused": True},
    "batch": {"endpoint": {"mode": "batch", "schedule": "30 2 * * 1,4"}, **{platform: rules(platform).BATCH for platform in PLATFORMS}},
    "gpu": {"training": {"hardware": "gpu-small"}, "endpoint": {"hardware": "gpu-large", "minReplicas": 2, "maxReplicas": 5}},
    "short steps": {
        "training": {"maxRuntimeSeconds": 1800, "retries": 0},
        "steps": {"prepare": {"hardware": "cpu-large"}, "evaluate": {"maxRuntimeSeconds": 300, "hardware": "cpu-large"}},
    },
    "large disks": {
        "training": {"volumeGiB": 250, "nodes": 2},
        "steps": {"prepare": {"volumeGiB": 120}, "evaluate": {"volumeGiB": 15}},
    },
}


def changed(spec, change):
    """The spec with sections replaced key by key."""
    found = copy.deepcopy(spec)
    for section, values in change.items():
        found[section] = {**found.get(section, {}), **values} if isinstance(values, dict) else values
    return found


def review(folder, stacks, prices):
    """The review's JSON of each pilot, by name. A pilot is a stack and its parts."""
    files = []
    for index, pilot in enumerate(stacks.values()):
        for number, stack in enumerate(pilot):
            name = f"s{index}" if number == 0 else f"s{index}-{number}"
            stack["//"]["metadata"]["stackName"] = name
            if number > 0:
                stack["//"]["partOf"] = f"s{index}"
            file = folder / name / "cdk.tf.json"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(stack))
            if number == 0:
                files.append(str(file))
    command = [*NODE, "cli/main.ts", "review", *files, "--prices", str(prices), "--output", str(folder / "pages")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return {name: json.loads((folder / "pages" / f"s{index}.json").read_text()) for index, name in enumerate(stacks)}


@pytest.fixture(scope="session")
def tables():
    """Platform → class → machine: `stacks/<platform>/hardware.ts` as data."""
    each = ", ".join(f'{platform}: require("./stacks/{platform}/hardware.ts").hardware' for platform in PLATFORMS)
    script = f"console.log(JSON.stringify({{ {each} }}))"
    made = subprocess.run([*NODE, "-e", script], cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(made.stdout)


@pytest.fixture(scope="session")
def specs():
    """Variant → spec, with the dates as text."""
    spec = yaml.safe_load(SPEC.read_text())
    spec["budget"]["start"] = str(spec["budget"]["start"])
    return {name: changed(spec, change) for name, change in VARIANTS.items()}


@pytest.fixture(scope="session")
def book(tables, tmp_path_factory):
    """A price of its own for each meter, so that no two can be exchanged: (the file, its prices)."""
    standing = [meter for platform in PLATFORMS for meter in rules(platform).MONTHLY]
    hourly = [meter for platform in PLATFORMS for meter in rules(platform).HOURLY]
    serving = []
    for platform, classes in tables.items():
        hourly += sorted({meter for table in classes.values() for meter in rules(platform).machine(table)})
        serving.append(hourly[-1])
    dated = {"region": "r", "asOf": "2026-11-01", "source": "the test"}
    prices = [{"meter": meter, "value": round(1.01 + 0.37 * index, 2), "per": "month", **dated} for index, meter in enumerate(standing)]
    prices += [{"meter": meter, "value": round(0.011 + 0.0173 * index, 4), "per": "hour", **dated} for index, meter in enumerate(hourly)]
    prices += [{**price, "for": "endpoint", "value": round(price["value"] * 1.13, 6)} for price in prices if price["meter"] in serving]
    file = tmp_path_factory.mktemp("book") / "prices.yaml"
    file.write_text(yaml.safe_dump({"currency": "USD", "prices": prices}))
    return file, prices


@pytest.fixture(scope="session")
def stacks(specs, tmp_path_factory):
    """(variant, platform) → the synthesized stack of a pilot and its parts; nothing where the platform refuses the spec."""
    found = {}
    for variant, folder in synthesize_each(specs, tmp_path_factory.mktemp).items():
        for platform in PLATFORMS:
            pilot = f"penguins-{platform}"
            files = sorted(folder.glob(f"{pilot}*/cdk.tf.json"))
            read = [json.loads(file.read_text()) for file in files]
            whole = [stack for stack in read if pilot in (stack["//"]["metadata"]["stackName"], stack["//"].get("partOf"))]
            assert (whole == []) == refuses(platform, specs[variant]), (variant, platform)
            if whole:
                found[(variant, platform)] = whole
    return found


@pytest.fixture(scope="session")
def reviews(stacks, book, tmp_path_factory):
    return review(tmp_path_factory.mktemp("reviews"), copy.deepcopy(stacks), book[0])
