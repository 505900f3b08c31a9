"""
Typed resources against the JSON schemas of Kubernetes 1.32, the oldest that the constructs are for, and of the newest here.
Not checked: what the API server checks by code and by admission, CEL and webhooks; a real server does that in the apply tier.
"""

import kubernetes_validate
import pytest
from misspelt import keys_of, passed

VERSIONS = ["1.32", kubernetes_validate.latest_version()]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_typed_object_passes_the_closed_schema(typed, version):
    assert len(typed) > 30
    wrong = {}
    for name, value in typed.items():
        try:
            kubernetes_validate.validate(value, version, strict=True)
        except Exception as error:  # noqa: BLE001
            wrong[name] = str(getattr(error, "message", error))
    assert wrong == {}


def test_a_misspelt_key_of_any_kind_is_found(typed):
    kinds = {}
    for value in typed.values():
        known = kinds.get(value["kind"])
        if not known or len(list(keys_of(value))) > len(list(keys_of(known))):
            kinds[value["kind"]] = value
    found = {}
    for kind, value in kinds.items():
        missed = passed(value, lambda each: kubernetes_validate.validate(each, VERSIONS[0], strict=True))
        if missed:
            found[kind] = missed
    assert found == {}
