"""Runs a workflow as the emulator of Google Workflows does, with two of its faults mended."""

import contextvars
import copy
import re

from workflows_emulator import render
from workflows_emulator.main import execute_workflow
from workflows_emulator.utils import WorkflowError

__all__ = ["WorkflowError", "execute", "message"]

part_by_part = render.render_str


def plain(value):
    """Maps as dictionaries, at every depth."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def render_str(value, context):
    """A string that is one expression keeps the value's type; the emulator prints it and reads it back as YAML."""
    whole = re.fullmatch(r"\$\{([^{}]*)\}", value) if isinstance(value, str) else None
    return plain(render.run_code(whole.group(1), context)) if whole else part_by_part(value, context)


render.render_str = render_str


def execute(source):
    """What the workflow returns. In a context of its own: the emulator takes context variables of others for keys of maps."""
    return contextvars.Context().run(execute_workflow, copy.deepcopy(source), {})


def message(error):
    """What a failed workflow says."""
    payload = error.value.payload
    return payload if isinstance(payload, str) else str(payload.get("message", payload))
