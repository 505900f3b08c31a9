"""probe: real files, real connections on loopback, and the real storage client against a server that refuses."""

import json
import os
import socket
from pathlib import Path

import pytest
from conftest import DATA, free_port, run, table
from object_storage import bucket as serving_bucket

CLAIMS = [row["claim"].strip("`") for row in table("claim")]


def probed(*arguments: object, cwd: Path, ok: bool = True, **env: object):
    """Run probe; the claims by name, and the whole report."""
    done = run("probe", "--data", DATA, *arguments, cwd=cwd, ok=ok, **env)
    report = json.loads((cwd / "work/probe/probe.json").read_text())
    claims = {claim["name"]: claim for claim in report["claims"]}
    assert list(claims) == CLAIMS
    return claims, report, done


def test_what_is_not_asked_is_not_tested(tmp_path):
    claims, report, _ = probed(cwd=tmp_path)
    assert [claim["verdict"] for claim in claims.values()] == ["held", "held", "not tested", "not tested"]
    assert claims["other-prefix-unreadable"]["detail"] == "no place was given"
    assert report["startupSeconds"] is None
    assert report["cpus"] == len(os.sched_getaffinity(0))
    assert 0 < report["memoryGiB"] < 1e5
    assert report["accelerators"] == [] or all(isinstance(name, str) for name in report["accelerators"])
    assert os.listdir(tmp_path / "work/probe") == ["probe.json"]


