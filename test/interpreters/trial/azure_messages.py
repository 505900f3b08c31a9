"""What a server on loopback was asked and answered with, through the models of Microsoft's SDK: one line per key that a
model does not have."""

import json
import sys

from azure.ai.ml._restclient.arm_ml_service import models as arm
from azure.ai.ml._restclient.runhistory import models as history


def rest_names(model):
    """Attribute → name on the wire: models of Resource Manager."""
    return {name: field._rest_name for name, field in type(model)._attr_to_rest_field.items()}


def foreign(model, raw, path):
    """Keys at every depth that the model has no attribute for."""
    if isinstance(raw, list):
        for each, inner in zip(model or [], raw):
            yield from foreign(each, inner, path)
        return
    if not isinstance(raw, dict) or not hasattr(type(model), "_attr_to_rest_field"):
        return
    names = rest_names(model)
    for key in raw:
        if key not in names.values():
            yield f"{path}.{key} does not exist in {type(model).__name__}"
    for attribute, key in names.items():
        if key in raw:
            yield from foreign(getattr(model, attribute, None), raw[key], f"{path}.{key}")


problems = []
for each in json.load(sys.stdin):
    name, body = each["type"], each["body"]
    try:
        if name.endswith("PaginatedResult"):
            for inner in body["value"]:
                problems.extend(foreign(arm.ModelVersion._deserialize(inner, []), inner, "ModelVersion"))
        else:
            kind = getattr(history if name == "Run" else arm, name)
            problems.extend(foreign(kind._deserialize(body, []), body, name))
    except Exception as error:  # what a model refuses is a finding
        problems.append(f"{name}: {error}")
json.dump(problems, sys.stdout)
