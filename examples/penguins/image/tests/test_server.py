"""The server over real HTTP: what it refuses, what it measures, what it logs, and how it leaves."""

import http.client
import json
import re
import socket
import threading
import time
from contextlib import closing
from http.client import RemoteDisconnected
from types import SimpleNamespace

import pytest
from conftest import BIRDS, run, serving
from starlette.testclient import TestClient

from pilot_image.contracts.base import Serving
from pilot_image.server import Service

GOOD = json.dumps({"instances": BIRDS})
JSON = {"content_type": "application/json"}
LIMITS = ("--max-body-bytes", 20_000, "--max-instances", 10, "--request-seconds", 1)


def bird(**changes: object) -> str:
    """A request with one bird, changed."""
    return json.dumps({"instances": [BIRDS[0] | changes]})


@pytest.fixture(scope="module")
def server(local):
    with serving("/ready", *LIMITS, cwd=local) as running:
        yield running
        running.stop()


LONG = json.dumps({"instances": [BIRDS[0]] * 11})
LARGE = bird(sex="x" * 30_000)
DEEP = '{"instances": ' + "[" * 5000 + "]" * 5000 + "}"
NO_SEX = json.dumps({"instances": [{key: value for key, value in BIRDS[0].items() if key != "sex"}]})
CSV = {"content_type": "text/csv"}
BAD = [
    ("empty body", "POST", "/predict", "", JSON, 400, "the body is empty"),
    ("no JSON", "POST", "/predict", "{", JSON, 400, "the body is no JSON"),
    ("NaN", "POST", "/predict", '{"instances": [NaN]}', JSON, 400, "NaN is no JSON number; use null"),
    ("not UTF-8", "POST", "/predict", b"\xff\xfe", JSON, 400, "the body is not UTF-8"),
    ("too deep", "POST", "/predict", DEEP, JSON, 400, "the body is no JSON"),
    ("an array", "POST", "/predict", "[]", JSON, 400, 'the body is no {"instances": […]}'),
    ("no instances", "POST", "/predict", '{"birds": []}', JSON, 400, 'the body is no {"instances": […]}'),
    ("instances no array", "POST", "/predict", '{"instances": {}}', JSON, 400, 'the body is no {"instances": […]}'),
    ("no instance", "POST", "/predict", '{"instances": []}', JSON, 400, "there is no instance"),
    ("parameters", "POST", "/predict", '{"instances": [], "parameters": {"k": 1}}', JSON, 400, "unknown: parameters"),
    ("unknown key", "POST", "/predict", '{"instances": [], "x": 1}', JSON, 400, "unknown: x"),
    (
        "a number",
        "POST",
        "/predict",
        '{"instances": [1]}',
        JSON,
        400,
        "1 is neither an object nor an array",
    ),
    ("short array", "POST", "/predict", '{"instances": [[1]]}', JSON, 400, "instance 0: 1 values, not 5"),
    ("missing feature", "POST", "/predict", NO_SEX, JSON, 400, "instance 0: sex is missing (null if unknown)"),
    ("unknown feature", "POST", "/predict", bird(wings=2), JSON, 400, "instance 0: 'wings' is no feature"),
    ("text for a number", "POST", "/predict", bird(body_mass_g="1"), JSON, 400, "body_mass_g: '1' is no number (g)"),
    ("a truth value", "POST", "/predict", bird(body_mass_g=True), JSON, 400, "body_mass_g: True is no number"),
    ("too large a number", "POST", "/predict", bird(body_mass_g=1e39), JSON, 400, "1e+39 is no finite 32-bit number"),
    (
        "infinite",
        "POST",
        "/predict",
        '{"instances": [[1e999,1,1,1,null]]}',
        JSON,
        400,
        "inf is no finite 32-bit",
    ),
    ("huge integer", "POST", "/predict", bird(body_mass_g=10**400), JSON, 400, "is no finite 32-bit number"),
    ("unknown word", "POST", "/predict", bird(sex="NONE"), JSON, 400, "sex: 'NONE' is none of FEMALE, MALE"),
    ("too many instances", "POST", "/predict", LONG, JSON, 413, "11 instances; at most 10 in one request"),
    ("too large", "POST", "/predict", LARGE, JSON, 413, "bytes; at most 20000 are read"),
    ("other type", "POST", "/predict", GOOD, {"content_type": "text/xml"}, 415, '"text/xml" is not supported'),
    ("compressed", "POST", "/predict", GOOD, JSON | {"content_encoding": "gzip"}, 415, "content-encoding"),
    (
        "other answer",
        "POST",
        "/predict",
        GOOD,
        JSON | {"accept": "image/png"},
        406,
        "only application/json and",
    ),
    ("GET", "GET", "/predict", None, {}, 405, "method not allowed"),
    ("other route", "POST", "/invocations", GOOD, JSON, 404, "not found"),
    ("CSV of 2 cells", "POST", "/predict", "1,2", CSV, 400, "instance 0: 2 cells, not 5"),
    ("CSV with words", "POST", "/predict", "a,1,1,1,MALE", CSV, 400, 'instance 0: beak_length_mm: "a" is no number'),
    ("CSV, open quote", "POST", "/predict", '"1,2', CSV, 400, "the body is no CSV"),
    ("CSV, header only", "POST", "/predict", ",".join(BIRDS[0]), CSV, 400, "there is no instance"),
]


