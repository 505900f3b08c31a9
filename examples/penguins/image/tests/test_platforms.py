"""The same steps by every platform's own contract, as processes and over HTTP: the same predictions everywhere."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from conftest import BASE, BIRDS, COMMAND, DATA, code, free_port, run, serving, table
from object_storage import bucket

SERVING = {code(row["contract"])[0]: row for row in table("contract") if "port" in row}
PATHS = {code(row["contract"])[0]: row for row in table("contract") if "input `<name>`" in row}


def moved(path: str, root: Path, name: str = "") -> Path:
    """A path of CONTRACT.md below a moved /opt/ml."""
    return root / path.removeprefix("/opt/ml/").replace("<name>", name)


def summary(directory: Path) -> dict:
    return json.loads((directory / "summary.json").read_text())


@pytest.fixture(scope="session")
def expected(local) -> tuple[str, list]:
    """What the local contract predicts: the batch file, and answers of the server."""
    with serving(code(SERVING["local"]["readiness"])[0], cwd=local) as server:
        answers = server.score(code(SERVING["local"]["scoring"])[0], BIRDS)
        server.stop()
    assert [answer["species"] for answer in answers] == ["Adelie", "Chinstrap", "Gentoo"]
    return (local / "work/predictions/predictions.csv").read_text(), answers


def test_local_writes_what_the_contract_says(local):
    for row in table("entry point"):
        name = code(row["entry point"])[0]
        for written in code(row["writes"]):
            if name not in ("probe", "gate"):
                assert (local / "work" / code(row["output"])[0] / written).exists(), f"{name}: {written}"
    assert (local / "work/export/manifest.json").exists()
    assert summary(local / "work/predictions")["rows"] == 344


def test_sagemaker(tmp_path, local, expected):
    """Three processing jobs and a training job, each a container of its own, and the endpoint."""
    sagemaker = (name for name in PATHS if name in ("sagemaker-processing", "sagemaker-training"))
    paths = {name: [code(cell)[-1] for cell in list(PATHS[name].values())[1:]] for name in sagemaker}

    def processing(entry: str, inputs: dict[str, Path], output: str, *arguments: str) -> Path:
        root = tmp_path / entry / "opt/ml"
        into, out = paths["sagemaker-processing"]
        for name, source in inputs.items():
            shutil.copytree(source, moved(into, root, name))
        (root / "config").mkdir(parents=True)
        (root / "config/processingjobconfig.json").write_text("{}")
        run(entry, *arguments, cwd=tmp_path, PILOT_ROOT_OPT_ML=root)
        return moved(out, root, output)

    prepared = processing("prepare", {"data": DATA}, "prepared")

    root = tmp_path / "train/opt/ml"
    shutil.copytree(prepared, moved(paths["sagemaker-training"][0], root, "prepared"))
    (root / "input/config").mkdir()
    # values are strings, quoted once more by the SDK; keys of its own are left alone
    parameters = {"inverse-regularization": '"1.0"', "max-iterations": "1000", "sagemaker_region": '"us-east-1"'}
    (root / "input/config/hyperparameters.json").write_text(json.dumps(parameters))
    done = run("train", cwd=tmp_path, PILOT_ROOT_OPT_ML=root, TRAINING_JOB_NAME="job")
    assert done.stdout.startswith("accuracy=0.99")

    packed = tmp_path / "artifacts"
    packed.mkdir()
    with tarfile.open(packed / "model.tar.gz", "w:gz") as archive:
        archive.add(root / "model", arcname=".")
    evaluation = processing("evaluate", {"model": packed, "prepared": prepared}, "evaluation")
    read = json.loads((evaluation / "evaluation.json").read_text())
    for key in ["metrics", "accuracy", "value"]:
        read = read[key]
    assert 0.8 < read < 0.999
    predictions = processing("predict", {"model": packed, "data": DATA}, "predictions")
    assert (predictions / "predictions.csv").read_text() == expected[0]

    hosting = tmp_path / "hosting/opt/ml"
    with tarfile.open(packed / "model.tar.gz") as archive:
        archive.extractall(hosting / "model", filter="data")
    row = SERVING["sagemaker-hosting"]
    with serving(row["readiness"].strip("`"), cwd=tmp_path, PILOT_ROOT_OPT_ML=hosting) as at:
        assert at.score(row["scoring"].strip("`"), BIRDS) == expected[1]
        text = ",".join("" if value is None else str(value) for value in BIRDS[0].values())
        status, headers, body = at.request("POST", "/invocations", text, content_type="text/csv", accept="text/csv")
        assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
        label, *probabilities = body.strip().split(",")
        # a batch of one differs from a batch of three in the last digits
        wanted = list(expected[1][0]["probabilities"].values())
        assert (label, list(map(float, probabilities))) == ("Adelie", pytest.approx(wanted, abs=1e-6))
        at.stop()


def test_sagemaker_is_told_why_a_step_failed(tmp_path, local):
    for folder, written in (("input/config", "output/failure"), ("processing", "output/message")):
        root = tmp_path / folder.replace("/", "-")
        (root / folder).mkdir(parents=True)
        done = run("train", cwd=tmp_path, ok=False, PILOT_ROOT_OPT_ML=root)
        assert (root / written).read_text() == done.stderr.strip() != ""
    root = tmp_path / "input-config"
    (root / "input/config/hyperparameters.json").write_text('{"epochs": "3"}')
    done = run("train", "--prepared", local / "work/prepared", cwd=tmp_path, ok=False, PILOT_ROOT_OPT_ML=root)
    wanted = 'train: hyperparameter "epochs" is unknown; one of inverse-regularization, max-iterations\n'
    assert done.stderr == wanted
    assert not (root / "model").exists()


def test_vertex_ai(tmp_path, expected):
    """Pipeline steps with artifact paths below /gcs, a custom job, and a prediction container."""
    gcs = tmp_path / "gcs"
    artifacts = gcs / "bucket/run-1"
    shutil.copytree(DATA, gcs / "bucket/data")
    env = {"PILOT_ROOT_GCS": gcs, "CLOUD_ML_PROJECT_ID": "1"}
    run("prepare", "--data", "gs://bucket/data", "--prepared", artifacts / "prepared", cwd=tmp_path, **env)
    run("train", "--prepared", artifacts / "prepared", "--model", artifacts / "model", cwd=tmp_path, **env)
    value = artifacts / "outputs/accuracy"
    arguments = [
        "--model",
        artifacts / "model",
        "--prepared",
        artifacts / "prepared",
        "--evaluation",
        artifacts / "eval",
    ]
    run("evaluate", *arguments, "--metric", "accuracy", "--metric-file", value, cwd=tmp_path, **env)
    metrics = json.loads((artifacts / "eval/evaluation.json").read_text())["metrics"]
    assert float(value.read_text()) == metrics["accuracy"]["value"]
    arguments = ["--model", artifacts / "model", "--data", gcs / "bucket/data", "--predictions", artifacts / "batch"]
    run("predict", *arguments, cwd=tmp_path, **env)
    assert (artifacts / "batch/predictions.csv").read_text() == expected[0]

    # a custom job on a managed dataset: CSV files by a pattern, the model by AIP_MODEL_DIR
    dataset = {"AIP_DATA_FORMAT": "csv", "AIP_TRAINING_DATA_URI": "gs://bucket/data/training-*.csv"}
    run("prepare", "--prepared", gcs / "bucket/job/prepared", cwd=tmp_path, **env, **dataset)
    done = run("prepare", "--prepared", "x", cwd=tmp_path, ok=False, **env, **dataset | {"AIP_DATA_FORMAT": "bigquery"})
    assert done.stderr == 'prepare: AIP_DATA_FORMAT: "bigquery" is not supported; only csv is\n'
    model = {"AIP_MODEL_DIR": "gs://bucket/job/model"}
    run("train", "--prepared", gcs / "bucket/job/prepared", cwd=tmp_path, **env, **model)
    same = [gcs / f"bucket/{place}/model/model.onnx" for place in ("run-1", "job")]
    assert same[0].read_bytes() == same[1].read_bytes()

    port = free_port()
    routes = {"AIP_HTTP_PORT": port, "AIP_HEALTH_ROUTE": "/v1/health", "AIP_PREDICT_ROUTE": "/v1/score:predict"}
    env |= routes | {"AIP_STORAGE_URI": "gs://bucket/run-1/model", "PILOT_PORT": 0}
    with serving("/v1/health", cwd=tmp_path, port=port, **env) as server:
        assert server.score("/v1/score:predict", BIRDS) == expected[1]
        status, _, _ = server.request("POST", "/v1/score:predict", "1,2,3,4,MALE", content_type="text/csv")
        assert status == 415
        server.stop()

    # a prediction container has no /gcs: the server fetches the model itself
    model = artifacts / "model"
    objects = {f"run-1/model/{path.relative_to(model)}": path for path in model.rglob("*") if path.is_file()}
    with bucket({key: path.read_bytes() for key, path in objects.items()}) as (storage, variables):
        env |= variables | {"PILOT_ROOT_GCS": tmp_path / "not-mounted"}
        with serving("/v1/health", cwd=tmp_path, port=port, **env) as server:
            assert server.score("/v1/score:predict", BIRDS) == expected[1]
            server.stop()
        assert "GET run-1/model/manifest.json" in storage.asked
        denied = env | {"AIP_STORAGE_URI": "gs://bucket/denied/model", "PILOT_HOST": "127.0.0.1"}
        done = run("serve", cwd=tmp_path, ok=False, **denied)
        assert done.stderr.startswith("serve: gs://bucket/denied/model cannot be fetched: ")


def test_azure_ml(tmp_path, expected):
    """A pipeline job that names every path, the gate as a step, and a deployment with a mounted model."""
    env = {"AZUREML_RUN_ID": "run"}
    at = {name: tmp_path / "mnt" / name for name in ("prepared", "model", "evaluation", "approved", "predictions")}
    run("prepare", "--data", DATA, "--prepared", at["prepared"], cwd=tmp_path, **env)
    run("train", "--prepared", at["prepared"], "--model", at["model"], cwd=tmp_path, **env)
    arguments = ["--model", at["model"], "--evaluation", at["evaluation"]]
    run("evaluate", *arguments, "--prepared", at["prepared"], cwd=tmp_path, **env)
    done = run("gate", *arguments, "--threshold", "0.999", "--approved", at["approved"], cwd=tmp_path, ok=False, **env)
    assert done.stderr.startswith("gate: accuracy 0.98")
    assert done.stderr.endswith(" is below 0.999\n")
    assert not at["approved"].exists()
    run("gate", *arguments, "--threshold", "0.8", "--approved", at["approved"], cwd=tmp_path, **env)
    arguments = ["--model", at["approved"], "--data", DATA, "--predictions", at["predictions"]]
    run("predict", *arguments, cwd=tmp_path, **env)
    assert (at["predictions"] / "predictions.csv").read_text() == expected[0]

    mounted = tmp_path / "azureml-models/penguins/3"
    shutil.copytree(at["approved"], mounted / "approved")
    row = SERVING["azure-ml"]
    with serving(row["readiness"].strip("`"), cwd=tmp_path, AZUREML_MODEL_DIR=mounted) as server:
        assert server.request("GET", row["liveness"].strip("`"))[0] == 200
        assert server.score(row["scoring"].strip("`"), BIRDS) == expected[1]
        server.stop()


def test_serve_as_a_platform_calls_it(local, tmp_path):
    """No argument, no variable of ours: /opt/ml moved, and the default port of the contract."""
    root = tmp_path / "opt/ml"
    shutil.copytree(local / "work/model", root / "model")
    with serving("/ping", cwd=tmp_path, port=free_port(), PILOT_ROOT_OPT_ML=root) as server:
        log = server.stop()
    assert log[0]["contract"] == "sagemaker-hosting"
    # the contract's own port, without listening on it: the machine may use it
    port = free_port()
    command = [*COMMAND, "serve"]
    env = BASE | {"PILOT_ROOT_OPT_ML": str(root), "PILOT_HOST": "127.0.0.1", "SAGEMAKER_BIND_TO_PORT": str(port)}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as process:
        first = json.loads(process.stdout.readline())
        process.terminate()
    assert (first["port"], first["scoring"], first["readiness"]) == (port, "/invocations", "/ping")


def test_sagemaker_serves_the_released_manifest_and_no_other(local, tmp_path):
    """A model that another platform trained: the hash comes as a variable of the container."""
    root = tmp_path / "opt/ml"
    shutil.copytree(local / "work/model", root / "model")
    sha256 = hashlib.sha256((root / "model/manifest.json").read_bytes()).hexdigest()
    with serving("/ping", cwd=tmp_path, PILOT_ROOT_OPT_ML=root, PILOT_MODEL_SHA256=sha256) as server:
        assert server.request("GET", "/ping")[0] == 200
        server.stop()
    other = "0" * 64
    env = BASE | {"PILOT_ROOT_OPT_ML": str(root), "PILOT_HOST": "127.0.0.1", "PILOT_PORT": str(free_port())}
    for wrong, said in (
        (other, f"serve: manifest.json has sha256 {sha256}, not {other} as the release says\n"),
        (sha256.upper(), f'serve: --model-sha256: "{sha256.upper()}" is not 64 hex digits\n'),
    ):
        command, variables = [*COMMAND, "serve"], env | {"PILOT_MODEL_SHA256": wrong}
        # a server that took the model would listen until it is stopped
        done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=20)
        assert (done.returncode, done.stderr) == (1, said)
        assert '"event": "ready"' not in done.stdout


def test_gate_refuses_an_evaluation_of_another_model(local, weak, tmp_path):
    done = run("gate", "--evaluation", local / "work/evaluation", "--model", weak, cwd=tmp_path, ok=False)
    assert done.stderr == "gate: evaluation.json is of another model: evaluate the model that is to pass\n"
    arguments = ["--evaluation", local / "work/evaluation", "--model", local / "work/model"]
    done = run("gate", *arguments, "--metric", "auc", cwd=tmp_path, ok=False)
    assert done.stderr == 'gate: --metric: "auc" is not in evaluation.json; it has accuracy, macro_f1, log_loss\n'
    done = run("gate", *arguments, "--threshold", "nan", cwd=tmp_path, ok=False)
    assert done.stderr == "gate: --threshold: nan is no finite number\n"


def test_a_weak_model_does_not_pass(local, weak, tmp_path):
    run("evaluate", "--model", weak, "--prepared", local / "work/prepared", cwd=tmp_path)
    done = run("gate", "--model", weak, cwd=tmp_path, ok=False)
    assert done.stderr.startswith("gate: accuracy 0.")
    assert done.stderr.endswith("is below 0.8\n")


def test_steps_leave_nothing_behind_and_report_to_nobody(local, tmp_path):
    """Not even the session file with which onnxruntime's usage reporting begins."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    arguments = ["--model", local / "work/model", "--prepared", local / "work/prepared", "--evaluation", tmp_path / "e"]
    run("evaluate", *arguments, cwd=tmp_path, TMPDIR=scratch)
    assert os.listdir(scratch) == []
