/** What Azure refuses to make or to change. Each rule names the document or report that says so. */
import { groupOf } from "./arm-id.js";
import { Refusal } from "./refusal.js";
import { at, type Change, childrenOf, type Json, type World } from "./world.js";

const ml = "microsoft.machinelearningservices/workspaces";

/** A child needs its parent, and everything needs its group. */
function parent(world: World, { id }: Change): void {
  const group = groupOf(id.key);
  if (group !== undefined && group !== id.key && !world.resources.has(group)) {
    throw new Refusal(404, "ResourceGroupNotFound", `Resource group '${group.split("/").pop()}' could not be found.`);
  }
  if (id.type.split("/").length < 3 || id.name === undefined) return;
  const above = id.key
    .split("/")
    .slice(0, -2)
    .join("/")
    .replace(/\/(blob|file|queue|table)services\/default$/, "");
  if (!world.resources.has(above)) {
    const name = above.split("/").pop();
    const message = `Can not perform requested operation on nested resource. Parent resource '${name}' not found.`;
    throw new Refusal(404, "ParentResourceNotFound", message);
  }
}

/** learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name (2026-10). */
function reservedName(_: World, { id }: Change): void {
  const named = [
    "microsoft.storage/storageaccounts",
    "microsoft.keyvault/vaults",
    "microsoft.containerregistry/registries",
    ml,
    "microsoft.resources/resourcegroups",
  ];
  const name = id.name?.toLowerCase() ?? "";
  if (named.includes(id.type) && /microsoft|windows|^login|^xbox/.test(name)) {
    throw new Refusal(
      400,
      "ReservedResourceName",
      `The resource name '${id.name}' or a part of the name is a trademarked or reserved word.`,
    );
  }
}

/**
 * 50 tags on a resource, 15 on private DNS zones and their links: learn.microsoft.com/azure/azure-resource-manager/
 * management/tag-resources (2026-10), Azure/azure-rest-api-specs issue 13600 (2025-03-10).
 */
function tags(_: World, { id, resource }: Change): void {
  const most = id.type.startsWith("microsoft.network/privatednszones") ? 15 : 50;
  const count = Object.keys(resource.tags ?? {}).length;
  if (count > most)
    throw new Refusal(400, "BadRequest", `A maximum of ${most} tags can be applied to the resource, it has ${count}.`);
}

const numberOf = (ip: string): number => ip.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
const rangeOf = (cidr: string) => {
  const [ip = "", bits = "32"] = cidr.split("/");
  return { from: numberOf(ip), to: numberOf(ip) + 2 ** (32 - Number(bits)) };
};

/** kubernetes-sigs/cloud-provider-azure issue 6775 (2024-08-07), alan-turing-institute/data-safe-haven issue 2077. */
function overlappingRanges(_: World, { id, resource }: Change): void {
  if (id.type !== "microsoft.network/networksecuritygroups/securityrules") return;
  for (const key of ["sourceAddressPrefixes", "destinationAddressPrefixes"]) {
    const prefixes = Object.values(at(resource.properties, key)).map(String);
    for (const [index, one] of prefixes.entries()) {
      const other = prefixes.slice(index + 1).find((each) => {
        const [a, b] = [rangeOf(one), rangeOf(each)];
        return a.from < b.to && b.from < a.to;
      });
      if (other !== undefined) {
        const message = `Security rule ${id.name} has overlapping subnets ${one} and ${other} in ${key}.`;
        throw new Refusal(400, "OverlappingSubnetsNotPermittedInSecurityRule", message);
      }
    }
  }
}

/** Unique in the tenant: hashicorp/terraform-provider-azurerm issue 10728 (2021-02-24), Azure/ALZ-Bicep issue 362. */
function roleName(world: World, { id, resource }: Change): void {
  if (id.type !== "microsoft.authorization/roledefinitions") return;
  const name = at(resource, "properties")["roleName"];
  for (const [key, other] of world.resources) {
    if (!key.includes("/microsoft.authorization/roledefinitions/") || key.split("/").pop() === id.name?.toLowerCase())
      continue;
    if (at(other, "properties")["roleName"] === name) {
      const message = `A role definition cannot be updated with a name that already exists: '${String(name)}'.`;
      throw new Refusal(409, "RoleDefinitionWithSameNameExists", message);
    }
  }
}

