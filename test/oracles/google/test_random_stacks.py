"""The workflows of random specs that the check accepts: their bodies as closed messages, and the limits of Workflows.

RANDOM_STACKS names the folder that test/oracles/random-stacks.ts wrote.
"""

import copy
import json
import os
from pathlib import Path

import pytest
from closed import bodies_of_run, count, parse
from google.protobuf import json_format
from synthesized import step, workflows

# docs.cloud.google.com/workflows/quotas, resource limits (2026-11)
SOURCE_BYTES = 128 * 1024
EXPRESSION_CHARACTERS = 400
ASSIGNMENTS = 50
CONDITIONS = 50


@pytest.fixture(scope="session")
def sources():
    """File and workflow → source."""
    files = sorted(Path(os.environ["RANDOM_STACKS"]).glob("*-google.json"))
    assert files
    return {
        f"{file.stem}: {name}": source
        for file in files
        for name, source in workflows(json.loads(file.read_text())).items()
    }


def is_run(source):
    return any("create" in each for each in source["main"]["steps"])


def problems_of_bodies(source):
    """(keys, lines): what no message of aiplatform v1 or of Kubeflow Pipelines takes of the body that starts a run."""
    keys, lines = 0, []
    for what, message, given in bodies_of_run(step(source, "create")["try"]["args"]["body"]):
        keys += count(given)
        try:
            parse(given, message)
        except json_format.ParseError as error:
            lines.append(f"{what}: {error}")
    return keys, lines


def past_limits(value, path=""):
    """Lines of what is longer than Workflows takes."""
    if isinstance(value, str):
        if value.startswith("${") and len(value) - 3 > EXPRESSION_CHARACTERS:
            yield f"{path}: an expression of {len(value) - 3} characters, at most {EXPRESSION_CHARACTERS}"
    elif isinstance(value, list):
        most = {"assign": ASSIGNMENTS, "switch": CONDITIONS}.get(path.rpartition("/")[2], len(value))
        if len(value) > most:
            yield f"{path}: {len(value)} entries, at most {most}"
        for index, each in enumerate(value):
            yield from past_limits(each, f"{path}/{index}")
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from past_limits(each, f"{path}/{key}")


def test_bodies(sources, capsys):
    keys, lines = 0, []
    runs = {where: source for where, source in sources.items() if is_run(source)}
    for where, source in runs.items():
        checked, found = problems_of_bodies(source)
        keys += checked
        lines += [f"{where}: {line}" for line in found]
    with capsys.disabled():
        print(f"\n{keys} keys of {len(runs)} runs checked as closed messages")
    assert runs and not lines, "\n".join(lines[:50])


def test_limits(sources, capsys):
    lines = [f"{where}{line}" for where, source in sources.items() for line in past_limits(source)]
    for where, source in sources.items():
        size = len(json.dumps(source, separators=(",", ":"), ensure_ascii=False).encode())
        if size > SOURCE_BYTES:
            lines.append(f"{where}: {size} bytes of source, at most {SOURCE_BYTES}")
    with capsys.disabled():
        print(f"\n{len(sources)} workflows within the limits of their service")
    assert not lines, "\n".join(lines[:50])


def test_a_misspelt_key_is_found(sources):
    source = next(source for source in sources.values() if is_run(source))
    wrong = json.loads(json.dumps(copy.deepcopy(source)).replace("timeout", "timeoutx"))
    assert any("timeoutx" in line for line in problems_of_bodies(wrong)[1])


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ({"call": "${" + "x" * 401 + "}"}, "/call: an expression of 401 characters, at most 400"),
        ({"assign": [{"x": 1}] * 51}, "/assign: 51 entries, at most 50"),
        ({"switch": [{"next": "end"}] * 51}, "/switch: 51 entries, at most 50"),
    ],
)
def test_what_is_too_long_is_found(source, line):
    assert list(past_limits(source)) == [line]
