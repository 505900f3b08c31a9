/** Reach on Azure: security rules, private endpoints, public switches, outbound rules of managed networks. */

import { isInternet } from "../../readers/networks.js";
import {
  always,
  type Handler,
  internet,
  link,
  none,
  ports,
  type Reach,
  type ReachReader,
  type Seen,
  see,
} from "../../readers/reach.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource } from "../../readers/stack.js";
import { azapiKinds, azapiRows, managedNetwork } from "./arm.js";
import { isToEndpoint, rulesBeforeEndpoints } from "./before-endpoints.js";

const sides = (rule: Arguments, side: string, references: References): readonly string[] => {
  const keys = [`${side}_address_prefix`, `${side}_address_prefixes`, `${side}_application_security_group_ids`];
  const found = keys.flatMap((key) => references.texts(rule[key]));
  return found.length > 0 ? found : ["not understood"];
};

function securityRule(rule: Arguments, group: string, seen: Seen): readonly Reach[] {
  const { references } = seen;
  const isInbound = rule["direction"] === "Inbound";
  const isOpen = rule["access"] === "Allow";
  const port = rule["destination_port_range"] ?? references.texts(rule["destination_port_ranges"]).join(", ");
  const given = sides(rule, isInbound ? "source" : "destination", references);
  // the addresses of all of Azure's data centres: whoever rents a machine there has one of them
  // (learn.microsoft.com/azure/virtual-network/service-tags-overview, "AzureCloud", 2026-11)
  const isAnyTenant = isInbound && given.some((each) => /^AzureCloud(\.\w+)?$/i.test(each));
  const isAll = isAnyTenant || isInternet(given);
  const others = isAll ? [given.includes("*") ? "anywhere" : internet] : given;
  const own = sides(rule, isInbound ? "destination" : "source", references).map((each) =>
    each === "*" ? group : each,
  );
  const through = ports(rule["protocol"], port === "" ? undefined : port, undefined);
  const by = isAnyTenant ? `${through}, from every machine in Azure, whoever rents it` : through;
  const place = { list: `${group} ${String(rule["direction"])}`, priority: Number(rule["priority"] ?? 0) };
  return own.flatMap((side) =>
    others.map((other) => {
      const [from, to] = isInbound ? [other, side] : [side, other];
      const row = !isOpen ? seen.closed(from, to, by) : isAll ? seen.public(from, to, by) : seen.open(from, to, by);
      return { ...row, rule: place };
    }),
  );
}

/** What a public switch leaves, with the networks that are named beside it. */
function publicAccess(seen: Seen, isOn: boolean): readonly Reach[] {
  const { given, name, references, resource } = seen;
  if (!isOn) return [seen.closed(internet, name, "public network access off")];
  // the rules may stand in the resource or beside it
  const beside = references.pointingAt(resource, "azurerm_storage_account_network_rules", "storage_account_id");
  const rules = [
    ...blocks(given["network_rules"]),
    ...blocks(given["network_acls"]),
    ...blocks(given["network_rule_set"]),
  ];
  const all = beside === undefined ? rules : [...rules, beside.arguments];
  const isDenied = all.length > 0 && all.every((each) => String(each["default_action"] ?? "Allow") === "Deny");
  const ranges = all.flatMap((each) => {
    const written = references.texts(each["ip_rules"]);
    return [...written, ...blocks(each["ip_rule"]).map((rule) => references.text(rule["ip_range"]))];
  });
  if (isDenied && isInternet(ranges))
    return [seen.public(internet, name, "public network access, for ranges that are the internet")];
  return isDenied
    ? [
        seen.open(
          ranges.length > 0 ? ranges.join(", ") : "named networks",
          name,
          "public network access, only for named networks",
        ),
      ]
    : [seen.public(internet, name, "public network access on")];
}

/** Types with a public switch, and whether it is on where nothing is written (the provider's documents, 2026-10). */
const openByDefault = [
  ...["storage_account", "key_vault", "container_registry", "machine_learning_workspace", "cognitive_account"],
  ...["search_service", "cosmosdb_account", "mssql_server", "mysql_flexible_server", "eventhub_namespace"],
  ...["servicebus_namespace", "redis_cache", "data_factory", "synapse_workspace", "databricks_workspace", "iothub"],
  ...["app_configuration", "linux_web_app", "windows_web_app", "linux_function_app", "windows_function_app"],
  ...["logic_app_standard", "batch_account", "automation_account", "web_pubsub", "signalr_service", "grafana"],
  ...[
    "dashboard_grafana",
    "ai_services",
    "ai_foundry",
    "managed_disk_access",
    "recovery_services_vault",
    "purview_account",
  ],
].map((each) => `azurerm_${each}`);

