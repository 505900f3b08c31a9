"""Object storage of the three platforms behind one client (obstore), with the identity that the step runs as.

Credentials come from the platform: container or instance role, metadata server, managed identity. None is read from
a file or an argument here. Endpoints are moved by the client's own variables (`AWS_ENDPOINT_URL`, …).
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from .errors import PilotError

AZURE_HOSTS = (".blob.core.windows.net", ".dfs.core.windows.net")
TIMEOUTS = {"timeout": "20s", "connect_timeout": "5s"}
ALLOW_HTTP = ("AWS_ALLOW_HTTP", "GOOGLE_ALLOW_HTTP", "AZURE_ALLOW_HTTP")
"""The client's own variables for an endpoint without TLS, which options given to it would hide."""


class Unavailable(Exception):
    """The storage could not be asked: no client, no credentials, no network, no bucket."""


class Denied(Exception):
    """The storage answered that this identity may not do it."""


class Absent(Exception):
    """The storage answered that there is no such object, to an identity that may know it."""


# Answers that are no verdict on this identity's rights: the bucket is not there, or the credentials are no good.
NO_VERDICT = (
    *("NoSuchBucket", "ContainerNotFound", "bucket does not exist"),
    *("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed"),
    *("AuthenticationFailed", "NoAuthenticationInformation"),
)
_FETCHED: list[tempfile.TemporaryDirectory] = []
Answer = TypeVar("Answer")


def is_uri(text: str) -> bool:
    """Whether a place is object storage (and not a path)."""
    return "://" in text


def split(uri: str) -> tuple[str, str]:
    """The bucket's or container's own URI, and the key below it."""
    parts = urlsplit(uri)
    bucket, key = f"{parts.scheme}://{parts.netloc}", parts.path.lstrip("/")
    if parts.scheme in ("s3", "gs") and parts.netloc:
        return bucket, key
    container, _, key = key.partition("/")
    if parts.scheme == "https" and (parts.hostname or "").endswith(AZURE_HOSTS) and container:
        return f"{bucket}/{container}", key
    raise PilotError(f'"{uri}" is no s3://, gs:// or https://<account>.blob.core.windows.net/<container> URI')


def azure_credentials() -> dict:
    """Managed identity as Azure ML hands it over (`MSI_ENDPOINT`); elsewhere the client's own search is enough."""
    if "MSI_ENDPOINT" not in os.environ:
        return {}
    from azure.identity import ManagedIdentityCredential
    from obstore.auth.azure import AzureCredentialProvider

    identity = ManagedIdentityCredential(client_id=os.environ.get("DEFAULT_IDENTITY_CLIENT_ID"))
    return {"credential_provider": AzureCredentialProvider(identity)}


class Storage:
    """One bucket or container; keys are relative to it. Every call raises Denied, Absent or Unavailable."""

    def __init__(self, uri: str):
        bucket, self.key = split(uri)
        try:
            import obstore
            from obstore.store import from_url

            credentials = azure_credentials() if bucket.startswith("https") else {}
            options = TIMEOUTS | {"allow_http": any(os.environ.get(name) == "true" for name in ALLOW_HTTP)}
            self.store = from_url(bucket, client_options=options, retry_config={"max_retries": 2}, **credentials)
        except ImportError as error:
            raise Unavailable(f"the image has no {error.name}") from None
        except Exception as error:
            raise Unavailable(f"{bucket}: {error}") from None
        self.client = obstore

    def _asked(self, call: Callable[[], Answer]) -> Answer:
        """Ask, and sort a bad answer: a refused listing comes as a generic error that names its status."""
        try:
            return call()
        except Exception as error:
            text = " ".join(str(error).split("Debug source")[0].split())
            denied = isinstance(error, PermissionError) or "403 Forbidden" in text
            kind = Denied if denied else Absent if isinstance(error, FileNotFoundError) else Unavailable
            raise (Unavailable if any(word in text for word in NO_VERDICT) else kind)(text[:300]) from None

    def list(self, prefix: str) -> list[str]:
        """All keys below a prefix."""
        pages = self.client.list(self.store, prefix)
        return self._asked(lambda: [entry["path"] for page in pages for entry in page])

    def get(self, key: str) -> bytes:
        """An object's content."""
        return self._asked(lambda: bytes(self.client.get(self.store, key).bytes()))

    def put(self, key: str, content: bytes) -> None:
        """Write an object in one request."""
        self._asked(lambda: self.client.put(self.store, key, content, use_multipart=False))

    def delete(self, key: str) -> None:
        """Delete an object."""
        self._asked(lambda: self.client.delete(self.store, key))


def fetch(uri: str) -> Path:
    """Copy all objects below a URI into a temporary directory that lives as long as the process."""
    target = tempfile.TemporaryDirectory(prefix="pilot-fetched-")
    _FETCHED.append(target)
    root = Path(target.name).resolve()
    try:
        storage = Storage(uri)
        for key in storage.list(storage.key):
            path = (root / key.removeprefix(storage.key.rstrip("/")).lstrip("/")).resolve()
            if not path.is_relative_to(root):
                raise PilotError(f'{uri}: "{key}" would lie outside of the model directory')
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(storage.get(key))
    except (Unavailable, Denied, Absent) as error:
        raise PilotError(f"{uri} cannot be fetched: {error}") from None
    return root
