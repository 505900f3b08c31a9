/** What Azure refuses to delete. Each rule names the document or report that says so. */
import { groupOf, isWithin, scopeOf } from "./arm-id.js";
import { Refusal } from "./refusal.js";
import { at, type Change, childrenOf, type World } from "./world.js";

/** Seconds between the PUT of a lock and the moment when every region of Resource Manager keeps to it. */
const lockLag = 60;

const ml = "microsoft.machinelearningservices/workspaces";

/** The scopes that are locked, and whose locks are in force by now. */
function lockedScopes(world: World): readonly string[] {
  return [...world.resources.keys()]
    .filter((key) => key.includes("/providers/microsoft.authorization/locks/"))
    .filter((key) => world.now() - (world.putAt.get(key) ?? 0) >= lockLag)
    .map(scopeOf);
}

const scopeLocked = (what: string, scope: string) =>
  new Refusal(
    409,
    "ScopeLocked",
    `The scope '${what}' cannot perform delete operation because following scope(s) are locked: '${scope}'. ` +
      "Please remove the lock and try again.",
  );

/**
 * A delete lock covers its scope, all below it, and extension resources such as role assignments:
 * learn.microsoft.com/azure/azure-resource-manager/management/lock-resources (2026-10).
 * It is not in force in every region at once: hashicorp/terraform-provider-azurerm pull request 23345 (2023-09-21) and
 * issue 23028 ("close to 2 minutes", 2024-02). A private endpoint to a locked target does not go either, because its
 * connection is a child of the target: issue 17478 (2023-05-03), MicrosoftDocs/azure-docs issue 116983 (2023-11-10).
 * The outbound rule of a managed network is such an endpoint: microsoft/AzureTRE issue 4962 (2026-07-13) and
 * learn.microsoft.com/azure/machine-learning/how-to-managed-network, limitations (2026-10).
 */
function locks(world: World, { id }: Change): void {
  if (id.type === "microsoft.authorization/locks") return;
  const connects = id.type === "microsoft.network/privateendpoints" || id.type === `${ml}/outboundrules`;
  const text = connects ? JSON.stringify(world.resources.get(id.key) ?? {}).toLowerCase() : "";
  // a group takes all that is in it along, and a workspace the private endpoints of its managed network
  const rules =
    id.type === ml ? childrenOf(world, id.key, "outboundrules").map(([, rule]) => JSON.stringify(rule)) : [];
  for (const scope of lockedScopes(world)) {
    if (isWithin(id.key, scope)) throw scopeLocked(id.path, scope);
    if (id.type === "microsoft.resources/resourcegroups" && groupOf(scope) === id.key)
      throw scopeLocked(id.path, scope);
    if (text.includes(`"${scope}"`) || rules.some((rule) => rule.toLowerCase().includes(`"${scope}"`))) {
      throw scopeLocked(`${scope}/privateEndpointConnectionProxies/${id.name}`, scope);
    }
  }
}

/**
 * "You must first disable a schedule to delete it": learn.microsoft.com/azure/machine-learning/
 * how-to-schedule-pipeline-job (2024-09-05); Azure/azureml-examples, job-schedule.ipynb.
 */
function enabledSchedule(world: World, { id }: Change): void {
  if (id.type !== `${ml}/schedules`) return;
  if (at(world.resources.get(id.key), "properties")["isEnabled"] === true) {
    throw new Refusal(
      400,
      "UserError",
      "Only disabled schedules can be deleted. You must first disable a schedule to delete it.",
    );
  }
}

/** learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints (2026-10). */
function liveDeployment(world: World, { id }: Change): void {
  if (id.type !== `${ml}/onlineendpoints/deployments`) return;
  const endpoint = id.key.slice(0, id.key.lastIndexOf("/deployments/"));
  const traffic = at(world.resources.get(endpoint), "properties", "traffic");
  for (const [name, share] of Object.entries(traffic)) {
    if (name.toLowerCase() === id.name?.toLowerCase() && share !== 0) {
      throw new Refusal(
        400,
        "BadRequest",
        `Deployment ${name} has ${share} percent of the traffic; set it to 0 to delete it.`,
      );
    }
  }
}

/** A soft-deleted workspace cannot be purged once its group is gone: Azure/azure-cli issue 33756 (2026-07-21). */
function purgeWithoutGroup(world: World, { id, query }: Change): void {
  if (id.type !== ml || query.get("forceToPurge") !== "true" || world.resources.has(id.key)) return;
  if (world.softDeleted.has(id.key) && !world.resources.has(groupOf(id.key) ?? "")) {
    throw new Refusal(404, "ResourceGroupNotFound", `Resource group of '${id.path}' could not be found.`);
  }
}

/**
 * What uses something keeps it: subnets with a private endpoint, a VNet with a link or flow log, an identity is free.
 * learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-cannot-delete-vnet (2026-10).
 */
function inUse(world: World, { id }: Change): void {
  if (!["microsoft.network/virtualnetworks", "microsoft.network/virtualnetworks/subnets"].includes(id.type)) return;
  const users = [...world.resources].filter(
    ([key, other]) => /\/(privateendpoints|virtualnetworklinks)\/[^/]+$/.test(key) && usesNetwork(other, id.key),
  );
  if (users.length > 0) {
    const code = id.type.endsWith("/subnets") ? "InUseSubnetCannotBeDeleted" : "InUseVirtualNetworkCannotBeDeleted";
    throw new Refusal(400, code, `${id.path} is in use by ${users[0]?.[0]} and cannot be deleted.`);
  }
}

function usesNetwork(user: unknown, key: string): boolean {
  const named = [at(user, "properties", "subnet")["id"], at(user, "properties", "virtualNetwork")["id"]];
  return named.some((id) => typeof id === "string" && isWithin(id.toLowerCase(), key));
}

/** All of them; the first that refuses answers. */
export const deleteRules = [locks, enabledSchedule, liveDeployment, purgeWithoutGroup, inUse];
