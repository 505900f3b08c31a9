"""manifest.json: what a model directory holds, so that it can be checked and run anywhere with onnxruntime alone."""

import math
from pathlib import Path, PurePosixPath

from .errors import PilotError
from .files import read_json, sha256, write_json
from .model import MANIFEST, Model, locate

VERSION = 1
TOLERANCE = 1e-5
"""Largest difference of a probability: 32-bit arithmetic differs between processors in the last digits."""


def identity(manifest: dict) -> str:
    """The SHA-256 of the model file, by which an evaluation names its model."""
    return next(entry["sha256"] for entry in manifest["files"] if entry["path"] == manifest["entry"])


def files_of(directory: Path) -> list[dict]:
    """Path, size and SHA-256 of every file but the manifest itself."""
    paths = sorted(p for p in directory.rglob("*") if not p.is_dir() and p != directory / MANIFEST)
    return [
        {"path": p.relative_to(directory).as_posix(), "bytes": p.stat().st_size, "sha256": sha256(p)} for p in paths
    ]


def write(directory: Path, content: dict) -> None:
    """Write the manifest of a complete directory."""
    write_json(directory / MANIFEST, {"manifestVersion": VERSION, "files": files_of(directory), **content})


def problems_of_file(directory: Path, entry: dict) -> list[str]:
    """What is wrong with one listed file."""
    name = str(entry.get("path"))
    pure, path = PurePosixPath(name), directory / name
    if pure.is_absolute() or ".." in pure.parts or path.is_symlink():
        return [f'"{name}" is not a plain path below the directory']
    if not path.is_file():
        return [f"{name} is missing"]
    size = path.stat().st_size
    if size != entry.get("bytes"):
        return [f"{name} has {size} bytes, not {entry.get('bytes')}"]
    found = sha256(path)
    return [] if found == entry.get("sha256") else [f"{name} has sha256 {found}, not {entry.get('sha256')}"]


def same(one: dict, other: dict, target: str) -> bool:
    """Whether two predictions agree: the same label, probabilities within TOLERANCE."""
    mine, stored = one["probabilities"], other["probabilities"]
    close = all(math.isclose(mine[k], stored[k], abs_tol=TOLERANCE) for k in stored)
    return one[target] == other[target] and mine.keys() == stored.keys() and close


def verify(directory: Path, alone: bool = True) -> tuple[Model, dict]:
    """Check every file against the manifest, load the model, and reproduce the manifest's stored predictions.

    `alone`: a file that the manifest does not list is a problem too (platforms add some of their own to a mount).
    Throws PilotError with all problems. The manifest itself is not signed: it proves that the directory is whole and
    does what it did when it was trained, not who made it.
    """
    manifest = read_json(directory / MANIFEST)
    if manifest.get("manifestVersion") != VERSION:
        raise PilotError(f"{MANIFEST}: manifestVersion {manifest.get('manifestVersion')} is unknown; {VERSION} is")
    try:
        problems = [problem for entry in manifest["files"] for problem in problems_of_file(directory, entry)]
        listed = {entry["path"] for entry in manifest["files"]}
        here = {p.relative_to(directory).as_posix() for p in directory.rglob("*") if not p.is_dir()}
        if alone:
            problems += [f"{name} is not in {MANIFEST}" for name in sorted(here - listed - {MANIFEST})]
        if manifest["entry"] not in listed:
            problems.append(f"{MANIFEST}: entry {manifest['entry']} is not among its files")
        if problems:
            raise PilotError(*problems)
        model = Model(directory / manifest["entry"], manifest["signature"])
        stored = manifest["examples"]
        again = model.predict([[math.nan if v is None else v for v in row] for row in stored["inputs"]])
        if not again or len(again) != len(stored["outputs"]):
            raise PilotError(f"{MANIFEST}: as many stored inputs as outputs are needed, and at least one")
        differing = [
            i for i, pair in enumerate(zip(again, stored["outputs"], strict=True)) if not same(*pair, model.target)
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PilotError(f"{MANIFEST} is not of the expected form: {type(error).__name__} {error}") from None
    except Exception as error:
        if not type(error).__module__.startswith("onnxruntime"):
            raise
        raise PilotError(f"{manifest['entry']} cannot be run: {error}") from None  # no model, or one of other inputs
    if differing:
        raise PilotError(f"stored predictions {', '.join(map(str, differing))} are not reproduced: another model")
    return model, manifest


def open_model(directory: Path) -> tuple[Model, dict, Path]:
    """Find, unpack and verify a model; also says where it lies."""
    root = locate(directory)
    return *verify(root, alone=False), root


def copy(source: Path, target: Path, manifest: dict) -> None:
    """Copy the listed files and the manifest of a verified directory, and nothing that lies beside them."""
    for name in (*(entry["path"] for entry in manifest["files"]), MANIFEST):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes((source / name).read_bytes())
