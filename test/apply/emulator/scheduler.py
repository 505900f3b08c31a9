"""EventBridge Scheduler: what it refuses of a schedule, which moto takes."""
import json
import re

from moto.core.exceptions import JsonRESTError
from moto.scheduler.responses import EventBridgeSchedulerResponse

from .extend import extends

# docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html (2026-10): cron(minutes hours day-of-month month
# day-of-week year); the numbers that each field takes
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))


def refuse(message):
    raise JsonRESTError("ValidationException", message)


def check(self):
    asked = json.loads(self.body)
    # github.com/hashicorp/terraform-provider-aws/issues/33526 (2023-09): optional in the provider's schema, not here
    target = asked.get("Target", {})
    if ":pipeline/" in target.get("Arn", "") and not target.get("SageMakerPipelineParameters"):
        reason = "Parameters SageMakerPipelineParameters must be specified."
        refuse(f"Parameters not valid due to the following reason: {reason}")
    expression = asked.get("ScheduleExpression", "")
    fields = re.fullmatch(r"cron\((.*)\)", expression)
    if fields:
        held = fields[1].split()
        numbers = [[int(number) for number in re.findall(r"\d+", field.partition("/")[0])] for field in held]
        within = all(low <= n <= high for field, (low, high) in zip(numbers, RANGES) for n in field)
        if len(held) != 6 or not within or [held[2], held[4]].count("?") != 1:
            refuse(f"Invalid Schedule Expression {expression}.")


@extends(EventBridgeSchedulerResponse)
def create_schedule(self, plain):
    check(self)
    return plain(self)


@extends(EventBridgeSchedulerResponse)
def update_schedule(self, plain):
    check(self)
    return plain(self)
