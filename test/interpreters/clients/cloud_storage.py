"""Puts real clients in front of a Cloud Storage on loopback: each operation of each client, and how it ended.

    python cloud_storage.py URL BUCKET    reads {name: [client, verb, path]} as JSON from stdin, answers {name: outcome}

An outcome is what was read, or the class of the refusal: `refused` (403), `absent` (404), else the error itself.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

URL, BUCKET = sys.argv[1:3]
os.environ["STORAGE_EMULATOR_HOST"] = URL
# The layout of a bucket is asked by gRPC, which a loopback over HTTP does not speak; this bucket is flat.
os.environ["GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT"] = "false"

import gcsfs  # noqa: E402
import obstore  # noqa: E402
from google.auth.credentials import AnonymousCredentials  # noqa: E402
from google.cloud import storage  # noqa: E402

FILE_SYSTEM = gcsfs.GCSFileSystem(endpoint_url=URL, token="anon", skip_instance_cache=True, use_listings_cache=False)
OBJECTS = storage.Client(project="loopback", credentials=AnonymousCredentials()).bucket(BUCKET)
KEY = {"gcs_base_url": URL, "disable_oauth": True, "client_email": "", "private_key": "", "private_key_id": ""}
STORE = obstore.store.GCSStore(BUCKET, service_account_key=json.dumps(KEY), client_options={"allow_http": True})


def taken_out(prefix: str) -> list[str]:
    """Copies a folder to a directory of this machine, as a rsync does, and lists what arrived."""
    with tempfile.TemporaryDirectory() as directory:
        FILE_SYSTEM.get(f"{BUCKET}/{prefix}", directory + "/", recursive=True)
        return sorted(str(path.relative_to(directory)) for path in Path(directory).rglob("*") if path.is_file())


def gcsfs_folder(path: str) -> str:
    return FILE_SYSTEM.info(f"{BUCKET}/{path}")["type"]


OPERATIONS = {
    ("google-cloud-storage", "stat bucket"): lambda path: OBJECTS.exists(),
    ("google-cloud-storage", "list"): lambda path: sorted(blob.name for blob in OBJECTS.list_blobs(prefix=path)),
    ("google-cloud-storage", "read"): lambda path: OBJECTS.blob(path).download_as_bytes().decode(),
    ("google-cloud-storage", "write"): lambda path: [OBJECTS.blob(path).upload_from_string("x")] and "written",
    ("google-cloud-storage", "delete"): lambda path: [OBJECTS.blob(path).delete()] and "deleted",
    ("gcsfs", "stat folder"): gcsfs_folder,
    ("gcsfs", "list"): lambda path: sorted(each.removeprefix(f"{BUCKET}/") for each in FILE_SYSTEM.ls(f"{BUCKET}/{path}")),
    ("gcsfs", "read"): lambda path: FILE_SYSTEM.cat_file(f"{BUCKET}/{path}").decode(),
    ("gcsfs", "write"): lambda path: [FILE_SYSTEM.pipe_file(f"{BUCKET}/{path}", b"x")] and "written",
    ("gcsfs", "take out"): taken_out,
    ("obstore", "list"): lambda path: sorted(each["path"] for page in obstore.list(STORE, path) for each in page),
    ("obstore", "read"): lambda path: bytes(obstore.get(STORE, path).bytes()).decode(),
    ("obstore", "write"): lambda path: [obstore.put(STORE, path, b"x")] and "written",
}


def outcome(client: str, verb: str, path: str) -> object:
    """What an operation answers, or how it was refused."""
    try:
        return OPERATIONS[client, verb](path)
    except Exception as error:  # each client has its own classes
        text = f"{type(error).__name__}: {error}"
        if getattr(error, "code", None) == 403 or "403" in text or "does not have storage" in text:
            return "refused"
        if getattr(error, "code", None) == 404 or isinstance(error, FileNotFoundError):
            return "absent"
        return text[:300]


print(json.dumps({name: outcome(*asked) for name, asked in json.load(sys.stdin).items()}))
