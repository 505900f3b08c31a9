"""Serves the emulator on a free loopback port until its standard input closes, however the process that holds it ends.

    python -m emulator [--sagemaker-quota N]

The first line of standard output is the URL. A call that moto lacks, that fails inside, or whose rights nobody knows
is a line on standard error. GET /emulator/contents?region=R lists what the account holds.

The calls of the access key `deployer` are held to its policies: PUT /emulator/policies takes them as a list, and without
one every call is allowed. GET /emulator/actions lists the actions that its calls asked for so far. POST /emulator/problems
says what the model of a service finds wrong with a request or an answer that something else made.
"""
import argparse
import json
import os
import sys
import threading
from io import BytesIO
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

# Named for what their import does: each extends moto.
from . import application_autoscaling, budgets, cloudwatch, ec2, iam, s3, sagemaker, scheduler, service_quotas  # noqa: F401
from . import endpoints, interfaces, pipelines  # noqa: F401  # what is refused: around what sagemaker.py answers
from .contents import contents
from .permissions import Permissions, Unknown
from .permissions import call_of as signed_call_of
from .shapes import problems_of, refusal


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


def is_of(environ, access_key) -> bool:
    return f"Credential={access_key}/" in environ.get("HTTP_AUTHORIZATION", "")


def access_denied(environ, start_response, message):
    """A refusal in the form of the protocol that was spoken."""
    if environ.get("CONTENT_TYPE", "").startswith("application/x-amz-json"):
        start_response("400 Bad Request", [("Content-Type", environ["CONTENT_TYPE"])])
        return [json.dumps({"__type": "AccessDeniedException", "message": message}).encode()]
    if environ.get("CONTENT_TYPE", "") == "application/json" or "/scheduler/" in environ["HTTP_AUTHORIZATION"]:
        start_response(
            "403 Forbidden", [("Content-Type", "application/json"), ("x-amzn-ErrorType", "AccessDeniedException")]
        )
        return [json.dumps({"message": message}).encode()]
    start_response("403 Forbidden", [("Content-Type", "text/xml")])
    code = "UnauthorizedOperation" if "/ec2/" in environ["HTTP_AUTHORIZATION"] else "AccessDenied"
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    if "/ec2/" in environ["HTTP_AUTHORIZATION"]:
        return [f"<Response><Errors>{error}</Errors><RequestID>refused</RequestID></Response>".encode()]
    if "/s3/" in environ["HTTP_AUTHORIZATION"]:
        return [error.encode()]
    return [f"<ErrorResponse>{error}<RequestId>refused</RequestId></ErrorResponse>".encode()]


class Emulator:
    """moto's own application, with the listing beside it and a line for each call that it could not answer."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.deployer = Permissions()

    def own(self, environ):
        """The answer to a request of the test that holds this emulator; None to a call of AWS."""
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "GET", "/emulator/contents":
                return contents(parse_qs(environ["QUERY_STRING"])["region"][0])
            case "GET", "/emulator/actions":
                return sorted(self.deployer.asked)
            case "PUT", "/emulator/policies":
                self.deployer.policies = json.loads(body_of(environ))
                return []
            case "POST", "/emulator/problems":
                return problems_of(**json.loads(body_of(environ)))
        return None

    def __call__(self, environ, start_response):
        answer = self.own(environ)
        if answer is not None:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(answer).encode()]
        call = call_of(environ)
        if is_of(environ, "deployer"):
            try:
                denied = self.deployer.refusal(signed_call_of(environ, body_of(environ)))
            except Unknown as unknown:
                print(f"unanswered: {call}, rights of {unknown}", file=sys.stderr, flush=True)
                denied = f"the emulator does not know the rights of {unknown}"
            if denied:
                return access_denied(environ, start_response, denied)
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
