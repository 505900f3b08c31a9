/** Coverage on Azure: roles on a thing, in it, or on any scope above it, by the operations that each role holds. */

import type { Access, AccessOfPlatform, AccessReader, Thing } from "../../readers/access.js";
import type { References } from "../../readers/references.js";
import { isMap, type Resource, type Stack } from "../../readers/stack.js";
import { assignmentOf } from "./assignments.js";
import { mayDo } from "./roles.js";
import { idOf, providers, resolved } from "./scopes.js";

/** An operation, whether it is one on data, and what it does. */
type Operation = readonly [verb: string, operation: string, isData?: "data"];

const assign: Operation = ["administer", "Microsoft.Authorization/roleAssignments/write"];
const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const keys = "Microsoft.KeyVault/vaults/keys";
const ml = "Microsoft.MachineLearningServices/workspaces";

/**
 * What can be done with each type, by the operation that does it
 * (learn.microsoft.com/azure/role-based-access-control/permissions, 2026-08).
 */
const shapes: Readonly<Record<string, readonly [kind: Thing["kind"], operations: readonly Operation[]]>> = {
  "microsoft.storage/storageaccounts": [
    "store",
    [
      ["read", `${blobs}/read`, "data"],
      ["write", `${blobs}/write`, "data"],
      ["write", `${blobs}/add/action`, "data"],
      ["delete", `${blobs}/delete`, "data"],
      ["delete", "Microsoft.Storage/storageAccounts/blobServices/containers/delete"],
      ["delete", "Microsoft.Storage/storageAccounts/delete"],
      ["administer", "Microsoft.Storage/storageAccounts/write"],
      assign,
    ],
  ],
  "microsoft.keyvault/vaults": [
    "store",
    [
      ["read", "Microsoft.KeyVault/vaults/secrets/getSecret/action", "data"],
      ["write", "Microsoft.KeyVault/vaults/secrets/setSecret/action", "data"],
      ["delete", "Microsoft.KeyVault/vaults/secrets/delete", "data"],
      ["delete", "Microsoft.KeyVault/vaults/delete"],
      ["administer", "Microsoft.KeyVault/vaults/write"],
      assign,
    ],
  ],
  "microsoft.keyvault/vaults/keys": [
    "key",
    [
      ["decrypt", `${keys}/decrypt/action`, "data"],
      ["decrypt", `${keys}/unwrap/action`, "data"],
      ["encrypt", `${keys}/encrypt/action`, "data"],
      ["encrypt", `${keys}/wrap/action`, "data"],
      ["delete", `${keys}/delete`, "data"],
      ["delete", `${keys}/purge/action`, "data"],
      ["administer", "Microsoft.KeyVault/vaults/write"],
      assign,
    ],
  ],
  "microsoft.containerregistry/registries": [
    "store",
    [
      ["read", "Microsoft.ContainerRegistry/registries/pull/read"],
      ["write", "Microsoft.ContainerRegistry/registries/push/write"],
      ["write", "Microsoft.ContainerRegistry/registries/importImage/action"],
      ["delete", "Microsoft.ContainerRegistry/registries/artifacts/delete"],
      ["delete", "Microsoft.ContainerRegistry/registries/delete"],
      ["administer", "Microsoft.ContainerRegistry/registries/write"],
      assign,
    ],
  ],
  "microsoft.machinelearningservices/workspaces": [
    "registry",
    [
      ["read", `${ml}/models/versions/read`],
      ["approve", `${ml}/models/versions/write`],
      ["run", `${ml}/jobs/write`],
      ["stop", `${ml}/jobs/cancel/action`],
      ["delete", `${ml}/models/versions/delete`],
      ["delete", `${ml}/jobs/delete`],
      ["delete", `${ml}/delete`],
      ["administer", `${ml}/write`],
      assign,
    ],
  ],
  "microsoft.machinelearningservices/workspaces/onlineendpoints": [
    "endpoint",
    [
      ["invoke", `${ml}/onlineEndpoints/score/action`],
      ["invoke", `${ml}/onlineEndpoints/listkeys/action`],
      ["write", `${ml}/onlineEndpoints/write`],
      ["write", `${ml}/onlineEndpoints/deployments/write`],
      ["delete", `${ml}/onlineEndpoints/delete`],
      assign,
    ],
  ],
  "microsoft.managedidentity/userassignedidentities": [
    "identity",
    [
      ["act as", "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"],
      ["administer", "Microsoft.ManagedIdentity/userAssignedIdentities/write"],
      ["administer", "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"],
      assign,
    ],
  ],
  "microsoft.operationalinsights/workspaces": [
    "store",
    [
      ["read", "Microsoft.OperationalInsights/workspaces/query/read"],
      ["delete", "Microsoft.OperationalInsights/workspaces/delete"],
      ["administer", "Microsoft.OperationalInsights/workspaces/write"],
      assign,
    ],
  ],
};

interface AzureThing extends Thing {
  readonly id: string;
  readonly operations: readonly Operation[];
}

