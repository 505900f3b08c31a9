"""export: the model with all that is known of it, in a directory that leaves the platform; and the proof that it works.

Imports nothing but onnxruntime and numpy, so that `--verify` runs where no training framework is installed.
"""

from pathlib import Path

from . import manifest
from .errors import PilotError
from .files import publish, read_json
from .model import MANIFEST


def export(run) -> None:
    """Write the verified model, with the evaluation's metrics in the manifest; or verify such a directory."""
    if run.parameters.verify:
        directory = Path(run.parameters.verify)
        if not directory.is_dir():
            raise PilotError(f'--verify: "{directory}" is not a directory')
        _, content = manifest.verify(directory)
        print(f"verified: {len(content['files'])} files, {len(content['examples']['inputs'])} predictions reproduced")
        return
    _, content, root = manifest.open_model(run.inputs["model"])
    if "evaluation" in run.inputs:
        evaluation = read_json(run.inputs["evaluation"] / "evaluation.json")
        own = {entry["sha256"] for entry in content["files"]}
        if evaluation.get("model", {}).get("sha256") not in own:
            raise PilotError("evaluation.json is of another model: evaluate the model that is to leave")
        content["metrics"]["evaluation"] = evaluation["metrics"]
    with publish(run.output) as output:
        manifest.copy(root, output, content)
        manifest.write(output, {k: v for k, v in content.items() if k not in ("files", "manifestVersion")})
    print(f"exported: {run.output / MANIFEST}")