@pytest.mark.parametrize(("method", "path", "body", "headers", "status", "reason"), [row[1:] for row in BAD],
                         ids=[row[0] for row in BAD])  # fmt: skip
def test_bad_requests(method, path, body, headers, status, reason, server):
    got, _, text = server.request(method, path, body, **headers)
    error = json.loads(text)["error"]
    assert (got, error["status"]) == (status, status), text
    assert any(reason in told for told in error["reasons"]), text
    assert server.request("POST", "/predict", GOOD, **JSON)[0] == 200, "the next one is answered"


def test_all_problems_of_a_request_are_told_up_to_twenty(server):
    instances = [BIRDS[0] | {"sex": "?"}, BIRDS[1], BIRDS[2] | {"body_mass_g": []}]
    _, _, text = server.request("POST", "/predict", json.dumps({"instances": instances}), **JSON)
    assert [told.split(":")[0] for told in json.loads(text)["error"]["reasons"]] == ["instance 0", "instance 2"]


def raw(server, head: str, *parts: bytes, pause: float = 0.0) -> bytes:
    """Bytes as they are, with pauses between, and everything that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"POST /predict HTTP/1.1\r\nhost: x\r\n{head}\r\n\r\n".encode())
        answer = b""
        try:
            for part in parts:
                time.sleep(pause)
                connection.sendall(part)
            while chunk := connection.recv(65536):
                answer += chunk
        except ConnectionError:
            pass  # the server need not read what it has refused
        return answer


def test_a_body_that_does_not_arrive(server):
    started = time.monotonic()
    answer = raw(server, "content-type: application/json\r\ncontent-length: 100", b"{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"did not arrive within 1 seconds" in answer
    assert 0.9 < time.monotonic() - started < 5


def test_a_body_of_unknown_length_is_counted(server):
    chunk = b"2710\r\n" + b" " * 10_000 + b"\r\n"
    answer = raw(
        server, "content-type: application/json\r\ntransfer-encoding: chunked", chunk, chunk, chunk, pause=0.05
    )
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


def test_no_http(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"\x00\x01nonsense\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_the_forms_of_a_request(server):
    wanted = server.score("/predict", BIRDS)
    assert server.score("/predict", [list(bird.values()) for bird in BIRDS]) == wanted
    body = json.dumps({"instances": BIRDS, "parameters": {}})
    status, headers, text = server.request("POST", "/predict", body)
    assert (status, json.loads(text)) == (200, {"predictions": wanted})
    assert re.fullmatch("[0-9a-f]{64}", headers["x-model-sha256"])
    lines = [",".join("" if value is None else str(value) for value in bird.values()) for bird in BIRDS]
    headed = [",".join(BIRDS[0]), *lines]
    for table in (lines, headed, [backwards(line) for line in headed]):
        _, _, text = server.request("POST", "/predict", "\r\n".join(table), **CSV)
        assert json.loads(text)["predictions"] == wanted


def test_answers_on_a_kept_connection_are_not_delayed(server):
    """Without TCP_NODELAY each waits 40 ms for the client's acknowledgement of the headers."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        seconds = []
        for _ in range(20):
            started = time.perf_counter()
            connection.request("POST", "/predict", GOOD)
            assert connection.getresponse().read()
            seconds.append(time.perf_counter() - started)
    assert min(seconds[1:]) < 0.03


def backwards(line: str) -> str:
    return ",".join(reversed(line.split(",")))


def test_liveness_and_metrics(server):
    assert server.request("GET", "/live")[0] == 200
    before = measures(server)
    server.score("/predict", BIRDS)
    server.request("POST", "/predict", "{", **JSON)
    after = measures(server)
    assert after['pilot_requests_total{status="200"}'] == before.get('pilot_requests_total{status="200"}', 0) + 1
    assert after['pilot_requests_total{status="400"}'] == before.get('pilot_requests_total{status="400"}', 0) + 1
    assert after["pilot_instances_total"] == before["pilot_instances_total"] + len(BIRDS)
    assert (after["pilot_in_flight"], after["pilot_ready"]) == (0, 1)
    p50, p95, p99 = (after[f'pilot_request_window_seconds{{quantile="{q}"}}'] for q in (0.5, 0.95, 0.99))
    assert 0 < p50 <= p95 <= p99 < 10
    buckets = [after[name] for name in after if name.startswith("pilot_request_seconds_bucket")]
    assert buckets == sorted(buckets)  # each holds the ones below it
    assert after['pilot_request_seconds_bucket{le="+Inf"}'] == after["pilot_request_seconds_count"]
    assert after['pilot_request_seconds_bucket{le="10.0"}'] == after["pilot_request_seconds_count"]
    assert before.get('pilot_request_seconds_bucket{le="0.5"}', 0) < after['pilot_request_seconds_bucket{le="0.5"}']
    assert after["pilot_startup_seconds"] < 3


