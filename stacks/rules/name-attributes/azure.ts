/** Which argument holds the physical name of each resource type that the pilots use on Azure. */
import type { NameAttributes } from "../rule.js";

export const azureNameAttributes: NameAttributes = {
  azapi_resource: "name",
  azapi_resource_action: null,
  azapi_update_resource: null,
  azurerm_key_vault: "name",
  azurerm_log_analytics_workspace: "name",
  azurerm_monitor_diagnostic_setting: "name",
  azurerm_network_security_group: "name",
  azurerm_network_security_rule: null,
  azurerm_network_watcher: "name",
  azurerm_private_dns_zone: "name",
  azurerm_private_dns_zone_virtual_network_link: "name",
  azurerm_private_endpoint: "name",
  azurerm_resource_group: "name",
  azurerm_role_assignment: null,
  azurerm_role_definition: "name",
  azurerm_storage_account: "name",
  // the prefixes: common words ("data"); grants and expiry reach them by reference, and a test holds that
  azurerm_storage_container: null,
  azurerm_storage_management_policy: null,
  azurerm_subnet: "name",
  azurerm_subnet_network_security_group_association: null,
  azurerm_user_assigned_identity: "name",
  azurerm_virtual_network: "name",
};
