"""What a step accepts as a model, and what it refuses."""

import io
import json
import platform
import shutil
import tarfile

import pytest
from conftest import IMAGE_SAID, run

from pilot_image import model
from pilot_image.errors import PilotError


def packed(directory, *members: tuple[tarfile.TarInfo, bytes]):
    """A model.tar.gz of hand-made members."""
    directory.mkdir(exist_ok=True)
    with tarfile.open(directory / "model.tar.gz", "w:gz") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return directory


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (member("../escaped"), "outside the destination"),
        (member("a/../../escaped"), "outside the destination"),
        (member("link", tarfile.SYMTYPE, "/etc"), '"link" is neither a file nor a directory'),
        (member("hard", tarfile.LNKTYPE, "../escaped"), '"hard" is neither a file nor a directory'),
        (member("pipe", tarfile.FIFOTYPE), '"pipe" is neither a file nor a directory'),
        (member("device", tarfile.CHRTYPE), '"device" is neither a file nor a directory'),
    ],
    ids=lambda value: value.name if isinstance(value, tarfile.TarInfo) else "",
)
def test_hostile_archives(hostile, reason, local, tmp_path):
    directory = packed(tmp_path / "model", (hostile, b""), (member("manifest.json"), b"{}"))
    arguments = ["--model", directory, "--prepared", local / "work/prepared"]
    done = run("evaluate", *arguments, cwd=tmp_path, ok=False)
    assert reason in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]


def test_an_absolute_path_is_unpacked_below_the_directory(tmp_path):
    inside = model.unpack(packed(tmp_path / "model", (member(f"{tmp_path}/escaped"), b"x")) / "model.tar.gz")
    assert not (tmp_path / "escaped").exists()
    assert list(inside.rglob("escaped"))


def test_an_archive_that_is_too_large(tmp_path, monkeypatch):
    directory = packed(tmp_path / "model", (member("a"), b"x" * 100), (member("b"), b"x" * 100))
    monkeypatch.setattr(model, "MOST_BYTES", 150)
    with pytest.raises(PilotError, match="more than 10000 files or 150 bytes"):
        model.locate(directory)
    monkeypatch.setattr(model, "MOST_FILES", 1)
    with pytest.raises(PilotError, match="more than 1 files"):
        model.locate(directory)


def test_a_broken_archive(tmp_path):
    (tmp_path / "model.tar.gz").write_bytes(b"\x1f\x8b\x08\x00not an archive")
    with pytest.raises(PilotError, match="cannot be unpacked"):
        model.locate(tmp_path)


def test_no_model_or_two(local, tmp_path):
    with pytest.raises(PilotError, match=r"no manifest\.json found"):
        model.locate(tmp_path)
    for name in ("one", "two"):
        shutil.copytree(local / "work/model", tmp_path / "models" / name)
    assert model.locate(tmp_path / "models/one") == tmp_path / "models/one"
    with pytest.raises(PilotError, match=r"2 manifest\.json found"):
        model.locate(tmp_path)


def test_a_model_that_is_not_its_manifests_is_not_served(local, tmp_path):
    shutil.copytree(local / "work/model", tmp_path / "model")
    with (tmp_path / "model/model.onnx").open("ab") as file:
        file.write(b"x")
    done = run("serve", "--model", "model", cwd=tmp_path, ok=False, PILOT_HOST="127.0.0.1", PILOT_PORT="0")
    assert "serve: model.onnx has " in done.stderr


def test_the_manifest_describes_the_run(local):
    manifest = json.loads((local / "work/model/manifest.json").read_text())
    described = json.loads((local / "work/prepared/prepared.json").read_text())
    assert manifest["data"] == described["data"]
    assert manifest["prepared"]["sha256"] == described["prepared"]["sha256"]
    assert manifest["metrics"]["training"]["rows"] == described["rows"]["train"]
    assert set(manifest["frameworks"]) >= {"python", "scikit-learn", "onnx", "onnxruntime", "mlflow-skinny"}
    assert manifest["image"] == {"digest": None, "revision": None}
    exported = json.loads((local / "work/export/manifest.json").read_text())
    evaluation = json.loads((local / "work/evaluation/evaluation.json").read_text())
    assert exported["metrics"]["evaluation"] == evaluation["metrics"]
    assert evaluation["model"]["sha256"] in {entry["sha256"] for entry in exported["files"]}


def test_image_and_revision_come_from_the_environment(weak):
    said = json.loads((weak / "manifest.json").read_text())["image"]
    assert said == {"digest": IMAGE_SAID["PILOT_IMAGE_DIGEST"], "revision": IMAGE_SAID["PILOT_REVISION"]}


def test_the_mlflow_model_is_the_same_model(local):
    import yaml

    directory = local / "work/model"
    described = yaml.safe_load((directory / "mlflow/MLmodel").read_text())
    assert described["flavors"]["python_function"]["loader_module"] == "mlflow.onnx"
    inputs = json.loads(described["signature"]["inputs"])
    manifest = json.loads((directory / "manifest.json").read_text())
    assert [field["name"] for field in inputs] == [field["name"] for field in manifest["signature"]["inputs"]]
    assert (directory / "mlflow/model.onnx").read_bytes() == (directory / "model.onnx").read_bytes()


def test_the_mlflow_model_says_what_it_runs_in(local):
    import yaml
    from mlflow.utils.environment import _PythonEnv

    directory = local / "work/model/mlflow"
    described = yaml.safe_load((directory / "MLmodel").read_text())
    env = described["flavors"]["python_function"]["env"]
    assert env == {"conda": "conda.yaml", "virtualenv": "python_env.yaml"}
    packages = (directory / "requirements.txt").read_text().split()
    assert {package.split("==")[0] for package in packages} == {"mlflow", "onnx", "onnxruntime", "numpy"}
    # by MLflow's own reader
    read = _PythonEnv.from_yaml(directory / env["virtualenv"])
    assert (read.python, read.dependencies) == (platform.python_version(), ["-r requirements.txt"])
    *_, pip = yaml.safe_load((directory / env["conda"]).read_text())["dependencies"]
    assert pip == {"pip": packages}