def measures(server) -> dict[str, float]:
    """The numbers of /metrics."""
    lines = server.request("GET", "/metrics")[2].splitlines()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if not line.startswith("#")}


def test_ready_within_three_seconds_and_the_log(local):
    with serving("/ready", cwd=local) as server:
        assert server.ready_seconds < 3
        server.score("/predict", BIRDS)
        server.request("POST", "/predict?secret=1", bird(sex="secret"), **JSON)
        log = server.stop()
    assert [line["event"] for line in log] == ["listening", "ready", "request", "request", "stopped"]
    assert (log[2]["status"], log[2]["instances"], log[3]["status"]) == (200, 3, 400)
    assert all(line["milliseconds"] > 0 and line["route"] == "/predict" for line in log[2:4])
    assert "secret" not in json.dumps(log)


def test_a_port_that_is_taken(server, local):
    done = run("serve", cwd=local, ok=False, PILOT_HOST="127.0.0.1", PILOT_PORT=server.port)
    assert done.stderr == f"serve: --host 127.0.0.1 --port {server.port} cannot be used: Address already in use\n"


def test_limits_that_are_none(local):
    done = run("serve", "--max-instances", 0, "--drain-seconds", "nan", "--port", 70000, cwd=local, ok=False)
    assert done.stderr.splitlines() == [
        "serve: --max-instances: 0 is not above 0",
        "serve: --port: 70000 is not within 0 and 65535",
        "serve: --drain-seconds: nan is not within 0 and 600",
    ]


def test_other_routes_by_variables(local):
    """One health route for both checks, as an `inferenceConfig` may name it."""
    routes = {"PILOT_READINESS_ROUTE": "/ping", "PILOT_LIVENESS_ROUTE": "/ping", "PILOT_SCORING_ROUTE": "/invocations"}
    with serving("/ping", cwd=local, AZUREML_MODEL_DIR=local / "work/model", **routes) as server:
        assert len(server.score("/invocations", BIRDS)) == 3
        assert server.request("POST", "/score", GOOD, **JSON)[0] == 404
        server.stop()
    done = run(
        "serve", cwd=local, ok=False, **routes | {"PILOT_SCORING_ROUTE": "/ping", "PILOT_LIVENESS_ROUTE": "live"}
    )
    assert done.stderr.splitlines() == [
        'serve: --liveness-route: "live" is no path such as /liveness',
        "serve: --scoring-route: /ping must differ from the checks, and none of them be /metrics",
    ]


# What a platform sees while a model loads, and beyond the limit of concurrency: the application itself, with a model
# that waits until it is told.

LIMITS_OF_APPLICATION = SimpleNamespace(max_concurrent=1, max_body_bytes=1000, max_instances=10, request_seconds=5)


def application(load) -> Service:
    return Service(load, Serving(8080, "/live", "/ready", "/predict"), LIMITS_OF_APPLICATION, time.monotonic())


class Slow:
    """A model that answers when it is told to."""

    target = "species"

    def __init__(self) -> None:
        self.asked, self.told = threading.Event(), threading.Event()

    def predict(self, rows: list) -> list[dict]:
        self.asked.set()
        assert self.told.wait(10)
        return [{"species": "Emu", "probabilities": {"Emu": 1.0}} for _ in rows]


def test_not_ready_until_the_model_is_loaded():
    may_load = threading.Event()

    def load():
        assert may_load.wait(10)
        return Slow(), "0" * 64

    service = application(load)
    with TestClient(service.application()) as client:
        assert (client.get("/live").status_code, client.get("/ready").status_code) == (200, 503)
        refused = client.post("/predict", content=GOOD)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert "pilot_ready 0" in client.get("/metrics").text
        may_load.set()
        deadline = time.monotonic() + 10
        while client.get("/ready").status_code != 200:
            assert time.monotonic() < deadline
        service.draining = True
        assert (client.get("/ready").status_code, client.get("/ready").text) == (503, "draining\n")


