"""A regression in plain Python, by the contract of the image: one module, one entry point for each step."""

import csv
import http.server
import json
import os
import pathlib
import shutil
import signal
import sys
import tarfile
import threading
import time

ROOT = pathlib.Path(os.environ.get("PILOT_ROOT_OPT_ML", "/opt/ml"))
BUCKETS = pathlib.Path(os.environ.get("PILOT_ROOT_GCS", "/gcs"))
STEP = ROOT / "processing"
ARGUMENTS = {name[2:]: value for name, value in zip(sys.argv[2::2], sys.argv[3::2])}


def parameter(name):
    """Azure ML gives parameters as variables: no shell reads those."""
    return ARGUMENTS.get(name) or os.environ["PILOT_" + name.upper().replace("-", "_")]


def path(value):
    """A directory of an argument: gs://bucket/key is mounted below /gcs on Vertex AI."""
    return BUCKETS / value[5:] if value.startswith("gs://") else pathlib.Path(value)


def given(name):
    """Where an input is: an argument says so, or SageMaker puts it there for a processing or training job."""
    if name in ARGUMENTS:
        return path(ARGUMENTS[name])
    for folder in (STEP / "input" / name, ROOT / "input/data" / name):
        if folder.exists():
            return folder
    raise SystemExit(f"{name}: there is no such input")


def result(name):
    own = ROOT / "model" if name == "model" else STEP / "output" / name
    folder = path(ARGUMENTS[name]) if name in ARGUMENTS else own
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def rows(folder, name="*.csv"):
    for path in sorted(folder.rglob(name)):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                yield float(row["area"]), float(row["price"])


def probe():
    (result("probe") / "probe.json").write_text(json.dumps({"rows": len(list(rows(given("data"))))}))


def prepare():
    found = list(rows(given("data")))
    for name, part in (("train", found[::2]), ("test", found[1::2])):
        with (result("prepared") / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["area", "price"])
            writer.writerows(part)


def train():
    found = list(rows(given("prepared"), "train.csv"))
    area, price = (sum(column) / len(found) for column in zip(*found))
    slope = sum((x - area) * (y - price) for x, y in found) / sum((x - area) ** 2 for x, _ in found)
    (result("model") / "model.json").write_text(json.dumps({"slope": slope, "base": price - slope * area}))


def model():
    folder = given("model")
    for archive in folder.rglob("model.tar.gz"):
        with tarfile.open(archive) as file:
            return json.load(file.extractfile(next(m for m in file if m.name.endswith("model.json"))))
    return json.loads(next(folder.rglob("model.json")).read_text())


def evaluate():
    line, found = model(), list(rows(given("prepared"), "test.csv"))
    mean = sum(y for _, y in found) / len(found)
    missed = sum((y - line["base"] - line["slope"] * x) ** 2 for x, y in found)
    r2 = 1 - missed / sum((y - mean) ** 2 for _, y in found)
    (result("evaluation") / "evaluation.json").write_text(json.dumps({"metrics": {"r2": {"value": r2}}}))
    if "metric-file" in ARGUMENTS:  # Vertex AI reads one number
        file = path(ARGUMENTS["metric-file"])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(r2))


def gate():
    """Azure ML alone asks for it: it has no condition step."""
    metric, least = parameter("metric"), float(parameter("threshold"))
    value = json.loads((given("evaluation") / "evaluation.json").read_text())["metrics"][metric]["value"]
    if value < least:
        raise SystemExit(f"gate: {metric} {value} is below {least}")
    shutil.copytree(given("model"), result("approved"), dirs_exist_ok=True)


def export():
    """Copies the model out; or checks that a copy predicts what was stored with it."""
    if "verify" in ARGUMENTS:
        folder = pathlib.Path(ARGUMENTS["verify"])
        line, stored = json.loads((folder / "model.json").read_text()), json.loads((folder / "stored.json").read_text())
        if line["base"] + line["slope"] * stored["area"] != stored["price"]:
            raise SystemExit(f"{stored['area']} is not predicted as it was")
        print("verified: 1 prediction reproduced")
        return
    line, folder = model(), result("export")
    (folder / "model.json").write_text(json.dumps(line))
    (folder / "stored.json").write_text(json.dumps({"area": 50, "price": line["base"] + line["slope"] * 50}))


def serve():
    """Port and routes come from the platform, as the contract says; the model too."""
    own = os.environ.get("AZUREML_MODEL_DIR")
    if own:
        ARGUMENTS["model"] = own
    elif "AIP_STORAGE_URI" in os.environ:
        ARGUMENTS["model"] = fetched(os.environ["AIP_STORAGE_URI"])
    else:
        ARGUMENTS["model"] = str(ROOT / "model")
    line = model()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.answer({})

        def do_POST(self):
            areas = json.loads(self.rfile.read(int(self.headers["content-length"])))["instances"]
            self.answer({"predictions": [line["base"] + line["slope"] * area for area in areas]})

        def log_message(self, *_):
            pass

    port = next(os.environ[name] for name in ("AIP_HTTP_PORT", "PILOT_PORT") if name in os.environ)
    server = http.server.ThreadingHTTPServer((os.environ.get("PILOT_HOST", "0.0.0.0"), int(port)), Handler)
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


def fetched(uri):
    """A prediction container on Vertex AI has no mount: the model comes by HTTP, from the place that the key names."""
    import urllib.parse
    import urllib.request

    base = json.loads(os.environ["GOOGLE_SERVICE_ACCOUNT_KEY"])["gcs_base_url"]
    folder = pathlib.Path(os.environ["TMPDIR"]) / "model"
    folder.mkdir(parents=True)
    bucket, _, key = uri[5:].partition("/")
    name = urllib.parse.quote(f"{key}/model.json", safe="")
    with urllib.request.urlopen(f"{base}/storage/v1/b/{bucket}/o/{name}?alt=media") as answer:
        (folder / "model.json").write_bytes(answer.read())
    return str(folder)


def benchmark():
    began = time.perf_counter()
    count = len(list(rows(given("prepared"))))
    values = [count / (time.perf_counter() - began)]
    content = {"measures": [{"name": "parsedRows", "unit": "rows per second", "values": values}]}
    (result("benchmark") / "benchmark.json").write_text(json.dumps(content))


if __name__ == "__main__":
    # without an argument the image serves: an Azure ML deployment cannot give one
    steps = (probe, prepare, train, evaluate, gate, benchmark, export, serve)
    {each.__name__: each for each in steps}[sys.argv[1] if len(sys.argv) > 1 else "serve"]()