def test_connections(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        open_port = listener.getsockname()[1]
        claims, _, _ = probed("--public", f"127.0.0.1:{open_port}", cwd=tmp_path)
    claim = claims["public-address-unreachable"]
    assert (claim["verdict"], claim["observed"]) == ("broken", "allowed")
    claims, _, _ = probed("--public", f"127.0.0.1:{free_port()}", cwd=tmp_path)
    claim = claims["public-address-unreachable"]
    assert (claim["verdict"], claim["detail"]) == ("held", "ConnectionRefusedError: Connection refused")
    claims, _, _ = probed("--public", "no-such-host.invalid:443", cwd=tmp_path)
    claim = claims["public-address-unreachable"]
    assert claim["verdict"] == "not tested"
    assert "has no address here" in claim["detail"]


def test_fail_on_fails_after_the_report_is_written(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        public = f"127.0.0.1:{listener.getsockname()[1]}"
        wanted = "public-address-unreachable,other-prefix-unreadable,data-readable"
        _, _, done = probed("--public", public, "--fail-on", wanted, cwd=tmp_path, ok=False)
    assert done.stderr.splitlines() == [
        "probe: other-prefix-unreadable is not tested: no place was given",
        f"probe: public-address-unreachable is broken: connected to {public}",
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--fail-on", "data-readable,internet"], "--fail-on: internet is no claim; one of data-readable"),
        (["--public", "example.com"], '--public: "example.com" is no HOST:PORT'),
        (["--started-at", "yesterday"], '--started-at: "yesterday" is neither epoch seconds nor ISO 8601'),
        (["--forbidden", "ftp://host/x"], '"ftp://host/x" is no s3://, gs:// or https://'),
        (["--artifacts", "https://example.com/x"], '"https://example.com/x" is no s3://, gs:// or https://'),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_usage_errors(arguments, problem, tmp_path):
    done = run("probe", "--data", DATA, *arguments, cwd=tmp_path, ok=False)
    assert done.stderr.startswith(f"probe: {problem}"), done.stderr
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("started", ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000+00:00", "1577836800"])
def test_startup_seconds(started, tmp_path):
    _, report, _ = probed("--started-at", started, cwd=tmp_path)
    assert report["startupSeconds"] > 1e8


def test_paths(tmp_path):
    (tmp_path / "readable").mkdir()
    claims, _, _ = probed("--forbidden", tmp_path / "readable", "--artifacts", tmp_path / "new", cwd=tmp_path)
    assert claims["other-prefix-unreadable"]["verdict"] == "broken"
    assert claims["artifacts-writable"]["verdict"] == "held"
    (tmp_path / "a-file").touch()
    claims, _, _ = probed("--forbidden", tmp_path / "absent", "--artifacts", tmp_path / "a-file/x", cwd=tmp_path)
    assert claims["other-prefix-unreadable"]["verdict"] == "not tested"
    assert (claims["artifacts-writable"]["verdict"], claims["artifacts-writable"]["observed"]) == ("broken", "refused")


def test_empty_data_prove_nothing(tmp_path):
    (tmp_path / "empty").mkdir()
    run("probe", "--data", "empty", cwd=tmp_path)
    report = json.loads((tmp_path / "work/probe/probe.json").read_text())
    assert report["claims"][0]["verdict"] == "not tested"


@pytest.fixture
def bucket():
    with serving_bucket() as served:
        yield served


@pytest.mark.parametrize("root", ["s3://b", "gs://b", "https://account.blob.core.windows.net/container"])
def test_object_storage(root, bucket, tmp_path):
    server, env = bucket
    claims, _, _ = probed("--forbidden", f"{root}/denied/x", "--artifacts", f"{root}/runs", cwd=tmp_path, **env)
    assert claims["other-prefix-unreadable"]["verdict"] == "held", claims
    assert claims["artifacts-writable"]["detail"].startswith("written"), claims
    assert any(call.startswith("PUT") for call in server.asked)
    assert len([call for call in server.asked if "denied" in call]) >= 2, "both listed and read"

    claims, _, _ = probed("--forbidden", f"{root}/open/", "--artifacts", f"{root}/denied", cwd=tmp_path, **env)
    assert (claims["other-prefix-unreadable"]["verdict"], claims["artifacts-writable"]["verdict"]) == ("broken",) * 2

    claims, _, _ = probed("--forbidden", f"{root}/guarded/x", cwd=tmp_path, **env)
    claim = claims["other-prefix-unreadable"]
    assert claim["verdict"] == "broken", "not found is leave to read"
    assert "not found, which needs leave to read" in claim["detail"]


def test_where_names_may_be_seen_only_reading_must_be_refused(bucket, tmp_path):
    server, env = bucket
    place = ("--forbidden", "gs://b/denied/x", "--forbidden-verbs", "get")
    claims, _, _ = probed(*place, cwd=tmp_path, **env)
    assert claims["other-prefix-unreadable"]["verdict"] == "held", claims
    assert [call for call in server.asked if "denied" in call] == ["GET denied/x"], server.asked
    done = run("probe", "--data", DATA, "--forbidden-verbs", "get,put", cwd=tmp_path, ok=False)
    assert '"get,put" is not list, get or list,get' in done.stderr


@pytest.mark.parametrize("root", ["s3://b", "gs://b", "https://account.blob.core.windows.net/container"])
def test_bad_credentials_and_absent_buckets_are_no_verdict(root, bucket, tmp_path):
    _, env = bucket
    for place, word in (("expired", "ExpiredToken"), ("nowhere", "NoSuchBucket")):
        claims, _, _ = probed("--forbidden", f"{root}/{place}/x", cwd=tmp_path, **env)
        claim = claims["other-prefix-unreadable"]
        assert claim["verdict"] == "not tested", claim
        assert word in claim["detail"]


@pytest.mark.parametrize("why", ["no client", "no network"])
def test_what_could_not_be_asked_is_never_held(why, tmp_path):
    env = {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    env |= {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}", "AWS_ALLOW_HTTP": "true"}
    if why == "no client":
        (tmp_path / "without/obstore").mkdir(parents=True)
        (tmp_path / "without/obstore/__init__.py").write_text("raise ImportError(name='obstore')")
        from conftest import IMAGE

        env["PYTHONPATH"] = f"{tmp_path / 'without'}:{IMAGE}"
    claims, _, _ = probed("--forbidden", "s3://b/x", "--artifacts", "s3://b/runs", cwd=tmp_path, **env)
    for name in ("other-prefix-unreadable", "artifacts-writable"):
        assert claims[name]["verdict"] == "not tested"
        assert ("the image has no obstore" if why == "no client" else "error") in claims[name]["detail"]
