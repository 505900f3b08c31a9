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

MODEL = "projects/123456789012/locations/europe-west4/models/4711"


def refused(code, message):
    response = requests.Response()
    response.status_code = code
    response._content = message.encode()
    return requests.HTTPError(f"{code} {message}", response=response)


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
        self.bucket = "b"  # where the models' files are
        self.objects = {}  # name in the data bucket → storage class
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
        self.calls.append((method, path, body))
        if self.failures and (code := self.failures.popleft()) != 200:
            raise refused(code, "not now")
        if host == "storage.googleapis.com":
            return {"code": 200, "headers": {}, "body": self.storage(method, path, query or {}, body)}
        handler = self.monitoring if host == "monitoring.googleapis.com" else self.vertex
        if handler == self.vertex:
            assert host == "europe-west4-aiplatform.googleapis.com", host
        return {"code": 200, "headers": {}, "body": handler(method, path, query or {}, body)}

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
        tail = path.removeprefix("projects/penguins-pilot/locations/europe-west4/")
        if tail == "models":
            assert query["filter"] == 'display_name="penguins-model"'
            return {"models": [{"name": MODEL, "displayName": "penguins-model"}]} if self.versions else {}
        if path.startswith(f"{MODEL}@"):
            version = path.split("@")[1]
            if version not in self.versions:
                raise refused(404, f"no version {version}")
            aliases = self.versions[version]
            return {"name": MODEL, "versionId": version, "artifactUri": f"gs://{self.bucket}/artifacts/m{version}", **({"versionAliases": aliases} if aliases else {})}
        if "/operations/" in path:
            return {"name": path, "done": True, "response": {"deployedModel": {"id": self.last}}}
        if tail.startswith("endpoints/"):
            return self.endpoint(method, tail, query, body)
        if tail.startswith("pipelineJobs"):
            return self.pipeline_job(method, tail, query, body)
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
            self.last = str(100 + len(self.calls))
            model = dict(body["deployedModel"])
            model["model"], model["modelVersionId"] = model["model"].split("@")
            self.deployed[self.last] = {**model, "id": self.last}
            self.set_split({self.last if key == "0" else key: share for key, share in body["trafficSplit"].items()})
        elif verb == "undeployModel":
            parse(body, v1.UndeployModelRequest)
            gone = body["deployedModelId"]
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
            return {"name": name, "state": "PIPELINE_STATE_PENDING"}
        state = self.states.popleft() if len(self.states) > 1 else self.states[0]
        return {"name": tail, "state": f"PIPELINE_STATE_{state}", **({"jobDetail": {"taskDetails": self.tasks}} if self.tasks else {})}

    # --- how a test sets the scene

    def serve(self, version, share, replicas=(1, 2), name=None):
        """A model that was deployed before."""
        name = name or str(10 + len(self.deployed))
        resources = {"machineSpec": {"machineType": "e2-standard-4"}, "minReplicaCount": replicas[0], "maxReplicaCount": replicas[1]}
        self.deployed[name] = {"id": name, "model": MODEL, "modelVersionId": version, "dedicatedResources": resources}
        self.split = {key: part for key, part in {**self.split, name: share}.items() if part > 0}
        return name

    def approve(self, version):
        self.versions[version] = [*self.versions[version], f"approved-{version}"]
