/**
 * Which types of resources bill by existing, which bill by use, and which do not bill. It depends on no price book:
 * what a book does not know is missing, and a type that stands in none of these lists is said to be unknown. Each was
 * looked at in the price pages of its cloud (aws.amazon.com, cloud.google.com, azure.microsoft.com; 2026-11).
 */
import type { Resource } from "../../read/stack.js";
import { awsCount, awsKey } from "./aws.js";
import { azureKey } from "./azure.js";
import { googleCount } from "./google.js";

const words = (prefix: string, list: string): readonly string[] => list.split(/\s+/).map((each) => `${prefix}${each}`);

/** Each of them bills as long as it exists. */
const standing: ReadonlySet<string> = new Set([
  ...words(
    "aws_",
    "acmpca_certificate_authority cloudwatch_dashboard cloudwatch_metric_alarm cloudwatch_composite_alarm " +
      "cloudhsm_v2_hsm directory_service_directory dms_replication_instance docdb_cluster_instance dx_connection " +
      "ebs_volume ec2_client_vpn_endpoint ec2_transit_gateway_vpc_attachment ecs_service eip " +
      "eks_cluster eks_node_group elasticache_cluster elasticache_replication_group elasticsearch_domain emr_cluster fsx_lustre_file_system " +
      "globalaccelerator_accelerator kms_key kms_replica_key lb alb elb mq_broker msk_cluster mwaa_environment " +
      "nat_gateway neptune_cluster_instance networkfirewall_firewall opensearch_domain rds_cluster " +
      "route53_resolver_endpoint route53_zone sagemaker_app sagemaker_cluster secretsmanager_secret transfer_server " +
      "vpc_endpoint vpn_connection workspaces_workspace autoscaling_group",
  ),
  ...words(
    "google_",
    "alloydb_instance bigtable_instance cloud_scheduler_job composer_environment compute_address compute_disk " +
      "compute_forwarding_rule compute_global_address compute_global_forwarding_rule compute_instance_group_manager " +
      "compute_interconnect_attachment compute_router_nat compute_vpn_tunnel container_cluster container_node_pool " +
      "dataflow_job dataproc_cluster dns_managed_zone filestore_instance kms_crypto_key memcache_instance " +
      "monitoring_alert_policy redis_instance secret_manager_secret spanner_instance vertex_ai_featurestore " +
      "vertex_ai_index_endpoint vpc_access_connector",
  ),
  ...words(
    "azurerm_",
    "application_gateway bastion_host cognitive_deployment container_group container_registry cosmosdb_account " +
      "databricks_workspace express_route_circuit firewall hdinsight_spark_cluster kubernetes_cluster " +
      "kubernetes_cluster_node_pool lb linux_virtual_machine_scale_set managed_disk monitor_metric_alert " +
      "monitor_scheduled_query_rules_alert_v2 mssql_database mssql_elasticpool mysql_flexible_server nat_gateway " +
      "postgresql_flexible_server private_dns_resolver private_dns_zone private_endpoint public_ip redis_cache " +
      "service_plan virtual_network_gateway vpn_gateway web_application_firewall_policy dns_zone search_service " +
      "servicebus_namespace eventhub_namespace api_management synapse_sql_pool",
  ),
]);

/** They bill by what is stored, sent, asked or run in them: no limit of the stack bounds that. */
const byUse: ReadonlySet<string> = new Set([
  ...words(
    "aws_",
    "api_gateway_rest_api apigatewayv2_api athena_workgroup cloudfront_distribution cloudwatch_event_bus " +
      "cloudwatch_log_group codebuild_project dynamodb_table ecr_repository efs_file_system flow_log glue_crawler " +
      "glue_job kinesis_firehose_delivery_stream lambda_function s3_bucket scheduler_schedule sfn_state_machine " +
      "sns_topic sqs_queue sagemaker_endpoint sagemaker_pipeline sagemaker_feature_group wafv2_web_acl",
  ),
  ...words(
    "google_",
    "artifact_registry_repository bigquery_dataset bigquery_table cloud_run_service cloud_run_v2_job " +
      "cloud_run_v2_service cloudfunctions_function cloudfunctions2_function logging_project_bucket_config " +
      "pubsub_subscription pubsub_topic storage_bucket vertex_ai_endpoint workflows_workflow logging_metric",
  ),
  ...words(
    "azurerm_",
    "application_insights key_vault key_vault_key log_analytics_workspace machine_learning_compute_cluster " +
      "network_watcher_flow_log storage_account eventgrid_topic linux_function_app logic_app_workflow " +
      "monitor_diagnostic_setting",
  ),
  ...words(
    "azapi Microsoft.",
    "MachineLearningServices/workspaces/onlineEndpoints MachineLearningServices/workspaces/batchEndpoints " +
      "MachineLearningServices/workspaces/schedules Network/networkWatchers/flowLogs KeyVault/vaults/keys",
  ),
]);

/** Machines and networks of these are read one by one, from their own arguments. */
const readApart: ReadonlySet<string> = new Set([
  ...words("aws_", "instance db_instance rds_cluster_instance redshift_cluster sagemaker_notebook_instance"),
  ...words("google_", "compute_instance workbench_instance notebooks_instance sql_database_instance"),
  ...words("azurerm_", "linux_virtual_machine windows_virtual_machine machine_learning_compute_instance"),
  ...words(
    "azapi Microsoft.",
    "MachineLearningServices/workspaces MachineLearningServices/workspaces/outboundRules " +
      "MachineLearningServices/workspaces/onlineEndpoints/deployments",
  ),
]);

