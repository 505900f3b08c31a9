"""A registry of Unity Catalog on loopback, as MLflow's client calls it, with the refusals of its documents.

docs.databricks.com/machine-learning/manage-model-lifecycle (2026-11): three levels of a name, the privilege to create a
version, a signature with inputs and outputs. The paths are those of mlflow 3.17 (databricks_uc_registry_service.proto).
"""

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

API = "/api/2.0/mlflow/unity-catalog/"


class Refused(Exception):
    """An answer that is an error: status, code, message."""


class UnityCatalog:
    """What the registry holds, and what it was asked."""

    def __init__(self, *models: str, may_create: bool = True):
        self.models: dict[str, list[dict]] = {model: [] for model in models}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.may_create = may_create

    def versions(self, name: str) -> list[dict]:
        if not re.fullmatch(r"[^.]+\.[^.]+\.[^.]+", name):
            raise Refused(400, "INVALID_PARAMETER_VALUE", f"{name} is not a name of three levels")
        if name not in self.models:
            raise Refused(404, "RESOURCE_DOES_NOT_EXIST", f"Registered Model '{name}' does not exist.")
        return self.models[name]

    def version(self, name: str, number: str) -> dict:
        for version in self.versions(name):
            if version["version"] == number:
                return version
        raise Refused(404, "RESOURCE_DOES_NOT_EXIST", f"version {number} of {name} does not exist")

    def call(self, method: str, path: str, given: dict) -> dict:
        """One request of the registry."""
        match method, path:
            case "GET", "model-versions/search":
                (name,) = re.fullmatch(r"name='(.+)'", given["filter"]).groups()
                # tags are read one version at a time
                return {
                    "model_versions": [{k: v for k, v in each.items() if k != "tags"} for each in self.versions(name)]
                }
            case "GET", "model-versions/get":
                return {"model_version": self.version(given["name"], given["version"])}
            case "POST", "model-versions/create":
                versions = self.versions(given["name"])
                if not self.may_create:
                    raise Refused(
                        403, "PERMISSION_DENIED", "User does not have CREATE MODEL VERSION on Routine or Model"
                    )
                number = str(len(versions) + 1)
                made = {
                    "name": given["name"],
                    "version": number,
                    "status": "PENDING_REGISTRATION",
                    "source": given["source"],
                }
                versions.append(made | {"tags": given.get("tags", [])})
                return {"model_version": versions[-1]}
            case "POST", "model-versions/finalize":
                version = self.version(given["name"], given["version"])
                uploaded = self.files.get(f"{given['name'].replace('.', '/')}/{given['version']}/MLmodel", b"")
                if b"inputs:" not in uploaded or b"outputs:" not in uploaded:
                    raise Refused(400, "INVALID_PARAMETER_VALUE", "the model has no signature with inputs and outputs")
                version["status"] = "READY"
                return {"model_version": version}
            case _:
                raise Refused(404, "ENDPOINT_NOT_FOUND", f"No API found for '{method} {path}'")

    def upload(self, path: str, content: bytes) -> None:
        *name, number, file = path.split("/", 4)
        if self.version(".".join(name), number)["status"] != "PENDING_REGISTRATION":
            raise Refused(409, "RESOURCE_CONFLICT", f"{file}: a version that is ready does not change")
        self.files[path] = content


@contextmanager
def serving(registry: UnityCatalog, token: str = "token"):  # noqa: S107 (of a server that lives for one test)
    """Serve a registry on loopback; gives the variables that MLflow's client reads."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            url = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, answer = 200, {}
            try:
                if url.path.startswith("/.well-known/"):
                    raise Refused(404, "NOT_FOUND", "not a unified host")
                if self.headers.get("authorization") != f"Bearer {token}":
                    raise Refused(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type")
                registry.asked.append(f"{self.command} {url.path}")
                if url.path.startswith("/api/2.0/fs/files/Models/"):
                    registry.upload(url.path.removeprefix("/api/2.0/fs/files/Models/"), content)
                elif url.path.startswith(API):
                    query = {key: value for key, (value,) in parse_qs(url.query).items()}
                    given = json.loads(content) if content else query
                    answer = registry.call(self.command, url.path.removeprefix(API), given)
                else:
                    raise Refused(404, "ENDPOINT_NOT_FOUND", url.path)
            except Refused as refused:
                status, code, message = refused.args
                answer = {"error_code": code, "message": message}
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"DATABRICKS_HOST": f"http://127.0.0.1:{server.server_port}", "DATABRICKS_TOKEN": token}
    finally:
        server.shutdown()
        server.server_close()
