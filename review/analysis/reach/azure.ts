/** Reach on Azure: security rules, private endpoints, public switches, outbound rules of managed networks. */

import type { References } from "../../read/references.js";
import { type Arguments, blocks, isMap, type Resource } from "../../read/stack.js";
import { isAnywhere, ports, type Reach, type ReachReader } from "../reach.js";

const internet = "the internet";

const sides = (rule: Arguments, side: string, references: References): readonly string[] => {
  const keys = [`${side}_address_prefix`, `${side}_address_prefixes`, `${side}_application_security_group_ids`];
  const found = keys.flatMap((key) => references.texts(rule[key]));
  return found.length > 0 ? found : ["not understood"];
};

function securityRule(rule: Arguments, group: string, address: string, references: References): readonly Reach[] {
  const isInbound = rule["direction"] === "Inbound";
  const isOpen = rule["access"] === "Allow";
  const port = rule["destination_port_range"] ?? references.texts(rule["destination_port_ranges"]).join(", ");
  const others = sides(rule, isInbound ? "source" : "destination", references);
  const own = sides(rule, isInbound ? "destination" : "source", references).map((each) =>
    each === "*" ? group : each,
  );
  return own.flatMap((side) =>
    others.map((each) => {
      const other = isAnywhere(each) ? (each === "*" ? "anywhere" : internet) : each;
      return {
        from: isInbound ? other : side,
        to: isInbound ? side : other,
        by: ports(rule["protocol"], port === "" ? undefined : port, undefined),
        isOpen,
        address,
        isPublic: isOpen && isAnywhere(each),
      };
    }),
  );
}

/** Types that are open to the internet unless `public_network_access_enabled` says no. */
const openByDefault = new Set([
  "azurerm_storage_account",
  "azurerm_key_vault",
  "azurerm_container_registry",
  "azurerm_machine_learning_workspace",
  "azurerm_cognitive_account",
  "azurerm_search_service",
]);

/** The properties of an azapi body. */
export function azapiProperties(resource: Resource): Arguments {
  const body = resource.arguments["body"];
  return isMap(body) && isMap(body["properties"]) ? body["properties"] : {};
}

/** What a managed network of a workspace lets out. */
function managedNetwork(name: string, network: Arguments, address: string, references: References): readonly Reach[] {
  const mode = references.text(network["isolationMode"] ?? network["isolation_mode"]);
  const rules = isMap(network["outboundRules"]) ? Object.entries(network["outboundRules"]) : [];
  return [
    {
      from: `managed network of ${name}`,
      to: mode === "AllowOnlyApprovedOutbound" ? "anything not approved" : internet,
      by: mode,
      isOpen: mode !== "AllowOnlyApprovedOutbound",
      address,
      isPublic: mode !== "AllowOnlyApprovedOutbound",
    },
    ...rules
      .filter(([, rule]) => isMap(rule))
      .map(([id, rule]) => outboundRule(name, id, rule as Arguments, address, references)),
  ];
}

function outboundRule(workspace: string, id: string, rule: Arguments, address: string, references: References): Reach {
  const destination = rule["destination"];
  const to = isMap(destination)
    ? ["serviceResourceId", "subresourceTarget", "serviceTag", "fqdn", "protocol", "portRanges"]
        .flatMap((key) => references.texts(destination[key]))
        .join(" ")
    : references.text(destination ?? id);
  return {
    from: `managed network of ${workspace}`,
    to: to || id,
    by: `outbound rule, ${references.text(rule["type"] ?? "approved")}`,
    isOpen: true,
    address,
    isPublic: false,
  };
}