/** The same principal, role and scope twice: learn.microsoft.com/azure/role-based-access-control/troubleshooting. */
function sameAssignment(world: World, { id, resource }: Change): void {
  if (id.type !== "microsoft.authorization/roleassignments" || world.resources.has(id.key)) return;
  const same = (thing: unknown) => {
    const { principalId, roleDefinitionId } = at(thing, "properties");
    return `${String(principalId)} ${String(roleDefinitionId).split("/").pop()}`.toLowerCase();
  };
  const scope = id.key.slice(0, id.key.lastIndexOf("/"));
  for (const [key, other] of world.resources) {
    if (key.startsWith(`${scope}/`) && same(other) === same(resource)) {
      throw new Refusal(409, "RoleAssignmentExists", "The role assignment already exists.");
    }
  }
}

/** One a location: learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits. */
function oneWatcher(world: World, { id, resource }: Change): void {
  if (id.type !== "microsoft.network/networkwatchers") return;
  for (const [key, other] of world.resources) {
    if (key !== id.key && /\/networkwatchers\/[^/]+$/.test(key) && other.location === resource.location) {
      throw new Refusal(400, "NetworkWatcherCountLimitReached", "Reached regional network watcher count limit: 1.");
    }
  }
}

/** learn.microsoft.com/azure/machine-learning/concept-soft-delete (2026-10); azurerm issue 22171, AVM issue 103. */
function softDeletedWorkspace(world: World, { id }: Change): void {
  if (id.type === ml && world.softDeleted.has(id.key)) {
    throw new Refusal(409, "Conflict", `Soft-deleted workspace exists. Please purge or recover it. ${id.path}`);
  }
}

/**
 * learn.microsoft.com/azure/key-vault/general/key-vault-recovery (2026-10): a name is free after the retention only.
 */
function softDeletedVault(world: World, { id, resource }: Change): void {
  if (id.type !== "microsoft.keyvault/vaults" || world.resources.has(id.key)) return;
  const held = [...world.softDeleted].find(([key]) => key.endsWith(`/vaults/${id.name?.toLowerCase()}`));
  if (held === undefined) return;
  const [key, vault] = held;
  if (
    at(resource, "properties")["createMode"] !== "recover" ||
    key !== id.key ||
    vault.location !== resource.location
  ) {
    const message = `A vault with the same name already exists in deleted state: '${id.name}' in '${String(vault.location)}'.`;
    throw new Refusal(409, "ConflictError", message);
  }
}

/** learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints (2026-10): a sum of 0 or 100. */
function traffic(world: World, { id, resource }: Change): void {
  if (id.type !== `${ml}/onlineendpoints`) return;
  const shares = Object.entries(at(resource, "properties", "traffic")) as [string, number][];
  const deployments = childrenOf(world, id.key, "deployments").map(([key]) => key.split("/").pop());
  for (const [name] of shares) {
    if (!deployments.includes(name.toLowerCase()))
      throw new Refusal(400, "BadRequest", `Traffic names deployment '${name}', which does not exist.`);
  }
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (sum !== 0 && sum !== 100)
    throw new Refusal(400, "BadRequest", `The traffic of all deployments is ${sum} percent; it must be 0 or 100.`);
}

/** learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10): deployments of an endpoint. */
function countOfDeployments(world: World, { id }: Change): void {
  if (id.type !== `${ml}/onlineendpoints/deployments` || world.resources.has(id.key)) return;
  const endpoint = id.key.slice(0, id.key.lastIndexOf("/deployments/"));
  if (childrenOf(world, endpoint, "deployments").length >= 20) {
    throw new Refusal(400, "BadRequest", "Endpoint has reached the limit of 20 deployments.");
  }
}

/**
 * A version's body is what it was: learn.microsoft.com/azure/machine-learning/how-to-manage-environments-v2 (2026-10).
 */
