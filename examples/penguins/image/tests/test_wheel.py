"""The code as a wheel: the same bytes from the same files, entry points that raise, and pip asks for its hash."""

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import BASE, DATA, IMAGE

from pilot_image.entrypoints import ENTRY_POINTS

NAME = "pilot_image-1.0.0-py3-none-any.whl"
# What a job does: it finds the entry point by the package's metadata, calls it, and ignores what it returns.
CALL = """
import importlib.metadata, sys
name = sys.argv[1]
sys.argv = ["job", *sys.argv[2:]]
found = importlib.metadata.distribution("pilot_image").entry_points
(entry,) = [each for each in found if each.name == name]
entry.load()()
print("SUCCEEDED")
"""


def build(source: Path, out: Path) -> Path:
    """Build the wheel as README.md says."""
    command = [sys.executable, "-m", "flit_core.wheel", "--outdir", out, source]
    variables = BASE | {"SOURCE_DATE_EPOCH": "315532800"}
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = out.iterdir()
    assert wheel.name == NAME
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return build(IMAGE, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder that holds the wheel and nothing of the source."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def call(installed: Path, cwd: Path, *arguments: object) -> subprocess.CompletedProcess:
    variables = BASE | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", CALL, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, timeout=120)


def test_same_files_make_the_same_bytes(wheel, tmp_path):
    copy = tmp_path / "elsewhere"
    shutil.copytree(IMAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    for number, path in enumerate(copy.rglob("*")):
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
        path.chmod(0o700 if path.is_dir() else 0o600)
    other = build(copy, tmp_path / "out")
    assert hashlib.sha256(other.read_bytes()).hexdigest() == hashlib.sha256(wheel.read_bytes()).hexdigest()
    (copy / "pilot_image/errors.py").write_text('"""Changed."""\n')
    assert build(copy, tmp_path / "changed").read_bytes() != wheel.read_bytes()


def test_every_step_is_an_entry_point(wheel):
    scripts = tomllib.loads((IMAGE / "pyproject.toml").read_text())["project"]["scripts"]
    # a server is started by its command: no job calls it
    assert sorted(scripts) == sorted(name for name in ENTRY_POINTS if name != "serve")
    assert all(target == f"pilot_image.wheel:{name}" for name, target in scripts.items())
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    sources = {path.relative_to(IMAGE).as_posix() for path in (IMAGE / "pilot_image").rglob("*.py")}
    assert sorted(names) == sorted(sources)


def test_a_step_succeeds_and_one_that_fails_raises(installed, tmp_path):
    made = call(installed, tmp_path, "prepare", "--data", DATA, "--prepared", tmp_path / "prepared")
    assert made.returncode == 0, made.stderr
    assert made.stdout.endswith("SUCCEEDED\n")
    assert (tmp_path / "prepared/train.csv").exists()
    failed = call(installed, tmp_path, "prepare", "--data", tmp_path / "nothing", "--prepared", tmp_path / "none")
    assert failed.returncode == 1
    assert "SUCCEEDED" not in failed.stdout
    assert "StepFailedError: prepare: ended with exit code 1" in failed.stderr
    assert f'prepare: input data: "{tmp_path}/nothing" is not a directory' in failed.stderr
    assert not (tmp_path / "none").exists()


def test_a_gate_below_its_threshold_raises(installed, tmp_path):
    steps = [
        ("prepare", "--data", DATA, "--prepared", tmp_path / "prepared"),
        ("train", "--prepared", tmp_path / "prepared", "--model", tmp_path / "model"),
        *[("evaluate", "--model", tmp_path / "model", "--prepared", tmp_path / "prepared")],
    ]
    steps[2] += ("--evaluation", tmp_path / "evaluation")
    for step in steps:
        done = call(installed, tmp_path, *step)
        assert done.returncode == 0, done.stderr
    gate = ("gate", "--evaluation", tmp_path / "evaluation", "--model", tmp_path / "model")
    gate += ("--approved", tmp_path / "approved", "--metric", "accuracy", "--threshold")
    refused = call(installed, tmp_path, *gate, "1.01")
    assert refused.returncode == 1
    assert "StepFailedError: gate" in refused.stderr
    assert not (tmp_path / "approved").exists()
    assert call(installed, tmp_path, *gate, "0.8").returncode == 0
    assert (tmp_path / "approved/manifest.json").exists()


def pip(tmp_path: Path, *lines: str) -> subprocess.CompletedProcess:
    """Install the lines of a requirements file, as a serverless environment does."""
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--no-index"]
    command += ["--no-deps", "--target", tmp_path / "site", "--requirement", requirements]
    return subprocess.run(command, env=BASE, capture_output=True, text=True)


def test_pip_takes_the_wheel_of_the_hash_and_no_other(wheel, tmp_path):
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    taken = pip(tmp_path, f"{wheel} --hash=sha256:{digest}")
    assert taken.returncode == 0, taken.stderr
    assert importlib.metadata.PathDistribution(tmp_path / "site/pilot_image-1.0.0.dist-info").version == "1.0.0"
    changed = tmp_path / NAME
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(bytes(content))
    refused = pip(tmp_path, f"{changed} --hash=sha256:{digest}")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr


def test_one_hash_asks_for_a_hash_of_everything(wheel, tmp_path):
    other = tmp_path / "other-1.0-py3-none-any.whl"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("other.py", "")
        archive.writestr("other-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
        archive.writestr("other-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("other-1.0.dist-info/RECORD", "")
    assert pip(tmp_path, str(other)).returncode == 0
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    refused = pip(tmp_path, f"{wheel} --hash=sha256:{digest}", str(other))
    assert refused.returncode == 1
    assert "Hashes are required in --require-hashes mode" in refused.stderr