function azapi(resource: Resource, references: References): readonly Reach[] {
  const properties = azapiProperties(resource);
  const { address } = resource;
  const kind = String(resource.arguments["type"]).split("@")[0] ?? "";
  const name = references.name(resource);
  const access = properties["publicNetworkAccess"];
  const network = properties["managedNetwork"];
  const isClosed = access === "Disabled";
  return [
    ...(access === undefined
      ? []
      : [
          {
            from: internet,
            to: name,
            by: `public network access ${String(access).toLowerCase()}`,
            isOpen: !isClosed,
            address,
            isPublic: !isClosed,
          },
        ]),
    ...(isMap(network) ? managedNetwork(name, network, address, references) : []),
    ...(kind.endsWith("/outboundRules")
      ? [outboundRule(references.text(resource.arguments["parent_id"]), name, properties, address, references)]
      : []),
  ];
}

/** Rows of one Azure resource. */
export const azureReach: ReachReader = (resource, references) => {
  const { type, arguments: given, address } = resource;
  const row = (from: string, to: string, by: string, isPublic = false, isOpen = true): Reach => ({
    from,
    to,
    by,
    isOpen,
    address,
    isPublic,
  });
  const name = () => references.name(resource);
  if (type === "azapi_resource" || type === "azapi_update_resource") return azapi(resource, references);
  if (!type.startsWith("azurerm_")) return [];
  const rows: Reach[] = [];
  if (given["public_network_access_enabled"] === false)
    rows.push(row(internet, name(), "public network access off", false, false));
  else if (given["public_network_access_enabled"] === true || openByDefault.has(type)) {
    const rules = [...blocks(given["network_rules"]), ...blocks(given["network_acls"])];
    const isDenied = rules.some((each) => each["default_action"] === "Deny");
    const by = isDenied ? "public network access, only for named networks" : "public network access on";
    rows.push(row(internet, name(), by, !isDenied));
  }
  switch (type) {
    case "azurerm_network_security_rule":
      return [
        ...rows,
        ...securityRule(given, references.text(given["network_security_group_name"]), address, references),
      ];
    case "azurerm_network_security_group":
      return [
        ...rows,
        ...blocks(given["security_rule"]).flatMap((rule) => securityRule(rule, name(), address, references)),
      ];
    case "azurerm_private_endpoint":
      return [
        ...rows,
        ...blocks(given["private_service_connection"]).map((each) =>
          row(
            references.text(given["subnet_id"]),
            references.text(each["private_connection_resource_id"] ?? each["private_connection_resource_alias"]),
            `private endpoint ${references.texts(each["subresource_names"]).join(", ")}`.trim(),
          ),
        ),
      ];
    case "azurerm_log_analytics_workspace":
      return [
        ...rows,
        ...(given["internet_ingestion_enabled"] === false
          ? []
          : [row(internet, name(), "accepts logs, by identity", true)]),
        ...(given["internet_query_enabled"] === false
          ? []
          : [row(internet, name(), "answers queries, by identity", true)]),
      ];
    case "azurerm_public_ip":
      return [...rows, row(internet, name(), "public address", true)];
    case "azurerm_nat_gateway":
      return [...rows, row(name(), internet, "NAT gateway", true)];
    case "azurerm_virtual_network_peering":
      return [
        ...rows,
        row(
          references.text(given["remote_virtual_network_id"]),
          references.text(given["virtual_network_name"]),
          "peering",
        ),
      ];
    case "azurerm_subnet":
      return given["default_outbound_access_enabled"] === false
        ? [...rows, row(name(), internet, "default outbound access off", false, false)]
        : rows;
    case "azurerm_machine_learning_workspace":
      return [
        ...rows,
        ...blocks(given["managed_network"]).flatMap((network) => managedNetwork(name(), network, address, references)),
      ];
    case "azurerm_machine_learning_workspace_network_outbound_rule_fqdn":
    case "azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint":
    case "azurerm_machine_learning_workspace_network_outbound_rule_service_tag": {
      const to = ["destination_fqdn", "service_resource_id", "service_tag", "protocol", "port_ranges"]
        .flatMap((key) => references.texts(given[key]))
        .join(" ");
      return [...rows, row(`managed network of ${references.text(given["workspace_id"])}`, to, "outbound rule")];
    }
    default:
      return rows;
  }
};
