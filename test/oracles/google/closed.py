"""Bodies as the closed messages of the API that they are sent to: an unknown key, or a value of a wrong kind, is an error."""

import json

from google.cloud import aiplatform_v1
from google.protobuf import json_format
from kfp.pipeline_spec import pipeline_spec_pb2

PAYLOADS = {"CustomJob": aiplatform_v1.CustomJob, "UploadModel": aiplatform_v1.Model}


def parse(body, message):
    """Parses a body as an aiplatform v1 message (a proto-plus class) or as a plain one."""
    empty = message.pb()() if hasattr(message, "pb") else message()
    return json_format.ParseDict(body, empty)


def launched(container):
    """What a launcher is told to create: the message and its body."""
    arguments = list(container["args"])
    kind = arguments[arguments.index("--type") + 1]
    return PAYLOADS[kind], json.loads(arguments[arguments.index("--payload") + 1])


def bodies_of_run(body):
    """(what, message, body) of a PipelineJob and of everything in it."""
    spec = body["pipelineSpec"]
    yield "PipelineJob", aiplatform_v1.PipelineJob, body
    yield "PipelineSpec", pipeline_spec_pb2.PipelineSpec, spec
    yield "deploymentSpec", pipeline_spec_pb2.PipelineDeploymentConfig, spec["deploymentSpec"]
    for name, executor in spec["deploymentSpec"]["executors"].items():
        if "container" in executor:
            message, payload = launched(executor["container"])
            yield name, message, payload


def count(value):
    """Keys at every depth."""
    if isinstance(value, dict):
        return sum(1 + count(each) for each in value.values())
    return sum(count(each) for each in value) if isinstance(value, list) else 0
