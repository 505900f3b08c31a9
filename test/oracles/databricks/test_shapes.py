"""
The closed shapes of the loopback workspace against databricks-sdk. The workspace refuses a body of the provider that
has a key or a word which its shapes lack; a shape that the SDK does not know would let a wrong body pass.
"""

import dataclasses
import importlib
import inspect
import json
import subprocess

import pytest
from synthesized import ROOT
from test_bodies import UNNAMED, missed

FAKE = ROOT / "test/apply/databricks/fake"

PROGRAM = f"""
const {{ z }} = require("zod");
const shapes = {{}};
for (const file of ["unity-catalog", "workspace", "account"])
  for (const [name, shape] of Object.entries(require(`{FAKE}/shapes/${{file}}.ts`)))
    shapes[`${{file}}: ${{name}}`] = z.toJSONSchema(shape);
console.log(JSON.stringify(shapes));
"""


@pytest.fixture(scope="session")
def shapes():
    """What the fake takes, as JSON schemas."""
    command = ["node", "--import", "tsx", "--eval", PROGRAM]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def objects(schema, path=""):
    """Every object of a schema that says what it is, with where it stands."""
    if "description" in schema:
        yield path, schema
    for key, inner in schema.get("properties", {}).items():
        yield from objects(inner, f"{path}/{key}")
    if "items" in schema:
        yield from objects(schema["items"], f"{path}/*")


def values(schema):
    """Bodies that a schema takes: one with every key, and one for each further word of an enum."""
    kind = schema.get("type")
    if "enum" in schema:
        yield from (word for word in schema["enum"] if word not in UNNAMED)
    elif kind == "object" and "properties" in schema:
        inner = {key: list(values(each)) for key, each in schema["properties"].items()}
        for index in range(max(map(len, inner.values()))):
            yield {key: all_[min(index, len(all_) - 1)] for key, all_ in inner.items()}
    elif kind == "object":
        yield {"key": "value"}
    elif kind == "array":
        yield from ([each] for each in values(schema["items"]))
    else:
        yield {"string": "text", "integer": 1, "number": 1.5, "boolean": True}[kind]


def named(description):
    """What of the SDK a shape says that it is: a message, or a method that takes its keys."""
    module, *rest = description.split(".")
    found = importlib.import_module(f"databricks.sdk.service.{module}")
    for name in rest:
        found = getattr(found, name)
    return found


def unknown(schema):
    """What of a shape the SDK does not know."""
    found = named(schema["description"])
    if dataclasses.is_dataclass(found):
        return [each for body in values(schema) for each in missed(found, body)]
    taken = set(inspect.signature(found).parameters)
    return [f"/{key}: the method has no such argument" for key in schema["properties"] if key.lower() not in taken]


def test_the_sdk_knows_every_key_and_word_of_every_shape(shapes):
    assert len(shapes) > 40
    found = {
        f"{name}{path}: {schema['description']}": lost
        for name, whole in shapes.items()
        for path, schema in objects(whole)
        if (lost := unknown(schema))
    }
    assert found == {}


def test_every_object_of_a_shape_is_closed_and_says_what_it_is(shapes):
    def open_ones(schema, path):
        if schema.get("type") == "object" and "properties" in schema:
            if schema.get("additionalProperties") is not False or "description" not in schema:
                yield path
            for key, inner in schema["properties"].items():
                yield from open_ones(inner, f"{path}/{key}")
        if "items" in schema:
            yield from open_ones(schema["items"], f"{path}/*")

    assert [each for name, whole in shapes.items() for each in open_ones(whole, name)] == []


def test_a_misspelt_key_and_a_wrong_word_are_found(shapes):
    passed = []
    for name, whole in shapes.items():
        for path, schema in objects(whole):
            for key, inner in schema["properties"].items():
                rest = {k: v for k, v in schema["properties"].items() if k != key}
                if not unknown({**schema, "properties": {**rest, f"{key}x": inner}}):
                    passed.append(f"{name}{path}/{key}x")
                if "enum" in inner and dataclasses.is_dataclass(named(schema["description"])):
                    if not unknown({**schema, "properties": {**rest, key: {"enum": [*inner["enum"], "WRONG"]}}}):
                        passed.append(f"{name}{path}/{key}: WRONG")
    assert passed == []
