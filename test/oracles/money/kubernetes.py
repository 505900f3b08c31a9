"""A cluster that exists bills its nodes: what the pods of a pilot reserve, by the vCPU, the GiB and the GPU. MLflow as long as the
pilot is not paused; the replicas of every listed release; a step to its limit in every attempt, but the gate and the registration once."""

TRIES_AGAIN = True
DEPLOYS_EVERY_RELEASE = True
# pods of the workflow's own, with the machine and the limit of `evaluate`: the same evaluation fails the same way again
STEPS = {"gate": "evaluate", "register": "evaluate"}
URI = "s3://penguins-data-123456789012/models/penguins-pipeline-{}/approved"
RELEASES = {"releases": {f"r{n}": {"uri": URI.format(n), "sha256": str(n) * 64} for n in (1, 2, 3)}, "live": "r2"}
BATCH = {}
CPU, MEMORY, GPU = "kubernetes vCPU", "kubernetes GiB", "kubernetes GPU"
HOURLY = []
MONTHLY = []
ALONE = ["kubernetes_deployment_v1"]


def refuses(spec):
    """A workflow's step is one pod, so more nodes are a no-go and no stack is made."""
    return spec["training"].get("nodes", 1) > 1


def machine(table):
    return {CPU: table["cpus"], MEMORY: table["memoryGiB"], **({GPU: table["gpus"]} if table["gpus"] else {})}


def disk(table, gib):
    """An emptyDir is on the node's disk, which comes with the node."""
    return {}


def standing(spec, block, paused, batch):
    # the one replica of MLflow; its store is a Postgres of somebody else
    mlflow = block["mlflow"]
    return {} if paused else {CPU: mlflow.get("cpus", 0.5), MEMORY: mlflow.get("memoryGiB", 2)}
