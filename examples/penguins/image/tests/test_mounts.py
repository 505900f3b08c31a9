"""SageMaker mounts its directories for root alone: the image's user writes there, and another one could not."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import BASE, DATA, IMAGE
from test_source import user

OTHER = (10001, 10001)


@pytest.fixture
def mounts():
    """/opt/ml as a processing job finds it, below a folder that every user may enter; all of it belongs to root."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "opt/ml"
        for mount in ("config", "processing/output/prepared"):
            (root / mount).mkdir(parents=True)
        (root / "config/processingjobconfig.json").write_text("{}")
        shutil.copytree(DATA, root / "processing/input/data")
        shutil.copytree(IMAGE / "pilot_image", Path(folder) / "app/pilot_image")
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield root


# The interpreter may lie where another user cannot read, so the step is run once on a copy: then all of it is loaded.
AS_USER = """
import os, shutil, sys
import pilot_image.__main__ as image
root = os.environ["PILOT_ROOT_OPT_ML"]
os.environ["PILOT_ROOT_OPT_ML"] = shutil.copytree(root, root + "-loaded")
image.main(["prepare"])
os.environ["PILOT_ROOT_OPT_ML"] = root
os.setgroups([])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[1]))
sys.exit(image.main(["prepare"]))
"""


def prepare(root: Path, uid: int, gid: int) -> subprocess.CompletedProcess:
    """The step `prepare` as a user of the container."""
    env = BASE | {"PYTHONPATH": str(root.parents[1] / "app"), "PILOT_ROOT_OPT_ML": str(root)}
    command = [sys.executable, "-c", AS_USER, str(uid), str(gid)]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=300)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a process as another user")
def test_the_image_writes_on_mounts_that_belong_to_root(mounts):
    done = prepare(mounts, *user())
    assert done.returncode == 0, f"as {user()}: {done.stderr}"
    assert list((mounts / "processing/output/prepared").iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a process as another user")
def test_another_user_is_refused_there(mounts):
    done = prepare(mounts, *OTHER)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
