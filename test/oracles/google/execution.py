"""Runs a workflow as the emulator of Google Workflows does, with its faults corrected and with the limits of the real one."""

import contextvars
import copy
import json
import re

from workflows_emulator import main, render
from workflows_emulator.lib import helpers
from workflows_emulator.main import execute_workflow
from workflows_emulator.utils import ContextDict, WorkflowError

__all__ = ["LIMITS", "LimitReached", "WorkflowError", "ending", "execute", "message", "refusals"]

# docs.cloud.google.com/workflows/quotas, resource limits (2026-01-13)
LIMITS = {"source": 128 * 1024, "expression": 400, "assignments": 50, "conditions": 50, "steps": 100_000, "variables": 512 * 1024}

part_by_part = render.render_str
compiled = {}
any_step = main.execute_step
helpers.TYPE_LOOKUP[ContextDict] = "map"


class LimitReached(Exception):
    """The execution ends here: no `except` catches it."""


def known(code, mode, context):
    """The code, and of the variables only those that it names: the emulator copies all of them, whole sources too, for each expression."""
    if (code, mode) not in compiled:
        compiled[code, mode] = compile(code, "expression", mode)
    wanted = compiled[code, mode].co_names
    names = ContextDict({name: context[name] for name in wanted if name in context})
    names.update({name: render.STANDARD_LIBRARY[name] for name in wanted if name in render.STANDARD_LIBRARY})
    return compiled[code, mode], names


def run_code(code, context):
    try:
        return eval(*known(code, "eval", context))
    except AttributeError as error:
        raise SyntaxError(f"`{code}`: {error.args[0]} is probably not defined") from error


def assign_var(key, value, context):
    root = re.match(r"[^\[.]+", key).group(0)
    if root == key:
        return key, copy.deepcopy(value)
    code, names = known(f"{key} = __value", "exec", {**context, "__value": value})
    exec(code, names)
    return root, plain(names[root])


def plain(value):
    """Maps as dictionaries, at every depth."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def render_str(value, context):
    """A string that is one expression keeps the value's type; the emulator prints it and reads it back as YAML."""
    whole = re.fullmatch(r"\$\{([^{}]*)\}", value) if isinstance(value, str) else None
    return plain(render.run_code(whole.group(1), context)) if whole else part_by_part(value, context)


def first_that_holds(self):
    """The first condition that holds decides; the emulator goes on to the next one where no jump follows."""
    for condition in self.config["switch"]:
        rest = {key: value for key, value in condition.items() if key != "condition"}
        if main.render_config(condition["condition"], self.context) is True:
            context, then, value = main.execute_step(self.step_id, rest, self.context)
            return context, then if then is not None or value is not None else self.config.get("next"), value
    return self.context, self.config.get("next"), None


def retried(self):
    """As documented (docs.cloud.google.com/workflows/docs/reference/syntax/retrying): the emulator gives up at the longest delay."""
    policy = main.render_config(self.config["retry"], self.context)
    backoff = policy.get("backoff", {})
    delay = backoff.get("initial_delay", 1)
    for attempt in range(policy["max_retries"] + 1):
        try:
            return main.execute_step(self.step_id, self.config["try"], self.context)
        except WorkflowError as error:
            only = main.keep_only_subworkflows(self.context)
            again = main.execute_subworkflow(policy["predicate"], {"e": error.payload}, only)
            if not again or attempt == policy["max_retries"]:
                raise
            main.sleep(delay)
            delay = min(delay * backoff.get("multiplier", 1), backoff.get("max_delay", 60))
    raise AssertionError("unreachable")


def counted(step_id, config, context):
    """Every step, every attempt and every condition that is taken counts; variables may hold so much."""
    executed = execute.steps = execute.steps + 1
    if executed > LIMITS["steps"]:
        raise LimitReached(f"more than {LIMITS['steps']} steps")
    answer = any_step(step_id, config, context)
    if "call" in config:
        held = len(json.dumps({key: value for key, value in context.items() if not (isinstance(value, dict) and "steps" in value)}))
        if held > LIMITS["variables"]:
            raise LimitReached(f"variables hold {held} bytes after {step_id}")
    return answer


render.render_str = render_str
render.run_code = main.run_code = run_code
main.assign_var = assign_var
main.StepSwitch.execute = first_that_holds
main.StepRetry.execute = retried
main.execute_step = counted


def refusals(source):
    """What Google refuses when a workflow is created, a line for each."""
    found = []
    size = len(json.dumps(source, separators=(",", ":")).encode())
    if size > LIMITS["source"]:
        found.append(f"the source has {size} bytes")

    def walk(value):
        if isinstance(value, dict):
            for key, most in (("assign", LIMITS["assignments"]), ("switch", LIMITS["conditions"])):
                if isinstance(value.get(key), list) and len(value[key]) > most:
                    found.append(f"{key} of {len(value[key])}")
        if isinstance(value, (dict, list)):
            for each in value.values() if isinstance(value, dict) else value:
                walk(each)
        elif isinstance(value, str):
            found.extend(f"an expression of {len(each)} characters: {each[:60]}" for each in re.findall(r"\$\{([^{}]*)\}", value) if len(each) > LIMITS["expression"])

    walk(source)
    return found


def execute(source):
    """What the workflow returns. In a context of its own: the emulator takes context variables of others for keys of maps."""
    assert refusals(source) == []
    execute.steps = 0
    return contextvars.Context().run(execute_workflow, copy.deepcopy(source), {})


def ending(run):
    """How a run ends: what it returned, or what it failed with."""
    try:
        return f"success: {run()}"
    except WorkflowError as error:
        payload = error.payload
        return payload if isinstance(payload, str) else str(payload.get("message", payload))


def message(error):
    """What a failed workflow says."""
    payload = error.value.payload
    return payload if isinstance(payload, str) else str(payload.get("message", payload))
