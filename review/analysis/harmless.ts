/**
 * Types of resources that grant nothing, open nothing and keep nothing of anybody: each was looked at in its provider's
 * documents (aws 5.100, google 6.50, azurerm 4.55; 2026-10). A type that is not here, and that no reader knows, is
 * counted as not read.
 */

const words = (prefix: string, list: string): readonly string[] => list.split(/\s+/).map((each) => `${prefix}${each}`);

const resources: ReadonlySet<string> = new Set([
  ...words(
    "aws_",
    "appautoscaling_policy appautoscaling_target autoscaling_policy autoscaling_schedule budgets_budget " +
      "cloudwatch_dashboard cloudwatch_log_metric_filter cloudwatch_metric_alarm cloudwatch_composite_alarm " +
      "ce_anomaly_monitor ce_anomaly_subscription db_subnet_group db_parameter_group dynamodb_tag " +
      "ecr_lifecycle_policy ecs_cluster eip_association elasticache_subnet_group flow_log iam_instance_profile " +
      "iam_account_password_policy iam_group iam_service_linked_role internet_gateway_attachment kms_alias " +
      "lb_target_group lb_target_group_attachment main_route_table_association network_acl_association " +
      "placement_group rds_cluster_parameter_group resourcegroups_group route53_health_check " +
      "route_table_association s3_bucket_accelerate_configuration s3_bucket_intelligent_tiering_configuration " +
      "s3_bucket_inventory s3_bucket_lifecycle_configuration s3_bucket_logging s3_bucket_metric " +
      "s3_bucket_ownership_controls s3_bucket_public_access_block s3_bucket_request_payment_configuration " +
      "s3_bucket_server_side_encryption_configuration s3_bucket_versioning s3_bucket_object_lock_configuration " +
      "sagemaker_endpoint_configuration sagemaker_model_package_group_tag security_group_tag " +
      "servicequotas_service_quota vpc vpc_dhcp_options vpc_dhcp_options_association " +
      "vpc_endpoint_route_table_association vpc_endpoint_subnet_association " +
      "vpc_endpoint_security_group_association vpc_ipv4_cidr_block_association sns_topic_subscription",
  ),
  ...words(
    "google_",
    "billing_budget cloud_scheduler_job compute_network compute_router compute_resource_policy compute_health_check " +
      "compute_disk dns_managed_zone dns_record_set dns_policy kms_key_ring logging_metric logging_project_exclusion " +
      "logging_project_sink monitoring_alert_policy monitoring_dashboard monitoring_notification_channel " +
      "monitoring_group project_service service_usage_consumer_quota_override " +
      "cloud_quotas_quota_preference project_service_identity tags_tag_key tags_tag_value",
  ),
  ...words(
    "azurerm_",
    "consumption_budget_resource_group consumption_budget_subscription dashboard_grafana_managed_private_endpoint " +
      "management_lock monitor_action_group monitor_activity_log_alert monitor_autoscale_setting " +
      "monitor_diagnostic_setting monitor_metric_alert monitor_scheduled_query_rules_alert_v2 " +
      "monitor_smart_detector_alert_rule network_interface_security_group_association network_watcher " +
      "network_watcher_flow_log portal_dashboard private_dns_zone private_dns_zone_virtual_network_link " +
      "private_dns_a_record private_dns_cname_record private_dns_txt_record resource_group resource_provider_registration " +
      "storage_account_customer_managed_key storage_management_policy storage_container_immutability_policy " +
      "subnet_network_security_group_association subnet_route_table_association subnet_nat_gateway_association " +
      "virtual_network nat_gateway_public_ip_association key_vault_key application_insights_workbook " +
      "log_analytics_solution availability_set",
  ),
  ...words(
    "azapi_resource Microsoft.",
    "MachineLearningServices/workspaces MachineLearningServices/workspaces/onlineEndpoints " +
      "MachineLearningServices/workspaces/onlineEndpoints/deployments " +
      "MachineLearningServices/workspaces/batchEndpoints MachineLearningServices/workspaces/batchEndpoints/deployments " +
      "MachineLearningServices/workspaces/computes MachineLearningServices/workspaces/datastores " +
      "MachineLearningServices/workspaces/components MachineLearningServices/workspaces/components/versions " +
      "MachineLearningServices/workspaces/environments MachineLearningServices/workspaces/environments/versions " +
      "MachineLearningServices/workspaces/schedules MachineLearningServices/workspaces/models " +
      "MachineLearningServices/workspaces/outboundRules Insights/autoscaleSettings Insights/scheduledQueryRules " +
      "Insights/metricAlerts Insights/dataCollectionRules Network/networkWatchers/flowLogs Consumption/budgets " +
      "Network/networkWatchers CostManagement/budgets Portal/dashboards Quota/quotas Storage/storageAccounts/managementPolicies",
  ),
  ...words(
    "azapi_update_resource Microsoft.",
    "MachineLearningServices/workspaces/onlineEndpoints MachineLearningServices/workspaces " +
      "Storage/storageAccounts/blobServices ContainerRegistry/registries Storage/storageAccounts",
  ),
  // one call each, on what is read elsewhere: a lock, a rotation policy, traffic, a quota that is asked for
  ...words(
    "azapi_resource_action Microsoft.",
    "Authorization/locks KeyVault/vaults/keys MachineLearningServices/workspaces/onlineEndpoints Quota/quotas " +
      "MachineLearningServices/workspaces/schedules AlertsManagement/smartDetectorAlertRules Insights/actionGroups",
  ),
  "time_sleep",
  "time_static",
  "time_rotating",
  "time_offset",
  "random_id",
  "random_pet",
  "random_integer",
  "random_uuid",
  "random_shuffle",
  "random_string",
  // alone they hold a value; what they run is counted as a program
  "terraform_data",
  "null_resource",
]);

/** Data sources only look; these look where nothing is secret. */
const data: ReadonlySet<string> = new Set([
  ...words(
    "aws_",
    "caller_identity region partition availability_zones availability_zone ami prefix_list ec2_managed_prefix_list " +
      "vpc subnet subnets security_group route_table route_tables iam_policy_document iam_policy iam_role " +
      "servicequotas_service_quota servicequotas_service s3_bucket kms_key kms_alias sagemaker_prebuilt_ecr_image " +
      "ecr_repository ecr_image service_principal default_tags elb_service_account billing_service_account " +
      "vpc_endpoint_service cloudwatch_log_group sns_topic organizations_organization",
  ),
  ...words(
    "google_",
    "project client_config client_openid_userinfo iam_policy compute_network compute_subnetwork compute_zones " +
      "compute_regions storage_project_service_account service_account kms_key_ring kms_crypto_key billing_account " +
      "artifact_registry_repository storage_bucket project_service iam_role",
  ),
  ...words(
    "azurerm_",
    "client_config subscription resource_group role_definition virtual_network subnet key_vault storage_account " +
      "user_assigned_identity log_analytics_workspace private_dns_zone network_watcher machine_learning_workspace " +
      "container_registry location",
  ),
  ...words(
    "azapi_resource Microsoft.",
    "MachineLearningServices/workspaces/onlineEndpoints MachineLearningServices/workspaces Quota/quotas Quota/usages " +
      "Insights/metricAlerts",
  ),
]);

/** Whether a type is known to be harmless; what azapi makes is named by the type of ARM. */
export const isHarmless = (type: string, isData: boolean): boolean => (isData ? data : resources).has(type);
