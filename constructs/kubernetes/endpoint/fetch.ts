/**
 * The container that runs before the server: it copies the model's folder and holds its manifest to the hash of the
 * release, also where a managed platform has packed the folder into a model.tar.gz, which the server unpacks. A model
 * that is another one never serves: the pod does not start, and the rollout fails.
 */

/** Runs in the image with its object storage client (obstore), as the pod's own identity. */
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
