"""The image itself: its style, its size, its Dockerfile, and that it writes nothing where it lies."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

from conftest import IMAGE, PYTHON_ENV, run

TOOLS = Path(sys.executable).parent
MOST_MEGABYTES = 600


def tool(*command: str) -> None:
    done = subprocess.run([TOOLS / command[0], *command[1:]], cwd=IMAGE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_style():
    tool("ruff", "check", "--no-cache", ".")
    tool("ruff", "format", "--no-cache", "--check", ".")


def test_dockerfile():
    tool("hadolint", "Dockerfile")
    text = (IMAGE / "Dockerfile").read_text()
    stages = re.findall(r"^FROM (\S+)", text, re.M)
    assert len(stages) == 2
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", stage) for stage in stages)
    assert user() == (0, 0)
    assert re.search(r'^ENTRYPOINT \["python", "-m", "pilot_image"\]$', text, re.M)
    assert text.rstrip().endswith('CMD ["serve"]')
    assert "--require-hashes" in text


def user() -> tuple[int, int]:
    """User and group that the image runs as, of the Dockerfile."""
    text = (IMAGE / "Dockerfile").read_text()
    arguments = dict(re.findall(r'^ARG (\w+)="(.*)"$', text, re.M))
    *_, written = re.findall(r"^USER (\S+)$", text, re.M)
    uid, gid = re.sub(r"\$\{(\w+)\}", lambda found: arguments[found[1]], written).split(":")
    return int(uid), int(gid)


def locked(name: str) -> dict[str, str]:
    """Packages and versions of a lock file, for this Python."""
    text = (IMAGE / name).read_text()
    found = re.findall(r"^([a-z0-9-]+)==(\S+)(.*)", text, re.M)
    return {name: version for name, version, rest in found if "python_full_version >= '3.12'" not in rest}


def test_every_lock_has_hashes_and_they_agree():
    locks = {name: locked(f"requirements{name}.lock") for name in ("", "-test", "-verify", "-register")}
    assert len(locks[""]) > 40
    for name, packages in locks.items():
        text = (IMAGE / f"requirements{name}.lock").read_text()
        assert text.count("--hash=sha256:") >= len(packages)
    assert locks[""].items() <= locks["-test"].items(), "the tests run what the image holds"
    assert locks["-verify"].items() <= locks[""].items()
    assert locks[""].items() <= locks["-register"].items() <= locks["-test"].items()
    for package, version in locks["-test"].items():
        if package in locks[""]:
            assert importlib.metadata.version(package) == version


def test_the_environment_is_small():
    """Everything that the image's lock installs, as it lies on disk with its byte code."""
    size = 0
    for package in locked("requirements.lock"):
        for file in importlib.metadata.distribution(package).files or []:
            path = Path(file.locate())
            size += path.stat().st_size if path.is_file() else 0
    assert 100 < size / 1e6 < MOST_MEGABYTES, f"{size / 1e6:.0f} MB"


def test_nothing_is_written_where_the_image_lies(local):
    """The root may be read-only: after all steps of the `local` fixture only source files are here."""
    left = [path for path in (IMAGE / "pilot_image").rglob("*") if path.is_file() and path.suffix != ".py"]
    assert [path for path in left if "__pycache__" not in path.parts] == []


def test_environments_come_from_locks():
    """`.ci/python-env` gives the same environment for the same lock, and makes none from anything else."""

    def made(*arguments: object) -> subprocess.CompletedProcess:
        return subprocess.run([PYTHON_ENV, *map(str, arguments)], capture_output=True, text=True)

    first, second = (made("example-verify", IMAGE / "requirements-verify.lock") for _ in range(2))
    assert re.search(r"/\.venv/example-verify-[0-9a-f]{12}\n$", first.stdout)
    assert first.stdout == second.stdout
    for arguments, problem in (
        ((), "usage: .ci/python-env NAME LOCKFILE"),
        (("../x", IMAGE / "requirements.lock"), "usage: .ci/python-env NAME LOCKFILE"),
        (("uv", IMAGE / "requirements.lock"), "NAME must not be uv"),
        (("example-verify", "none.lock"), "none.lock does not exist"),
        (("example-unlocked", IMAGE / "requirements-verify.in"), "could not make example-unlocked-"),
    ):
        refused = made(*arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert problem in refused.stderr
        assert "Traceback" not in refused.stderr


def test_an_environment_begins_as_a_copy_of_a_smaller_one(tmp_path):
    """With programs and packages of its own: a copy that named the first one's Python would run that one's packages."""
    lock = (IMAGE / "requirements-test.lock").read_text()
    parts = {part.split("==")[0]: part for part in re.split(r"(?m)^(?=[a-z0-9-]+==)", lock)}
    made = []
    for names in (["pluggy"], ["pluggy", "iniconfig"]):
        file = tmp_path / f"{len(names)}.lock"
        file.write_text("".join(parts[name] for name in names))
        command = [PYTHON_ENV, "example-grown", file]
        env = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
        made.append(env)
    small, grown = made
    packages = "lib/python3.11/site-packages"
    shared, own = grown / packages / "pluggy/_hooks.py", grown / packages / "iniconfig/__init__.py"
    assert (shared.stat().st_nlink, own.stat().st_nlink) == (2, 1)
    assert not (small / packages / "iniconfig").exists()
    assert (grown / "bin/pip").read_text().startswith(f"#!{grown}/bin/python")


def test_help_and_a_missing_entry_point(tmp_path):
    assert run("--help", cwd=tmp_path).stdout.startswith("usage: python -m pilot_image {probe,prepare,train")
    assert "--max-body-bytes" in run("serve", "--help", cwd=tmp_path).stdout
    assert run(cwd=tmp_path, ok=False).stdout.startswith("usage: ")
