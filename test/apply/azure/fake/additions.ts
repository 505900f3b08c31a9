/** What Azure adds to a resource that is put: values of its own, and defaults where nothing was said. */
import { createHash } from "node:crypto";
import type { ArmId } from "./arm-id.js";
import { at, type Json, type Resource } from "./world.js";

/** Whoever deploys, and the tenant. */
export const tenant = "00000000-0000-4000-8000-0000000000bb";
export const deployer = "00000000-0000-4000-8000-0000000000aa";

/** A UUID that is the same for the same text. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text.toLowerCase()).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const ml = "microsoft.machinelearningservices/workspaces";
export const roleDefinitions = "microsoft.authorization/roledefinitions";

/** Types whose properties say nothing of a provisioning state. */
const withoutState = new Set([
  "microsoft.authorization/roleassignments",
  roleDefinitions,
  "microsoft.authorization/locks",
  "microsoft.consumption/budgets",
  "microsoft.insights/actiongroups",
  "microsoft.insights/autoscalesettings",
  "microsoft.insights/diagnosticsettings",
  "microsoft.insights/metricalerts",
  "microsoft.managedidentity/userassignedidentities",
  "microsoft.storage/storageaccounts/managementpolicies",
]);

/** Defaults of properties, by type: what a provider reads back and would otherwise see as missing. */
const defaults: Readonly<Record<string, Json>> = {
  "microsoft.storage/storageaccounts": {
    accessTier: "Hot",
    supportsHttpsTrafficOnly: true,
    minimumTlsVersion: "TLS1_2",
    statusOfPrimary: "available",
    creationTime: "2026-11-01T00:00:00Z",
    encryption: { keySource: "Microsoft.Storage", services: {} },
    networkAcls: { bypass: "AzureServices", defaultAction: "Allow", ipRules: [], virtualNetworkRules: [] },
  },
  "microsoft.storage/storageaccounts/blobservices/containers": {
    publicAccess: "None",
    metadata: {},
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    leaseState: "Available",
    leaseStatus: "Unlocked",
    defaultEncryptionScope: "$account-encryption-key",
    denyEncryptionScopeOverride: false,
  },
  "microsoft.keyvault/vaults": {
    tenantId: tenant,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    accessPolicies: [],
  },
  "microsoft.containerregistry/registries": {
    adminUserEnabled: false,
    anonymousPullEnabled: false,
    dataEndpointEnabled: false,
    networkRuleBypassOptions: "AzureServices",
    publicNetworkAccess: "Enabled",
    zoneRedundancy: "Disabled",
  },
  "microsoft.operationalinsights/workspaces": {
    sku: { name: "PerGB2018" },
    retentionInDays: 30,
    features: { enableLogAccessUsingOnlyResourcePermissions: true },
    workspaceCapping: { dailyQuotaGb: -1 },
    publicNetworkAccessForIngestion: "Enabled",
    publicNetworkAccessForQuery: "Enabled",
  },
  "microsoft.insights/components": {
    Application_Type: "web",
    RetentionInDays: 90,
    SamplingPercentage: 100,
    DisableIpMasking: false,
    publicNetworkAccessForIngestion: "Enabled",
    publicNetworkAccessForQuery: "Enabled",
  },
  [ml]: {
    publicNetworkAccess: "Enabled",
    hbiWorkspace: false,
    v1LegacyMode: false,
    systemDatastoresAuthMode: "accesskey",
    managedNetwork: { isolationMode: "Disabled", status: { status: "Active", sparkReady: false } },
  },
  [`${ml}/onlineendpoints`]: { traffic: {}, mirrorTraffic: {}, properties: {} },
  [`${ml}/onlineendpoints/deployments`]: {
    appInsightsEnabled: false,
    egressPublicNetworkAccess: "Enabled",
    properties: {},
  },
  [`${ml}/computes`]: {
    isAttachedCompute: false,
    disableLocalAuth: false,
    createdOn: "2026-11-01T00:00:00Z",
    properties: {},
  },
  "microsoft.network/virtualnetworks": { enableDdosProtection: false, virtualNetworkPeerings: [] },
  "microsoft.network/privateendpoints": {
    applicationSecurityGroups: [],
    customDnsConfigs: [],
    ipConfigurations: [],
    manualPrivateLinkServiceConnections: [],
  },
  "microsoft.network/privatednszones": {
    maxNumberOfRecordSets: 25_000,
    numberOfRecordSets: 1,
    maxNumberOfVirtualNetworkLinks: 1000,
    numberOfVirtualNetworkLinks: 0,
  },
  "microsoft.network/privatednszones/virtualnetworklinks": { virtualNetworkLinkState: "Completed" },
  [roleDefinitions]: { type: "CustomRole" },
};

