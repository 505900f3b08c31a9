"""The objects of random specs that the check accepts: the API's schemas, closed definitions and models of custom resources.

RANDOM_STACKS names the folder that test/oracles/random-stacks.ts wrote.
"""

import copy
import json
import os
from pathlib import Path

import kubernetes_validate
import pytest
from definitions import definitions, hold
from synthesized import made, manifests, objects
from test_custom import MODELS, check
from test_typed import VERSIONS


@pytest.fixture(scope="session")
def random_stacks():
    """File → synthesized stack; the pilot's stack and that of its custom resources, and halves of mixed pilots."""
    folder = Path(os.environ["RANDOM_STACKS"])
    found = {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*-kubernetes*.json"))}
    assert found
    # a pilot without an image has no custom resources, and its second stack holds nothing
    return {name: stack for name, stack in found.items() if "resource" in stack}


def problems(found, hold):
    """One line for each object that is not held."""
    lines = []
    for where, value in found.items():
        try:
            hold(value)
        except Exception as error:  # noqa: BLE001 (each model fails in its own way; that it fails is what counts)
            lines.append(f"{where}: {str(getattr(error, 'message', error))[:300]}")
    return lines


@pytest.mark.parametrize("version", VERSIONS)
def test_typed_objects(random_stacks, version, capsys):
    found = objects(random_stacks)
    lines = problems(found, lambda value: kubernetes_validate.validate(value, version, strict=True))
    with capsys.disabled():
        print(f"\n{len(found)} objects of {len(random_stacks)} stacks held to the schemas of Kubernetes {version}")
    assert found and not lines, "\n".join(lines[:50])


def test_custom_resources(random_stacks, capsys):
    found = manifests(random_stacks)
    lines = problems(found, check)
    with capsys.disabled():
        print(f"\n{len(found)} custom resources read and written again whole")
    assert {value["kind"] for value in found.values()} == set(MODELS) and not lines, "\n".join(lines[:50])
    found.update(made(found))
    lines = problems(found, hold)
    assert {value["kind"] for value in found.values()} <= set(definitions()) and not lines, "\n".join(lines[:50])


def test_a_misspelt_key_and_a_wrong_type_are_found(random_stacks):
    where, deployment = next((where, value) for where, value in objects(random_stacks).items() if value["kind"] == "Deployment")
    wrong = copy.deepcopy(deployment)
    wrong["spec"]["replicasx"] = wrong["spec"].pop("replicas", 1)
    assert problems({where: wrong}, lambda value: kubernetes_validate.validate(value, VERSIONS[0], strict=True))
    template = next(value for value in manifests(random_stacks).values() if value["kind"] == "WorkflowTemplate")
    assert problems({"": {**template, "spec": {**template["spec"], "parallelism": "one"}}}, check)
