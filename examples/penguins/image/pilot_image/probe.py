"""probe: the first step of a pipeline. It proves under the job's own identity and network what was claimed of them.

A claim is `held` or `broken` only if it was tried; everything else is `not tested`, with the reason.
"""

import contextlib
import os
import platform
import shutil
import socket
import subprocess
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from . import storage
from .errors import PilotError
from .files import write_json

HELD, BROKEN, NOT_TESTED = "held", "broken", "not tested"
EXPECTED = {
    "data-readable": "allowed",
    "artifacts-writable": "allowed",
    "other-prefix-unreadable": "refused",
    "public-address-unreachable": "refused",
}
CONNECT_SECONDS = 5

Observation = tuple[str, str]
"""What was observed (`allowed`, `refused`, or `unknown` with the reason), and the detail."""


def reads(directory: Path) -> Observation:
    """Read the first byte of every file of a directory."""
    try:
        files = [path for path in sorted(directory.rglob("*")) if path.is_file()]
        for path in files:
            with path.open("rb") as file:
                file.read(1)
    except OSError as error:
        return "refused", str(error)
    return ("allowed", f"{len(files)} files read") if files else ("unknown", f"{directory} is empty")


def writes(place: str) -> Observation:
    """Write a small file, read it back and remove it."""
    name, content = f"probe-{uuid.uuid4().hex}.txt", b"written by probe; may be deleted\n"
    if not storage.is_uri(place):
        path = Path(place) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            again = path.read_bytes()
            path.unlink()
        except OSError as error:
            return "refused", str(error)
        return ("allowed", "written, read and removed") if again == content else ("refused", "read back something else")
    try:
        bucket = storage.Storage(place)
        key = f"{bucket.key.rstrip('/')}/{name}".lstrip("/")
        bucket.put(key, content)
    except storage.Denied as error:
        return "refused", str(error)
    except (storage.Unavailable, storage.Absent) as error:
        return "unknown", str(error)
    with contextlib.suppress(storage.Denied, storage.Unavailable, storage.Absent):
        bucket.delete(key)
        return "allowed", "written and removed"
    return "allowed", f"written; {key} could not be removed and stays"


def lists_or_gets(place: str, verbs: tuple[str, ...]) -> Observation:
    """Try to list a prefix and to read it as an object; one success is enough to say `allowed`.

    An object that is "not found" was looked up with leave to read. (S3 answers 403 for an absent object where listing
    is refused: only an object that exists proves the most.)
    """
    if not storage.is_uri(place):
        path = Path(place)
        try:
            path.read_bytes() if path.is_file() else list(path.iterdir())
        except PermissionError as error:
            return "refused", str(error)
        except OSError as error:
            return "unknown", str(error)
        return "allowed", f"{place} can be read"
    refused = []
    try:
        bucket = storage.Storage(place)
        for verb in verbs:
            key = bucket.key
            if verb == "get":
                if not key.rstrip("/"):
                    continue
                # a right to a prefix is one to the objects below it, and clients drop a slash at the end of a name
                key = f"{key.rstrip('/')}/probe" if place.endswith("/") else key
            try:
                {"list": bucket.list, "get": bucket.get}[verb](key)
            except storage.Denied as error:
                refused.append(f"{verb}: {error}")
            except storage.Absent:
                return "allowed", f"{verb} of {place} was answered: not found, which needs leave to read"
            else:
                return "allowed", f"{verb} of {place} was answered"
    except storage.Unavailable as error:
        return "unknown", str(error)
    return "refused", "; ".join(refused)


def address(place: str) -> tuple[str, int]:
    """HOST:PORT in two."""
    host, _, port = place.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise PilotError(f'--public: "{place}" is no HOST:PORT')
    return host.strip("[]"), int(port)


def connects(place: str) -> Observation:
    """Open a TCP connection to HOST:PORT."""
    host, port = address(place)
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return "allowed", f"connected to {place}"
    except socket.gaierror as error:
        return "unknown", f"{host} has no address here ({error.strerror}); name an IP address"
    except OSError as error:
        return "refused", f"{type(error).__name__}: {error.strerror or error}"


def claim(name: str, place: object, attempt) -> dict:
    """The verdict on one claim; no place, no attempt."""
    observed, detail = attempt(place) if place else ("unknown", "no place was given")
    verdict = NOT_TESTED if observed == "unknown" else HELD if observed == EXPECTED[name] else BROKEN
    return {"name": name, "expected": EXPECTED[name], "observed": observed, "verdict": verdict, "detail": detail}


def seconds_since(text: str) -> float | None:
    """Seconds since an epoch time or an ISO 8601 time; None if not given."""
    if not text:
        return None
    try:
        started = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise PilotError(f'--started-at: "{text}" is neither epoch seconds nor ISO 8601') from None
        started = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    return round(time.time() - started, 3)


def first_number(*paths: str) -> int | None:
    """The number in the first of the files that holds one."""
    for path in paths:
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(Path(path).read_text().split()[0])
    return None


def machine() -> dict:
    """CPUs, memory and accelerators that the container may use."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = first_number("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    accelerators: list[str] = sorted(str(path) for path in Path("/dev").glob("neuron[0-9]*"))
    if nvidia := shutil.which("nvidia-smi"):
        query = [nvidia, "--query-gpu=name", "--format=csv,noheader"]
        answer = subprocess.run(query, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
        accelerators += answer.stdout.strip().splitlines() if answer.returncode == 0 else []
    return {
        "cpus": cpus,
        "memoryGiB": round(min(total, limit or total) / (1 << 30), 2),
        "accelerators": accelerators,
        "platform": f"{system}, Python {platform.python_version()}",
    }


def probe(run) -> None:
    """Write probe.json, whatever the verdicts; then fail if a claim of --fail-on was not held."""
    wanted = [name.strip() for name in run.parameters.fail_on.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in EXPECTED]:
        raise PilotError(f"--fail-on: {', '.join(unknown)} is no claim; one of {', '.join(EXPECTED)}")
    verbs = tuple(run.parameters.forbidden_verbs.split(","))
    if verbs not in (("list",), ("get",), ("list", "get")):
        raise PilotError(f'--forbidden-verbs: "{run.parameters.forbidden_verbs}" is not list, get or list,get')
    started = seconds_since(run.parameters.started_at)
    for place in filter(storage.is_uri, (run.parameters.artifacts, run.parameters.forbidden)):
        storage.split(place)
    if run.parameters.public:
        address(run.parameters.public)
    claims = [
        claim("data-readable", run.inputs["data"], reads),
        claim("artifacts-writable", run.parameters.artifacts or str(run.output), writes),
        claim("other-prefix-unreadable", run.parameters.forbidden, lambda place: lists_or_gets(place, verbs)),
        claim("public-address-unreachable", run.parameters.public, connects),
    ]
    report = {"claims": claims, "startupSeconds": started, **machine(), "contract": run.contract.name}
    report["time"] = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        run.output.mkdir(parents=True, exist_ok=True)
        write_json(run.output / "probe.json", report)
    except OSError as error:
        raise PilotError(f"{run.output} cannot be written: {error}") from None
    for entry in claims:
        print(f"{entry['name']}: {entry['verdict']} ({entry['observed']}: {entry['detail']})")
    failed = [entry for entry in claims if entry["name"] in wanted and entry["verdict"] != HELD]
    if failed:
        raise PilotError(*(f"{entry['name']} is {entry['verdict']}: {entry['detail']}" for entry in failed))
