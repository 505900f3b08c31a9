/** What is public, wider than it should be, or foreign in synthesized Azure JSON: read here, by code of its own. */
import { type SynthesizedResource, strings } from "../../../stacks/rules/synthesized.js";
import type { SynthesizedStack } from "../../synth.js";

const listOf = (value: unknown): string[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value.flatMap(listOf) : [String(value)];

/** A JSON value at a path, or undefined. */
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);

/** Arguments that must have one value, by type: what opens a resource to the internet or to whoever holds a key. */
const must: Readonly<Record<string, ReadonlyArray<readonly [path: readonly (string | number)[], value: unknown]>>> = {
  azurerm_storage_account: [
    [["public_network_access_enabled"], false],
    [["shared_access_key_enabled"], false],
    [["allow_nested_items_to_be_public"], false],
    [["local_user_enabled"], false],
    [["https_traffic_only_enabled"], true],
    [["cross_tenant_replication_enabled"], false],
    [["network_rules", "default_action"], "Deny"],
  ],
  azurerm_key_vault: [
    [["public_network_access_enabled"], false],
    [["rbac_authorization_enabled"], true],
    [["purge_protection_enabled"], true],
    [["network_acls", "default_action"], "Deny"],
  ],
  azurerm_container_registry: [
    [["public_network_access_enabled"], false],
    [["admin_enabled"], false],
    [["anonymous_pull_enabled"], false],
  ],
  azurerm_machine_learning_compute_cluster: [
    [["ssh_public_access_enabled"], false],
    [["node_public_ip_enabled"], false],
    [["local_auth_enabled"], false],
    [["scale_settings", "min_node_count"], 0],
  ],
  azurerm_subnet: [[["default_outbound_access_enabled"], false]],
  azurerm_log_analytics_workspace: [[["internet_ingestion_enabled"], false]],
};

const bodies: Readonly<Record<string, ReadonlyArray<readonly [path: readonly (string | number)[], value: unknown]>>> = {
  "Microsoft.MachineLearningServices/workspaces": [
    [["body", "properties", "publicNetworkAccess"], "Disabled"],
    [["body", "properties", "systemDatastoresAuthMode"], "Identity"],
  ],
  "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": [
    [["body", "properties", "publicNetworkAccess"], "Disabled"],
    [["body", "properties", "authMode"], "AADToken"],
  ],
};

/** Whether a source is everybody: a word of Azure's, or blocks that hold a quarter of all addresses. */
function isEverybody(sources: readonly string[]): boolean {
  let held = 0;
  for (const source of sources) {
    if (/^(\*|Internet|Any|0\.0\.0\.0|::\/0)$/i.test(source)) return true;
    const [ip = "", bits = "32"] = source.split("/");
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(ip)) continue;
    held += 2 ** (32 - Number(bits));
  }
  return held >= 2 ** 30;
}

function openings({ type, address, arguments: given }: SynthesizedResource): string[] {
  const rules = type === "azapi_resource" ? bodies[String(given["type"]).split("@")[0] ?? ""] : must[type];
  const found = (rules ?? []).flatMap(([path, value]) =>
    at(given, ...path) === value ? [] : [`${address}: ${path.join(".")} is ${JSON.stringify(at(given, ...path))}`],
  );
  if (type === "azurerm_network_security_rule" && given["access"] === "Allow") {
    const sources = [...listOf(given["source_address_prefix"]), ...listOf(given["source_address_prefixes"])];
    const targets = [...listOf(given["destination_address_prefix"]), ...listOf(given["destination_address_prefixes"])];
    if (given["direction"] === "Inbound" && isEverybody(sources)) found.push(`${address}: lets in everybody`);
    if (given["direction"] === "Outbound" && isEverybody(targets)) found.push(`${address}: lets out to everybody`);
  }
  if (type === "azurerm_federated_identity_credential") {
    const exact = /^system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+$/.test(String(given["subject"]));
    if (!exact) found.push(`${address}: trusts ${given["subject"]}`);
    if (String(given["audience"]) !== "api://AzureADTokenExchange") found.push(`${address}: takes tokens for others`);
  }
  if (/^azurerm_(public_ip|nat_gateway|virtual_network_peering)/.test(type)) found.push(`${address}: is public`);
  return found;
}

/** How wide a right is: the parts of its scope, the fewer the wider. */
const depth = (scope: unknown): number => String(scope).split("/").length;

function rights(stack: SynthesizedStack, honest: SynthesizedStack): string[] {
  const before = new Map(honest.resources.map(({ address, arguments: given }) => [address, given]));
  const found: string[] = [];
  for (const { address, arguments: given } of stack.all("azurerm_role_assignment")) {
    const known = before.get(address);
    const scope = String(given["scope"]);
    if (known !== undefined && depth(scope) < depth(known["scope"])) found.push(`${address}: is wider: ${scope}`);
    if (!/\/resourceGroups\/[^/]+\/providers\//.test(scope))
      found.push(`${address}: is on more than a resource: ${scope}`);
    if (/[*\s]/.test(scope.replace(/\$\{[^}]*\}/g, ""))) found.push(`${address}: is on a pattern: ${scope}`);
    const who = String(given["principal_id"]);
    if (!/^(\$\{.*\}|[0-9a-f-]{36})$/.test(who)) found.push(`${address}: is for ${who}`);
    if (known !== undefined && given["role_definition_name"] !== known["role_definition_name"]) {
      found.push(`${address}: is another role: ${given["role_definition_name"]}`);
    }
    if (/^(Owner|User Access Administrator)$/.test(String(given["role_definition_name"])))
      found.push(`${address}: owns`);
  }
  for (const { address, arguments: role } of stack.all("azurerm_role_definition")) {
    for (const action of listOf(at(role, "permissions", 0, "actions"))) {
      if (action.includes("*")) found.push(`${address}: may ${action}`);
    }
    for (const scope of listOf(role["assignable_scopes"])) {
      if (!/^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\//.test(scope))
        found.push(`${address}: can be given on ${scope}`);
    }
  }
  return found;
}

/** Subscriptions and hosts that the honest stack does not name. */
function foreign(stack: SynthesizedStack, honest: SynthesizedStack): string[] {
  const named = (of: SynthesizedStack) =>
    [...strings({ resource: of.json.resource })].flatMap(({ text, pointer }) =>
      // the image's own command line, which is quoted for its shell, and tags: they name no resource
      /\/componentSpec\/command$|\/tags\/[^/]+$|\/issuer$/.test(pointer)
        ? []
        : [
            ...[...text.matchAll(/\/subscriptions\/([^/]+)/g)].map(([, id = ""]) => [id, pointer] as const),
            ...[...text.matchAll(/(?:https?|s3|gs|wasbs?):\/\/([^/"'\s]+)/g)].map(
              ([, host = ""]) => [host, pointer] as const,
            ),
          ],
    );
  const known = new Set(named(honest).map(([name]) => name));
  return named(stack)
    .filter(([name]) => !known.has(name) && !name.includes("${"))
    .map(([name, pointer]) => `${pointer}: names ${name}, which is foreign`);
}

/** Lines about what one stack lets in, beyond what the one of honest props does. */
export const azureFindings = (stack: SynthesizedStack, honest: SynthesizedStack): readonly string[] => [
  ...stack.resources.flatMap(openings),
  ...rights(stack, honest),
  ...foreign(stack, honest),
];
