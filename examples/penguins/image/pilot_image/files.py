"""Files that leave a step: written whole or not at all, and recognized again by their SHA-256."""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import PilotError


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_all(paths: list[Path]) -> str:
    """One SHA-256 over the names and contents of files, whatever the order they come in."""
    lines = sorted(f"{path.name} {sha256(path)}\n" for path in paths)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write JSON that is valid everywhere: no NaN, keys in the order given."""
    path.write_text(json.dumps(value, indent=2, allow_nan=False) + "\n")


def read_json(path: Path) -> dict:
    """Read a JSON object; anything else is the user's error."""
    try:
        value = json.loads(path.read_text())
    except FileNotFoundError:
        raise PilotError(f"{path} does not exist") from None
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise PilotError(f"{path} is no JSON object")
    return value


def tables(directory: Path, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of all CSV files of a directory with the place it stands at (`file:line`), columns checked first."""
    paths = sorted(directory.glob("*.csv"))
    if not paths:
        raise PilotError(f"{directory} holds no .csv file")
    for path in paths:
        with path.open(newline="", encoding="utf-8-sig") as file:
            try:
                reader = csv.DictReader(file, strict=True, restkey="", restval=None)
                missing = [name for name in needed if name not in (reader.fieldnames or [])]
                if missing:
                    raise PilotError(f"{path}: no column {', '.join(missing)}; it needs {', '.join(needed)}")
                for row in reader:
                    if "" in row or None in row.values():
                        raise PilotError(f"{path}:{reader.line_num}: not as many cells as the header has")
                    yield f"{path}:{reader.line_num}", row
            except (csv.Error, UnicodeDecodeError) as error:
                raise PilotError(f"{path}: no CSV in UTF-8: {error}") from None


@contextmanager
def publish(directory: Path) -> Iterator[Path]:
    """A temporary directory whose entries replace those of the output directory, once the step has succeeded.

    The output itself is not replaced, since platforms mount it.
    """
    with tempfile.TemporaryDirectory(prefix="pilot-") as temporary:
        yield Path(temporary)
        try:
            directory.mkdir(parents=True, exist_ok=True)
            for entry in Path(temporary).iterdir():
                target = directory / entry.name
                if target.is_dir() and not target.is_symlink():
                    shutil.rmtree(target)
                shutil.move(entry, target)
        except OSError as error:
            raise PilotError(f"{directory} cannot be written: {error}") from None
