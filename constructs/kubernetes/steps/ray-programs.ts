/**
 * What the nodes of a step under Ray run beside it: Argo copies nothing into pods that it does not make, so the image's
 * own object storage client (obstore) does, as the pods' own identity. Lines of Python.
 */

/**
 * Copies the inputs into their folders and writes the step's program beside them. Arguments: the program, and as JSON
 * the folder, the command, and the URIs of inputs and outputs by folder.
 */
export const stageProgram = `
import json, pathlib, sys
import obstore
from obstore.store import from_url
program, plan = sys.argv[1], json.loads(sys.argv[2])
for folder, uri in plan["inputs"].items():
    store, root = from_url(uri), pathlib.Path(folder).resolve()
    found = 0
    for page in obstore.list(store):
        for entry in page:
            path = (root / entry["path"]).resolve()
            if not path.is_relative_to(root):
                sys.exit(f"{uri}: {entry['path']} would lie outside of {folder}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(obstore.get(store, entry["path"]).bytes()))
            found += 1
    if found == 0:
        sys.exit(f"{uri}: holds nothing to read")
work = pathlib.Path(plan["folder"])
(work / "step.json").write_text(json.dumps(plan))
(work / "step.py").write_text(program)
`.trim();

/** Runs the step's command, ends as it ends, and copies its outputs into the bucket where it succeeds. */
export const stepProgram = `
import json, pathlib, subprocess, sys
import obstore
from obstore.store import from_url
plan = json.loads(pathlib.Path(__file__).with_name("step.json").read_text())
ended = subprocess.run(plan["command"]).returncode
if ended != 0:
    sys.exit(ended)
for folder, uri in plan["outputs"].items():
    store, root = from_url(uri), pathlib.Path(folder)
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    if not files:
        sys.exit(f"{folder}: the step wrote nothing, so nothing can be copied to {uri}")
    for path in files:
        obstore.put(store, path.relative_to(root).as_posix(), path)
`.trim();
