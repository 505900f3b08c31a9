"""Vertex AI: a key, a Private Service Connect endpoint, two DNS zones, each condition of each alert, each scheduler job; the replicas
of the live release, with their accelerators apart."""

TRIES_AGAIN = True
DEPLOYS_EVERY_RELEASE = False
STEPS = {}
BATCH = {}
STANDING = ["google_compute_global_forwarding_rule"]
DISK = "vertex ai pd-ssd"
HOURLY = [*STANDING, DISK]
MONTHLY = ["google_kms_crypto_key", "google_dns_managed_zone", "google_monitoring_alert_policy", "google_cloud_scheduler_job"]
ALONE = [*STANDING, *MONTHLY]


def machine(table):
    accelerator = {table["accelerator"]: table["accelerators"]} if table["accelerator"] else {}
    return {table["machineType"]: 1, **accelerator}


def disk(table, gib):
    """The boot disk holds the system too: Vertex AI takes 100 GB or more."""
    return {DISK: max(gib, 100)}


def standing(spec, block, paused, batch):
    # a failed run; slow, failing, idle and a failed release; in batch a failed scoring run. One condition each. A pause leaves the
    # endpoint, which bills nothing, and its alerts.
    found = {"google_kms_crypto_key": 1, "google_monitoring_alert_policy": 1 + (1 if batch else 4)}
    found["google_cloud_scheduler_job"] = 2 if batch else 1
    if not paused:
        found.update({"google_compute_global_forwarding_rule": 1, "google_dns_managed_zone": 2})
    return found
