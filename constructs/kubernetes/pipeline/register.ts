/**
 * The step that registers a model: a few lines of Python that the image runs with its own MLflow client. It waits for
 * nobody: a version serves only after a person has listed it as a release.
 */

/** What the registry gets: where the model's folder lies, and the hash of its manifest, by which it is released. */
export const registerProgram = `
import hashlib, os, pathlib, sys
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
name, uri, run = sys.argv[1:]
manifest = pathlib.Path("/work/approved/manifest.json")
if not manifest.is_file():
    sys.exit("the approved model has no manifest.json, by whose hash a release is named; let the step train write one")
client = MlflowClient(os.environ["MLFLOW_TRACKING_URI"])
try:
    client.create_registered_model(name)
except MlflowException as error:
    if error.error_code != "RESOURCE_ALREADY_EXISTS":
        raise
found = [each for each in client.search_model_versions(f"name='{name}'") if each.tags.get("run") == run]
tags = {"run": run, "sha256": hashlib.sha256(manifest.read_bytes()).hexdigest(), "approval": "pending"}
version = found[0] if found else client.create_model_version(name, uri, tags=tags)
print(f"version={version.version};")
`.trim();
