"""Everything that botocore's model says of a value: required, unknown, type, enum, pattern, length, range.

botocore's own ParamValidator checks types, required members and minimums only.
"""

import re

# Java's classes, and its pairs for what lies beyond 16 bits, in Python's words.
CLASSES = {
    r"\p{L}": r"\w",
    r"\p{Z}": r"\s",
    r"\p{N}": r"\d",
    r"\p{M}": "",
    r"\p{S}": r"\W",
    r"\p{P}": r"\W",
    r"\p{Alnum}": "a-zA-Z0-9",
    r"\p{Print}": "[ -~]",
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
}
# The model counts the end of a text in two patterns, `$` and then `{1,256}`; the length stands in min and max as well.
COUNTED_END = re.compile(r"\$\{\d+,\d+\}")
NUMBERS = {"integer": int, "long": int, "float": (int, float), "double": (int, float)}


def matches(pattern, text):
    """Whether a pattern of the model holds the whole of a text, as the services check it."""
    for java, python in CLASSES.items():
        pattern = pattern.replace(java, python)
    pattern = COUNTED_END.sub("", pattern)
    # Java lets case go from the middle of a pattern on, Python for the whole of it only.
    case = re.IGNORECASE if "(?i)" in pattern else 0
    return re.fullmatch(pattern.replace("(?i)", ""), text, re.DOTALL | case) is not None


def bounds(metadata, size, what):
    """What is wrong with a length or a number."""
    least, most = metadata.get("min"), metadata.get("max")
    if least is not None and size < least:
        yield f"{what} {size}, at least {least}"
    if most is not None and size > most:
        yield f"{what} {size}, at most {most}"


def walk(shape, value, path=""):
    """Lines of what is wrong with a value, each with its path."""
    metadata = shape.metadata
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no structure"
            return
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}: is missing"
        for name, inner in value.items():
            if name not in shape.members:
                yield f"{path}.{name}: is unknown"
            else:
                yield from walk(shape.members[name], inner, f"{path}.{name}")
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        yield from (f"{path}: {line}" for line in bounds(metadata, len(value), "entries"))
        for index, inner in enumerate(value):
            yield from walk(shape.member, inner, f"{path}[{index}]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no map"
            return
        yield from (f"{path}: {line}" for line in bounds(metadata, len(value), "entries"))
        for key, inner in value.items():
            yield from walk(shape.key, key, f"{path}<{key}>")
            yield from walk(shape.value, inner, f"{path}.{key}")
    elif kind == "string":
        if not isinstance(value, str):
            yield f"{path}: {value!r} is no text"
            return
        if metadata.get("enum") and value not in metadata["enum"]:
            yield f"{path}: {value!r} is none of {len(metadata['enum'])} allowed values"
        yield from (f"{path}: {line}" for line in bounds(metadata, len(value), "characters"))
        if "pattern" in metadata and not matches(metadata["pattern"], value):
            yield f"{path}: {value!r} does not match {metadata['pattern']}"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: {value!r} is neither true nor false"
    elif kind in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, NUMBERS[kind]):
            yield f"{path}: {value!r} is no {kind}"
        else:
            yield from (f"{path}: {line}" for line in bounds(metadata, value, "is"))
    else:
        yield f"{path}: the walk does not know the type {kind}"