const postgres: Handler = (seen) =>
  seen.given["delegated_subnet_id"] !== undefined
    ? [seen.open(seen.text("delegated_subnet_id"), seen.name, "in the virtual network")]
    : publicAccess(seen, seen.given["public_network_access_enabled"] !== false);

/** A firewall rule of a database: a range, or the two zeros that mean all of Azure. */
const databaseRule: Handler = (seen) => {
  const [first, last] = [seen.text("start_ip_address"), seen.text("end_ip_address")];
  const to = seen.text("server_id") || seen.text("server_name") || seen.name;
  if (first === "0.0.0.0" && last === "0.0.0.0")
    return [seen.public("all of Azure, of any customer", to, "firewall rule")];
  const range = `${first}-${last}`;
  return [isInternet([range]) ? seen.public(internet, to, "firewall rule") : seen.open(range, to, "firewall rule")];
};

/** Types that have a public address where their frontend names one. */
const frontend: Handler = ({ given, name, open, public: isPublic }) =>
  /public_ip_address_id|public_ip_prefix_id/.test(JSON.stringify(given))
    ? [isPublic(internet, name, "public frontend")]
    : [open("the virtual network", name, "private frontend")];

/** Whether an argument of azurerm 4, or what 5 calls it, keeps the internet out. */
const keepsOut = (given: Arguments, what: "ingestion" | "query"): boolean =>
  given[`internet_${what}_enabled`] === false || given[`internet_${what}_access_type`] === "Disabled";

const workspaceLogs: Handler = (seen) => [
  keepsOut(seen.given, "ingestion")
    ? seen.closed(internet, seen.name, "logs from the internet off")
    : seen.api("accepts logs, by identity"),
  keepsOut(seen.given, "query")
    ? seen.closed(internet, seen.name, "queries from the internet off")
    : seen.api("answers queries, by identity"),
];

const outbound: Handler = ({ given, references, text, open }) => {
  const keys = ["destination_fqdn", "service_resource_id", "service_tag", "protocol", "port_ranges"];
  const to = keys.flatMap((key) => references.texts(given[key])).join(" ");
  return [open(`managed network of ${text("workspace_id")}`, to, "outbound rule")];
};

