/**
 * How types of Azure are charged. Each was looked at in its price pages (azure.microsoft.com, 2026-11). A type that
 * stands in no list is said to be unknown.
 */
import { type BillingReader, billingIn, typesOf } from "../../readers/billing.js";
import type { Resource } from "../../readers/stack.js";
import { typeName } from "./arm.js";

const charged = billingIn({
  // each of them bills as long as it exists
  standing: [
    ...typesOf(
      "azurerm_",
      `
      application_gateway bastion_host cognitive_deployment container_group container_registry cosmosdb_account
      databricks_workspace express_route_circuit firewall hdinsight_spark_cluster kubernetes_cluster
      kubernetes_cluster_node_pool lb linux_virtual_machine_scale_set managed_disk monitor_metric_alert
      monitor_scheduled_query_rules_alert_v2 mssql_database mssql_elasticpool mysql_flexible_server nat_gateway
      postgresql_flexible_server private_dns_resolver private_dns_zone private_endpoint public_ip redis_cache
      service_plan virtual_network_gateway vpn_gateway web_application_firewall_policy dns_zone search_service
      servicebus_namespace eventhub_namespace api_management synapse_sql_pool`,
    ),
  ],
  // they bill by what is stored, sent, asked or run in them: no limit of the stack bounds that
  "by use": [
    ...typesOf(
      "azurerm_",
      `
      application_insights key_vault key_vault_key log_analytics_workspace machine_learning_compute_cluster
      network_watcher_flow_log storage_account eventgrid_topic linux_function_app logic_app_workflow
      monitor_diagnostic_setting`,
    ),
    ...typesOf(
      "azapi_resource Microsoft.",
      `
      MachineLearningServices/workspaces/onlineEndpoints MachineLearningServices/workspaces/batchEndpoints
      MachineLearningServices/workspaces/schedules Network/networkWatchers/flowLogs KeyVault/vaults/keys`,
    ),
  ],
  // machines and networks of these are read one by one, from their own arguments
  apart: [
    ...typesOf(
      "azurerm_",
      `
      linux_virtual_machine windows_virtual_machine machine_learning_compute_instance`,
    ),
    ...typesOf(
      "azapi_resource Microsoft.",
      `
      MachineLearningServices/workspaces MachineLearningServices/workspaces/outboundRules
      MachineLearningServices/workspaces/onlineEndpoints/deployments`,
    ),
  ],
  // settings, names, grants and rules do not bill. A word ends in `_` or `/` where it stands for a family
  free: [
    ...typesOf(
      "azurerm_",
      `
      availability_set consumption_budget_ dashboard_ federated_ key_vault_access_policy lb_ log_analytics_linked_
      log_analytics_solution management_lock monitor_action_group monitor_activity_log_alert monitor_autoscale_
      monitor_smart_detector_ mssql_firewall_rule mssql_server nat_gateway_ network_interface network_interface_
      network_security_ network_watcher policy_ portal_dashboard private_dns_a_record private_dns_cname_record
      private_dns_txt_record private_dns_zone_ resource_group resource_provider_ role_ route route_table
      storage_account_ storage_container storage_container_ storage_management_policy subnet subnet_
      user_assigned_identity virtual_network`,
    ),
    ...typesOf(
      "azapi_resource Microsoft.",
      `
      AlertsManagement/ Authorization/ Consumption/ ContainerRegistry/registries CostManagement/
      Insights/actionGroups Insights/autoscaleSettings MachineLearningServices/workspaces/components
      MachineLearningServices/workspaces/components/ MachineLearningServices/workspaces/computes
      MachineLearningServices/workspaces/datastores MachineLearningServices/workspaces/environments
      MachineLearningServices/workspaces/environments/ MachineLearningServices/workspaces/models
      Network/networkWatchers Portal/ Quota/ Storage/storageAccounts Storage/storageAccounts/`,
    ),
    // they change what is counted where it stands
    ...["azapi_update_resource", "azapi_resource_action"],
  ],
});

/** Arguments that are a tier of their own in the price pages of Azure, by type. */
const tiers: Readonly<Record<string, string>> = {
  azurerm_container_registry: "sku",
  azurerm_monitor_scheduled_query_rules_alert_v2: "evaluation_frequency",
};

/** What a price book calls it: the tier stands behind the type. */
function priceKey({ type, arguments: given }: Resource): string {
  const tier = given[tiers[type] ?? ""];
  return typeof tier === "string" ? `${type} ${tier}` : type;
}

/** Reads how resources of Azure are charged. */
export const billing: BillingReader = {
  of: (resource) => charged(resource.type) ?? charged(typeName(resource) ?? ""),
  priceKey,
};
