/**
 * Types of Databricks that grant nothing, open nothing and keep nothing of anybody: each was looked at in its
 * provider's
 * documents (databricks 1.99.0; 2026-11).
 */
import { typesOf } from "../../readers/billing.js";
import type { HarmlessTypes } from "../../readers/contract.js";

/** The types. */
export const harmless: HarmlessTypes = {
  resources: new Set(
    typesOf(
      "databricks_",
      `
      alert alert_v2 automatic_cluster_update_workspace_setting budget budget_policy
      compliance_security_profile_workspace_setting default_namespace_setting directory disable_legacy_access_setting
      disable_legacy_dbfs_setting disable_legacy_features_setting enhanced_security_monitoring_workspace_setting
      entity_tag_assignment external_metadata metastore_assignment query sql_alert sql_query sql_visualization sql_widget
      tag_policy workspace_entity_tag_assignment`,
    ),
  ),
  data: new Set(
    typesOf(
      "databricks_",
      `
      aws_assume_role_policy aws_bucket_policy aws_crossaccount_policy aws_unity_catalog_assume_role_policy
      aws_unity_catalog_policy budget_policy catalog catalogs cluster cluster_policy clusters current_config
      current_metastore current_user directory external_location external_locations functions group instance_pool
      instance_profiles job jobs metastore metastores mlflow_experiment mlflow_model mlflow_models
      mws_network_connectivity_config mws_network_connectivity_configs mws_workspaces node_type
      notification_destinations registered_model registered_model_versions schema schemas service_principal
      service_principals serving_endpoints share shares spark_version sql_warehouse sql_warehouses
      storage_credential storage_credentials table tables user users views volume volumes
      workspace_network_option zones`,
    ),
  ),
};
