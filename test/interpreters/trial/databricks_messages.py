"""What a server on loopback was asked and answered with, through the messages of databricks-sdk, there and back: one
line per key or word that a message loses."""

import copy
import importlib
import inspect
import json
import sys

from lost import lost


def is_left_out(given, _):
    """The SDK leaves empty values out."""
    return given in ("", None)


problems = []
for each in json.load(sys.stdin):
    module, name, *method = each["type"].split(".")
    body = each["body"]
    try:
        message = getattr(importlib.import_module(f"databricks.sdk.service.{module}"), name)
        if method:  # a request that has no message is what its method takes
            known = inspect.signature(getattr(message, *method)).parameters
            problems.extend(f"{each['type']}: {key} is not known" for key in body if key not in known)
            continue
        problems.extend(lost(body, message.from_dict(copy.deepcopy(body)).as_dict(), name, is_left_out))
    except Exception as error:  # what a message refuses is a finding
        problems.append(f"{name}: {error}")
json.dump(problems, sys.stdout)
