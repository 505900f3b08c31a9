"""Microsoft's SDK as a closed schema: it loads what the service returns, and what it writes again must be what we sent.

The SDK's loader lets unknown keys of a step pass without a word; it then does not write them again. So a body is right if
nothing of it is lost on the way through the SDK's own entities.
"""

import re

from azure.ai.ml._restclient.arm_ml_service import models
from azure.ai.ml.entities import Component, Environment, ManagedOnlineDeployment
from azure.ai.ml.entities._schedule.schedule import JobSchedule, Schedule


# What the SDK itself keeps beside a step's own fields.
PASSED_ON = {"services"}


class Lost(AssertionError):
    """A key or value that does not come out as it went in."""


def schedule(resource):
    """The schedule as an entity, and its job as the SDK writes it to the service."""
    loaded = Schedule._from_rest_object(models.Schedule._deserialize(resource, []))
    assert isinstance(loaded, JobSchedule), type(loaded)
    for key, node in loaded.create_job.jobs.items():
        if unknown := set(node.kwargs) - PASSED_ON:
            raise Lost(f"{key}: the SDK knows no {', '.join(sorted(unknown))}")
    checked = loaded.create_job._validate()
    assert checked.passed, checked.error_messages
    written = loaded.create_job._to_rest_object().as_dict()["properties"]
    trigger = loaded.trigger._to_rest_object().as_dict()
    return loaded, {"job": written, "trigger": trigger}


def component(resource):
    """A component version as the SDK writes it to the service."""
    loaded = Component._from_rest_object(models.ComponentVersion._deserialize(resource, []))
    checked = loaded._validate()
    assert checked.passed, checked.error_messages
    return loaded._to_rest_object().as_dict()["properties"]["componentSpec"]


def environment(resource):
    """An environment version as the SDK writes it to the service."""
    return Environment._from_rest_object(models.EnvironmentVersion._deserialize(resource, []))._to_rest_object().as_dict()


def deployment(resource):
    """A deployment as the SDK writes it to the service."""
    loaded = ManagedOnlineDeployment._from_rest_object(models.OnlineDeployment._deserialize(resource, []))
    return loaded._to_rest_object(location=resource["location"]).as_dict()


def seconds(text):
    """An ISO 8601 duration of days, hours, minutes and seconds."""
    form = r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
    days, hours, minutes, rest = (float(part) for part in re.fullmatch(form, text).groups(default="0"))
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def is_duration(text):
    return re.match(r"P(?:\d|T)", text) is not None


def same(sent, written):
    """Whether two values mean the same: durations by their length, ids by their last part where the SDK shortens them."""
    if sent == written:
        return True
    if not isinstance(sent, str) or not isinstance(written, str):
        return False
    if is_duration(sent) and is_duration(written):
        return seconds(sent) == seconds(written)
    return sent.startswith("/subscriptions/") and sent.rsplit("/", 1)[1] == written


def lost(sent, written, path=""):
    """Paths of everything that was sent and is not written again."""
    if isinstance(sent, dict) and isinstance(written, dict):
        for key, value in sent.items():
            if key not in written:
                yield f"{path}/{key}"
            else:
                yield from lost(value, written[key], f"{path}/{key}")
    elif not same(sent, written):
        yield f"{path}: {sent!r} became {written!r}"


def survives(sent, written):
    """Nothing may be lost."""
    if gone := list(lost(sent, written)):
        raise Lost(", ".join(gone))
