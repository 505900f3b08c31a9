"""The APIs that the workflows call, in memory: what is sent is checked as a closed message, what is answered is modelled."""

import re
import time
from collections import deque
from urllib.parse import unquote

import requests
import workflows_emulator.lib.http_utils as http
import workflows_emulator.lib.sys_utils as system
import workflows_emulator.main as emulator
from closed import bodies_of_run, parse
from google.cloud import aiplatform_v1 as v1

ACCOUNT = "endpoint_accounts_32239B07-email"  # what `synthesized.py` makes of the reference to the serving account
DIGEST = "sha256:" + "0123456789abcdef" * 4
IMAGE = "europe-west4-docker.pkg.dev/penguins-pilot/penguins-image/image"
MODEL = "projects/123456789012/locations/europe-west4/models/4711"


def refused(code, message):
    response = requests.Response()
    response.status_code = code
    response._content = message.encode()
    return requests.HTTPError(f"{code} {message}", response=response)


class Outage:
    """Calls that fail: from the first that is meant on, for so many seconds. `once`: that call alone. `lost`: it arrived, its answer did not."""

    def __init__(self, kind, meant, seconds=float("inf"), once=False, lost=False):
        self.kind, self.meant, self.seconds, self.once, self.lost = kind, meant, seconds, once, lost
        self.since = None

    def strikes(self, number, method, path, now):
        if self.since is not None and (self.once or now - self.since >= self.seconds):
            return False
        if not self.meant(number, method, path):
            return False
        self.since = now if self.since is None else self.since
        return True

    def error(self):
        # docs.cloud.google.com/workflows/docs/reference/syntax/error-types: a connection that breaks has tags and no code
        return ConnectionError("connection reset by peer") if self.kind == "connection" else refused(self.kind, "not now")


def selected(answer, fields):
    """A partial response: docs.cloud.google.com/apis/docs/system-parameters (fields)."""
    if fields is None or not isinstance(answer, dict):
        return answer
    wanted, depth, part = [], 0, ""
    for letter in fields + ",":
        if letter == "," and depth == 0:
            wanted.append(part)
            part = ""
            continue
        depth += {"(": 1, ")": -1}.get(letter, 0)
        part += letter
    kept = {}
    for each in wanted:
        name, inner = re.fullmatch(r"(\w+)(?:\.(?=\w)|$|(?=\())(.*)", each.replace("/", ".")).groups()
        inner = inner[1:-1] if inner.startswith("(") else inner or None
        if name in answer:
            value = answer[name]
            kept[name] = [selected(one, inner) for one in value] if isinstance(value, list) else selected(value, inner)
    return kept


