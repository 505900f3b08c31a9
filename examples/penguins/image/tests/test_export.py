"""The exit is real: what was exported here is verified in an environment with onnxruntime and numpy alone."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import IMAGE, PYTHON_ENV, run


@pytest.fixture(scope="session")
def elsewhere() -> str:
    """The Python of the second environment."""
    lock = IMAGE / "requirements-verify.lock"
    made = subprocess.run([PYTHON_ENV, "example-verify", lock], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return str(Path(made.stdout.strip()) / "bin/python")


@pytest.fixture
def exported(local, tmp_path) -> Path:
    """The export directory, moved elsewhere."""
    return Path(shutil.copytree(local / "work/export", tmp_path / "moved/away"))


def verify(directory: Path, python: str, ok: bool = True):
    return run("export", "--verify", directory, cwd=directory.parent, ok=ok, python=python)


def test_the_second_environment_holds_nothing_else(elsewhere):
    listed = subprocess.run([elsewhere, "-m", "pip", "list", "--format=json"], capture_output=True, text=True)
    names = {entry["name"] for entry in json.loads(listed.stdout)}
    assert names == {"numpy", "onnxruntime", "flatbuffers", "packaging", "protobuf", "pip", "setuptools"}


def test_verified(exported, elsewhere):
    done = verify(exported, elsewhere)
    assert done.stdout == "verified: 6 files, 8 predictions reproduced\n"


def rewrite(directory: Path, change) -> None:
    path = directory / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def corrupt(directory: Path, other: Path) -> None:
    content = bytearray((directory / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (directory / "model.onnx").write_bytes(content)


def truncate(directory: Path, other: Path) -> None:
    content = (directory / "model.onnx").read_bytes()
    (directory / "model.onnx").write_bytes(content[:-10])


def swap(directory: Path, other: Path) -> None:
    shutil.copy(other / "model.onnx", directory / "model.onnx")


def swap_and_cover_up(directory: Path, other: Path) -> None:
    """Another model, with its files and hashes in the manifest: only the stored predictions give it away."""
    swap(directory, other)
    theirs = json.loads((other / "manifest.json").read_text())["files"]
    shutil.copytree(other / "mlflow", directory / "mlflow", dirs_exist_ok=True)
    rewrite(directory, lambda manifest: manifest.update(files=theirs))


def no_model_but_hashes(directory: Path, other: Path) -> None:
    """Bytes that are no model, with their hash in the manifest."""
    import hashlib

    content = b"no model"
    (directory / "model.onnx").write_bytes(content)
    entry = {"path": "model.onnx", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    rewrite(directory, lambda manifest: manifest["files"].__setitem__(-1, entry))


def remove(directory: Path, other: Path) -> None:
    (directory / "mlflow/MLmodel").unlink()


def add(directory: Path, other: Path) -> None:
    (directory / "mlflow/loader.py").write_text("print('surprise')")


def point_outside(directory: Path, other: Path) -> None:
    rewrite(directory, lambda manifest: manifest["files"][0].update(path="../../secret"))


def link_outside(directory: Path, other: Path) -> None:
    (directory / "model.onnx").unlink()
    (directory / "model.onnx").symlink_to(other / "model.onnx")


def no_examples(directory: Path, other: Path) -> None:
    rewrite(directory, lambda manifest: manifest["examples"].update(inputs=[], outputs=[]))


def no_json(directory: Path, other: Path) -> None:
    (directory / "manifest.json").write_text("{")


def no_manifest(directory: Path, other: Path) -> None:
    (directory / "manifest.json").unlink()


def another_version(directory: Path, other: Path) -> None:
    rewrite(directory, lambda manifest: manifest.update(manifestVersion=2))


def another_form(directory: Path, other: Path) -> None:
    rewrite(directory, lambda manifest: manifest.update(files=[1]))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (corrupt, "model.onnx has sha256 "),
        (truncate, "bytes, not "),
        (swap, "model.onnx has "),
        (swap_and_cover_up, "are not reproduced: another model"),
        (no_model_but_hashes, "model.onnx cannot be run: "),
        (remove, "mlflow/MLmodel is missing"),
        (add, "mlflow/loader.py is not in manifest.json"),
        (point_outside, '"../../secret" is not a plain path below the directory'),
        (link_outside, '"model.onnx" is not a plain path below the directory'),
        (no_examples, "as many stored inputs as outputs are needed, and at least one"),
        (no_json, "manifest.json is no JSON object"),
        (no_manifest, "manifest.json does not exist"),
        (another_version, "manifestVersion 2 is unknown; 1 is"),
        (another_form, "manifest.json is not of the expected form"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_damage_is_refused_with_the_reason(damage, reason, exported, elsewhere, weak):
    damage(exported, weak)
    done = verify(exported, elsewhere, ok=False)
    assert reason in done.stderr
    assert all(line.startswith("export: ") for line in done.stderr.splitlines())


def test_an_evaluation_of_another_model_does_not_leave_with_this_one(local, weak, tmp_path):
    arguments = ["--model", weak, "--evaluation", local / "work/evaluation"]
    done = run("export", *arguments, cwd=tmp_path, ok=False)
    assert done.stderr == "export: evaluation.json is of another model: evaluate the model that is to leave\n"
    assert not (tmp_path / "work").exists()
