"""Vertex AI: pipeline steps, custom jobs and prediction containers (`AIP_…`, Cloud Storage FUSE at /gcs).

Sources: Google Cloud, "Custom container requirements for prediction", "Prepare training code", "Environment
variables for special Cloud Storage directories" (2026; not run on Google Cloud). Cloud Storage FUSE is there in
training and pipelines, not in prediction: the server fetches `AIP_STORAGE_URI` itself.
"""

from collections.abc import Mapping
from pathlib import Path

from ..errors import PilotError
from .base import Contract, Serving


class VertexAi(Contract):
    """Paths come as arguments in a pipeline, as `AIP_…` in a custom job or a prediction container."""

    name = "vertex-ai"

    @classmethod
    def shown(cls, env: Mapping[str, str]) -> bool:
        """Any variable of the platform."""
        return any(key.startswith(("AIP_", "CLOUD_ML_")) for key in env)

    def input(self, name: str) -> Path | str | None:
        """The model to serve, or a managed dataset's files: CSV only."""
        if name == "model" and self.env.get("AIP_STORAGE_URI"):
            mounted = self.given(self.env["AIP_STORAGE_URI"])
            return mounted if mounted.is_dir() else self.env["AIP_STORAGE_URI"]
        if name == "data" and self.env.get("AIP_TRAINING_DATA_URI"):
            if self.env.get("AIP_DATA_FORMAT") != "csv":
                raise PilotError(f'AIP_DATA_FORMAT: "{self.env.get("AIP_DATA_FORMAT")}" is not supported; only csv is')
            return self.given(self.env["AIP_TRAINING_DATA_URI"]).parent  # the URI ends in a pattern: training-*.csv
        return None

    def output(self, name: str) -> Path | None:
        """The model of a custom job; a pipeline names every output by an argument."""
        if name == "model" and self.env.get("AIP_MODEL_DIR"):
            return self.given(self.env["AIP_MODEL_DIR"])
        return None

    def serving(self) -> Serving:
        """Port and routes are the model's, handed over by the platform."""
        health = self.env.get("AIP_HEALTH_ROUTE", "/health")
        port, predict = int(self.env.get("AIP_HTTP_PORT", "8080")), self.env.get("AIP_PREDICT_ROUTE", "/predict")
        return Serving(port, "/live", health, predict, envelope=True)
