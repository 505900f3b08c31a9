"""What a server on loopback was asked and answered with, as the closed messages of Google's APIs: one line per problem."""

import json
import sys

from google.cloud import aiplatform_v1
from google.cloud.workflows import executions_v1
from google.longrunning import operations_pb2
from google.protobuf import json_format

# Vertex AI has an Execution of its own, of the lineage.
WORKFLOWS = {"Execution", "ListExecutionsResponse"}


def message(name):
    if name == "Operation":
        return operations_pb2.Operation()
    return getattr(executions_v1 if name in WORKFLOWS else aiplatform_v1, name).pb()()


problems = []
for each in json.load(sys.stdin):
    try:
        json_format.ParseDict(each["body"], message(each["type"]))
    except json_format.ParseError as error:
        problems.append(f"{each['type']}: {error}")
json.dump(problems, sys.stdout)
