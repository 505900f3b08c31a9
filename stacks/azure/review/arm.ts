/** Reach of what azapi makes: bodies of ARM, by their type. */

import { internet, type Reach, type Seen } from "../../readers/reach.js";
import { type Arguments, isMap, type Resource } from "../../readers/stack.js";

/** The types of the provider. */
export const azapiKinds = /^azapi_(resource|update_resource)$/;

/** The ARM type of an azapi resource, without its version. */
export const armType = ({ arguments: given }: Resource): string => String(given["type"] ?? "").split("@")[0] ?? "";

/** What a resource of azapi is called in lists and on pages: by the type of ARM. */
export const typeName = (resource: Resource): string | undefined =>
  resource.type.startsWith("azapi_") ? `${resource.type} ${armType(resource)}` : undefined;

function properties(resource: Resource): Arguments {
  const body = resource.arguments["body"];
  return isMap(body) && isMap(body["properties"]) ? body["properties"] : {};
}

function outboundRule(workspace: string, id: string, rule: Arguments, seen: Seen): Reach {
  const { references } = seen;
  const destination = rule["destination"];
  const to = isMap(destination)
    ? ["serviceResourceId", "subresourceTarget", "serviceTag", "fqdn", "protocol", "portRanges"]
        .flatMap((key) => references.texts(destination[key]))
        .join(" ")
    : references.text(destination ?? id);
  const by = `outbound rule, ${references.text(rule["type"] ?? "approved")}`;
  return seen.open(`managed network of ${workspace}`, to || id, by);
}

/** What a managed network of a workspace lets out. */
export function managedNetwork(network: Arguments, seen: Seen): readonly Reach[] {
  const { references, name } = seen;
  const mode = references.text(network["isolationMode"] ?? network["isolation_mode"]);
  const rules = isMap(network["outboundRules"]) ? Object.entries(network["outboundRules"]) : [];
  const from = `managed network of ${name}`;
  return [
    mode === "AllowOnlyApprovedOutbound"
      ? seen.closed(from, "anything not approved", mode)
      : seen.public(from, internet, mode),
    ...rules.filter(([, rule]) => isMap(rule)).map(([id, rule]) => outboundRule(name, id, rule as Arguments, seen)),
  ];
}

/** Rows of one azapi resource. */
export function azapiRows(seen: Seen): readonly Reach[] {
  const { resource, name, references } = seen;
  const inside = properties(resource);
  const [access, network] = [inside["publicNetworkAccess"], inside["managedNetwork"]];
  const by = `public network access ${references.text(access).toLowerCase()}`;
  return [
    ...(access === undefined
      ? []
      : [access === "Disabled" ? seen.closed(internet, name, by) : seen.public(internet, name, by)]),
    ...(isMap(network) ? managedNetwork(network, seen) : []),
    ...(armType(resource).endsWith("/outboundRules") ? [outboundRule(seen.text("parent_id"), name, inside, seen)] : []),
  ];
}