/** Whether a type of Azure is one of these things. */
const isThing = (type: string): boolean =>
  type === "azurerm_federated_identity_credential" ||
  (Object.hasOwn(providers, type) && Object.hasOwn(shapes, (providers[type] ?? "").toLowerCase()));

/** `microsoft.storage/storageaccounts` out of an id. */
function typeIn(id: string): string {
  const [provider = "", ...rest] = (id.split(/\/providers\//i).at(-1) ?? "").split("/");
  return [provider, ...rest.filter((_, index) => index % 2 === 0)].join("/").toLowerCase();
}

/** Reading by an account's key: whoever may list it has everything, where the account takes keys at all. */
const byKey: readonly Operation[] = ["read", "write", "delete"].map(
  (verb): Operation => [verb, "Microsoft.Storage/storageAccounts/listKeys/action"],
);

const takesKeys = ({ type, arguments: given }: Resource): boolean =>
  type === "azurerm_storage_account" && given["shared_access_key_enabled"] !== false;

/** Whether callers of an endpoint need a key, and not an identity alone. */
function isByIdentity({ arguments: given }: Resource): boolean {
  const body = isMap(given["body"]) && isMap(given["body"]["properties"]) ? given["body"]["properties"] : {};
  return body["authMode"] === "AADToken" || given["authentication_mode"] === "AADToken";
}

function thingsOf(stack: Stack, references: References): readonly AzureThing[] {
  return stack.resources.flatMap((resource): readonly AzureThing[] => {
    if (resource.isData || !/^(azurerm|azapi)_/.test(resource.type) || resource.type === "azapi_update_resource")
      return [];
    const id = idOf(resource, stack, references);
    const shape = id === undefined ? undefined : shapes[typeIn(id)];
    if (id === undefined || shape === undefined) return [];
    const [kind, all] = shape;
    const operations = all.filter(([, operation]) => !/listkeys\/action$/.test(operation) || !isByIdentity(resource));
    return [
      {
        kind,
        name: references.name(resource),
        address: resource.address,
        id: id.toLowerCase(),
        operations: takesKeys(resource) ? [...operations, ...byKey] : operations,
      },
    ];
  });
}

/** What of a thing a scope covers: all of it, a part by its name, or nothing. */
function covered(scope: string, { id }: AzureThing): "all" | "none" | { readonly part: string } {
  const low = scope.toLowerCase().replace(/\/+$/, "");
  if (low === "" || low.includes("/providers/microsoft.management/managementgroups/")) return "all";
  if (id === low || id.startsWith(`${low}/`)) return "all";
  if (!low.startsWith(`${id}/`)) return "none";
  const container = /\/blobservices\/default\/containers\/([^/]+)$/.exec(low)?.[1];
  return container === undefined ? "none" : { part: `${scope.slice(-container.length)}/*` };
}

/** Operations on the account itself, for which a role on one container is none. */
const onAccount = (operation: string): boolean => /storageAccounts\/(delete|write|listKeys\/action)$/.test(operation);

/** Who may what with each thing of an Azure stack. */
function find(stack: Stack, references: References): AccessOfPlatform {
  const things = thingsOf(stack, references);
  if (things.length === 0) return { things: [], access: [] };
  const access: Access[] = [];
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const of = ({ kind, name, address }: AzureThing): Thing => ({ kind, name, address });
  for (const resource of stack.resources) {
    const { type, arguments: given, address, isData } = resource;
    if (type === "azurerm_federated_identity_credential" && !isData) {
      const parent = resolved(given["parent_id"] ?? given["user_assigned_identity_id"], stack, references);
      const thing = byId.get(parent.toLowerCase());
      if (thing === undefined) continue;
      const who = `federated ${references.text(given["subject"])} (${references.text(given["issuer"])})`;
      const actions = ["federated identity credential"];
      access.push({
        thing: of(thing),
        verb: "act as",
        who,
        parts: [],
        when: [],
        actions,
        addresses: [address],
        isPublic: false,
      });
      continue;
    }
    const assignment = assignmentOf(resource, references, stack);
    if (assignment?.role === undefined) continue;
    const { role, scope, who, condition } = assignment;
    for (const thing of things) {
      const what = covered(scope, thing);
      if (what === "none") continue;
      const byVerb = new Map<string, string[]>();
      for (const [verb, operation, isData] of thing.operations) {
        if (!mayDo(role, operation, isData === "data") || (what !== "all" && onAccount(operation))) continue;
        byVerb.set(verb, [...(byVerb.get(verb) ?? []), operation]);
      }
      for (const [verb, actions] of byVerb) {
        access.push({
          thing: of(thing),
          verb,
          who,
          parts: what === "all" ? [] : [what.part],
          when: condition === undefined ? [] : [condition],
          actions,
          addresses: [address],
          isPublic: false,
        });
      }
    }
  }
  return { things: things.map(of), access };
}

/** Reads who may what on Azure. */
export const access: AccessReader = { isThing, dataStores: ["azurerm_storage_account"], find };
