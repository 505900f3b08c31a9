"""What a server on loopback was asked and answered with: workflows through hera's model of Argo, there and back,
objects of the API by its own closed schemas. One line per thing that is wrong."""

import json
import sys

import kubernetes_validate
from hera.workflows import models as argo


def lost(given, written, path):
    """What is not there after it was read and written again."""
    if isinstance(given, dict):
        inside = written if isinstance(written, dict) else {}
        for key, value in given.items():
            yield from lost(value, inside.get(key), f"{path}.{key}")
    elif isinstance(given, list):
        inside = written if isinstance(written, list) else []
        for index, value in enumerate(given):
            yield from lost(value, inside[index] if index < len(inside) else None, f"{path}[{index}]")
    elif given != written and str(given).replace("Z", "+00:00") != str(written).replace("Z", "+00:00"):
        yield f"{path}: {given!r} became {written!r}"


problems = []
for each in json.load(sys.stdin):
    kind, body = each["type"], each["body"]
    try:
        if kind == "Workflow":
            model = argo.Workflow.model_validate(body)
            problems.extend(lost(body, model.model_dump(mode="json", by_alias=True, exclude_unset=True), kind))
        else:
            kubernetes_validate.validate(body, "1.32", strict=True)
    except Exception as error:
        problems.append(f"{kind}: {getattr(error, 'message', error)}")
json.dump(problems, sys.stdout)
