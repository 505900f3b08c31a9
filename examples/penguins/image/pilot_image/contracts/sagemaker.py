"""SageMaker: training, processing and hosting containers, all below /opt/ml.

Sources: Amazon SageMaker developer guide, "How Amazon SageMaker provides training information", "Build your own
processing container", "Use your own inference code with hosting services" (2026; not run on AWS).
"""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from ..errors import PilotError
from .base import Contract, Serving


def opt_ml(env: Mapping[str, str]) -> Path:
    """SageMaker's root, moved by `PILOT_ROOT_OPT_ML`."""
    return Path(env.get("PILOT_ROOT_OPT_ML", "/opt/ml"))


class SageMaker(Contract):
    """What the three have in common: a reason for a failure is read from one file, its first 1024 characters."""

    failure_file = "output/failure"

    def failed(self, message: str) -> None:
        """Write the reason where the platform reads it; a missing directory must not hide the reason itself."""
        path = opt_ml(self.env) / self.failure_file
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(message[:1024])


class SageMakerProcessing(SageMaker):
    """Inputs in processing/input/<name>, outputs in processing/output/<name>."""

    name = "sagemaker-processing"
    failure_file = "output/message"

    @classmethod
    def shown(cls, env: Mapping[str, str]) -> bool:
        """The platform's job description, or its folder of mounts."""
        root = opt_ml(env)
        return (root / "config/processingjobconfig.json").exists() or (root / "processing").is_dir()

    def input(self, name: str) -> Path:
        """Where the platform mounts an input."""
        return opt_ml(self.env) / "processing/input" / name

    def output(self, name: str) -> Path:
        """What the platform uploads at the end of the job."""
        return opt_ml(self.env) / "processing/output" / name


class SageMakerTraining(SageMaker):
    """Channels in input/data/<name>, hyperparameters in a file of strings, the model in model/."""

    name = "sagemaker-training"

    @classmethod
    def shown(cls, env: Mapping[str, str]) -> bool:
        """The platform's configuration folder, or the training toolkit's variables."""
        toolkit = any(key.startswith(("SM_CHANNEL_", "SM_MODEL_DIR")) for key in env)
        return toolkit or "TRAINING_JOB_NAME" in env or (opt_ml(env) / "input/config").is_dir()

    def input(self, name: str) -> Path:
        """The channel of that name."""
        return Path(self.env.get(f"SM_CHANNEL_{name.upper()}") or opt_ml(self.env) / "input/data" / name)

    def output(self, name: str) -> Path:
        """model/ becomes model.tar.gz; any other output is uploaded from output/data."""
        if name == "model":
            return Path(self.env.get("SM_MODEL_DIR") or opt_ml(self.env) / "model")
        return opt_ml(self.env) / "output/data" / name

    def hyperparameters(self) -> dict[str, str]:
        """All values are strings; the SDK quotes them once more as JSON and adds `sagemaker_…` keys of its own."""
        path = opt_ml(self.env) / "input/config/hyperparameters.json"
        if not path.exists():
            return {}
        try:
            values = json.loads(path.read_text())
        except ValueError:
            values = None
        if not isinstance(values, dict):
            raise PilotError(f"{path}: no JSON object of strings")
        own = {key: str(value) for key, value in values.items() if not key.startswith("sagemaker_")}
        return {k: json.loads(v) if v.startswith('"') and v.endswith('"') and len(v) > 1 else v for k, v in own.items()}


class SageMakerHosting(SageMaker):
    """Endpoint and batch transform: the unpacked model in model/, `/ping` and `/invocations`."""

    name = "sagemaker-hosting"

    @classmethod
    def shown(cls, env: Mapping[str, str]) -> bool:
        """A model and no job around it."""
        return "SAGEMAKER_BIND_TO_PORT" in env or (opt_ml(env) / "model").is_dir()

    def input(self, name: str) -> Path:
        """model/, or a folder beside it."""
        return opt_ml(self.env) / name

    def output(self, name: str) -> None:
        """A server has none."""

    def serving(self) -> Serving:
        """`/ping` is the only health check there is, so it means ready."""
        return Serving(int(self.env.get("SAGEMAKER_BIND_TO_PORT", "8080")), "/live", "/ping", "/invocations")
