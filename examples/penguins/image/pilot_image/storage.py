"""Object storage of the three platforms behind one client (obstore), with the identity that the step runs as.

Credentials come from the platform: container or instance role, metadata server, managed identity. None is read from
a file or an argument here. Endpoints are moved by the client's own variables (`AWS_ENDPOINT_URL`, …).
"""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from .errors import PilotError

AZURE_HOSTS = (".blob.core.windows.net", ".dfs.core.windows.net")
TIMEOUTS = {"timeout": "20s", "connect_timeout": "5s"}


class Unavailable(Exception):
    """The storage could not be asked: no client, no credentials, no network, no bucket."""


class Denied(Exception):
    """The storage answered that this identity may not do it."""


class Absent(Exception):
    """The storage answered that there is no such object, to an identity that may know it."""


def is_uri(text: str) -> bool:
    """Whether a place is object storage (and not a path)."""
    return "://" in text


def azure_credentials():
    """Managed identity as Azure ML hands it over (`MSI_ENDPOINT`); elsewhere the client's own search is enough."""
    if "MSI_ENDPOINT" not in os.environ:
        return None
    from azure.identity import ManagedIdentityCredential
    from obstore.auth.azure import AzureCredentialProvider

    return AzureCredentialProvider(ManagedIdentityCredential(client_id=os.environ.get("DEFAULT_IDENTITY_CLIENT_ID")))


class Storage:
    """One bucket or container; keys are relative to it."""

    def __init__(self, uri: str):
        parts = urlsplit(uri)
        azure = parts.scheme == "https" and (parts.hostname or "").endswith(AZURE_HOSTS)
        if parts.scheme not in ("s3", "gs") and not azure:
            raise PilotError(f'"{uri}" is no s3://, gs:// or https://<account>.blob.core.windows.net/<container> URI')
        steps = parts.path.lstrip("/")
        container, self.key = steps.split("/", 1) if azure and "/" in steps else (steps, "") if azure else ("", steps)
        root = f"{parts.scheme}://{parts.netloc}" + (f"/{container}" if azure else "")
        try:
            import obstore
            from obstore.store import from_url

            credentials = {"credential_provider": provider} if azure and (provider := azure_credentials()) else {}
            self.store = from_url(root, client_options=TIMEOUTS, retry_config={"max_retries": 2}, **credentials)
        except ImportError as error:
            raise Unavailable(f"the image has no {error.name}") from None
        except Exception as error:
            raise Unavailable(f"{root}: {error}") from None
        self.client = obstore

    def _asked(self, function, *arguments):
        """Call the client and sort its answers into Denied, Absent and Unavailable."""
        try:
            return getattr(self.client, function)(self.store, *arguments)
        except (FileNotFoundError, PermissionError) as error:
            text, kind = str(error), Denied if isinstance(error, PermissionError) else Absent
        except Exception as error:
            text = str(error)
            kind = Denied if "403 Forbidden" in text or "PermissionDenied" in type(error).__name__ else Unavailable
        if any(word in text for word in ("NoSuchBucket", "ContainerNotFound", "bucket does not exist")):
            kind = Unavailable
        raise kind(" ".join(text.split())[:300])

    def list(self, prefix: str) -> list[str]:
        """Keys below a prefix, one page of them."""
        try:
            return [entry["path"] for entry in next(iter(self.client.list(self.store, prefix)), [])]
        except Exception as error:
            text = " ".join(str(error).split())[:300]
            raise (Denied if "403 Forbidden" in text else Unavailable)(text) from None

    def get(self, key: str) -> bytes:
        """An object's content."""
        return bytes(self._asked("get", key).bytes())

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""
        self._asked("put", key, content)

    def delete(self, key: str) -> None:
        """Delete an object."""
        self._asked("delete", key)


def fetch(uri: str) -> Path:
    """Copy all objects below a URI into a temporary directory that lives as long as the process."""
    storage = Storage(uri)
    target = tempfile.TemporaryDirectory(prefix="pilot-fetched-")
    _FETCHED.append(target)
    prefix = storage.key.rstrip("/")
    try:
        for page in storage.client.list(storage.store, prefix):
            for entry in page:
                relative = entry["path"].removeprefix(prefix).lstrip("/")
                path = (Path(target.name) / relative).resolve()
                if not path.is_relative_to(Path(target.name).resolve()):
                    raise PilotError(f'{uri}: "{entry["path"]}" would lie outside of the model directory')
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(storage.get(entry["path"]))
    except (Unavailable, Denied, Absent) as error:
        raise PilotError(f"{uri} cannot be fetched: {error}") from None
    return Path(target.name)


_FETCHED: list[tempfile.TemporaryDirectory] = []
