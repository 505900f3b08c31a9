"""SageMaker: a key, each interface endpoint in each zone, each metric of each alarm, a dashboard; the replicas of what is live."""

TRIES_AGAIN = True
DEPLOYS_EVERY_RELEASE = False
STEPS = {}
BATCH = {"releases": {"r1": "models/runs/a/model/b/output/model.tar.gz"}, "live": "r1"}
HOURLY = ["aws_vpc_endpoint"]
STANDING = ["aws_kms_key", "aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard"]
VOLUME = "sagemaker ml storage"
MONTHLY = [*STANDING, VOLUME]
ALONE = [*HOURLY, *STANDING, "aws_sagemaker_endpoint"]


def machine(table):
    return {table["instanceType"]: 1}


def disk(table, gib):
    """A machine with disks of its own gets no volume."""
    return {} if table.get("localStorage") else {VOLUME: gib}


def standing(spec, block, paused, batch):
    if paused:
        return {"aws_kms_key": 1}
    zones = len(block.get("zones", ["a", "b"]))
    # a failed run, p95, errors (two metrics: errors and requests), nobody asks; in batch a failed scoring run
    alarms = 1 + (1 if batch else 1 + 2 + 1)
    endpoints = len(block.get("interfaceEndpoints", {})) * zones
    return {"aws_kms_key": 1, "aws_vpc_endpoint": endpoints, "aws_cloudwatch_metric_alarm": alarms, "aws_cloudwatch_dashboard": 1}
