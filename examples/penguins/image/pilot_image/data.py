"""prepare: check the table, set rows aside for evaluation, and record what the data were."""

import csv
import hashlib
import math
from pathlib import Path

from . import schema
from .errors import PilotError
from .files import publish, read_json, sha256_of_all, tables, write_json

COLUMNS = (schema.TARGET, *schema.NAMES)


def checked(where: str, row: dict[str, str], problems: list[str]) -> schema.Row | None:
    """The row as the model takes it; what is wrong with it goes into `problems`. None if nothing was measured."""
    if row[schema.TARGET] not in schema.CLASSES:
        problems.append(f'{where}: {schema.TARGET}: "{row[schema.TARGET]}" is none of {", ".join(schema.CLASSES)}')
    values: list[float | str] = []
    for feature in schema.FEATURES:
        try:
            value = feature.read_text(row[feature.name])
        except ValueError as error:
            problems.append(f"{where}: {error}")
            continue
        low, high = feature.bounds
        if isinstance(value, float) and not (math.isnan(value) or low <= value <= high):
            problems.append(f"{where}: {feature.name}: {value:g} {feature.unit} is not within {low} and {high}")
        values.append(value)
    numbers = [value for value in values if isinstance(value, float)]
    return None if numbers and all(map(math.isnan, numbers)) else tuple(values)


def held_back(key: str, seed: str, percent: int) -> bool:
    """Whether a row is for evaluation: decided by its own content, so adding rows moves no other row."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{key}".encode()).digest()[:8]) % 100 < percent


def prepare(run) -> None:
    """Write train.csv, test.csv and prepared.json (counts, hashes)."""
    percent, seed = run.parameters.test_percent, run.parameters.split_seed
    if not 5 <= percent <= 50:
        raise PilotError(f"--test-percent: {percent} is not within 5 and 50")
    source = run.inputs["data"]
    problems: list[str] = []
    parts: dict[str, list[list]] = {"train": [], "test": []}
    unmeasured = 0
    for where, row in tables(source, COLUMNS):
        values = checked(where, row, problems)
        if values is None:
            unmeasured += 1
            continue
        cells = [row[schema.TARGET], *("" if value != value else value for value in values)]
        parts["test" if held_back(repr(cells), seed, percent) else "train"].append(cells)
    schema.refuse(problems)
    for part, rows in parts.items():
        lacking = sorted(set(schema.CLASSES) - {cells[0] for cells in rows})
        if lacking:
            raise PilotError(f"{source}: no {', '.join(lacking)} in the {part} rows; more data or another --split-seed")
    with publish(run.output) as output:
        for part, rows in parts.items():
            with (output / f"{part}.csv").open("w", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
        write_json(
            output / "prepared.json",
            {
                "rows": {part: len(rows) for part, rows in parts.items()} | {"unmeasured": unmeasured},
                "split": {"seed": seed, "testPercent": percent},
                "data": {"sha256": sha256_of_all(list(source.glob("*.csv")))},
                "prepared": {"sha256": sha256_of_all(sorted(output.glob("*.csv")))},
            },
        )


def load(prepared: Path, part: str) -> tuple[list[schema.Row], list[str], dict]:
    """The rows and species of one part, and prepared.json; refuses files that it does not describe."""
    described = read_json(prepared / "prepared.json")
    paths = [prepared / "train.csv", prepared / "test.csv"]
    for path in paths:
        if not path.is_file():
            raise PilotError(f"{path} does not exist; run prepare")
    if sha256_of_all(paths) != described.get("prepared", {}).get("sha256"):
        raise PilotError(f"{prepared}: train.csv and test.csv are not those that prepared.json describes; run prepare")
    with (prepared / f"{part}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    read = [schema.read_cells(row[name] for name in schema.NAMES) for row in rows]
    return read, [row[schema.TARGET] for row in rows], described
