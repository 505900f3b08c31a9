"""The pilot's portable image: one program, ten entry points, the same on every platform (CONTRACT.md)."""

import os

# Libraries that report their use to their makers unless told not to; told here, before any of them is imported.
# onnxruntime: Privacy.md of its wheel (on by default on Linux); mlflow: docs, "Usage tracking".
os.environ.update(ORT_DISABLE_TELEMETRY="1", MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
