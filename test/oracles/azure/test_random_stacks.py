"""The bodies of random specs that the check accepts, through Microsoft's SDK.

RANDOM_STACKS names the folder that test/oracles/random-stacks.ts wrote.
"""

import copy
import json
import os
from pathlib import Path

import pytest
from synthesized import resources
from wire import Lost, component, deployment, environment, schedule, survives


def of_schedule(resource):
    """A schedule loads, and nothing of its job and its trigger is lost."""
    _, written = schedule(resource)
    survives(resource["properties"]["action"]["jobDefinition"], written["job"])
    survives(resource["properties"]["trigger"], written["trigger"])


def of_deployment(resource):
    written = deployment(resource)
    survives(resource["properties"], written["properties"])
    survives(resource["sku"], written["sku"])


# Type of Azure ML → what holds a body of it to the SDK.
CHECKS = {
    "schedules": of_schedule,
    "components/versions": lambda resource: survives(resource["properties"]["componentSpec"], component(resource)),
    "environments/versions": lambda resource: survives(resource["properties"], environment(resource)["properties"]),
    "onlineEndpoints/deployments": of_deployment,
}


@pytest.fixture(scope="session")
def random_stacks():
    """File → synthesized stack."""
    files = sorted(Path(os.environ["RANDOM_STACKS"]).glob("*-azure.json"))
    assert files
    return {file.stem: json.loads(file.read_text()) for file in files}


@pytest.mark.parametrize("kind", CHECKS)
def test_bodies_pass_through_the_sdk_whole(random_stacks, kind, capsys):
    total, lines = 0, []
    for where, stack in random_stacks.items():
        for address, resource in resources(stack, kind).items():
            total += 1
            try:
                CHECKS[kind](resource)
            except Exception as error:  # noqa: BLE001 (the SDK fails in its own ways; that it fails is what counts)
                lines.append(f"{where}: {address}: {error!r}")
    with capsys.disabled():
        print(f"\n{total} bodies of {kind} pass through the SDK whole")
    assert total > 0 and not lines, "\n".join(lines[:50])


def test_a_misspelt_key_is_found(random_stacks):
    kind = "onlineEndpoints/deployments"
    wrong = copy.deepcopy(next(each for stack in random_stacks.values() for each in resources(stack, kind).values()))
    wrong["properties"]["requestSettingsx"] = wrong["properties"].pop("requestSettings")
    with pytest.raises(Lost, match="requestSettingsx"):
        CHECKS[kind](wrong)