/** Adds what is missing at each depth; what is there stays. */
function filled(given: Json, missing: Json): Json {
  const result: Json = { ...given };
  for (const [key, value] of Object.entries(missing)) {
    const there = result[key];
    if (there === undefined || there === null) result[key] = value;
    else if (isPlain(there) && isPlain(value)) result[key] = filled(there, value);
  }
  return result;
}

const isPlain = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Properties that Azure computes of the id and of what was put. */
function computed(id: ArmId, resource: Resource, base: string): Json {
  const name = id.name ?? "";
  switch (id.type) {
    case "microsoft.storage/storageaccounts": {
      const services = ["blob", "dfs", "file", "queue", "table", "web"];
      const primaryEndpoints = Object.fromEntries(
        services.map((each) => [each, `https://${name}.${each}.core.windows.net/`]),
      );
      return { primaryLocation: resource.location, primaryEndpoints };
    }
    case "microsoft.containerregistry/registries":
      return {
        loginServer: `${name}.azurecr.io`,
        policies: {
          quarantinePolicy: { status: "disabled" },
          trustPolicy: { type: "Notary", status: "disabled" },
          retentionPolicy: { days: 7, status: "disabled" },
          exportPolicy: { status: "enabled" },
        },
      };
    case "microsoft.insights/components": {
      const key = uuidOf(`${id.key} instrumentation`);
      return { AppId: uuidOf(`${id.key} app`), InstrumentationKey: key, ConnectionString: `InstrumentationKey=${key}` };
    }
    case ml:
      return {
        workspaceId: uuidOf(id.key),
        discoveryUrl: "https://ml.example.com/discovery",
        mlFlowTrackingUri: "azureml://x",
      };
    case `${ml}/onlineendpoints`:
      return {
        scoringUri: `https://${name}.inference.ml.azure.com/score`,
        swaggerUri: `https://${name}.inference.ml.azure.com/swagger.json`,
      };
    case `${ml}/computes`:
      return {
        properties: {
          allocationState: "Steady",
          currentNodeCount: 0,
          osType: "Linux",
          remoteLoginPortPublicAccess: "NotSpecified",
          enableNodePublicIp: true,
          isolatedNetwork: false,
        },
      };
    // azurerm asks there until the new vault answers
    case "microsoft.keyvault/vaults":
      return { vaultUri: `${base}/` };
    case "microsoft.operationalinsights/workspaces":
      return { customerId: uuidOf(`${id.key} customer`) };
    case "microsoft.network/virtualnetworks":
      return { resourceGuid: uuidOf(id.key) };
    case "microsoft.network/privateendpoints": {
      const group = id.path.slice(0, id.path.lastIndexOf("/providers/"));
      return { networkInterfaces: [{ id: `${group}/providers/Microsoft.Network/networkInterfaces/${name}.nic` }] };
    }
    case "microsoft.managedidentity/userassignedidentities":
      return { principalId: uuidOf(`${id.key} principal`), clientId: uuidOf(`${id.key} client`), tenantId: tenant };
    case "microsoft.authorization/roleassignments":
      return { scope: id.path.slice(0, id.path.lastIndexOf("/providers/")) || "/", principalType: "ServicePrincipal" };
    default:
      return {};
  }
}

