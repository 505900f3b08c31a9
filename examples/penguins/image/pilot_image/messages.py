"""Reading a scoring request and writing its answer, JSON or CSV; every refusal has a status and its reasons."""

import asyncio
import csv
import io
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from . import schema

JSON, CSV = "application/json", "text/csv"


class Refused(Exception):
    """A request that is answered with an error status and the reasons."""

    def __init__(self, status: int, *reasons: str):
        self.status = status
        self.reasons = reasons


def error(status: int, *reasons: str) -> JSONResponse:
    """The body of every error answer."""
    return JSONResponse({"error": {"status": status, "reasons": list(reasons)}}, status)


def media_type(request: Request) -> str:
    """The type of the body; absent means JSON."""
    kind = request.headers.get("content-type", JSON).split(";")[0].strip().lower()
    if kind not in (JSON, CSV):
        raise Refused(415, f'content-type "{kind:.40}" is not supported; {JSON} or {CSV} is')
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "a content-encoding is not supported; send the body as it is")
    return kind


def accepted(request: Request) -> str:
    """The type of the answer that the client wants; absent or a wildcard means JSON."""
    kinds = [part.split(";")[0].strip().lower() for part in request.headers.get("accept", "*/*").split(",")]
    if any(kind in (JSON, "application/*", "*/*", "") for kind in kinds):
        return JSON
    if CSV in kinds or "text/*" in kinds:
        return CSV
    raise Refused(406, f"only {JSON} and {CSV} can be answered")


async def body(request: Request, most_bytes: int, seconds: float) -> bytes:
    """The whole body, within a size and a time."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > most_bytes:
        raise Refused(413, f"the body has {length} bytes; at most {most_bytes} are read")
    received = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                received += chunk
                if len(received) > most_bytes:
                    raise Refused(413, f"the body has more than {most_bytes} bytes")
    except TimeoutError:
        raise Refused(408, f"the body did not arrive within {seconds:g} seconds") from None
    if not received:
        raise Refused(400, "the body is empty")
    return bytes(received)


def text_of(content: bytes) -> str:
    """The body as UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(400, "the body is not UTF-8") from None


def no_constant(name: str):
    """NaN and Infinity are no JSON."""
    raise ValueError(f"{name} is no JSON number; use null")


def instances_of_json(content: bytes) -> list:
    """The instances of `{"instances": […], "parameters": {…}}`; no parameter is known, so only an empty one passes."""
    try:
        value = json.loads(text_of(content), parse_constant=no_constant)
    except (ValueError, RecursionError) as problem:
        raise Refused(400, f"the body is no JSON: {problem}") from None
    if not isinstance(value, dict) or not isinstance(value.get("instances"), list):
        raise Refused(400, 'the body is no {"instances": […]}')
    unknown = sorted(value.keys() - {"instances", "parameters"})
    if unknown or value.get("parameters") not in (None, {}):
        raise Refused(400, f"unknown: {', '.join(unknown) or 'parameters'}; this model takes instances only")
    return value["instances"]


def lines_of_csv(content: bytes) -> list[list[str]]:
    """The lines of a CSV body; a first line that names all features is a header and may order them its own way."""
    try:
        lines = [line for line in csv.reader(io.StringIO(text_of(content)), strict=True) if line]
    except csv.Error as problem:
        raise Refused(400, f"the body is no CSV: {problem}") from None
    if lines and sorted(lines[0]) == sorted(schema.NAMES):
        order = [lines[0].index(name) for name in schema.NAMES]
        lines = [[line[i] for i in order] if len(line) == len(order) else line for line in lines[1:]]
    return lines


def line_of_csv(cells: list[str]) -> schema.Row:
    """One line of a CSV body."""
    if len(cells) != len(schema.NAMES):
        raise ValueError(f"{len(cells)} cells, not {len(schema.NAMES)}: {', '.join(schema.NAMES)}")
    return schema.read_cells(cells)


def rows_of(content: bytes, kind: str, most: int) -> list[schema.Row]:
    """All rows of a body, or every problem of them."""
    instances = lines_of_csv(content) if kind == CSV else instances_of_json(content)
    if not instances:
        raise Refused(400, "there is no instance; at least one is needed")
    if len(instances) > most:
        raise Refused(413, f"{len(instances)} instances; at most {most} in one request")
    read, rows, problems = line_of_csv if kind == CSV else schema.read_instance, [], []
    for i, instance in enumerate(instances):
        try:
            rows.append(read(instance))
        except ValueError as problem:
            problems.append(f"instance {i}: {problem}")
    if problems:
        raise Refused(400, *schema.listed(problems))
    return rows


def answer(predictions: list[dict], kind: str, target: str) -> Response:
    """`{"predictions": […]}`, or CSV lines of the label and the probabilities in the signature's order."""
    if kind == JSON:
        return JSONResponse({"predictions": predictions})
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerows([p[target], *p["probabilities"].values()] for p in predictions)
    return Response(page.getvalue(), media_type=CSV)
