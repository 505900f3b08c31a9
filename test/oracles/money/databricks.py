"""Serverless compute bills a task for as long as it runs: one price an hour, because nobody chooses a size. Every listed release has a
machine of its own, which goes after half an hour without a request; a private endpoint bills as long as it exists, paused or not."""

TRIES_AGAIN = True
DEPLOYS_EVERY_RELEASE = True
# tasks of the job, with the limit of `evaluate`: the same evaluation fails the same way again, and a version is made once
STEPS = {"gate": "evaluate", "register": "evaluate"}
RELEASES = {"releases": {f"r{n}": f"{n}@73190526487000{n}" for n in (1, 2, 3)}, "live": "r2"}
BATCH = {}
TASK = "databricks serverless task"
SERVING = "databricks serving CPU Small"
ENDPOINT = "databricks_mws_ncc_private_endpoint_rule"
HOURLY = [SERVING, ENDPOINT]
MONTHLY = []
ALONE = ["databricks_model_serving", ENDPOINT]


def refuses(spec):
    """A step is one process on compute without a size, and a GPU only serves: anything else is a no-go and no stack is made."""
    used = [spec["training"], spec["endpoint"], *spec.get("steps", {}).values()]
    return spec["training"].get("nodes", 1) > 1 or any(not each.get("hardware", "cpu-small").startswith("cpu-") for each in used)


def machine(table):
    return {TASK: 1}


def disk(table, gib):
    """Serverless compute has a disk of its own."""
    return {}


def serving(key):
    """The machine of a release, and how many of them at least and at most."""
    return {SERVING: 1}, {"minReplicas": 0, "maxReplicas": 1}[key]


def standing(spec, block, paused, batch):
    return {ENDPOINT: len(block["account"]["privateEndpoints"])}