/** Identities show the ids that Entra gave them. */
function identified(id: ArmId, resource: Resource): Json {
  const users = at(resource, "identity", "userAssignedIdentities");
  if (Object.keys(users).length === 0) return {};
  const shown = Object.keys(users).map((user) => [
    user,
    { principalId: uuidOf(`${user} principal`), clientId: uuidOf(`${user} client`) },
  ]);
  const type = String(at(resource, "identity")["type"] ?? "UserAssigned");
  const system = /system/i.test(type) ? { principalId: uuidOf(`${id.key} system`), tenantId: tenant } : {};
  return { identity: { ...at(resource, "identity"), ...system, userAssignedIdentities: Object.fromEntries(shown) } };
}

/** A resource as Azure shows it after it was put. */
export function completed(id: ArmId, resource: Resource, base: string): Resource {
  if (id.name === undefined) return resource;
  const state = withoutState.has(id.type) ? {} : { provisioningState: "Succeeded" };
  let properties = filled(at(resource, "properties"), computed(id, resource, base));
  properties = filled(filled(properties, defaults[id.type] ?? {}), state);
  if (id.type === `${ml}/onlineendpoints`) delete properties["keys"];
  if (id.type === "microsoft.network/privateendpoints") approve(properties);
  const sku = at(resource, "sku")["name"];
  const tier =
    typeof sku === "string" && id.type.startsWith("microsoft.storage/")
      ? { sku: { ...at(resource, "sku"), tier: sku.split("_")[0] } }
      : {};
  const acr =
    typeof sku === "string" && id.type === "microsoft.containerregistry/registries"
      ? { sku: { name: sku, tier: sku } }
      : {};
  const etag = /virtualnetworks|privatednszones|budgets/.test(id.type) ? { etag: '"1"', eTag: '"1"' } : {};
  return {
    ...etag,
    ...resource,
    ...tier,
    ...acr,
    ...identified(id, resource),
    properties,
    id: id.path,
    name: id.name,
    type: id.spelled,
  };
}

/** The service approves a connection that is asked for by whoever may. */
function approve(properties: Json): void {
  const state = { status: "Approved", description: "Auto-Approved", actionsRequired: "None" };
  const connections = (properties["privateLinkServiceConnections"] ?? []) as Json[];
  properties["privateLinkServiceConnections"] = connections.map((each) => ({
    ...each,
    properties: { privateLinkServiceConnectionState: state, ...at(each, "properties") },
  }));
}

/**
 * Types whose PUT is answered by 201: for what is new, or for an update too. A role definition has no 200 in
 * learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update (2022-04-01, read 2026-11), and azurerm
 * 4.55 takes nothing else (go-azure-sdk v0.20251202, authorization/2022-05-01-preview/roledefinitions,
 * `method_createorupdate.go`).
 */
export const answersCreated: ReadonlyMap<string, "new" | "always"> = new Map([
  ["microsoft.authorization/roleassignments", "new"],
  [roleDefinitions, "always"],
  ["microsoft.storage/storageaccounts/blobservices/containers", "new"],
]);

/** Seconds until an updated role definition shows when it was first made, see `dated`. */
const reconciled = 5;

/** A role definition with the moments that Azure writes into it. */
export function dated(resource: Resource, before: Resource | undefined, now: string): Resource {
  const createdOn = at(before, "properties")["createdOn"] ?? now;
  return { ...resource, properties: { ...resource.properties, createdOn, updatedOn: now } };
}

/**
 * An updated role definition is shown as made anew for a few seconds, and azurerm waits until that is over: 4.55,
 * `internal/services/authorization/role_definition_resource.go`, `roleDefinitionEventualConsistencyUpdate`.
 */
export function reconciling(resource: Resource, seconds: number): Resource {
  if (seconds >= reconciled) return resource;
  const { updatedOn } = at(resource, "properties");
  return { ...resource, properties: { ...resource.properties, createdOn: updatedOn } };
}
