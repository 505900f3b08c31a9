"""A regression in plain Python, by the contract of the image: one module, one entry point for each step."""

import csv
import json
import os
import pathlib
import shutil
import sys
import tarfile

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


if __name__ == "__main__":
    {each.__name__: each for each in (probe, prepare, train, evaluate, gate)}[sys.argv[1]]()
