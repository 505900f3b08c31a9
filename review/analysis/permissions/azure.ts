/**
 * Role assignments of Azure, by name or by definition id, through azurerm or azapi; and access policies of key vaults.
 */

import type { References } from "../../read/references.js";
import { type Arguments, blocks, isMap, list, type Resource, type Stack } from "../../read/stack.js";
import { type Grant, type GrantReader, notUnderstood } from "../permissions.js";
import { roleVerbs, verbsOf } from "./verbs.js";

/**
 * Built-in roles that ML pilots meet, by id (learn.microsoft.com/azure/role-based-access-control/built-in-roles,
 * 2026-10).
 */
const builtIn: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
  "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
  "69566ab7-960f-475b-8e7c-b3118f30c6bd": "Storage File Data Privileged Contributor",
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
  "8311e382-0749-4cb8-b61a-304f252e45ec": "AcrPush",
  "f6c7c914-8db3-469d-8ca1-694a8f32e121": "AzureML Data Scientist",
  "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815": "AzureML Compute Operator",
  "e147488a-f6f5-4113-8e2d-b22465e65bf6": "Key Vault Crypto Service Encryption User",
  "14b46e9e-c2b7-41b4-b07b-48a6ebf60603": "Key Vault Crypto Officer",
  "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
  "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
  "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
};

/** The actions of a role definition: what it may, and what it may not. */
function definition(given: Arguments, references: References): Pick<Grant, "verbs" | "actions" | "wildcards"> {
  const permissions = blocks(given["permissions"]);
  const all = (key: string) => permissions.flatMap((each) => references.texts(each[key]));
  const may = [...all("actions"), ...all("data_actions")];
  const not = [...all("not_actions"), ...all("not_data_actions")];
  return {
    verbs: verbsOf(may),
    actions: [...may, ...not.map((action) => `all except ${action}`)],
    wildcards: may.some((action) => action === "*") ? ["action"] : [],
  };
}

/** What a role may do, from its name or the id of its definition. */
function role(given: unknown, references: References, stack: Stack): Pick<Grant, "verbs" | "actions" | "wildcards"> {
  const own = references.target(given);
  if (own?.type === "azurerm_role_definition" && !own.isData) return definition(own.arguments, references);
  const text = own?.isData
    ? references.text(own.arguments["name"] ?? own.arguments["role_definition_id"])
    : references.text(given);
  const id = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text)?.[1]?.toLowerCase();
  const byId = stack.resources.find(
    ({ type, arguments: each }) =>
      type === "azurerm_role_definition" && id !== undefined && each["role_definition_id"] === id,
  );
  if (byId !== undefined) return definition(byId.arguments, references);
  const name = id === undefined ? text : builtIn[id];
  if (name === undefined) return { verbs: ["role not understood"], actions: [text], wildcards: [] };
  const isBasic = name === "Owner" || name === "Contributor";
  return { verbs: roleVerbs(name), actions: [name], wildcards: isBasic ? ["action"] : [] };
}

/** The last telling part of a scope: what is granted on. */
function scope(value: unknown, references: References): string {
  const text = references.text(value);
  const whole = /^\/subscriptions\/([^/]+)$/.exec(text)?.[1];
  if (whole !== undefined) return `subscription ${whole}`;
  return text.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/, "resource group $1");
}

function assignment(
  resource: Resource,
  given: {
    readonly role: unknown;
    readonly who: unknown;
    readonly on: unknown;
    readonly condition?: unknown;
    readonly why?: unknown;
  },
  references: References,
  stack: Stack,
): Grant {
  const on = scope(given.on, references);
  const found = role(given.role, references, stack);
  return {
    ...found,
    who: references.text(given.who).replace(/^\{(.+)\}$/, "$1"),
    effect: "may",
    on: [on],
    when: given.condition === undefined ? [] : [references.text(given.condition)],
    ...(typeof given.why === "string" ? { reason: given.why } : {}),
    address: resource.address,
    isPublic: false,
    wildcards: on.startsWith("subscription ") ? [...found.wildcards, "resource"] : found.wildcards,
  };
}

function vaultPolicy(resource: Resource, given: Arguments, on: string, references: References): Grant {
  const actions = Object.entries(given)
    .filter(([key]) => key.endsWith("_permissions"))
    .flatMap(([key, values]) => references.texts(values).map((each) => `${key.replace(/_permissions$/, "")}/${each}`));
  return {
    who: references.text(given["object_id"]).replace(/^\{(.+)\}$/, "$1"),
    effect: "may",
    verbs: verbsOf(actions),
    actions,
    on: [on],
    when: [],
    address: resource.address,
    isPublic: false,
    wildcards: [],
  };
}

/** Rows of one Azure resource. */
export const azureGrants: GrantReader = (resource: Resource, references: References, stack: Stack) => {
  const given = resource.arguments;
  if (resource.isData) return undefined;
  switch (resource.type) {
    case "azurerm_role_assignment": {
      const asked = given["role_definition_name"] ?? given["role_definition_id"];
      if (asked === undefined) return [notUnderstood(resource, "role")];
      const rest = { on: given["scope"], condition: given["condition"], why: given["description"] };
      return [assignment(resource, { role: asked, who: given["principal_id"], ...rest }, references, stack)];
    }
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
    case "azapi_resource": {
      if (!/^Microsoft\.Authorization\/roleAssignments@/i.test(String(given["type"]))) return undefined;
      const body = isMap(given["body"]) && isMap(given["body"]["properties"]) ? given["body"]["properties"] : undefined;
      if (body === undefined) return [notUnderstood(resource, "body")];
      const rest = { on: given["parent_id"], condition: body["condition"], why: body["description"] };
      return [
        assignment(resource, { role: body["roleDefinitionId"], who: body["principalId"], ...rest }, references, stack),
      ];
    }
    default:
      return list(given["role_definition_id"]).length > 0 && resource.type.startsWith("azurerm_")
        ? [notUnderstood(resource, resource.type)]
        : undefined;
  }
};