def test_more_requests_at_once_than_allowed_are_told_to_come_back():
    model = Slow()
    with TestClient(application(lambda: (model, "0" * 64)).application()) as client:
        while client.get("/ready").status_code != 200:
            time.sleep(0.01)
        answers = []
        first = threading.Thread(target=lambda: answers.append(client.post("/predict", content=GOOD)))
        first.start()
        assert model.asked.wait(10)
        second = client.post("/predict", content=GOOD)
        assert (second.status_code, second.headers["retry-after"]) == (503, "1")
        model.told.set()
        first.join(10)
        assert answers[0].status_code == 200


def test_a_model_that_fails_is_a_500_without_details():
    def fail(rows):
        raise ValueError("secret")

    model = SimpleNamespace(predict=fail, target="species")
    with TestClient(application(lambda: (model, "0" * 64)).application()) as client:
        while client.get("/ready").status_code != 200:
            time.sleep(0.01)
        failed = client.post("/predict", content=GOOD)
        assert failed.status_code == 500
        assert "secret" not in failed.text


# SIGTERM


class Load:
    """Clients as a platform's router drives them: it asks for readiness, and sends nothing new once that is gone."""

    def __init__(self, server, wanted: list, clients: int = 12):
        self.server, self.wanted = server, wanted
        self.routed = threading.Event()
        self.routed.set()
        self.seconds: list[float] = []
        self.lost: list[str] = []
        self.threads = [threading.Thread(target=self.client) for _ in range(clients)]
        self.threads.append(threading.Thread(target=self.router))
        for thread in self.threads:
            thread.start()

    def router(self) -> None:
        while self.routed.is_set():
            try:
                if self.server.request("GET", "/ready")[0] != 200:
                    self.routed.clear()
            except OSError as error:
                self.lost.append(f"readiness: {error!r}")
                self.routed.clear()
            time.sleep(0.02)

    def client(self) -> None:
        """Requests one after another, each connection kept for as long as the server keeps it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        with closing(connection):
            while self.routed.is_set():
                started = time.perf_counter()
                try:
                    connection.request("POST", "/predict", GOOD, {"content-type": "application/json"})
                    response = connection.getresponse()
                    text = response.read()
                    if response.status != 200 or json.loads(text)["predictions"] != self.wanted:
                        self.lost.append(f"{response.status} {text!r}")
                    self.seconds.append(time.perf_counter() - started)
                except (OSError, RemoteDisconnected) as error:
                    self.lost.append(repr(error))
                    connection.close()

    def join(self) -> None:
        for thread in self.threads:
            thread.join(20)


def test_load_and_nothing_lost_across_sigterm(local, capsys):
    with serving("/ready", cwd=local, PILOT_DRAIN_SECONDS="1") as server:
        wanted = server.score("/predict", BIRDS)
        load = Load(server, wanted)
        time.sleep(3)
        measured = measures(server)
        log = server.stop()
        load.join()
    assert load.lost == []
    answered = [line for line in log if line["event"] == "request" and line["status"] == 200]
    assert len(answered) == len(load.seconds) + 1, "every answer that was sent has arrived"
    assert log[-1] == log[-1] | {"event": "stopped", "requests": len(load.seconds) + 1}
    assert len(load.seconds) > 300
    ordered = sorted(load.seconds)
    p50, p95, p99 = (1000 * ordered[int(q * len(ordered))] for q in (0.5, 0.95, 0.99))
    assert p99 < 1000
    inside = [1000 * measured[f'pilot_request_window_seconds{{quantile="{q}"}}'] for q in (0.5, 0.95, 0.99)]
    assert 0 < inside[0] <= inside[1] <= inside[2]
    with capsys.disabled():
        print(f"\n{len(ordered)} requests, 12 clients, SIGTERM under load, 0 lost; "
              f"p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f} ms at the client; "
              f"{inside[0]:.1f} {inside[1]:.1f} {inside[2]:.1f} ms at /metrics")  # fmt: skip


def test_a_request_that_is_under_way_at_sigterm_is_finished(local):
    """Half of its body is sent before the signal, the rest after draining is over."""
    content = GOOD.encode()
    with serving("/ready", cwd=local, PILOT_DRAIN_SECONDS="0") as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            head = (
                f"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(content)}"
            )
            connection.sendall(f"{head}\r\n\r\n".encode() + content[:20])
            time.sleep(0.3)
            server.process.terminate()
            time.sleep(1)
            with pytest.raises(ConnectionRefusedError):
                server.request("GET", "/ready")
            connection.sendall(content[20:])
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"connection: close" in answer.lower()
        assert server.process.wait(10) == 0


def test_while_draining_requests_are_answered_and_connections_given_up(local):
    with serving("/ready", cwd=local, PILOT_DRAIN_SECONDS="3") as server:
        server.process.terminate()
        time.sleep(0.3)
        assert server.request("GET", "/ready")[0] == 503
        status, headers, _ = server.request("POST", "/predict", GOOD, **JSON)
        assert (status, headers["connection"]) == (200, "close")
        server.stop()  # a second SIGTERM does not wait any longer
