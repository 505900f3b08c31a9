/**
 * Role assignments of Azure as rows, by name or by definition id, through azurerm or azapi; and access policies of key
 * vaults.
 */

import { type Grant, type GrantReader, notUnderstood } from "../../readers/permissions.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, list, type Resource } from "../../readers/stack.js";
import { type Assignment, assignmentOf, principalName } from "./assignments.js";
import { listed, verbOfOperation } from "./roles.js";

function row({ role, isOwnRole, roleText, who, on, condition, why, address, scope }: Assignment): Grant {
  const operations = role === undefined ? [] : [...role.actions, ...role.dataActions];
  const verbs = [...new Set(operations.map(verbOfOperation))];
  const understood = isOwnRole ? verbs : verbs.filter((verb) => verb !== "not understood");
  const isAll = operations.includes("*");
  const isWide = /^\/(subscriptions\/[^/]+)?$|\/managementGroups\//i.test(scope);
  return {
    who,
    effect: "may",
    verbs: role === undefined ? ["not understood"] : isAll ? ["everything"] : understood,
    actions: role === undefined ? [roleText] : isOwnRole ? listed(role) : [role.name],
    on: [on],
    when: condition === undefined ? [] : [condition],
    ...(why === undefined ? {} : { reason: why }),
    address,
    isPublic: false,
    wildcards: [...(isAll ? (["action"] as const) : []), ...(isWide ? (["resource"] as const) : [])],
  };
}

/**
 * The words of a vault's access policies (learn.microsoft.com/azure/key-vault/general/assign-access-policy, 2026-10).
 */
const vaultVerbs: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ["read", "get backup"],
      ["list", "list listissuers listsas"],
      ["write", "create import update recover restore set setissuers manageissuers managecontacts sign verify rotate"],
      ["write", "setrotationpolicy regeneratekey setsas release"],
      ["delete", "delete purge deleteissuers deletesas"],
      ["decrypt", "decrypt unwrapkey"],
      ["encrypt", "encrypt wrapkey"],
      ["read", "getissuers getrotationpolicy getsas"],
      ["everything", "all"],
    ] as const
  ).flatMap(([verb, words]) => words.split(" ").map((word) => [word, verb] as const)),
);

function vaultPolicy(resource: Resource, given: Arguments, on: string, references: References): Grant {
  const found = Object.entries(given)
    .filter(([key]) => key.endsWith("_permissions"))
    .flatMap(([key, values]) =>
      references.texts(values).map((each) => [key.replace(/_permissions$/, ""), each] as const),
    );
  return {
    who: principalName(given["object_id"], references),
    effect: "may",
    verbs: [...new Set(found.map(([, word]) => vaultVerbs[word.toLowerCase()] ?? "not understood"))],
    actions: found.map(([kind, word]) => `${kind}/${word}`),
    on: [on],
    when: [],
    address: resource.address,
    isPublic: false,
    wildcards: [],
  };
}

/** Rows of one Azure resource. */
export const permissions: GrantReader = (resource, references, stack) => {
  const given = resource.arguments;
  if (resource.isData) return undefined;
  const assignment = assignmentOf(resource, references, stack);
  if (assignment !== undefined) return [assignment === null ? notUnderstood(resource, "role") : row(assignment)];
  switch (resource.type) {
    // a definition grants where it is assigned
    case "azurerm_role_definition":
      return [];
    case "azurerm_key_vault_access_policy":
      return [vaultPolicy(resource, given, references.text(given["key_vault_id"]), references)];
    case "azurerm_key_vault": {
      const policies = blocks(given["access_policy"]);
      return policies.length === 0
        ? undefined
        : policies.map((each) => vaultPolicy(resource, each, references.name(resource), references));
    }
    case "azurerm_federated_identity_credential":
      return [
        {
          who: `federated ${references.text(given["subject"])} (${references.text(given["issuer"])})`,
          effect: "may",
          verbs: ["act as"],
          actions: ["federated identity credential"],
          on: [principalName(given["parent_id"] ?? given["user_assigned_identity_id"], references)],
          when: [],
          address: resource.address,
          isPublic: false,
          // whom another issuer vouches for
          foreign: true,
          wildcards: /\*/.test(references.text(given["subject"])) ? ["principal"] : [],
        },
      ];
    default:
      return list(given["role_definition_id"]).length > 0 && resource.type.startsWith("azurerm_")
        ? [notUnderstood(resource, resource.type)]
        : undefined;
  }
};
