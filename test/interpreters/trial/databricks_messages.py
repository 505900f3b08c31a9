"""What a server on loopback was asked and answered with, through the messages of databricks-sdk, there and back: one
line per key or word that a message loses."""

import copy
import importlib
import inspect
import json
import sys


def lost(before, after, path):
    """What of a body is not there after it was read and written again; empty values are left out by the SDK."""
    if isinstance(before, dict):
        inside = after if isinstance(after, dict) else {}
        for key, value in before.items():
            yield from lost(value, inside.get(key), f"{path}.{key}")
    elif isinstance(before, list):
        inside = after if isinstance(after, list) else []
        for index, value in enumerate(before):
            yield from lost(value, inside[index] if index < len(inside) else None, f"{path}[{index}]")
    elif before != after and before not in ("", None):
        yield f"{path}: {before!r} became {after!r}"


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
        problems.extend(lost(body, message.from_dict(copy.deepcopy(body)).as_dict(), name))
    except Exception as error:  # what a message refuses is a finding
        problems.append(f"{name}: {error}")
json.dump(problems, sys.stdout)
