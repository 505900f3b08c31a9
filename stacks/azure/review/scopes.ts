/** Ids of Azure: what a scope names, once its references are replaced by the ids that they will be. */
import type { References } from "../../readers/references.js";
import { blocks, isMap, type Resource, type Stack } from "../../readers/stack.js";

/** Types of resources and where they stand in an id. */
export const providers: Readonly<Record<string, string>> = {
  azurerm_storage_account: "Microsoft.Storage/storageAccounts",
  azurerm_key_vault: "Microsoft.KeyVault/vaults",
  azurerm_container_registry: "Microsoft.ContainerRegistry/registries",
  azurerm_machine_learning_workspace: "Microsoft.MachineLearningServices/workspaces",
  azurerm_user_assigned_identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  azurerm_log_analytics_workspace: "Microsoft.OperationalInsights/workspaces",
  azurerm_application_insights: "Microsoft.Insights/components",
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks",
  azurerm_cosmosdb_account: "Microsoft.DocumentDB/databaseAccounts",
  azurerm_eventhub_namespace: "Microsoft.EventHub/namespaces",
  azurerm_servicebus_namespace: "Microsoft.ServiceBus/namespaces",
  azurerm_kubernetes_cluster: "Microsoft.ContainerService/managedClusters",
  azurerm_mssql_server: "Microsoft.Sql/servers",
};

/** Types that stand in another one, by the argument that holds the other's id. */
const children: Readonly<Record<string, readonly [argument: string, segment: string]>> = {
  azurerm_key_vault_key: ["key_vault_id", "keys"],
  azurerm_key_vault_secret: ["key_vault_id", "secrets"],
  azurerm_storage_container: ["storage_account_id", "blobServices/default/containers"],
};

/** The subscription that the providers work in. */
export function subscriptionOf(stack: Stack): string {
  const all = isMap(stack.json["provider"]) ? stack.json["provider"] : {};
  const given = [...blocks(all["azurerm"]), ...blocks(all["azapi"])].map((each) => each["subscription_id"]);
  const found = given.find((each) => typeof each === "string" && !each.includes("${"));
  return typeof found === "string" ? found : "{subscription}";
}

/** The id that a resource will have; undefined where its type is not known here. */
export function idOf(resource: Resource, stack: Stack, references: References, depth = 0): string | undefined {
  const { type, arguments: given } = resource;
  const text = (value: unknown) => resolved(value, stack, references, depth + 1);
  const subscription = `/subscriptions/${subscriptionOf(stack)}`;
  if (type === "azurerm_subscription")
    return given["subscription_id"] === undefined ? subscription : `/subscriptions/${text(given["subscription_id"])}`;
  if (type === "azurerm_management_group")
    return `/providers/Microsoft.Management/managementGroups/${text(given["name"])}`;
  if (type === "azurerm_resource_group") return `${subscription}/resourceGroups/${text(given["name"])}`;
  if (type === "azapi_resource" || type === "azapi_update_resource") {
    if (typeof given["resource_id"] === "string") return text(given["resource_id"]);
    const kind = String(given["type"]).split("@")[0] ?? "";
    const parent = text(given["parent_id"]);
    const isChild = kind.split("/").length > 2;
    return `${parent}${isChild ? `/${kind.split("/").at(-1)}` : `/providers/${kind}`}/${text(given["name"])}`;
  }
  const child = children[type];
  if (child !== undefined) return `${text(given[child[0]])}/${child[1]}/${text(given["name"])}`;
  const provider = providers[type];
  if (provider === undefined) return undefined;
  return `${subscription}/resourceGroups/${text(given["resource_group_name"])}/providers/${provider}/${text(given["name"])}`;
}

const reference = /(?<!\$)\$\{((?:data\.)?[a-z][a-z0-9_]*\.[\w-]+)\.([\w.[\]"*-]+)\}/g;

/** Text with its references replaced by ids and names. */
export function resolved(value: unknown, stack: Stack, references: References, depth = 0): string {
  if (typeof value !== "string") return value === undefined ? "" : JSON.stringify(value);
  if (depth > 8) return value;
  return value.replace(reference, (_whole, address: string, attribute: string) => {
    const resource = stack.byAddress.get(address);
    if (resource === undefined) return `{${address}.${attribute}}`;
    const literal = resource.arguments[attribute];
    if (typeof literal === "string") return resolved(literal, stack, references, depth + 1);
    if (attribute === "subscription_id") return subscriptionOf(stack);
    const id =
      attribute === "id" || attribute === "resource_manager_id"
        ? idOf(resource, stack, references, depth + 1)
        : undefined;
    return id ?? `{${address}.${attribute}}`;
  });
}
