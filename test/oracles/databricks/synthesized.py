"""Resources of the usages as the bodies that the provider sends: what is Terraform's own is left out."""

import json
import os
import subprocess
from pathlib import Path

from databricks.sdk.service import billing, catalog, compute, iam, jobs, ml, oauth2, serving, settings, sql

ROOT = Path(__file__).resolve().parents[3]

# what is Terraform's own, or the provider's
OWN = {"//", "depends_on", "lifecycle", "provider", "timeouts", "force_destroy"}


def job(given):
    """The provider names lists in the singular."""
    rest = {key: value for key, value in given.items() if key not in ("task", "environment")}
    return {**rest, "tasks": given["task"], "environments": given["environment"]}


def without(*keys):
    """Leaves out what stands in the path of a request, or is another request."""
    return lambda given: {key: value for key, value in given.items() if key not in keys}


# type → the message of the API, and how the arguments become it
MESSAGES = {
    "databricks_account_network_policy": (settings.AccountNetworkPolicy, dict),
    "databricks_alert_v2": (sql.AlertV2, dict),
    "databricks_budget": (billing.BudgetConfiguration, dict),
    "databricks_budget_policy": (billing.BudgetPolicy, dict),
    "databricks_catalog": (catalog.CatalogInfo, dict),
    "databricks_cluster_policy": (compute.Policy, dict),
    "databricks_external_location": (catalog.ExternalLocationInfo, dict),
    "databricks_job": (jobs.JobSettings, job),
    "databricks_mlflow_experiment": (ml.Experiment, dict),
    "databricks_model_serving": (serving.ServingEndpointDetailed, dict),
    "databricks_mws_ncc_private_endpoint_rule": (
        settings.CreatePrivateEndpointRule,
        without("account_id", "network_connectivity_config_id"),
    ),
    "databricks_mws_network_connectivity_config": (settings.NetworkConnectivityConfiguration, dict),
    "databricks_registered_model": (catalog.RegisteredModelInfo, dict),
    "databricks_schema": (catalog.SchemaInfo, without("enable_predictive_optimization")),
    "databricks_service_principal_federation_policy": (oauth2.FederationPolicy, without("service_principal_id")),
    "databricks_volume": (catalog.VolumeInfo, dict),
    "databricks_workspace_network_option": (settings.WorkspaceNetworkOption, dict),
}

# what has no message of its own: a list of one, or a number of rights
OTHERS = {
    "databricks_grant": lambda given: [
        (catalog.PrivilegeAssignment, {"principal": given["principal"], "privileges": given["privileges"]})
    ],
    "databricks_mws_ncc_binding": lambda _: [],
    "databricks_permissions": lambda given: [(iam.AccessControlRequest, each) for each in given["access_control"]],
    # SCIM: rights are entitlements, which the provider makes of its switches
    "databricks_service_principal": lambda _: [],
}


def synthesize(folder):
    """Every usage of the constructs, in one process: stack → synthesized JSON."""
    usages = sorted((ROOT / "examples/usage/databricks").glob("*.ts"))
    program = f"for (const file of {json.dumps([str(each) for each in usages])}) await import(file);"
    command = ["node", "--import", "tsx", "--input-type=module", "--eval", program]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "CDKTF_OUTDIR": str(folder)}, check=True)
    return {path.parent.name: json.loads(path.read_text()) for path in sorted(folder.glob("stacks/*/cdk.tf.json"))}


def bodies(stacks):
    """Stack and address → messages with their bodies; a type that has no place in the tables ends the test."""
    found = {}
    for name, stack in stacks.items():
        for kind, given in stack["resource"].items():
            for address, arguments in given.items():
                body = {key: value for key, value in arguments.items() if key not in OWN}
                if kind in OTHERS:
                    made = OTHERS[kind](body)
                else:
                    message, of = MESSAGES[kind]
                    made = [(message, of(body))]
                found[f"{name}: {kind}.{address}"] = made
    return found
