"""The local contract, which is also the base of the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import PilotError


@dataclass(frozen=True)
class Serving:
    """What the platform expects of the server. `envelope`: only `{"instances": …}` bodies are allowed."""

    port: int
    liveness: str
    readiness: str
    scoring: str
    envelope: bool = False


class Contract:
    """A laptop: everything in `./work/<name>`. `PILOT_ROOT_WORK` moves it."""

    name = "local"

    def __init__(self, env: Mapping[str, str]):
        self.env = env

    @classmethod
    def shown(cls, env: Mapping[str, str]) -> bool:
        """Whether the environment looks like this platform."""
        return True

    def root(self, name: str, default: str) -> Path:
        """A root path of the platform, moved by `PILOT_ROOT_<NAME>`."""
        return Path(self.env.get(f"PILOT_ROOT_{name}", default))

    def input(self, name: str) -> Path | str | None:
        """Where an input lies if no argument says so: a directory, a URI to fetch, or None if unknown."""
        return self.root("WORK", "work") / name

    def output(self, name: str) -> Path | None:
        """Where an output goes if no argument says so."""
        return self.root("WORK", "work") / name

    def given(self, text: str) -> Path:
        """The directory that an argument means; `gs://bucket/key` is read through Cloud Storage FUSE."""
        if text.startswith("gs://"):
            return self.root("GCS", "/gcs") / text.removeprefix("gs://")
        if "://" in text:
            raise PilotError(f'"{text}" is no path: mount it, or give gs://… where /gcs is mounted')
        return Path(text)

    def hyperparameters(self) -> dict[str, str]:
        """Parameters that the platform hands over in its own way."""
        return {}

    def serving(self) -> Serving:
        """Port and routes of the server."""
        return Serving(8080, "/live", "/ready", "/predict")

    def failed(self, message: str) -> None:
        """Tell the platform why the step failed, beyond standard error and the exit code."""
