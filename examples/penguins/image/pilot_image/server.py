"""serve: the model behind HTTP, by the contract's routes. Ready once the model is verified; SIGTERM loses nothing."""

import asyncio
import json
import re
import signal
import socket
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from . import messages, storage
from .contracts.base import Serving
from .errors import PilotError
from .files import sha256
from .manifest import identity, open_model
from .metrics import Metrics
from .model import MANIFEST, Model
from .schema import refuse

METRICS = "/metrics"
FINISH_SECONDS = 20
"""After draining, what is still in flight may take so long. Platforms kill 30 seconds after SIGTERM."""

Loaded = tuple[Model, str]
"""A model and the SHA-256 that names it."""


class Service:
    """The application: its state and one method per route."""

    def __init__(self, load: Callable[[], Loaded], serving: Serving, limits, started: float):
        self.load, self.serving, self.limits, self.started = load, serving, limits, started
        self.metrics = Metrics()
        self.model: Model | None = None
        self.sha256 = ""
        self.startup_seconds: float | None = None
        self.failure: Exception | None = None
        self.draining = False

    @property
    def ready(self) -> bool:
        """Whether requests should be sent here."""
        return self.model is not None and not self.draining

    async def loading(self) -> None:
        """Load the model beside the running server, so that liveness answers from the first moment."""
        try:
            self.model, self.sha256 = await asyncio.to_thread(self.load)
            self.startup_seconds = time.monotonic() - self.started
            log("ready", model=self.sha256, startupSeconds=round(self.startup_seconds, 3))
        except Exception as error:
            self.failure = error

    async def live(self, _: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("live\n")

    async def health(self, _: Request) -> Response:
        """200 once the model is loaded and until SIGTERM."""
        if self.ready:
            return PlainTextResponse("ready\n")
        return PlainTextResponse("draining\n" if self.draining else "loading\n", 503)

    async def measures(self, _: Request) -> Response:
        """The Prometheus page."""
        return PlainTextResponse(self.metrics.text(self.ready, self.startup_seconds))

    async def score(self, request: Request) -> Response:
        """Predict for all instances of a request, or for none."""
        if self.model is None:
            raise messages.Refused(503, "the model is not loaded yet")
        if self.metrics.in_flight > self.limits.max_concurrent:
            raise messages.Refused(503, f"more than {self.limits.max_concurrent} requests at once")
        kind, wanted = messages.media_type(request), messages.accepted(request)
        if self.serving.envelope and messages.CSV in (kind, wanted):
            raise messages.Refused(415 if kind == messages.CSV else 406, f"only {messages.JSON} on this platform")
        content = await messages.body(request, self.limits.max_body_bytes, self.limits.request_seconds)
        rows = messages.rows_of(content, kind, self.limits.max_instances)
        predictions = await asyncio.to_thread(self.model.predict, rows)
        self.metrics.instances += len(rows)
        request.state.instances = len(rows)
        response = messages.answer(predictions, wanted, self.model.target)
        response.headers["x-model-sha256"] = self.sha256
        return response

    async def observed(self, request: Request) -> Response:
        """A scoring request, counted, timed and logged whatever becomes of it."""
        started, request.state.instances = time.perf_counter(), 0
        self.metrics.in_flight += 1
        status = 499  # the client has gone
        try:
            try:
                response = await self.score(request)
            except messages.Refused as refused:
                response = messages.error(refused.status, *refused.reasons)
                if refused.status in (408, 413):
                    response.headers["connection"] = "close"  # the rest of the body is not read
                if refused.status == 503:
                    response.headers["retry-after"] = "1"
            except Exception as error:
                log("problem", error=f"{type(error).__name__}: {error}")
                response = messages.error(500, "the model failed; the log says more")
            if self.draining:
                response.headers["connection"] = "close"
            status = response.status_code
            return response
        finally:
            self.metrics.in_flight -= 1
            seconds = time.perf_counter() - started
            self.metrics.finished(status, seconds)
            log("request", route=request.url.path, status=status, milliseconds=round(seconds * 1000, 3),
                instances=request.state.instances)  # fmt: skip

    def application(self) -> Starlette:
        """The routes of the contract, and /metrics."""

        async def other(_: Request, error: HTTPException) -> JSONResponse:
            answer = messages.error(error.status_code, f"{error.detail}".lower())
            answer.headers.update(error.headers or {})
            return answer

        @asynccontextmanager
        async def lifespan(_: Starlette):
            task = asyncio.create_task(self.loading())
            yield
            await task

        routes = [
            Route(self.serving.scoring, self.observed, methods=["POST"]),
            Route(self.serving.readiness, self.health, methods=["GET"]),
            Route(self.serving.liveness, self.live, methods=["GET"]),
            Route(METRICS, self.measures, methods=["GET"]),
        ]
        return Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: other})


