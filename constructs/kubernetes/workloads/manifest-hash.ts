/**
 * A model is held to a hash by its manifest.json, also where a managed platform has packed the folder into a
 * model.tar.gz. Lines of Python, for a container that runs before the one that uses the model.
 */

/** Ends the program where the folder `root` holds a manifest whose SHA-256 is not `expected`; `uri` names the model. */
const holdToHash = `
manifest, packed, content = root / "manifest.json", root / "model.tar.gz", None
if manifest.is_file():
    content = manifest.read_bytes()
elif packed.is_file():
    with tarfile.open(packed) as archive:
        names = {name.removeprefix("./"): name for name in archive.getnames()}
        member = names.get("manifest.json")
        file = archive.extractfile(member) if member else None
        content = file.read() if file else None
if not content:
    sys.exit(f"{uri}: holds no manifest.json")
found = hashlib.sha256(content).hexdigest()
if found != expected:
    sys.exit(f"{uri}: manifest.json has sha256 {found}, not {expected} as the release says")
`.trim();

/**
 * Copies a model's folder to `target` with the image's object storage client (obstore), as the pod's own identity, and
 * holds it to the hash. Arguments: URI, SHA-256, folder.
 */
export const fetchProgram = `
import hashlib, pathlib, sys, tarfile
import obstore
from obstore.store import from_url
uri, expected, target = sys.argv[1:]
store, root = from_url(uri), pathlib.Path(target).resolve()
for page in obstore.list(store):
    for entry in page:
        path = (root / entry["path"]).resolve()
        if not path.is_relative_to(root):
            sys.exit(f"{uri}: {entry['path']} would lie outside of the model's folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(obstore.get(store, entry["path"]).bytes()))
${holdToHash}
`.trim();

/** Holds a model that is there already to the hash. Arguments: URI, SHA-256, folder. */
export const compareProgram = `
import hashlib, pathlib, sys, tarfile
uri, expected, target = sys.argv[1:]
root = pathlib.Path(target)
${holdToHash}
`.trim();
