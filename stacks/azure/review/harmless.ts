/**
 * Types of Azure that grant nothing, open nothing and keep nothing of anybody: each was looked at in its provider's
 * documents (azurerm 4.55, azapi 2.12; 2026-10).
 */
import { typesOf } from "../../readers/billing.js";
import type { HarmlessTypes } from "../../readers/contract.js";

/** The types. */
export const harmless: HarmlessTypes = {
  resources: new Set([
    ...typesOf(
      "azurerm_",
      `
      consumption_budget_resource_group consumption_budget_subscription dashboard_grafana_managed_private_endpoint
      management_lock monitor_action_group monitor_activity_log_alert monitor_autoscale_setting
      monitor_diagnostic_setting monitor_metric_alert monitor_scheduled_query_rules_alert_v2
      monitor_smart_detector_alert_rule network_interface_security_group_association network_watcher
      network_watcher_flow_log portal_dashboard private_dns_zone private_dns_zone_virtual_network_link
      private_dns_a_record private_dns_cname_record private_dns_txt_record resource_group
      resource_provider_registration storage_account_customer_managed_key storage_management_policy
      storage_container_immutability_policy subnet_network_security_group_association
      subnet_route_table_association subnet_nat_gateway_association virtual_network
      nat_gateway_public_ip_association key_vault_key application_insights_workbook log_analytics_solution
      availability_set`,
    ),
    ...typesOf(
      "azapi_resource Microsoft.",
      `
      MachineLearningServices/workspaces MachineLearningServices/workspaces/onlineEndpoints
      MachineLearningServices/workspaces/onlineEndpoints/deployments
      MachineLearningServices/workspaces/batchEndpoints
      MachineLearningServices/workspaces/batchEndpoints/deployments MachineLearningServices/workspaces/computes
      MachineLearningServices/workspaces/datastores MachineLearningServices/workspaces/components
      MachineLearningServices/workspaces/components/versions MachineLearningServices/workspaces/environments
      MachineLearningServices/workspaces/environments/versions MachineLearningServices/workspaces/schedules
      MachineLearningServices/workspaces/models MachineLearningServices/workspaces/outboundRules
      Insights/autoscaleSettings Insights/scheduledQueryRules Insights/metricAlerts Insights/dataCollectionRules
      Network/networkWatchers/flowLogs Consumption/budgets Network/networkWatchers CostManagement/budgets
      Portal/dashboards Quota/quotas Storage/storageAccounts/managementPolicies`,
    ),
    ...typesOf(
      "azapi_update_resource Microsoft.",
      `
      MachineLearningServices/workspaces/onlineEndpoints MachineLearningServices/workspaces
      Storage/storageAccounts/blobServices ContainerRegistry/registries Storage/storageAccounts`,
    ),
    // one call each, on what is read elsewhere: a lock, a rotation policy, traffic, a quota that is asked for
    ...typesOf(
      "azapi_resource_action Microsoft.",
      `
      Authorization/locks KeyVault/vaults/keys MachineLearningServices/workspaces/onlineEndpoints Quota/quotas
      MachineLearningServices/workspaces/schedules AlertsManagement/smartDetectorAlertRules Insights/actionGroups`,
    ),
  ]),
  data: new Set([
    ...typesOf(
      "azurerm_",
      `
      client_config subscription resource_group role_definition virtual_network subnet key_vault storage_account
      user_assigned_identity log_analytics_workspace private_dns_zone network_watcher machine_learning_workspace
      container_registry location`,
    ),
    ...typesOf(
      "azapi_resource Microsoft.",
      `
      MachineLearningServices/workspaces/onlineEndpoints MachineLearningServices/workspaces Quota/quotas
      Quota/usages Insights/metricAlerts`,
    ),
  ]),
};
