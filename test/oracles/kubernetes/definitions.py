"""The closed schemas of the kinds that operators bring, as `close.py` made them of definitions at a tag."""

import functools
import json
from pathlib import Path

import jsonschema

FOLDER = Path(__file__).resolve().parent / "definitions"


@functools.lru_cache(maxsize=None)
def definitions():
    """Kind → what its file holds."""
    files = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    return {each["schema"]["properties"]["kind"]["const"]: each for each in files}


@functools.lru_cache(maxsize=None)
def validator(kind):
    """What holds an object of a kind to its schema."""
    schema = definitions()[kind]["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def hold(value):
    """
    Holds an object to the schema of its kind.
    @throws ValidationError with the gravest problem
    """
    problem = jsonschema.exceptions.best_match(validator(value["kind"]).iter_errors(value))
    if problem is not None:
        raise problem
