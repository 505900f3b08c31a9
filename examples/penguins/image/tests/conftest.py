"""Runs the image as platforms do: as processes, with directories, variables and HTTP."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

IMAGE = Path(__file__).resolve().parent.parent
DATA = IMAGE.parent / "data"
PYTHON_ENV = IMAGE.parents[2] / ".ci/python-env"
COMMAND = [sys.executable, "-m", "pilot_image"]
sys.path.insert(0, str(IMAGE))
# What the tests themselves need of the machine; nothing else reaches the processes.
PASSED_ON = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
BASE = PASSED_ON | {"PYTHONPATH": str(IMAGE), "PYTHONDONTWRITEBYTECODE": "1"}


def table(first_column: str) -> list[dict[str, str]]:
    """The tables of CONTRACT.md whose first column has this name and, of those, all rows."""
    rows, header = [], None
    for line in (IMAGE / "CONTRACT.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else None
        if cells is None:
            header = None
        elif header is None:
            header = cells
        elif header[0] == first_column and not set(line) <= set("|- "):
            rows.append(dict(zip(header, cells, strict=True)))
    assert rows, f"no table {first_column} in CONTRACT.md"
    return rows


def code(cell: str) -> list[str]:
    """The words of a cell in code type."""
    return re.findall(r"`([^`]+)`", cell)


def run(*arguments: object, cwd: Path, ok: bool = True, python: str = sys.executable, **env: object):
    """Run one entry point; `ok` says whether it must succeed. A trace is never an answer."""
    command = [python, "-m", "pilot_image", *map(str, arguments)]
    variables = BASE | {key: str(value) for key, value in env.items()}
    done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == (0 if ok else 1), done.stdout + done.stderr
    return done


class Server:
    """A running `serve` process."""

    def __init__(self, process: subprocess.Popen, port: int, log: Path, errors: Path):
        self.process, self.port, self.log, self.errors = process, port, log, errors
        self.ready_seconds = 0.0

    def request(self, method: str, path: str, body: bytes | str | None = None, timeout: float = 15, **headers: str):
        """One HTTP request on a connection of its own: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with closing(connection):
            connection.request(method, path, body, {key.replace("_", "-"): value for key, value in headers.items()})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()

    def score(self, path: str, instances: list) -> list:
        """Predictions for instances, as JSON."""
        content = json.dumps({"instances": instances})
        status, _, text = self.request("POST", path, content, content_type="application/json")
        assert status == 200, text
        return json.loads(text)["predictions"]

    def stop(self, sig: int = signal.SIGTERM) -> list[dict]:
        """Stop by signal, expect exit code 0, and return the log."""
        self.process.send_signal(sig)
        self.process.wait(timeout=40)
        out, err = self.log.read_text(), self.errors.read_text()
        assert self.process.returncode == 0, out + err
        assert "Traceback" not in err, err
        return [json.loads(line) for line in out.splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(ready: str, *arguments: object, cwd: Path, port: int | None = None, **env: object):
    """A server, once its readiness route says so; killed at the end if the test has not stopped it."""
    port = port or free_port()
    variables = BASE | {"PILOT_HOST": "127.0.0.1", "PILOT_DRAIN_SECONDS": "0.5"}
    variables |= {"PILOT_PORT": str(port)} | {key: str(value) for key, value in env.items()}
    started = time.monotonic()
    command = [*COMMAND, "serve", *map(str, arguments)]
    log, errors = (cwd / f"server-{port}.{kind}" for kind in ("log", "err"))  # files: a full pipe would stop the server
    with log.open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(command, cwd=cwd, env=variables, stdout=out, stderr=err)
    server = Server(process, port, log, errors)
    try:
        while True:
            assert process.poll() is None, errors.read_text()
            assert time.monotonic() - started < 20, "not ready within 20 seconds"
            with suppress(OSError, http.client.HTTPException):
                if server.request("GET", ready)[0] == 200:
                    break
            time.sleep(0.02)
        server.ready_seconds = time.monotonic() - started
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture(scope="session")
def local(tmp_path_factory) -> Path:
    """A directory with `work/` after prepare, benchmark, train, evaluate, predict and export on the local contract."""
    cwd = tmp_path_factory.mktemp("local")
    run("prepare", "--data", DATA, cwd=cwd)
    run("benchmark", "--rounds", 1, cwd=cwd)
    run("train", cwd=cwd)
    run("evaluate", cwd=cwd)
    run("predict", "--data", DATA, cwd=cwd)
    run("export", cwd=cwd)
    return cwd


IMAGE_SAID = {"PILOT_IMAGE_DIGEST": "sha256:" + "0" * 64, "PILOT_REVISION": "abc"}


@pytest.fixture(scope="session")
def weak(local, tmp_path_factory) -> Path:
    """A model of the same data that is no good, from an image that says which it is."""
    cwd = tmp_path_factory.mktemp("weak")
    parameters = ["--prepared", local / "work/prepared", "--inverse-regularization", "0.0001"]
    run("train", *parameters, cwd=cwd, **IMAGE_SAID)
    return cwd / "work/model"


BIRDS = [
    {"beak_length_mm": 39.1, "beak_depth_mm": 18.7, "flipper_length_mm": 181, "body_mass_g": 3750, "sex": "MALE"},
    {"beak_length_mm": 50.5, "beak_depth_mm": 18.4, "flipper_length_mm": 200, "body_mass_g": 3400, "sex": "female"},
    {"beak_length_mm": 46.1, "beak_depth_mm": 13.2, "flipper_length_mm": 211, "body_mass_g": None, "sex": None},
]
