"""Object storage on loopback, to which the real storage client is pointed by its own variables."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

ERRORS = {
    "denied": (403, "AccessDenied"),
    "expired": (403, "ExpiredToken"),
    "nowhere": (404, "NoSuchBucket"),
}


class Bucket(BaseHTTPRequestHandler):
    """One bucket in the S3, Google (XML) and Azure dialects; keys below a prefix of ERRORS are refused.

    `guarded/` may be read but not listed; below `open/` every key has an empty object;
    what is put below `kept/` stays.
    """

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        url = urlsplit(self.path)
        query, key = parse_qs(url.query), unquote(url.path).split("/", 2)[-1]
        listing = self.command == "GET" and ("list-type" in query or "comp" in query)
        wanted = query.get("prefix", [""])[0] if listing else key
        if self.command == "PUT" and key.startswith("kept/"):
            self.server.objects[key] = content
        self.server.asked.append(f"{'LIST' if listing else self.command} {wanted}")
        status, body = self.found(wanted.split("/")[0], wanted, listing, azure="comp" in query)
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.send_header("etag", '"1"')
        self.send_header("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def found(self, prefix: str, wanted: str, listing: bool, azure: bool) -> tuple[int, bytes]:
        if prefix == "guarded" and listing:
            prefix = "denied"
        if prefix in ERRORS:
            status, word = ERRORS[prefix]
            return status, f"<Error><Code>{word}</Code></Error>".encode()
        if listing:
            return 200, self.listed([key for key in self.server.objects if key.startswith(wanted)], azure)
        if self.command != "GET" or prefix == "open":
            return 200, b""
        return (200, self.server.objects[wanted]) if wanted in self.server.objects else (404, b"")

    def listed(self, keys: list[str], azure: bool) -> bytes:
        time = "2026-01-01T00:00:00.000Z"
        if azure:
            return b"<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>"
        entries = "".join(
            f"<Contents><Key>{key}</Key><LastModified>{time}</LastModified><ETag>1</ETag>"
            f"<Size>{len(self.server.objects[key])}</Size></Contents>"
            for key in keys
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode()

    do_GET = do_PUT = do_POST = do_DELETE = answer

    def log_message(self, *_) -> None:
        pass


@contextmanager
def bucket(objects: dict[str, bytes] | None = None) -> Iterator[tuple[ThreadingHTTPServer, dict[str, str]]]:
    """The server (`asked` lists its calls), and the variables that point the client at it on all three platforms."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.asked, server.objects = [], objects or {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    google = {"gcs_base_url": url, "disable_oauth": True, "client_email": "", "private_key": "", "private_key_id": ""}
    aws = {"AWS_ENDPOINT_URL": url, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1"}
    aws |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    azure = {"AZURE_STORAGE_ENDPOINT": url, "AZURE_SKIP_SIGNATURE": "true"}
    try:
        yield server, {**aws, **azure, "GOOGLE_SERVICE_ACCOUNT_KEY": json.dumps(google)}
    finally:
        server.shutdown()
        server.server_close()
