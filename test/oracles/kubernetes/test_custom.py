"""
Custom resources against models that others generate: Argo's from its OpenAPI document, the operator's from its CRDs. Both drop
what they do not know, so each object is read, written again and compared. Not checked: CEL, webhooks, Argo's own validation.
`test_definitions.py` holds the same objects to the definitions themselves, which are newer.
"""

import pytest
from cloudcoil.models.prometheus_operator import v1 as monitoring
from hera.workflows import models as argo
from misspelt import passed

MODELS = {
    "WorkflowTemplate": argo.WorkflowTemplate,
    "CronWorkflow": argo.CronWorkflow,
    "PodMonitor": monitoring.PodMonitor,
    "PrometheusRule": monitoring.PrometheusRule,
}


def same(given, written, path=""):
    """Holds what was written to what was given, leaf by leaf."""
    if isinstance(given, dict):
        assert isinstance(written, dict) and set(given) == set(written), f"{path}: {set(given) ^ set(written or {})}"
        for key, value in given.items():
            same(value, written[key], f"{path}/{key}")
    elif isinstance(given, list):
        assert isinstance(written, list) and len(given) == len(written), path
        for index, value in enumerate(given):
            same(value, written[index], f"{path}/{index}")
    else:
        assert given == written, f"{path}: {given!r} became {written!r}"


def check(value):
    """Reads an object by the model of its kind, and compares it with what the model writes."""
    model = MODELS[value["kind"]].model_validate(value)
    same(value, model.model_dump(mode="json", by_alias=True, exclude_unset=True))


@pytest.mark.parametrize("kind", MODELS)
def test_every_custom_resource_passes_its_model_whole(custom, kind):
    found = [value for value in custom.values() if value["kind"] == kind]
    assert found
    for value in found:
        check(value)


def test_a_container_that_runs_first_is_among_them(custom):
    templates = [each for value in custom.values() for each in value["spec"].get("templates", [])]
    assert [each["name"] for template in templates for each in template.get("initContainers", [])] == ["compare-model"]


def test_every_custom_resource_has_a_model(custom):
    assert {value["kind"] for value in custom.values()} == set(MODELS)


@pytest.mark.parametrize("kind", MODELS)
def test_a_misspelt_key_is_found(custom, kind):
    value = next(each for each in custom.values() if each["kind"] == kind)
    assert passed(value, check) == []


def test_a_wrong_type_is_found(custom):
    value = next(each for each in custom.values() if each["kind"] == "WorkflowTemplate")
    with pytest.raises(Exception):  # noqa: B017, PT011
        check({**value, "spec": {**value["spec"], "parallelism": "one"}})
