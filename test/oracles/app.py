"""The app, run on many specs in one process."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def synthesize_each(specs, make_folder):
    """Name → the folder with the stacks of the spec of that name."""
    folders = {name: make_folder("variant") for name in specs}
    for name, spec in specs.items():
        (folders[name] / "pilot.json").write_text(json.dumps(spec))
    program = ["node", "--require", "./test/quick-cdktf.js", "--import", "tsx", "test/oracles/synthesize.ts"]
    subprocess.run([*program, *map(str, folders.values())], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return {name: folder / "out/stacks" for name, folder in folders.items()}
