/**
 * Which argument holds the physical name of each resource type that the pilots use in a workspace. Those of Unity
 * Catalog and of the account's network are ordinary words, such as `data` and the pilot's own name, so that none is
 * looked for in strings: constructs name each other by references.
 */
import type { NameAttributes } from "../rules/rule.js";

export const nameAttributes: NameAttributes = {
  databricks_account_network_policy: null,
  databricks_alert_v2: "display_name",
  databricks_budget: "display_name",
  databricks_budget_policy: "policy_name",
  databricks_catalog: null,
  databricks_cluster_policy: "name",
  databricks_external_location: "name",
  databricks_grant: null,
  databricks_job: "name",
  databricks_mlflow_experiment: null,
  databricks_model_serving: "name",
  databricks_mws_ncc_binding: null,
  databricks_mws_ncc_private_endpoint_rule: null,
  databricks_mws_network_connectivity_config: null,
  databricks_permissions: null,
  databricks_registered_model: null,
  databricks_schema: null,
  databricks_service_principal: "display_name",
  databricks_service_principal_federation_policy: null,
  databricks_storage_credential: "name",
  databricks_volume: null,
  databricks_workspace_network_option: null,
};
