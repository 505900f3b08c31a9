"""train: fit a scikit-learn pipeline and write it as ONNX, as an MLflow model and with a manifest."""

import importlib.metadata
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import yaml
from mlflow.models.model import Model as MlflowModel
from mlflow.types import Schema, TensorSpec
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from . import data, manifest, schema
from .errors import PilotError
from .files import publish
from .model import Model

OPSET = 17
EXAMPLES = 8
FRAMEWORKS = ("scikit-learn", "skl2onnx", "onnx", "onnxruntime", "mlflow-skinny", "numpy")


def fit(rows: list[schema.Row], labels: list[str], stiffness: float, iterations: int):
    """The whole pipeline from raw values to probabilities, so that nothing has to be repeated in front of it."""
    numbers = [i for i, feature in enumerate(schema.FEATURES) if feature.type == "number"]
    words = [i for i, feature in enumerate(schema.FEATURES) if feature.type == "string"]
    columns = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("words", OneHotEncoder(handle_unknown="ignore", sparse_output=False), words),
        ]
    )
    pipeline = make_pipeline(columns, LogisticRegression(C=stiffness, max_iter=iterations))
    return pipeline.fit(np.array(rows, dtype=object), labels)


def to_onnx(pipeline) -> bytes:
    """One ONNX input per feature; the same pipeline gives the same bytes."""
    tensors = {"number": FloatTensorType, "string": StringTensorType}
    inputs = [(feature.name, tensors[feature.type]([None, 1])) for feature in schema.FEATURES]
    options = {id(pipeline): {"zipmap": False}}
    model = convert_sklearn(pipeline, "pilot", inputs, options=options, target_opset=OPSET)
    opsets = sorted(model.opset_import, key=lambda opset: opset.domain)  # the converter keeps them in a set
    del model.opset_import[:]
    model.opset_import.extend(opsets)
    return model.SerializeToString(deterministic=True)


def write_mlflow(directory: Path, onnx: bytes, versions: dict[str, str]) -> None:
    """The layout that `mlflow.onnx.save_model` writes; that function needs pandas, which the image does without."""
    directory.mkdir()
    (directory / "model.onnx").write_bytes(onnx)
    packages = [f"{name}=={versions[name]}" for name in ("onnx", "onnxruntime", "numpy")]
    packages = [f"mlflow=={versions['mlflow-skinny']}", *packages]
    (directory / "requirements.txt").write_text("\n".join(packages) + "\n")
    # what a server of MLflow makes its environment of, by virtualenv or by conda
    python = platform.python_version()
    virtualenv = {"python": python, "build_dependencies": ["pip"], "dependencies": ["-r requirements.txt"]}
    conda = {"name": "mlflow-env", "channels": ["conda-forge"]}
    conda["dependencies"] = [f"python={python}", "pip", {"pip": packages}]
    (directory / "python_env.yaml").write_text(yaml.safe_dump(virtualenv))
    (directory / "conda.yaml").write_text(yaml.safe_dump(conda))
    types = {"number": np.dtype(np.float32), "string": np.dtype(object)}
    inputs = Schema([TensorSpec(types[feature.type], (-1, 1), feature.name) for feature in schema.FEATURES])
    probabilities = TensorSpec(types["number"], (-1, len(schema.CLASSES)), "probabilities")
    outputs = Schema([TensorSpec(types["string"], (-1,), "label"), probabilities])
    signature = {"inputs": inputs.to_json(), "outputs": outputs.to_json(), "params": None}
    model = MlflowModel()
    env = {"conda": "conda.yaml", "virtualenv": "python_env.yaml"}
    model.add_flavor("python_function", loader_module="mlflow.onnx", data="model.onnx", python_version=python, env=env)
    model.add_flavor("onnx", onnx_version=versions["onnx"], data="model.onnx", providers=["CPUExecutionProvider"])
    (directory / "MLmodel").write_text(yaml.safe_dump(model.to_dict() | {"signature": signature}))


def train(run) -> None:
    """Write model.onnx, mlflow/ and manifest.json."""
    stiffness, iterations = run.parameters.inverse_regularization, run.parameters.max_iterations
    if not 0 < stiffness < float("inf") or iterations < 1:
        raise PilotError("--inverse-regularization must be above 0 and --max-iterations at least 1")
    rows, labels, described = data.load(run.inputs["prepared"], "train")
    pipeline = fit(rows, labels, stiffness, iterations)
    onnx = to_onnx(pipeline)
    signature = {
        "inputs": [
            {"name": f.name, "type": f.type, "unit": f.unit or None, "words": list(f.words) or None}
            for f in schema.FEATURES
        ],
        "target": schema.TARGET,
        "classes": pipeline.classes_.tolist(),
    }
    predictions = Model(onnx, signature).predict(rows)
    accuracy = sum(p[schema.TARGET] == label for p, label in zip(predictions, labels, strict=True)) / len(labels)
    chosen = range(0, len(rows), max(1, len(rows) // EXAMPLES))[:EXAMPLES]
    versions = {name: importlib.metadata.version(name) for name in FRAMEWORKS}
    with publish(run.output) as output:
        (output / "model.onnx").write_bytes(onnx)
        write_mlflow(output / "mlflow", onnx, versions)
        manifest.write(
            output,
            {
                "entry": "model.onnx",
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "frameworks": {"python": platform.python_version(), **versions},
                "signature": signature,
                "hyperparameters": vars(run.parameters),
                "data": described["data"],
                "prepared": described["prepared"] | {"rows": described["rows"]},
                "metrics": {"training": {"accuracy": accuracy, "rows": len(rows)}},
                "image": {
                    "digest": os.environ.get("PILOT_IMAGE_DIGEST") or None,
                    "revision": os.environ.get("PILOT_REVISION") or None,
                },
                "examples": {
                    "inputs": [[None if v != v else v for v in rows[i]] for i in chosen],
                    "outputs": [predictions[i] for i in chosen],
                },
            },
        )
    print(f"accuracy={accuracy:.4f}; rows={len(rows)};")
