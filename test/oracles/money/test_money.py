"""The page's JSON against the oracle, to the cent; and the oracle against pages from which one meter was taken."""

import copy
import json
from decimal import Decimal

import pytest
from conftest import PLATFORMS, VARIANTS, review
from oracle import costs, refuses, rules, starts

CENT = Decimal("0.005")
DEFINITIONS = (("aws_sagemaker_pipeline", "pipeline_definition"), ("google_workflows_workflow", "source_contents"))
WITH_DISKS = [platform for platform in PLATFORMS if rules(platform).disk({}, 100)]
EVERY = [(variant, platform) for variant in VARIANTS for platform in PLATFORMS]


def sums(page):
    """Idle, the run that trains, the run that scores and the worst month, as the page has them."""
    money = page["money"]
    total = lambda charges: sum((Decimal(str(charge.get("money", 0))) for charge in charges), Decimal(0))
    runs = {run["name"]: total(run["charges"]) for run in money["runs"]}
    scoring = runs.get("penguins-batch", Decimal(0))
    return {"idle": total(money["idle"]), "run": total(money["run"]), "scoring": scoring, "worst": total(money["worst"])}


def differences(found, expected):
    """What differs by a cent or more: name → (page, oracle)."""
    return {name: (f"{found[name]:.2f}", f"{expected[name]:.2f}") for name in expected if abs(found[name] - expected[name]) >= CENT}


@pytest.mark.parametrize(("variant", "platform"), EVERY)
def test_the_page_says_what_the_spec_costs(variant, platform, specs, tables, book, reviews):
    if refuses(platform, specs[variant]):
        assert (variant, platform) not in reviews
        return
    page = reviews[(variant, platform)]
    assert page["money"]["missing"] == []
    assert differences(sums(page), costs(platform, specs[variant], tables, book[1])) == {}


def without_each_meter(platform, pilot):
    """Name → the stacks without one resource, or one step, that is charged."""
    found = {}
    for at, stack in enumerate(pilot):
        for kind, resources in stack["resource"].items():
            for name, given in resources.items():
                arm = given.get("type", "").split("@")[0].split("/")[-1] if kind == "azapi_resource" else ""
                gateway = given.get("vpc_endpoint_type") == "Gateway"
                if (kind in rules(platform).ALONE and not gateway) or arm in ("deployments", "outboundRules"):
                    less = copy.deepcopy(pilot)
                    del less[at]["resource"][kind][name]
                    found[f"{kind}.{name}"] = less
    definition = json.dumps([stack["resource"] for stack in pilot])
    for step in ("probe", "prepare", "train", "evaluate", *rules(platform).STEPS):
        less = copy.deepcopy(pilot)
        for stack in less:
            remove_step(stack["resource"], step)
        assert json.dumps([stack["resource"] for stack in less]) != definition, step
        found[f"step {step}"] = less
        bare = copy.deepcopy(pilot)
        for kind, key in DEFINITIONS:
            for given in (each for stack in bare for each in stack["resource"].get(kind, {}).values()):
                given[key] = json.dumps(without_disk(json.loads(given[key]), step, False))
        if platform in WITH_DISKS:
            assert json.dumps([stack["resource"] for stack in bare]) != definition, step
            found[f"disk of {step}"] = bare
    return found


def without_disk(value, step, inside):
    """A definition whose step of that name has a disk of no size."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.dumps(without_disk(json.loads(value), step, inside))
        except ValueError:
            return value
    if isinstance(value, list):
        return [without_disk(each, step, inside) for each in value]
    if isinstance(value, dict):
        own = inside or value.get("Name") == step
        sized = {key: 0 for key in ("VolumeSizeInGB", "boot_disk_size_gb") if own and key in value}
        return {**{key: without_disk(each, step, own or key == f"exec-{step}") for key, each in value.items()}, **sized}
    return value


def remove_step(resources, step):
    """Takes the machine of one step out of a pipeline, in the platform's own language."""
    for kind, key in DEFINITIONS:
        for given in resources.get(kind, {}).values():
            given[key] = json.dumps(stripped(json.loads(given[key]), step))
    for given in resources.get("azapi_resource", {}).values():
        jobs = given.get("body", {}).get("properties", {}).get("action", {}).get("jobDefinition", {}).get("jobs", {})
        jobs.pop(step, None)
    for given in resources.get("databricks_job", {}).values():
        given["task"] = [each for each in given["task"] if each["task_key"] != step]
    for given in resources.get("kubernetes_manifest", {}).values():
        spec = given["manifest"].get("spec", {})
        if "templates" in spec:
            spec["templates"] = [each for each in spec["templates"] if each["name"] != step]


def stripped(value, step):
    """A definition without the step of that name."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.dumps(stripped(json.loads(value), step))
        except ValueError:
            return value
    if isinstance(value, list):
        return [stripped(each, step) for each in value if not (isinstance(each, dict) and each.get("Name") == step)]
    if isinstance(value, dict):
        return {key: stripped(each, step) for key, each in value.items() if key != f"exec-{step}"}
    return value


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_oracle_finds_each_meter_that_is_taken_away(platform, specs, tables, book, stacks, tmp_path):
    less = without_each_meter(platform, stacks[("example", platform)])
    expected = costs(platform, specs["example"], tables, book[1])
    pages = review(tmp_path, less, book[0])
    unseen = [name for name, page in pages.items() if differences(sums(page), expected) == {}]
    assert unseen == []
    assert len(pages) >= 8


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_oracle_finds_a_cent_more_on_one_price(platform, specs, tables, book, reviews):
    dearer = [{**price, "value": price["value"] + (0.01 if price["per"] == "month" else 0.0001)} for price in book[1]]
    found = differences(sums(reviews[("example", platform)]), costs(platform, specs["example"], tables, dearer))
    assert {"idle", "worst"} <= set(found)


@pytest.mark.parametrize(("schedule", "most"), [("0 3 * * *", 31), ("0 3 * * 1", 5), ("0 3 * * 1,4", 9), ("0 3 * * 0,1,2", 15)])
def test_the_oracle_counts_the_runs_of_a_month(schedule, most):
    assert starts(schedule) == most