function immutableVersion(world: World, { id, resource }: Change): void {
  if (!id.type.startsWith(`${ml}/`) || !id.type.endsWith("/versions")) return;
  const free = ["isArchived", "description", "tags", "stage", "properties", "provisioningState"];
  const before = at(world.resources.get(id.key), "properties");
  for (const [key, value] of Object.entries(at(resource, "properties"))) {
    if (key in before && !free.includes(key) && JSON.stringify(before[key]) !== JSON.stringify(value)) {
      throw new Refusal(400, "UserError", `${id.path}: a version is immutable; ${key} has changed.`);
    }
  }
}

/** Whoever deploys lacks a right: learn.microsoft.com/azure/role-based-access-control/troubleshooting (2026-10). */
function rights(world: World, { id, method }: Change): void {
  const action = `${id.spelled}/${method === "DELETE" ? "delete" : "write"}`;
  if (world.denied.has(action)) {
    const message =
      "The client 'deployer' with object id '00000000-0000-4000-8000-0000000000aa' does not have authorization to " +
      `perform action '${action}' over scope '${id.path}' or the scope is invalid. If access was recently granted, ` +
      "please refresh your credentials.";
    throw new Refusal(403, "AuthorizationFailed", message);
  }
}

/**
 * "Future start date should not be more than twelve months. Past start date should be selected within the timegrain
 * period": learn.microsoft.com/rest/api/consumption/budgets/create-or-update (2026-11); azurerm pull request 12121.
 */
function budgetStart(world: World, { id, resource }: Change): void {
  if (id.type !== "microsoft.consumption/budgets" || world.resources.has(id.key)) return;
  const start = new Date(String(at(resource, "properties", "timePeriod")["startDate"]));
  const today = new Date();
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1);
  if (start.getTime() < month) {
    throw new Refusal(400, "400", `Start date ${start.toISOString()} must be in the current month or later.`);
  }
  if (start.getTime() > Date.UTC(today.getUTCFullYear() + 1, today.getUTCMonth(), 1)) {
    throw new Refusal(400, "400", `Start date ${start.toISOString()} must not be more than twelve months ahead.`);
  }
}

/**
 * Locations without zones have no ZRS: Esri/arcgis-gitops issue 160 (2025-01-20), Azure/ARO-HCP pull request 1252
 * (2025-02-05); the list: learn.microsoft.com/azure/reliability/regions-list (2026-10).
 */
function zones(_: World, { id, resource }: Change): void {
  const none = [
    "westus",
    "northcentralus",
    "westcentralus",
    "canadaeast",
    "ukwest",
    "southindia",
    "koreasouth",
    "australiasoutheast",
  ];
  const sku = String(at(resource, "sku")["name"]);
  if (
    id.type === "microsoft.storage/storageaccounts" &&
    sku.endsWith("ZRS") &&
    none.includes(resource.location ?? "")
  ) {
    throw new Refusal(
      400,
      "RedundancyConfigurationNotAvailableInRegion",
      `Sku: ${sku} is not available in ${resource.location}.`,
    );
  }
}

/** learn.microsoft.com/azure/machine-learning/reference-yaml-schedule (2026-10): minutes 0-59, hours 0-23, days 0-6. */
function cron(_: World, { id, resource }: Change): void {
  if (id.type !== `${ml}/schedules`) return;
  const [minutes = "", hours = "", , , days = ""] = String(at(resource, "properties", "trigger")["expression"]).split(
    " ",
  );
  const limits: readonly (readonly [string, number])[] = [
    [minutes, 59],
    [hours, 23],
    [days, 6],
  ];
  for (const [field, most] of limits) {
    if ((field.match(/\d+/g) ?? []).some((number) => Number(number) > most)) {
      throw new Refusal(400, "UserError", `The cron expression is invalid: ${field} is above ${most}.`);
    }
  }
}

/** What a change looks like to a rule; a rule throws, or lets it pass. */
export type Rule = (world: World, change: Change) => void;

/** All of them; the first that refuses answers. */
export const putRules: readonly Rule[] = [
  rights,
  parent,
  reservedName,
  tags,
  overlappingRanges,
  roleName,
  sameAssignment,
  oneWatcher,
  softDeletedWorkspace,
  softDeletedVault,
  traffic,
  countOfDeployments,
  immutableVersion,
  budgetStart,
  zones,
  cron,
];

/** Whether the value is a JSON object: a patch is merged into one, and replaces all else. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
