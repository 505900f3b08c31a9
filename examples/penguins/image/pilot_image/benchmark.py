"""benchmark: how fast this machine trains, multiplies, and moves bytes. Seconds long, and every value is a raw one."""

import contextlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from . import data, storage
from .errors import PilotError
from .files import publish, write_json
from .probe import machine
from .training import fit

ROWS = 5_000
"""The training rows are repeated up to so many, so that a fit takes longer than its own start."""
SIDE, PRODUCTS = 1024, 2
"""A product of square matrices costs 2 · SIDE³ operations; several in one call hide the way of the input."""
DISK_BYTES, BUCKET_BYTES = 64 << 20, 16 << 20
PROVIDERS = ("CUDAExecutionProvider", "ROCMExecutionProvider", "CPUExecutionProvider")
"""What the runtime of the image may multiply on: each that it has is measured, an accelerator first."""


def seconds_of(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def training(prepared: Path, rounds: int) -> list[float]:
    """Rows per second of a fit with the defaults of `train`; the first fit, which loads the libraries, is left out."""
    rows, labels, _ = data.load(prepared, "train")
    times = ROWS // len(rows) + 1
    rows, labels = (rows * times)[:ROWS], (labels * times)[:ROWS]
    fit(rows[: len(rows) // 10], labels[: len(rows) // 10], 1.0, 1000)
    return [len(rows) / seconds_of(lambda: fit(rows, labels, 1.0, 1000)) for _ in range(rounds)]


def matrix(provider: str, rounds: int) -> list[float]:
    """10⁹ operations per second of products of 32-bit matrices, on what the provider runs on."""
    weights = np.random.default_rng(2026).standard_normal((SIDE, SIDE), np.float32) / np.float32(SIDE**0.5)
    shape = onnx.helper.make_tensor_value_info("x0", onnx.TensorProto.FLOAT, [SIDE, SIDE])
    last = onnx.helper.make_tensor_value_info(f"x{PRODUCTS}", onnx.TensorProto.FLOAT, [SIDE, SIDE])
    nodes = [onnx.helper.make_node("MatMul", [f"x{i}", "w"], [f"x{i + 1}"]) for i in range(PRODUCTS)]
    graph = onnx.helper.make_graph(nodes, "products", [shape], [last], [onnx.numpy_helper.from_array(weights, "w")])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=[provider])
    if session.get_providers()[0] != provider:
        return []  # the runtime lists it and cannot use it here: another one would be measured under its name
    feed = {"x0": weights}
    session.run(None, feed)
    operations = 2 * SIDE**3 * PRODUCTS
    return [operations / seconds_of(lambda: session.run(None, feed)) / 1e9 for _ in range(rounds)]


def disk(rounds: int) -> tuple[list[float], list[float]]:
    """MB per second that the disk of temporary files takes and gives; what it gives is not what memory still holds."""
    content = os.urandom(DISK_BYTES)
    writes, reads = [], []
    with tempfile.TemporaryDirectory(prefix="pilot-benchmark-") as folder:
        for each in range(rounds):
            path = Path(folder) / str(each)

            def write(path: Path = path) -> None:
                with path.open("wb") as file:
                    file.write(content)
                    os.fsync(file.fileno())

            def read(path: Path = path) -> None:
                with path.open("rb", buffering=0) as file:
                    while file.read(1 << 20):
                        pass

            writes.append(DISK_BYTES / seconds_of(write) / 1e6)
            if hasattr(os, "posix_fadvise"):
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                reads.append(DISK_BYTES / seconds_of(read) / 1e6)
            path.unlink()
    return writes, reads


def bucket(uri: str, rounds: int) -> tuple[list[float], list[float]]:
    """MB per second to and from object storage, as the step's identity; what it wrote is removed where that may."""
    content = os.urandom(BUCKET_BYTES)
    writes, reads = [], []
    try:
        place = storage.Storage(uri)
    except storage.Unavailable as error:
        raise PilotError(f"--bucket: {error}") from None
    key = f"{place.key.rstrip('/')}/benchmark-{uuid.uuid4().hex}".lstrip("/")
    try:
        for _ in range(rounds):
            writes.append(BUCKET_BYTES / seconds_of(lambda: place.put(key, content)) / 1e6)
            began = time.perf_counter()
            found = place.get(key)
            reads.append(BUCKET_BYTES / (time.perf_counter() - began) / 1e6)
            if found != content:
                raise PilotError(f"--bucket: {uri} gave back something else than it was given")
    except (storage.Denied, storage.Unavailable, storage.Absent) as error:
        raise PilotError(f"--bucket: {uri} must take and give an object, got {error}") from None
    finally:
        # who may write and not delete has measured all the same; an object that is there expires with the others
        with contextlib.suppress(storage.Denied, storage.Unavailable, storage.Absent):
            place.delete(key)
    return writes, reads


def measure(name: str, unit: str, values: list[float], subject: str | None = None) -> list[dict]:
    """One measure in the form of benchmark.json; none where nothing was measured."""
    about = {"name": name, "subject": subject, "unit": unit} if subject else {"name": name, "unit": unit}
    return [about | {"values": [round(value, 3) for value in values]}] if values else []


def benchmark(run) -> None:
    """Write benchmark.json: the machine, and each measure with its raw values."""
    rounds, uri = run.parameters.rounds, run.parameters.bucket
    if not 1 <= rounds <= 20:
        raise PilotError(f"--rounds: {rounds} is not within 1 and 20")
    if uri:
        storage.split(uri)
    measures = measure("trainingRows", "rows per second", training(run.inputs["prepared"], rounds))
    for provider in filter(onnxruntime.get_available_providers().__contains__, PROVIDERS):
        measures += measure("matrix", "gigaflops", matrix(provider, rounds), provider)
    places = [("disk", *disk(rounds)), *([("bucket", *bucket(uri, rounds))] if uri else [])]
    for name, writes, reads in places:
        measures += measure(f"{name}Write", "megabytes per second", writes)
        measures += measure(f"{name}Read", "megabytes per second", reads)
    with publish(run.output) as output:
        write_json(output / "benchmark.json", {"measures": measures, "machine": machine()})
