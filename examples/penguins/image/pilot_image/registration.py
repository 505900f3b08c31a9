"""register: a model that passed the gate becomes a version of a registered model, once for each run.

For platforms whose pipeline has no such step (Databricks). The version is not approved: that is a person's.
"""

import os

from .errors import PilotError
from .files import sha256
from .manifest import open_model
from .model import MANIFEST

# Unity Catalog gives no more at once, and a run registers within its own time.
NEWEST = 100


def register(run) -> None:
    """Register the MLflow model beside the manifest; a run that has registered already finds its version."""
    name, of_run = run.parameters.model_name, run.parameters.run
    if not name or not of_run:
        raise PilotError("--model-name and --run must be given: what is registered, and by which run")
    # only now: it imports for seconds, and no other step needs it
    os.environ.setdefault("MLFLOW_USE_DATABRICKS_SDK_MODEL_ARTIFACTS_REPO_FOR_UC", "true")
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    _, _, root = open_model(run.inputs["approved"])
    tags = {"run": of_run, "sha256": sha256(root / MANIFEST)}
    registry = run.parameters.registry
    # the client wants a place of runs, too; its default is a database, whose client the image does without
    client = MlflowClient(tracking_uri=registry.removesuffix("-uc"), registry_uri=registry)
    try:
        version = version_of(client, name, of_run)
        if not version:
            made = client.create_model_version(name, str(root / "mlflow"), tags=tags, await_creation_for=600)
            version = made.version
    except MlflowException as error:
        raise PilotError(f"{name}: {error.message}") from None
    print(f"version={version}; run={of_run}; sha256={tags['sha256']};")


def version_of(client, name: str, of_run: str) -> str | None:
    """The version that a run has registered: a task that is repaired runs again."""
    for found in client.search_model_versions(f"name='{name}'", max_results=NEWEST):
        # a search in Unity Catalog leaves tags out
        if client.get_model_version(name, found.version).tags.get("run") == of_run:
            return found.version
    return None
