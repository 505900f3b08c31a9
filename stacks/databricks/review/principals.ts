/**
 * Who gets a right on Databricks: users by address, service principals by application id, groups by name, whether a
 * stack writes the text or refers to the resource.
 */
import { type References, referencesIn } from "../../readers/references.js";
import type { Resource, Stack } from "../../readers/stack.js";

/** Somebody, as a page names them. */
export interface Principal {
  readonly who: string;
  /** A group that everybody is in, of the account or of the workspace. */
  readonly isEverybody: boolean;
}

/** What a name is of, where the argument says it. */
export type Kind = "user" | "service principal" | "group";

/** How each type is called: the argument that holds its name. */
const types: Readonly<Record<string, readonly [kind: Kind, name: string]>> = {
  databricks_user: ["user", "user_name"],
  databricks_service_principal: ["service principal", "display_name"],
  databricks_group: ["group", "display_name"],
};

/**
 * Groups that Databricks makes, by their names in lower case. docs.databricks.com/admin/users-groups/groups (2026-11)
 */
const everybody: Readonly<Record<string, string>> = {
  "account users": "every user of the account (account users)",
  users: "every user of the workspace (users)",
};

/** The group whose members administer a workspace. */
export const admins = "group admins";

const nobodyElse = (who: string): Principal => ({ who, isEverybody: false });

/** Returns what a user, a service principal or a group of the stack is called; undefined for other types. */
export function nameOf(resource: Resource, references: References): Principal | undefined {
  const type = types[resource.type];
  if (type === undefined) return undefined;
  const [kind, argument] = type;
  const { arguments: given, isData } = resource;
  const name = references.text(given[argument]);
  if (kind === "group" && name !== "") return named(name, "group");
  // a data source finds a service principal by one name or the other
  const other = references.text(given["application_id"]);
  if (isData && name === "" && other !== "") return nobodyElse(`${kind} ${other}`);
  return nobodyElse(`${kind} ${name || other || resource.path}`);
}

/** The resource that a value is an attribute of, be it inside of a function such as `tonumber`. */
export function resourceIn(value: unknown, stack: Stack): Resource | undefined {
  if (typeof value !== "string") return undefined;
  const own = referencesIn(value)[0]?.[0] ?? /((?:data\.)?databricks_\w+\.[\w-]+)\./.exec(value)?.[1];
  return own === undefined ? undefined : stack.byAddress.get(own);
}

const isApplicationId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

function named(text: string, kind: Kind | undefined): Principal {
  const known = everybody[text.toLowerCase()];
  if (known !== undefined && kind !== "user") return { who: known, isEverybody: true };
  if (kind !== undefined) return nobodyElse(`${kind} ${text}`);
  if (isApplicationId(text)) return nobodyElse(`service principal ${text}`);
  if (/[{}]/.test(text)) return nobodyElse(text);
  return nobodyElse(`${text.includes("@") ? "user" : "group"} ${text}`);
}

/**
 * Returns who a value names: a reference to a resource of the stack, or text. A service principal that the stack makes
 * or reads is the same one by its application id.
 */
export function principalOf(value: unknown, references: References, stack: Stack, kind?: Kind): Principal {
  const target = resourceIn(value, stack);
  if (target?.type === "databricks_current_user") return nobodyElse("whoever applies");
  const own = target === undefined ? undefined : nameOf(target, references);
  if (own !== undefined) return own;
  const text = references.text(value);
  const same = isApplicationId(text)
    ? stack.resources.find(
        ({ type, arguments: given }) =>
          type === "databricks_service_principal" && references.text(given["application_id"]) === text,
      )
    : undefined;
  return (same && nameOf(same, references)) ?? named(text, kind);
}

/** `users/a@example.org`, `groups/ml`, `servicePrincipals/<application id>`: as rule sets name principals. */
export function ruleSetPrincipal(value: unknown, references: References, stack: Stack): Principal {
  const target = resourceIn(value, stack);
  const own = target === undefined ? undefined : nameOf(target, references);
  if (own !== undefined) return own;
  const text = references.text(value);
  const [, kind, name = ""] = /^(users|groups|servicePrincipals)\/(.+)$/.exec(text) ?? [];
  if (kind === undefined) return principalOf(value, references, stack);
  if (kind === "servicePrincipals") return principalOf(name, references, stack, "service principal");
  return named(name, kind === "users" ? "user" : "group");
}
