"""The example's stacks, their mutations, and the review of all of them, each made once."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import scopes
from aws_stack import mutated

ROOT = Path(__file__).resolve().parents[3]
SPEC = ROOT / "examples/penguins/pilot.serving.yaml"


def review(folder, stacks):
    """The review's JSON of each stack, by name."""
    files = []
    for index, stack in enumerate(stacks.values()):
        stack["//"]["metadata"]["stackName"] = f"s{index}"
        file = folder / f"s{index}" / "cdk.tf.json"
        file.parent.mkdir()
        file.write_text(json.dumps(stack))
        files.append(str(file))
    subprocess.run(["node", "--import", "tsx", "cli/main.ts", "review", *files, "--output", str(folder / "pages")], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return {name: json.loads((folder / "pages" / f"s{index}.json").read_text()) for index, name in enumerate(stacks)}


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory):
    """Platform → the example's stack in its last phase."""
    folder = tmp_path_factory.mktemp("synth")
    environment = {**os.environ, "CDKTF_CONTEXT_JSON": json.dumps({"spec": str(SPEC)}), "CDKTF_OUTDIR": str(folder)}
    subprocess.run(["node", "--import", "tsx", "stacks/main.ts"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return {path.name.split("-")[-1]: json.loads((path / "cdk.tf.json").read_text()) for path in (folder / "stacks").iterdir()}


@pytest.fixture(scope="session")
def stacks(synthesized):
    return mutated(synthesized["aws"])


@pytest.fixture(scope="session")
def reviews(stacks, tmp_path_factory):
    return review(tmp_path_factory.mktemp("aws"), stacks)


@pytest.fixture(scope="session")
def scoped(synthesized, tmp_path_factory):
    """(platform, mutation) → the stack and its review."""
    found = {}
    for platform, mutations in scopes.MUTATIONS.items():
        stacks = scopes.mutated(synthesized[platform], mutations)
        reviews = review(tmp_path_factory.mktemp(platform), stacks)
        found.update({(platform, name): (stacks[name], reviews[name]) for name in stacks})
    return found