class FakeVertex:
    """One endpoint, one model with versions, and pipeline jobs that end as they are told."""

    def __init__(self, monkeypatch):
        self.now = 1_800_000_000.0
        self.calls = []  # (method, path, body), in their order
        self.failures = deque()  # codes that the next calls answer
        self.versions = {"1": ["default"], "2": []}
        self.deployed = {}  # id → DeployedModel
        self.split = {}
        self.metrics = {}  # deployed model id → {metric: value}
        self.jobs = {}  # id → it was started
        self.last = ""  # id of the model that was deployed last
        self.tasks = []
        self.bucket = "penguins-data-penguins-pilot"  # where the models' files are
        # name in the data bucket → storage class: releases were kept before
        self.objects = {f"artifacts/m{version}/model.onnx": "NEARLINE" for version in self.versions}
        self.written = ["train_1/model/model.onnx"]  # what a run leaves in the bucket, below its own folder
        self.images = {DIGEST: ["release-1", "release-2"]}  # digest in the repository → its tags
        self.outages = []
        self.runs = {}  # id → state of a run that is not this execution's
        self.custom = {}  # name → (display name, state) of a CustomJob
        self.cancelled = []  # names of what was cancelled
        monkeypatch.setattr(http, "request", self.request)
        monkeypatch.setattr(system, "now", lambda: self.now)
        monkeypatch.setattr(system, "sleep", self.sleep)
        monkeypatch.setattr(emulator, "sleep", self.sleep)

    def sleep(self, seconds):
        self.now += seconds

    @property
    def changes(self):
        """What was sent, without the reads: verb and path's end."""
        return [f"{method} {path.split('/')[-1]}" for method, path, _ in self.calls if method != "GET"]

    def request(self, method, url, query=None, body=None, **rest):
        assert rest.get("auth") == {"type": "OAuth2"} and rest.get("timeout")
        host, path = re.match(r"https://([a-z0-9.-]+)/(?:storage/)?v[13]/(.*)", url).groups()
        number = len(self.calls)
        self.calls.append((method, path, body))
        if self.failures and (code := self.failures.popleft()) != 200:
            raise refused(code, "not now")
        struck = [each for each in self.outages if each.strikes(number, method, path, self.now)]
        for outage in struck:
            if not outage.lost:
                raise outage.error()
        if host == "storage.googleapis.com":
            answer = self.storage(method, path, query or {}, body)
            for outage in struck:
                raise outage.error()
            return {"code": 200, "headers": {}, "body": answer}
        if host == "artifactregistry.googleapis.com":
            answer = self.registry(method, path, query or {}, body)
            for outage in struck:
                raise outage.error()
            return {"code": 200, "headers": {}, "body": answer}
        handler = self.monitoring if host == "monitoring.googleapis.com" else self.vertex
        if handler == self.vertex:
            assert host == "europe-west4-aiplatform.googleapis.com", host
        query = dict(query or {})
        fields = query.pop("fields", None)
        answer = selected(handler(method, path, query, body), fields)
        for outage in struck:
            raise outage.error()
        return {"code": 200, "headers": {}, "body": answer}

    def registry(self, method, path, query, body):
        """Tags of images. docs.cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.packages.tags/create (2026-11)"""
        package = "projects/penguins-pilot/locations/europe-west4/repositories/penguins-image/packages/image"
        if method == "GET":
            tag = path.removeprefix(f"{package}/tags/")
            for digest, tags in self.images.items():
                if tag in tags:
                    return {"name": path, "version": f"{package}/versions/{digest}"}
            raise refused(404, f"Requested entity was not found: {tag}")
        assert (method, path) == ("POST", f"{package}/tags"), path
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", query["tagId"]), query
        digest = body["version"].removeprefix(f"{package}/versions/")
        if digest not in self.images:
            raise refused(404, f"Requested entity was not found: {digest}")
        if any(query["tagId"] in tags for tags in self.images.values()):
            # docs.cloud.google.com/sdk/gcloud/reference/artifacts/tags/create (2026-11): a tag of that name exists
            raise refused(409, f"tag {query['tagId']} already exists")
        self.images[digest].append(query["tagId"])
        return {"name": f"{package}/tags/{query['tagId']}", "version": body["version"]}

    def storage(self, method, path, query, body):
        """Objects by name with their storage class; a page holds two, and a large object takes two rewrites."""
        assert path.startswith("b/penguins-data-penguins-pilot/o"), path
        if method == "GET":
            found = [name for name in self.objects if name.startswith(query["prefix"])]
            start = int(query.get("pageToken", 0))
            items = [{"name": name, "storageClass": self.objects[name]} for name in found[start : start + 2]]
            more = {"nextPageToken": str(start + 2)} if len(found) > start + 2 else {}
            return {**({"items": items} if items else {}), **more}
        # The emulator's url_encode leaves slashes; Workflows' own encodes them, as an object's name in a path must be.
        source, target = re.fullmatch(r"b/[^/]+/o/(.+)/rewriteTo/b/[^/]+/o/(.+)", path).groups()
        assert source == target and body == {"storageClass": "NEARLINE"}
        name = unquote(source)
        if name.endswith("large.onnx") and "rewriteToken" not in query:
            return {"done": False, "rewriteToken": "half"}
        self.objects[name] = body["storageClass"]
        return {"done": True}

    def vertex(self, method, path, query, body):
        tail = path.removeprefix("projects/penguins-pilot/locations/europe-west4/").removeprefix(f"{self.place}/")
        if tail == "models":
            assert query["filter"] == 'display_name="penguins-model"'
            return {"models": [{"name": MODEL, "displayName": "penguins-model"}]} if self.versions else {}
        if path.startswith(f"{MODEL}@"):
            version = path.split("@")[1]
            if version not in self.versions:
                raise refused(404, f"no version {version}")
            aliases = self.versions[version]
            return {"name": MODEL, "versionId": version, "artifactUri": f"gs://{self.bucket}/artifacts/m{version}", "containerSpec": {"imageUri": f"{IMAGE}@{DIGEST}"}, **({"versionAliases": aliases} if aliases else {})}
        if "/operations/" in path:
            return {"name": path, "done": True, "response": {"deployedModel": {"id": self.last}}}
        if tail.startswith("endpoints/"):
            return self.endpoint(method, tail, query, body)
        if tail.startswith("pipelineJobs"):
            return self.pipeline_job(method, tail, query, body)
        if tail.startswith("customJobs"):
            return self.custom_job(method, tail, query, body)
        raise refused(404, path)

    def endpoint(self, method, tail, query, body):
        if method == "GET":
            deployed = list(self.deployed.values())
            return {"name": tail, **({"deployedModels": deployed} if deployed else {}), **({"trafficSplit": self.split} if self.split else {})}
        if method == "PATCH":
            parse(body, v1.Endpoint)
            assert query == {"updateMask": "trafficSplit"}
            self.set_split(body["trafficSplit"])
            return {}
        verb = tail.split(":")[1]
        if verb == "deployModel":
            parse(body, v1.DeployModelRequest)
            model = dict(body["deployedModel"])
            # DeployedModel.id: 1 to 10 digits, and Vertex AI's own where there is none (aiplatform v1, discovery document 20260101)
            self.last = model.get("id") or str(100 + len(self.calls))
            assert re.fullmatch(r"[0-9]{1,10}", self.last), self.last
            if self.last in self.deployed:
                raise refused(409, f"{self.last} is deployed already")
            model["model"], model["modelVersionId"] = model["model"].split("@")
            self.deployed[self.last] = {**model, "id": self.last}
            self.set_split({self.last if key == "0" else key: share for key, share in body["trafficSplit"].items()})
        elif verb == "undeployModel":
            parse(body, v1.UndeployModelRequest)
            gone = body["deployedModelId"]
            if gone not in self.deployed:
                raise refused(404, f"{gone} is not deployed")
            del self.deployed[gone]
            if "trafficSplit" in body:
                self.set_split(body["trafficSplit"])
            elif self.split.get(gone) and self.deployed:
                raise refused(400, f"{gone} has traffic")
            self.split = {key: share for key, share in self.split.items() if key != gone}
        elif verb == "mutateDeployedModel":
            parse(body, v1.MutateDeployedModelRequest)
            self.deployed[body["deployedModel"]["id"]]["dedicatedResources"].update(body["deployedModel"]["dedicatedResources"])
        else:
            raise refused(404, verb)
        return {"name": f"projects/123456789012/locations/europe-west4/operations/{len(self.calls)}"}

    def set_split(self, split):
        assert sum(split.values()) == 100, split
        assert set(split) <= set(self.deployed), split
        self.split = {key: share for key, share in split.items() if share > 0}

    def monitoring(self, method, path, query, body):
        assert path == "projects/penguins-pilot/timeSeries"
        metric = re.search(r'prediction/online/(\w+)"', query["filter"]).group(1)
        model = re.search(r'deployed_model_id="(\d+)"', query["filter"]).group(1)
        assert re.search(r'endpoint_id="[1-9]\d{0,9}"', query["filter"])
        assert time.strptime(query["interval.startTime"][:19], "%Y-%m-%dT%H:%M:%S") < time.strptime(query["interval.endTime"][:19], "%Y-%m-%dT%H:%M:%S")
        assert re.fullmatch(r"[1-9]\d*s", query["aggregation.alignmentPeriod"])
        value = self.metrics.get(model, self.metrics.get("new", {})).get(metric)
        if value is None:
            return {}
        kind = {"doubleValue": value} if metric == "prediction_latencies" else {"int64Value": str(value)}
        return {"timeSeries": [{"points": [{"value": kind}]}]}

    def pipeline_job(self, method, tail, query, body):
        if method == "POST" and tail.endswith(":cancel"):
            parse(body, v1.CancelPipelineJobRequest)
            name = tail.removeprefix("pipelineJobs/").removesuffix(":cancel")
            if name not in self.jobs and name not in self.runs:
                raise refused(404, f"no run {name}")
            self.cancelled.append(name)
            return {}
        if method == "POST":
            for _, message, given in bodies_of_run(body):
                parse(given, message)
            name = query["pipelineJobId"]
            assert re.fullmatch(r"[a-z][-a-z0-9]{0,127}", name)
            if name in self.jobs:
                raise refused(409, "already exists")
            self.jobs[name] = True
            self.body = body
            for path in self.written:
                self.objects[f"artifacts/123456789012/{name}/{path}"] = "STANDARD"
            # Vertex AI answers with the whole job, its PipelineSpec too
            return {**body, "name": name, "state": "PIPELINE_STATE_PENDING"}
        if tail == "pipelineJobs":
            # The fields that the list's filter knows: aiplatform v1, discovery document of pipelineJobs.list
            shown, state = re.fullmatch(r'display_name="([\w-]+)" AND state="PIPELINE_STATE_(\w+)"', query["filter"]).groups()
            found = [name for name, (of, is_now) in self.runs.items() if of == shown and is_now == state and name not in self.cancelled]
            return {"pipelineJobs": [{"name": f"{self.place}/pipelineJobs/{name}", "state": f"PIPELINE_STATE_{state}"} for name in found]} if found else {}
        state = self.states.popleft() if len(self.states) > 1 else self.states[0]
        known = {"name": tail, "displayName": "x", "pipelineSpec": self.body["pipelineSpec"], "state": f"PIPELINE_STATE_{state}"} if hasattr(self, "body") else {"name": tail, "state": f"PIPELINE_STATE_{state}"}
        return {**known, **({"jobDetail": {"taskDetails": self.tasks}} if self.tasks else {})}

    place = "projects/123456789012/locations/europe-west4"

    def custom_job(self, method, tail, query, body):
        if method == "POST":
            parse(body, v1.CancelCustomJobRequest)
            self.cancelled.append(re.fullmatch(r"customJobs/(\d+):cancel", tail).group(1))
            return {}
        shown, state = re.fullmatch(r'display_name="([\w-]+)" AND state="JOB_STATE_(\w+)"', query["filter"]).groups()
        found = [name for name, (of, is_now) in self.custom.items() if of == shown and is_now == state and name not in self.cancelled]
        return {"customJobs": [{"name": f"{self.place}/customJobs/{name}"} for name in found]} if found else {}

    # --- how a test sets the scene

    def forget(self):
        """As before registered models were kept: their files may expire, and their image has no tag."""
        self.objects = dict.fromkeys(self.objects, "STANDARD")
        self.images = {DIGEST: []}

    def serve(self, version, share, replicas=(1, 2), name=None, account=ACCOUNT, **machine):
        """A model that was deployed before."""
        name = name or str(10 + len(self.deployed))
        resources = {"machineSpec": {"machineType": "e2-standard-4", **machine}, "minReplicaCount": replicas[0], "maxReplicaCount": replicas[1]}
        self.deployed[name] = {"id": name, "model": MODEL, "modelVersionId": version, "serviceAccount": account, "dedicatedResources": resources}
        self.split = {key: part for key, part in {**self.split, name: share}.items() if part > 0}
        return name

    def approve(self, version):
        self.versions[version] = [*self.versions[version], f"approved-{version}"]
