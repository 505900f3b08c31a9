"""benchmark: every measure of CONTRACT.md, with positive raw values; nothing of it stays on the disk."""

import json
import os

import numpy as np
import onnxruntime
import pytest
from conftest import DATA, code, run, table
from object_storage import bucket as serving_bucket

from pilot_image import benchmark

MEASURES = {name: row["unit"] for row in table("measure") for name in code(row["measure"])}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    run("prepare", "--data", DATA, "--prepared", folder / "prepared", cwd=folder)
    return folder / "prepared"


def measured(prepared, folder, *arguments, **env):
    (folder / "temporary").mkdir()
    run("benchmark", "--prepared", prepared, "--rounds", 2, *arguments, cwd=folder, TMPDIR=folder / "temporary", **env)
    assert os.listdir(folder / "temporary") == []
    return json.loads((folder / "work/benchmark/benchmark.json").read_text())


def test_each_measure_of_the_contract_with_raw_values(prepared, tmp_path):
    with serving_bucket() as (server, env):
        found = measured(prepared, tmp_path, "--bucket", "s3://bucket/kept/benchmark", **env)
    assert {each["name"]: each["unit"] for each in found["measures"]} == MEASURES
    for each in found["measures"]:
        assert len(each["values"]) == 2
        assert all(0 < value < 1e9 for value in each["values"])
    assert found["machine"]["cpus"] == len(os.sched_getaffinity(0))
    assert [line.split()[0] for line in server.asked] == ["PUT", "GET", "PUT", "GET", "POST"]  # S3's DeleteObjects


def test_products_are_those_of_the_numbers():
    """What is timed is the work that is counted: a product by the runtime is the product by numpy."""
    rates = benchmark.matrix("CPUExecutionProvider", 1)
    assert len(rates) == 1
    weights = np.random.default_rng(2026).standard_normal((1024, 1024), np.float32)
    seconds = benchmark.seconds_of(lambda: weights @ weights)
    assert rates[0] < 50 * 2 * 1024**3 / seconds / 1e9


def test_a_provider_that_cannot_be_used_is_not_measured():
    absent = next(name for name in benchmark.PROVIDERS if name not in onnxruntime.get_available_providers())
    with pytest.warns(UserWarning, match=absent):
        assert benchmark.matrix(absent, 1) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rounds", "0"], "benchmark: --rounds: 0 is not within 1 and 20"),
        (["--bucket", "bucket/key"], 'benchmark: "bucket/key" is '),
    ],
)
def test_what_is_refused(arguments, message, prepared, tmp_path):
    done = run("benchmark", "--prepared", prepared, *arguments, cwd=tmp_path, ok=False)
    assert done.stderr.startswith(message), done.stderr
    assert os.listdir(tmp_path) == []


def test_a_bucket_that_gives_back_something_else_gives_no_number(prepared, tmp_path):
    with serving_bucket() as (_, env):
        at = ["--bucket", "s3://bucket/open/x"]
        done = run("benchmark", "--prepared", prepared, "--rounds", 1, *at, cwd=tmp_path, ok=False, **env)
    assert done.stderr == "benchmark: --bucket: s3://bucket/open/x gave back something else than it was given\n"


def test_a_bucket_that_refuses_gives_no_number(prepared, tmp_path):
    with serving_bucket() as (_, env):
        at = ["--bucket", "s3://bucket/denied/x"]
        done = run("benchmark", "--prepared", prepared, "--rounds", 1, *at, cwd=tmp_path, ok=False, **env)
    assert done.stderr.startswith("benchmark: --bucket: s3://bucket/denied/x must take and give an object, got ")
    assert os.listdir(tmp_path) == []