/** Settings, names, grants and rules do not bill. A word ends in `_` where it stands for a family. */
const free: readonly string[] = [
  ...words(
    "aws_",
    "acm_certificate ami api_gateway_ apigatewayv2_integration apigatewayv2_route apigatewayv2_stage appautoscaling_ " +
      "autoscaling_policy autoscaling_schedule budgets_ ce_ cloudwatch_event_rule cloudwatch_event_target " +
      "cloudwatch_log_ db_parameter_group db_subnet_group default_ dynamodb_tag ebs_encryption_by_default ecr_ " +
      "ecs_cluster ecs_task_definition egress_only_internet_gateway eip_association elasticache_subnet_group iam_ " +
      "internet_gateway internet_gateway_attachment key_pair kms_alias kms_grant kms_key_policy lambda_alias " +
      "lambda_permission lb_listener lb_listener_rule lb_target_ main_route_table_association network_acl " +
      "network_acl_association placement_group rds_cluster_parameter_group resourcegroups_group route route53_record " +
      "route_table route_table_association s3_account_ s3_bucket_ sagemaker_domain sagemaker_endpoint_configuration " +
      "sagemaker_model sagemaker_model_ sagemaker_user_profile scheduler_schedule_group secretsmanager_secret_ " +
      "security_group security_group_ servicequotas_ sns_topic_ sqs_queue_policy ssm_parameter subnet vpc vpc_dhcp_ " +
      "vpc_endpoint_ vpc_ipv4_ vpc_ipv6_ vpc_peering_ vpc_security_group_",
  ),
  ...words(
    "google_",
    "access_context_ artifact_registry_repository_iam_ bigquery_dataset_access bigquery_dataset_iam_ billing_ " +
      "cloud_quotas_ compute_firewall compute_health_check compute_network compute_network_attachment " +
      "compute_network_peering compute_project_metadata compute_resource_policy compute_route compute_router " +
      "compute_service_attachment compute_subnetwork compute_subnetwork_iam_ dns_policy dns_record_set folder_ " +
      "kms_crypto_key_iam_ kms_key_ring kms_key_ring_ logging_project_exclusion logging_project_sink " +
      "monitoring_dashboard monitoring_group monitoring_notification_channel organization_ project_ " +
      "secret_manager_secret_iam_ service_account service_account_ service_usage_ storage_bucket_ tags_",
  ),
  ...words(
    "azurerm_",
    "availability_set consumption_budget_ dashboard_ federated_ key_vault_access_policy lb_ log_analytics_linked_ " +
      "log_analytics_solution management_lock monitor_action_group monitor_activity_log_alert monitor_autoscale_ " +
      "monitor_smart_detector_ mssql_firewall_rule mssql_server nat_gateway_ network_interface network_interface_ " +
      "network_security_ network_watcher policy_ portal_dashboard private_dns_a_record private_dns_cname_record " +
      "private_dns_txt_record private_dns_zone_ resource_group resource_provider_ role_ route route_table " +
      "storage_account_ storage_container storage_container_ storage_management_policy subnet subnet_ " +
      "user_assigned_identity virtual_network",
  ),
  ...words(
    "azapi Microsoft.",
    "AlertsManagement/ Authorization/ Consumption/ ContainerRegistry/registries CostManagement/ Insights/actionGroups " +
      "Insights/autoscaleSettings MachineLearningServices/workspaces/components " +
      "MachineLearningServices/workspaces/components/ MachineLearningServices/workspaces/computes " +
      "MachineLearningServices/workspaces/datastores MachineLearningServices/workspaces/environments " +
      "MachineLearningServices/workspaces/environments/ MachineLearningServices/workspaces/models " +
      "Network/networkWatchers Portal/ Quota/ Storage/storageAccounts Storage/storageAccounts/",
  ),
  // they change what is counted where it stands
  "azapi_update_resource",
  "azapi_resource_action",
  ...["time_", "random_", "null_", "tls_", "local_", "terraform_"],
];
const isFree = (name: string): boolean =>
  free.some((each) => (/[_/]$/.test(each) ? name.startsWith(each) : name === each));

/** How a type is charged. */
export type Billing = "standing" | "by use" | "apart" | "free" | "unknown";

/** A type as these lists know it: what azapi makes is named by the type of ARM. */
export const billingName = ({ type, arguments: given }: Resource): string =>
  type === "azapi_resource" ? `azapi ${String(given["type"] ?? "").split("@")[0]}` : type;

/** How a resource is charged. */
export function billingOf(resource: Resource): Billing {
  const name = billingName(resource);
  if (readApart.has(name)) return "apart";
  if (standing.has(name)) return "standing";
  if (byUse.has(name)) return "by use";
  return isFree(name) ? "free" : "unknown";
}

/** What a price book calls it: its type, and its tier behind that where tiers have prices of their own. */
export const priceKeyOf = (resource: Resource): string =>
  resource.type.startsWith("azurerm_") ? azureKey(resource) : awsKey(resource);

/** How many of it bill. */
export const countBilled = (resource: Resource): number =>
  resource.type.startsWith("google_") ? googleCount(resource.type, resource) : awsCount(resource.type, resource);
