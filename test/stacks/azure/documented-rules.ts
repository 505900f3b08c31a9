/**
 * What Azure documents of the arguments of a stack, by hand from its pages, and not from the forms of
 * the constructs: a stack of any spec that the check accepts keeps them.
 */
import type { DocumentedRule, DocumentedSum } from "../random/stacks.js";

const names = "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules";
const text = (least: number, most: number) => new RegExp(`^[\\s\\S]{${least},${most}}$`);
const network = /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/;

/** Rules of single arguments. */
export const rules: readonly DocumentedRule[] = [
  ["azurerm_resource_group", "name", /^[\w().-]{0,89}[\w()-]$/, names],
  ["azurerm_storage_account", "name", /^(?!.*(?:microsoft|windows))(?!login|xbox)[a-z0-9]{3,24}$/, names],
  ["azurerm_storage_container", "name", /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, names],
  ["azurerm_key_vault", "name", /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/, names],
  ["azurerm_container_registry", "name", /^[a-zA-Z0-9]{5,50}$/, names],
  ["azurerm_log_analytics_workspace", "name", /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/, names],
  ["azurerm_user_assigned_identity", "name", /^[a-zA-Z0-9][\w-]{2,127}$/, names],
  ["azurerm_application_insights", "name", /^[^%&\\?/\s][^%&\\?/]{0,254}(?<![ .])$/, names],
  ["azurerm_virtual_network", "name", /^[a-zA-Z0-9][\w.-]{0,62}\w$/, names],
  ...["subnet", "network_security_group", "network_security_rule", "private_endpoint"].map(
    (kind) => [`azurerm_${kind}`, "name", network, names] as const,
  ),
  [
    "azurerm_monitor_action_group",
    "short_name",
    text(1, 12),
    "learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
  ],
  ["azurerm_monitor_metric_alert", "name", /^[^*#&+:<>?@%{}\\/]{1,259}(?<![ .])$/, names],
  ["azurerm_monitor_scheduled_query_rules_alert_v2", "name", /^[^*#&+:<>?@%{}\\/]{1,259}(?<![ .])$/, names],
  ["azurerm_monitor_autoscale_setting", "name", /^[^<>*%&:?+/\\]{1,260}(?<![ .])$/, names],
  ["azurerm_consumption_budget_resource_group", "name", /^[\w-]{1,63}$/, names],
  [
    "azurerm_consumption_budget_resource_group",
    "time_period/start_date",
    /^20\d\d-\d\d-01T00:00:00Z$/,
    "learn.microsoft.com/rest/api/consumption/budgets/create-or-update",
  ],
  ["azurerm_role_definition", "name", text(1, 512), "learn.microsoft.com/azure/role-based-access-control/custom-roles"],
  [
    "azurerm_role_definition",
    "description",
    text(0, 2048),
    "learn.microsoft.com/azure/role-based-access-control/custom-roles",
  ],
  [
    "azurerm_role_assignment",
    "principal_id",
    /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
    "github.com/hashicorp/terraform-provider-azurerm/issues/24434 (2024-01-09)",
  ],
  [
    "azapi_resource",
    "body/properties/trigger/expression",
    /^\S+ \S+ \* \* \S+$/,
    "learn.microsoft.com/azure/machine-learning/how-to-schedule-pipeline-job",
  ],
  [
    "azapi_resource",
    "body/properties/instanceType",
    /^Standard_[A-Z][\w-]+$/,
    "learn.microsoft.com/azure/virtual-machines/vm-naming-conventions",
  ],
  [
    "azapi_resource",
    "tags/[^/]+",
    text(0, 256),
    "learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
  ],
].map(([type, argument, must, source]) => ({
  type: type as string,
  at: new RegExp(`^/${argument as string}$`),
  must: must as RegExp,
  source: `${source as string} (2026-11)`,
}));

/** Name rules of what azapi makes, by ARM type. learn.microsoft.com/azure/machine-learning, the same day. */
const azapiNames: ReadonlyArray<readonly [type: RegExp, must: RegExp]> = [
  [/\/workspaces@/, /^(?!.*(?:microsoft|windows))[a-zA-Z0-9][\w-]{2,32}$/i],
  [/\/onlineEndpoints@/, /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/],
  [/\/deployments@/, /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/],
  [/\/computes@/, /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/],
  [/\/(?:schedules|components|environments|models)@/, /^[a-zA-Z0-9][\w-]{0,254}$/],
  [/\/versions@/, /^[a-zA-Z0-9][\w.-]{0,254}$/],
];

/** Rules of several arguments together. */
export const sums: readonly DocumentedSum[] = [
  (stack) =>
    stack.all("azapi_resource").flatMap(({ address, arguments: given }) => {
      const name = String(given["name"]);
      const [, must] = azapiNames.find(([type]) => type.test(String(given["type"]))) ?? [];
      return must === undefined || name.includes("${") || must.test(name)
        ? []
        : [`${address}: the name ${name}, against ${must.source}`];
    }),
  // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources (2026-11)
  (stack) =>
    stack.resources.flatMap(({ type, address, arguments: given }) => {
      const keys = Object.keys((given["tags"] ?? {}) as object);
      const most = /private_dns_zone/.test(type) ? 15 : 50;
      const isDouble = new Set(keys.map((key) => key.toLowerCase())).size !== keys.length;
      return keys.length > most || isDouble ? [`${address}: ${keys.length} tags, at most ${most}`] : [];
    }),
  // learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits (2026-11)
  (stack) =>
    stack.all("azurerm_network_security_rule").flatMap(({ address, arguments: given }) => {
      const { length } = (given["source_address_prefixes"] ?? []) as readonly string[];
      return length > 4000 ? [`${address}: ${length} ranges, at most 4000`] : [];
    }),
];
