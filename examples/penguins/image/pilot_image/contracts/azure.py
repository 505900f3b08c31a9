"""Azure ML: a job names all paths by arguments; an online deployment mounts the model.

Source: Microsoft Learn, "Deploy a model with a custom container" (2026; not run on Azure). Port and routes are ours:
the environment's `inferenceConfig` repeats them.
"""

from collections.abc import Mapping
from pathlib import Path

from .base import Contract, Serving


class AzureMl(Contract):
    """`${{inputs.x}}` and `${{outputs.x}}` become arguments, so only the served model has a place of its own."""

    name = "azure-ml"

    @classmethod
    def shown(cls, env: Mapping[str, str]) -> bool:
        """Any variable of the platform."""
        return any(key.startswith("AZUREML_") for key in env)

    def input(self, name: str) -> Path | None:
        """The mounted model of an online deployment."""
        return Path(self.env["AZUREML_MODEL_DIR"]) if name == "model" and self.env.get("AZUREML_MODEL_DIR") else None

    def output(self, name: str) -> None:
        """Always an argument."""

    def serving(self) -> Serving:
        """As written in the environment's `inferenceConfig`."""
        return Serving(5001, "/live", "/ready", "/score")
