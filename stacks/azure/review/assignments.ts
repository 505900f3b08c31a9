/** Role assignments of Azure in one form, through azurerm or azapi. */
import type { References } from "../../readers/references.js";
import { isMap, type Resource, type Stack } from "../../readers/stack.js";
import { type RoleDefinition, roleOf } from "./roles.js";
import { resolved } from "./scopes.js";

/** One principal with one role on one scope. */
export interface Assignment {
  readonly who: string;
  /** Undefined: this review does not know the role. */
  readonly role: RoleDefinition | undefined;
  readonly isOwnRole: boolean;
  /** The role as the stack writes it. */
  readonly roleText: string;
  /** The id that the role is assigned on. */
  readonly scope: string;
  /** The scope as a person reads it. */
  readonly on: string;
  readonly condition?: string;
  /** Why, where somebody wrote it. */
  readonly why?: string;
  readonly address: string;
}

/** The last telling part of a scope: what is granted on. */
function scopeText(value: unknown, references: References): string {
  const text = references.text(value);
  const whole = /^\/subscriptions\/([^/]+)$/.exec(text)?.[1];
  if (whole !== undefined) return `subscription ${whole}`;
  return text.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/, "resource group $1");
}

/** Who is assigned: an identity of the stack by its name, anybody else by the id. */
export const principalName = (value: unknown, references: References): string =>
  references.text(value).replace(/^\{(.+)\}$/, "$1");

/** The assignment that a resource is; null where it is one that cannot be read, undefined where it is none. */
export function assignmentOf(resource: Resource, references: References, stack: Stack): Assignment | null | undefined {
  const { type, isData, arguments: given, address } = resource;
  if (isData) return undefined;
  const isAzapi =
    type === "azapi_resource" && /^Microsoft\.Authorization\/roleAssignments@/i.test(String(given["type"]));
  if (!isAzapi && type !== "azurerm_role_assignment") return undefined;
  const body = isMap(given["body"]) && isMap(given["body"]["properties"]) ? given["body"]["properties"] : undefined;
  if (isAzapi && body === undefined) return null;
  const role = isAzapi ? body?.["roleDefinitionId"] : (given["role_definition_name"] ?? given["role_definition_id"]);
  if (role === undefined) return null;
  const scope = isAzapi ? given["parent_id"] : given["scope"];
  const condition = isAzapi ? body?.["condition"] : given["condition"];
  const why = isAzapi ? body?.["description"] : given["description"];
  const found = roleOf(role, references, stack);
  return {
    who: principalName(isAzapi ? body?.["principalId"] : given["principal_id"], references),
    role: found?.role,
    isOwnRole: found?.isOwn ?? false,
    roleText: references.text(role),
    scope: resolved(scope, stack, references),
    on: scopeText(scope, references),
    ...(condition === undefined ? {} : { condition: references.text(condition) }),
    ...(typeof why === "string" && why.trim() !== "" ? { why } : {}),
    address,
  };
}
