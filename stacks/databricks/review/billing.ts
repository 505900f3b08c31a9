/**
 * How types of Databricks are charged: by DBUs of what runs, which are read one by one, and by what is stored, on the
 * bill of the cloud. What stands in no list is said to be unknown. databricks.com/product/pricing (2026-11)
 */
import { type BillingReader, billingIn, typesOf } from "../../readers/billing.js";
import { metered } from "./meters.js";

const charged = billingIn({
  standing: typesOf("databricks_", "mws_ncc_private_endpoint_rule vector_search_endpoint"),
  "by use": typesOf(
    "databricks_",
    `
    volume registered_model mlflow_experiment mlflow_model sql_table online_table vector_search_index
    database_synced_database_table file dbfs_file share quality_monitor_v2 feature_engineering_materialized_feature`,
  ),
  apart: metered,
  free: typesOf(
    "databricks_",
    `
    access_control_rule_set account_ aibi_dashboard_ alert artifact_allowlist automatic_cluster_update_workspace_setting
    budget budget_policy catalog catalog_workspace_binding compliance_security_profile_workspace_setting
    connection credential custom_app_integration dashboard default_namespace_setting directory disable_legacy_
    enhanced_security_monitoring_workspace_setting entitlements entity_tag_assignment external_location
    external_metadata git_credential global_init_script grant grants group group_ instance_profile ip_access_list library
    metastore metastore_assignment metastore_data_access mlflow_webhook mount aws_s3_mount azure_adls_gen1_mount
    azure_adls_gen2_mount azure_blob_mount mws_credentials
    mws_customer_managed_keys mws_log_delivery mws_ncc_binding mws_network_connectivity_config mws_networks
    mws_permission_assignment mws_private_access_settings mws_storage_configurations mws_vpc_endpoint notebook
    notification_destination obo_token permission_assignment permissions policy_info query recipient repo
    restrict_workspace_admins_setting rfa_access_request_destinations schema secret secret_acl secret_scope
    service_principal service_principal_ sql_alert sql_dashboard sql_global_config sql_permissions sql_query
    sql_visualization sql_widget storage_credential system_schema tag_policy token user user_ workspace_binding
    workspace_conf workspace_entity_tag_assignment workspace_file workspace_network_option workspace_setting_v2`,
  ),
});

/** Reads how resources of Databricks are charged. */
export const billing: BillingReader = { of: ({ type }) => charged(type) };
