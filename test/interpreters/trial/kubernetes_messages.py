"""What a server on loopback was asked and answered with: workflows through hera's model of Argo, there and back,
objects of the API by its own closed schemas. One line per thing that is wrong."""

import json
import sys

import kubernetes_validate
from hera.workflows import models as argo
from lost import lost


def is_same_time(given, written):
    """UTC has two forms."""
    return str(given).replace("Z", "+00:00") == str(written).replace("Z", "+00:00")


problems = []
for each in json.load(sys.stdin):
    kind, body = each["type"], each["body"]
    try:
        if kind == "Workflow":
            model = argo.Workflow.model_validate(body)
            written = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
            problems.extend(lost(body, written, kind, is_same_time))
        else:
            kubernetes_validate.validate(body, "1.32", strict=True)
    except Exception as error:
        problems.append(f"{kind}: {getattr(error, 'message', error)}")
json.dump(problems, sys.stdout)
