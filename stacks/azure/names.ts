/**
 * Names on Azure, composed in one place from the pilot's name. Globally unique names end in 8 hex digits of the hash of
 * subscription and pilot.
 */
import { createHash } from "node:crypto";
import { shortHash } from "../pilot-spec/hash.js";
import type { ComposedName, NameRule } from "../pilot-spec/names.js";
import type { PilotSpec } from "../pilot-spec/schema.js";

const rules = {
  // learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (2026-10)
  storageAccount: {
    kind: "storage account name",
    pattern: /^[a-z0-9]{3,24}$/,
    allowed: "3 to 24 lower-case letters and digits",
  },
  workspace: {
    kind: "Azure ML workspace name",
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
    allowed: "3 to 33 letters, digits, - and _",
  },
  keyVault: {
    kind: "key vault name",
    pattern: /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
    allowed: "3 to 24 letters, digits and single -",
  },
  registry: { kind: "container registry name", pattern: /^[a-zA-Z0-9]{5,50}$/, allowed: "5 to 50 letters and digits" },
  onlineEndpoint: {
    kind: "online endpoint name",
    pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/,
    allowed: "3 to 32 letters, digits and -",
  },
} satisfies Record<string, NameRule>;

/** A UUID of a hash, for what a platform names by one: the same for the same parts. */
function uuidOf(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(parts.join("/")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Names on Azure. Azure holds some of them back after a destroy: a vault's for 90 days, a workspace's and a log
 * workspace's for 14. Those follow the generation; 0 names them as they always were.
 */
export function azureNames(pilot: string, subscription: string, generation = 0) {
  const hash = shortHash(subscription, pilot);
  const vaultHash = generation === 0 ? hash : shortHash(subscription, pilot, String(generation));
  const later = generation === 0 ? "" : `-${generation}`;
  const compact = pilot.replaceAll("-", "");
  return {
    prefix: pilot,
    resourceGroup: pilot,
    network: pilot,
    dataBucket: `${compact}${hash}`,
    flowLogAccount: `${compact}net${hash}`,
    workspaceAccount: `${compact}ws${hash}`,
    keyVault: `${compact}${vaultHash}`,
    keyRoleId: uuidOf(subscription, pilot, "key"),
    importRoleId: uuidOf(subscription, pilot, "import"),
    approveRoleId: uuidOf(subscription, pilot, "approve"),
    invokeRoleId: uuidOf(subscription, pilot, "invoke"),
    workspaceVault: `${compact}ws${vaultHash}`,
    accessLogWorkspace: `${pilot}-access-logs${later}`,
    logWorkspace: `${pilot}-logs${later}`,
    registry: `${compact}${hash}`,
    workspace: `${pilot}${later}`,
    pipeline: `${pilot}-pipeline`,
    batchPipeline: `${pilot}-batch`,
    model: `${pilot}-models`,
    endpoint: `${pilot}-${hash}`,
    exporter: `${pilot}-exporter`,
    dashboard: `${pilot}-dashboard`,
  } as const;
}

/** The names of a pilot that Azure has a rule for. */
export function composedNames(
  spec: Pick<PilotSpec, "name"> & { readonly azure?: PilotSpec["azure"] },
): readonly ComposedName[] {
  const names = azureNames(spec.name, spec.azure?.subscription ?? "", spec.azure?.generation);
  return [
    { rule: rules.storageAccount, name: names.dataBucket },
    { rule: rules.storageAccount, name: names.flowLogAccount },
    { rule: rules.storageAccount, name: names.workspaceAccount },
    { rule: rules.keyVault, name: names.keyVault },
    { rule: rules.keyVault, name: names.workspaceVault },
    { rule: rules.registry, name: names.registry },
    { rule: rules.workspace, name: names.workspace },
    { rule: rules.onlineEndpoint, name: names.endpoint },
  ];
}
