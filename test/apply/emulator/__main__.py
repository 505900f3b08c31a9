"""Serves the emulator on a free loopback port until its standard input closes, however the process that holds it ends.

    python -m emulator [--sagemaker-quota N]

The first line of standard output is the URL. A call that moto lacks, or that fails inside, is a line on standard error.
GET /emulator/contents?region=R lists what the account holds.
"""
import argparse
import json
import os
import sys
import threading
from io import BytesIO
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

# Named for what their import does: each extends moto.
from . import application_autoscaling, budgets, cloudwatch, ec2, iam, s3, sagemaker, scheduler, service_quotas  # noqa: F401
from . import endpoints, interfaces, pipelines  # noqa: F401  # what is refused: around what sagemaker.py answers
from .contents import contents
from .shapes import refusal


def body_of(environ) -> bytes:
    """The body of a call, which stays there for moto."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def call_of(environ) -> str:
    """Such as `sagemaker CreateModel`: the service by the signature, the action by header or form, else the path."""
    credential = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split("/")
    service = credential[3] if len(credential) > 3 else "unsigned"
    if "HTTP_X_AMZ_TARGET" in environ:
        return f"{service} {environ['HTTP_X_AMZ_TARGET'].split('.')[-1]}"
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return f"{service} {parse_qs(body_of(environ).decode()).get('Action', ['?'])[0]}"
    return f"{service} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}"


class Emulator:
    """moto's own application, with the listing beside it and a line for each call that it could not answer."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/emulator/contents":
            region = parse_qs(environ["QUERY_STRING"])["region"][0]
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(contents(region)).encode()]
        call = call_of(environ)
        target = environ.get("HTTP_X_AMZ_TARGET")
        refused = refusal(target, body_of(environ)) if target else None
        if refused:
            start_response("400 Bad Request", [("Content-Type", "application/x-amz-json-1.1")])
            return [json.dumps({"__type": "ValidationException", "message": refused}).encode()]

        def start(status, headers, exc_info=None):
            if status.startswith("5"):
                print(f"unanswered: {call}", file=sys.stderr, flush=True)
            return start_response(status, headers, exc_info)

        return self.moto(environ, start)


class Quiet(WSGIRequestHandler):
    """Not a line for every request."""

    def log(self, type, message, *args):
        pass


def main():
    parser = argparse.ArgumentParser(prog="emulator")
    parser.add_argument("--sagemaker-quota", type=float, default=100, help="the value of every SageMaker quota")
    service_quotas.set_value(parser.parse_args().sagemaker_quota)
    server = make_server("127.0.0.1", 0, Emulator(), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    os._exit(0)  # at once: there is nothing to save, and a request that still waits must not hold it


main()