class DrainingServer(uvicorn.Server):
    """On SIGTERM: not ready at once, still answering while the platform routes away, then finish what is in flight."""

    def __init__(self, config: uvicorn.Config, service: Service, drain_seconds: float):
        super().__init__(config)
        self.service, self.drain_seconds = service, drain_seconds
        self.exit_at = float("inf")

    def handle_exit(self, sig: int, frame) -> None:
        """SIGTERM starts draining; a second one, or Ctrl-C, stops waiting."""
        if sig == signal.SIGTERM and not self.service.draining:
            self.service.draining = True
            self.exit_at = time.monotonic() + self.drain_seconds
        else:
            self.exit_at = 0

    async def on_tick(self, counter: int) -> bool:
        """Uvicorn asks ten times a second whether to stop."""
        if time.monotonic() >= self.exit_at or self.service.failure:
            return True
        return await super().on_tick(counter)


def log(event: str, **fields: object) -> None:
    """One JSON object a line on standard output. No body, no header and no query is ever logged."""
    print(json.dumps({"time": round(time.time(), 3), "event": event, **fields}), flush=True)


def load(place, expected: str) -> Loaded:
    """Fetch if need be, verify and open the model; `expected` is the SHA-256 of the only manifest that may serve."""
    model, manifest, root = open_model(storage.fetch(place) if isinstance(place, str) else place)
    found = sha256(root / MANIFEST)
    if expected and found != expected:
        raise PilotError(f"{MANIFEST} has sha256 {found}, not {expected} as the release says")
    return model, identity(manifest)


def problems_of(limits, serving: Serving) -> list[str]:
    """What is wrong with limits, port and routes, all at once."""
    positive = ("max_body_bytes", "max_instances", "max_concurrent", "request_seconds")
    given = {name.replace("_", "-"): getattr(limits, name) for name in positive}
    problems = [f"--{name}: {value} is not above 0" for name, value in given.items() if not value > 0]
    if not 0 <= limits.port < 65536:
        problems.append(f"--port: {limits.port} is not within 0 and 65535")
    if not re.fullmatch(r"([0-9a-f]{64})?", limits.model_sha256):
        problems.append(f'--model-sha256: "{limits.model_sha256}" is not 64 hex digits')
    if not 0 <= limits.drain_seconds <= 600:
        problems.append(f"--drain-seconds: {limits.drain_seconds} is not within 0 and 600")
    checks = {"liveness": serving.liveness, "readiness": serving.readiness}
    for name, route in (checks | {"scoring": serving.scoring}).items():
        if not re.fullmatch(r"(/[A-Za-z0-9._~:-]+)+", route):
            problems.append(f'--{name}-route: "{route}" is no path such as /{name}')
    taken = {*checks.values(), METRICS}
    if serving.scoring in taken or METRICS in checks.values():
        problems.append(
            f"--scoring-route: {serving.scoring} must differ from the checks, and none of them be {METRICS}"
        )
    return problems


def serve(run) -> None:
    """Listen until SIGTERM. Exits with the reason if the model is not what its manifest says."""
    limits, serving = run.parameters, run.contract.serving()
    routes = {name: getattr(limits, f"{name}_route") for name in ("liveness", "readiness", "scoring")}
    serving = replace(serving, **{name: route for name, route in routes.items() if route})
    refuse(problems_of(limits, serving))
    port = limits.port or serving.port
    try:
        listener = socket.create_server((limits.host, port), backlog=2048)
        # inherited by every connection; asyncio sets it only where the listener names its protocol
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise PilotError(
            f"--host {limits.host} --port {port} cannot be used: {(error.strerror or str(error)).split(' (')[0]}"
        ) from None
    service = Service(partial(load, run.inputs["model"], limits.model_sha256), serving, limits, run.started)
    config = uvicorn.Config(
        service.application(), access_log=False, log_level="warning", server_header=False, ws="none", lifespan="on",
        timeout_graceful_shutdown=FINISH_SECONDS, timeout_keep_alive=75,
    )  # fmt: skip
    server = DrainingServer(config, service, limits.drain_seconds)
    log("listening", contract=run.contract.name, port=port, scoring=serving.scoring, readiness=serving.readiness)
    server.run(sockets=[listener])
    if isinstance(service.failure, PilotError):
        raise service.failure
    if service.failure:
        raise RuntimeError("the model could not be loaded") from service.failure
    log("stopped", requests=service.metrics.statuses.total())