const handlers: Readonly<Record<string, Handler>> = {
  azurerm_network_security_rule: (seen) => securityRule(seen.given, seen.text("network_security_group_name"), seen),
  azurerm_network_security_group: (seen) =>
    blocks(seen.given["security_rule"]).flatMap((rule) => securityRule(rule, seen.name, seen)),
  azurerm_private_endpoint: ({ given, text, references, open }) =>
    blocks(given["private_service_connection"]).map((each) => {
      const to = references.text(each["private_connection_resource_id"] ?? each["private_connection_resource_alias"]);
      const by = `private endpoint ${references.texts(each["subresource_names"]).join(", ")}`.trim();
      const way = open(text("subnet_id"), to, by);
      return isToEndpoint(each) ? { ...way, isToEndpoint: true } : way;
    }),
  azurerm_log_analytics_workspace: workspaceLogs,
  azurerm_application_insights: workspaceLogs,
  azurerm_public_ip: always("public address"),
  azurerm_public_ip_prefix: always("public addresses"),
  azurerm_nat_gateway: ({ name, public: isPublic }) => [isPublic(name, internet, "NAT gateway")],
  azurerm_virtual_network_peering: ({ text, open }) => [
    open(text("remote_virtual_network_id"), text("virtual_network_name"), "peering"),
  ],
  azurerm_subnet: ({ given, name, closed }) =>
    given["default_outbound_access_enabled"] === false ? [closed(name, internet, "default outbound access off")] : [],
  azurerm_route: ({ given, text, references, public: isPublic }) =>
    given["next_hop_type"] === "Internet" && isInternet([references.text(given["address_prefix"])])
      ? [isPublic(text("route_table_name"), internet, "route")]
      : [],
  azurerm_route_table: ({ given, name, references, public: isPublic }) =>
    blocks(given["route"]).some(
      (each) => each["next_hop_type"] === "Internet" && isInternet([references.text(each["address_prefix"])]),
    )
      ? [isPublic(name, internet, "route")]
      : [],
  azurerm_storage_account_network_rules: ({ given, text, public: isPublic }) =>
    String(given["default_action"]) === "Allow"
      ? [isPublic(internet, text("storage_account_id"), "network rules let everything in by default")]
      : [],
  azurerm_storage_container: ({ given, name, public: isPublic }) =>
    ["blob", "container"].includes(String(given["container_access_type"]))
      ? [isPublic(internet, name, "anonymous access")]
      : [],
  azurerm_machine_learning_workspace: (seen) => [
    ...publicAccess(seen, seen.given["public_network_access_enabled"] !== false),
    ...blocks(seen.given["managed_network"]).flatMap((network) => managedNetwork(network, seen)),
  ],
  azurerm_machine_learning_workspace_network_outbound_rule_fqdn: outbound,
  azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: outbound,
  azurerm_machine_learning_workspace_network_outbound_rule_service_tag: outbound,
  azurerm_postgresql_flexible_server: postgres,
  azurerm_mssql_firewall_rule: databaseRule,
  azurerm_postgresql_flexible_server_firewall_rule: databaseRule,
  azurerm_mysql_flexible_server_firewall_rule: databaseRule,
  azurerm_kubernetes_cluster: ({ given, name, closed, references, open, public: isPublic }) => {
    if (given["private_cluster_enabled"] === true) return [closed(internet, name, "public API endpoint off")];
    const profile = blocks(given["api_server_access_profile"]);
    const ranges = profile.flatMap((each) => references.texts(each["authorized_ip_ranges"]));
    return ranges.length > 0 && !isInternet(ranges)
      ? ranges.map((range) => open(range, name, "public API endpoint, for a named network"))
      : [isPublic(internet, name, "public API endpoint")];
  },
  azurerm_machine_learning_compute_cluster: ({ given, name, closed, public: isPublic }) =>
    given["node_public_ip_enabled"] === false
      ? [closed(internet, name, "public addresses of nodes off")]
      : [isPublic(internet, name, "public addresses of nodes")],
  azurerm_application_gateway: frontend,
  azurerm_lb: frontend,
  azurerm_firewall: frontend,
  azurerm_bastion_host: ({ name, public: isPublic }) => [isPublic(internet, name, "bastion")],
  azurerm_virtual_network_gateway: link("VPN gateway"),
  azurerm_vpn_gateway: link("VPN gateway"),
  azurerm_local_network_gateway: none,
  azurerm_virtual_network_gateway_connection: link("VPN connection"),
  azurerm_express_route_circuit: link("ExpressRoute"),
  azurerm_container_group: ({ given, name, public: isPublic, open }) =>
    String(given["ip_address_type"] ?? "Public") === "Public"
      ? [isPublic(internet, name, "public address")]
      : [open("the virtual network", name, "private address")],
  azurerm_container_app: ({ given, name, open, public: isPublic }) =>
    blocks(given["ingress"]).some((each) => each["external_enabled"] === true)
      ? [isPublic(internet, name, "external ingress")]
      : [open("its environment", name, "internal ingress")],
  azurerm_api_management: ({ given, name, open, public: isPublic }) =>
    given["virtual_network_type"] === "Internal"
      ? [open("the virtual network", name, "API management")]
      : [isPublic(internet, name, "API management")],
  azurerm_cdn_frontdoor_endpoint: always("Front Door"),
  azurerm_frontdoor: always("Front Door"),
  azurerm_static_web_app: always("static web app"),
};

const isSwitched = new Set(openByDefault);

/** Rows of Azure resources. */
export const reach: ReachReader = {
  reads: (type) => Object.hasOwn(handlers, type) || isSwitched.has(type),
  rows: (resource: Resource, references) => {
    const { type, arguments: given } = resource;
    if (azapiKinds.test(type)) return azapiRows(see(resource, references));
    if (!type.startsWith("azurerm_")) return [];
    const seen = see(resource, references);
    const own = Object.hasOwn(handlers, type) ? (handlers[type]?.(seen) ?? []) : [];
    if (Object.hasOwn(handlers, type)) return own;
    const access = given["public_network_access_enabled"];
    return isSwitched.has(type) || access === true || access === false ? publicAccess(seen, access !== false) : [];
  },
  rulesBeforeEndpoints,
};
