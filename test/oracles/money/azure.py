"""Azure ML: each private endpoint, each private connection of the managed network, each DNS zone, a premium registry, each alert rule;
the replicas of every listed release."""

# a job that fails is not started again
TRIES_AGAIN = False
DEPLOYS_EVERY_RELEASE = True
# the gate is a job on the machine of `evaluate`; elsewhere it is the platform's own and has none
STEPS = {"gate": "evaluate"}
BATCH = {}
HOURLY = ["azurerm_private_endpoint"]
QUERY = "azurerm_monitor_scheduled_query_rules_alert_v2"
MONTHLY = ["azurerm_container_registry Premium", "azurerm_private_dns_zone", "azurerm_monitor_metric_alert", f"{QUERY} PT5M"]
ALONE = ["azurerm_private_endpoint", "azurerm_container_registry", "azurerm_private_dns_zone", "azurerm_monitor_metric_alert", QUERY]


def machine(table):
    return {table["vmSize"]: 1}


def disk(table, gib):
    """The disk comes with the VM size, and no document says what it costs."""
    return {}


def standing(spec, block, paused, batch):
    # the managed network: the workspace, its account's blobs and files, its vault, its registry, and the data bucket
    connections = 1 + 2 + 1 + 1 + 1
    # a failed run; p95 and idle; the share of errors is a query
    found = {
        "azurerm_container_registry Premium": 1,
        "azurerm_private_endpoint": (0 if paused else 3) + connections,
        "azurerm_private_dns_zone": 3,
        "azurerm_monitor_metric_alert": 1 if batch or paused else 3,
    }
    return found if batch or paused else {**found, f"{QUERY} PT5M": 1}
