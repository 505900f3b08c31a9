"""The model as it travels: found in a directory, unpacked if SageMaker packed it, run by onnxruntime alone."""

import tarfile
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime

from .errors import PilotError

MANIFEST = "manifest.json"
ARCHIVE = "model.tar.gz"
MOST_BYTES = 2 << 30
MOST_FILES = 10_000


def locate(directory: Path) -> Path:
    """The directory that holds manifest.json: this one, its unpacked model.tar.gz, or the only one below it.

    Up to three levels down: Azure ML mounts a registered model below its name and version.
    """
    if (directory / MANIFEST).is_file():
        return directory
    if (directory / ARCHIVE).is_file():
        return locate(unpack(directory / ARCHIVE))
    below = [path for level in ("*", "*/*", "*/*/*") for path in directory.glob(f"{level}/{MANIFEST}")]
    if len(below) != 1:
        raise PilotError(f"{directory}: {len(below) or 'no'} {MANIFEST} found, nor a {ARCHIVE}; one model is needed")
    return below[0].parent


def unpack(archive: Path) -> Path:
    """Unpack into a temporary directory that lives as long as the process; nothing may lie outside of it."""
    target = tempfile.TemporaryDirectory(prefix="pilot-model-")
    _UNPACKED.append(target)
    files = size = 0
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                files, size = files + 1, size + member.size
                if not (member.isfile() or member.isdir()):
                    raise PilotError(f'{archive}: "{member.name}" is neither a file nor a directory')
                if files > MOST_FILES or size > MOST_BYTES:
                    raise PilotError(f"{archive}: more than {MOST_FILES} files or {MOST_BYTES} bytes")
                tar.extract(member, target.name, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise PilotError(f"{archive} cannot be unpacked: {error}") from None
    return Path(target.name)


_UNPACKED: list[tempfile.TemporaryDirectory] = []


class Model:
    """An ONNX model with one input per feature; outputs are the label and the probabilities of all classes."""

    def __init__(self, source: Path | bytes, signature: dict):
        self.inputs = [(field["name"], field["type"]) for field in signature["inputs"]]
        self.classes = tuple(signature["classes"])
        self.target = signature["target"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # small models: requests run side by side, not one on all cores
        self.session = onnxruntime.InferenceSession(
            source if isinstance(source, bytes) else str(source), options, providers=["CPUExecutionProvider"]
        )

    def predict(self, rows: list) -> list[dict]:
        """One `{target, probabilities}` for each row."""
        feed = {
            name: np.array([row[i] for row in rows], np.float32 if kind == "number" else object).reshape(-1, 1)
            for i, (name, kind) in enumerate(self.inputs)
        }
        labels, probabilities = self.session.run(["label", "probabilities"], feed)
        return [
            {self.target: str(label), "probabilities": dict(zip(self.classes, map(float, row), strict=True))}
            for label, row in zip(labels, probabilities, strict=True)
        ]
