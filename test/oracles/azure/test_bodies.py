"""Schedules, pipeline jobs, components, environments and deployments of the synthesized stacks, through Microsoft's SDK."""

import copy

import pytest
from synthesized import DIGEST, VARIANTS, resources
from wire import component, deployment, environment, schedule, survives

STEPS = ["probe", "prepare", "train", "evaluate", "gate"]


def check_schedule(resource):
    """The whole body of a schedule."""
    loaded, written = schedule(resource)
    properties = resource["properties"]
    survives(properties["action"]["jobDefinition"], written["job"])
    survives(properties["trigger"], written["trigger"])
    return loaded


@pytest.mark.parametrize("variant", VARIANTS)
def test_pipeline_jobs_pass_through_the_sdk_whole(stacks, variant):
    found = resources(stacks[variant], "schedules")
    assert set(found) == ({"pipeline", "batch"} if variant == "batch" else {"pipeline"})
    for address, resource in found.items():
        loaded = check_schedule(resource)
        assert sorted(loaded.create_job.jobs) == sorted(STEPS if address == "pipeline" else ["predict"])


@pytest.mark.parametrize("variant", VARIANTS)
def test_components_and_environments_pass_through_the_sdk_whole(stacks, variant):
    components = resources(stacks[variant], "components/versions")
    assert len(components) == (6 if variant == "batch" else 5)
    for resource in components.values():
        survives(resource["properties"]["componentSpec"], component(resource))
    environments = resources(stacks[variant], "environments/versions")
    for resource in environments.values():
        survives(resource["properties"], environment(resource)["properties"])
        assert resource["properties"]["image"].endswith(DIGEST)


@pytest.mark.parametrize("variant", ["released", "canary"])
def test_deployments_pass_through_the_sdk_whole(stacks, variant):
    found = resources(stacks[variant], "onlineEndpoints/deployments")
    assert sorted(each["name"] for each in found.values()) == ["rel-r1", "rel-r2"]
    for resource in found.values():
        written = deployment(resource)
        survives(resource["properties"], written["properties"])
        survives(resource["sku"], written["sku"])


def test_every_node_gives_its_component_what_it_takes(stacks):
    for variant in VARIANTS:
        versions = {each["id"]: each for each in resources(stacks[variant], "components/versions").values()}
        for resource in resources(stacks[variant], "schedules").values():
            for node in resource["properties"]["action"]["jobDefinition"]["jobs"].values():
                spec = versions[node["componentId"]]["properties"]["componentSpec"]
                assert set(node["inputs"]) == set(spec["inputs"])
                assert set(node["outputs"]) == set(spec["outputs"])


def keys_of(value, path=()):
    """Every path to a key whose name the platform knows; names of our own (steps, inputs, variables) are free."""
    if isinstance(value, dict):
        for key, inner in value.items():
            free = path and path[-1] in ("jobs", "inputs", "outputs", "environment_variables", "environmentVariables")
            if not free:
                yield (*path, key)
            yield from keys_of(inner, (*path, key))


def misspelt(resource, path):
    """The resource with one key spelt wrongly."""
    changed = copy.deepcopy(resource)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[f"{path[-1]}x"] = inner.pop(path[-1])
    return changed


def test_a_misspelt_key_of_a_step_is_found(stacks):
    [resource] = resources(stacks["example"], "schedules").values()
    base = ("properties", "action", "jobDefinition", "jobs", "gate")
    node = resource
    for key in base:
        node = node[key]
    paths = list(keys_of(node))
    assert len(paths) > 15
    passed = []
    for path in paths:
        try:
            check_schedule(misspelt(resource, (*base, *path)))
        except Exception:  # noqa: BLE001 (the SDK fails in its own ways; that it fails is what counts)
            continue
        passed.append("/".join(path))
    assert passed == [], passed


def test_a_misspelt_key_of_a_deployment_is_found(stacks):
    resource = next(iter(resources(stacks["released"], "onlineEndpoints/deployments").values()))
    passed = []
    for path in keys_of(resource["properties"]):
        changed = misspelt(resource, ("properties", *path))
        try:
            survives(changed["properties"], deployment(changed)["properties"])
        except Exception:  # noqa: BLE001
            continue
        passed.append("/".join(path))
    assert passed == [], passed
