"""
Custom resources against the definitions of the newest operators, closed: what the API server would drop is a failure here.

Not checked, because nothing here runs it: the rules in CEL, which each file lists below `notChecked`; webhooks (neither Argo, nor
KubeRay, nor prometheus-operator has one for these kinds by default); what an operator's own code refuses after the API server took it.
"""

import copy
import json
import re

import pytest
from definitions import FOLDER, definitions, hold
from misspelt import passed

KINDS = sorted(definitions())


def of(asked, kind):
    """The objects of a kind."""
    return {name: value for name, value in asked.items() if value["kind"] == kind}


def largest(asked, kind):
    """The object of a kind with the most text."""
    return max(of(asked, kind).values(), key=lambda value: len(json.dumps(value)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_definition_says_where_it_is_from(kind):
    source = definitions()[kind]["source"]
    assert re.fullmatch(r"[0-9a-f]{40}", source["commit"]) and re.fullmatch(r"2026-\d\d-\d\d", source["date"])
    name = source["repository"].split("/")[-1]
    assert source["licence"] == "Apache-2.0" and "Apache License" in (FOLDER / f"LICENSE.{name}").read_text()


def test_every_custom_resource_has_a_definition_and_every_definition_one(asked):
    assert sorted({value["kind"] for value in asked.values()}) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_custom_resource_passes_the_closed_schema(asked, kind):
    wrong = {}
    for name, value in of(asked, kind).items():
        try:
            hold(value)
        except Exception as error:  # noqa: BLE001
            wrong[name] = f"{list(error.absolute_path)}: {error.message[:300]}"
    assert wrong == {}


@pytest.mark.parametrize("kind", KINDS)
def test_one_broken_key_fails(asked, kind):
    assert passed(largest(asked, kind), hold) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_version_a_status_and_a_missing_name_fail(asked, kind):
    value = largest(asked, kind)
    metadata = {"namespace": value["metadata"]["namespace"]}
    for change in ({"apiVersion": "example.com/v1"}, {"status": {}}, {"metadata": metadata}):
        with pytest.raises(Exception):  # noqa: B017, PT011
            hold({**value, **change})


def test_wrong_types_fail(asked):
    workflow = copy.deepcopy(largest(asked, "WorkflowTemplate"))
    hold(workflow)
    for change in ({"parallelism": "one"}, {"ttlStrategy": {"secondsAfterCompletion": "7d"}}, {"templates": {}}):
        with pytest.raises(Exception):  # noqa: B017, PT011
            hold({**workflow, "spec": {**workflow["spec"], **change}})
    job = largest(asked, "RayJob")
    hold(job)
    for change in ({"backoffLimit": "0"}, {"shutdownAfterJobFinishes": "yes"}, {"preRunningDeadlineSeconds": 0}):
        with pytest.raises(Exception):  # noqa: B017, PT011
            hold({**job, "spec": {**job["spec"], **change}})
