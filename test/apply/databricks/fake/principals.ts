/** Who is in the account: users, groups and service principals, and what SCIM says about the latter. */
import { invalid, missing, Refusal } from "./refusal.js";
import { servicePrincipal, updatedServicePrincipal } from "./shapes/workspace.js";
import { at, type Json, listAt, type Request, route, textAt, type World } from "./world.js";

/** Every name that stands for a principal: itself, and the groups that it is in. */
export function namesOf(world: World, principal: string): ReadonlySet<string> {
  const groups = [...world.principals.groups].filter(([, members]) => members.has(principal)).map(([name]) => name);
  return new Set([principal, ...groups, "account users"]);
}

const byApplicationId = (world: World, id: string): Json | undefined =>
  [...world.principals.servicePrincipals.values()].find(({ applicationId }) => applicationId === id);

/**
 * Ends where no principal of the account has that name: a user's address, a group's name or an application id, and not
 * a display name. github.com/databricks/terraform-provider-databricks/issues/2237 and 4680 (2025-05)
 */
export function known(world: World, name: string): void {
  const { users, groups } = world.principals;
  if (users.has(name) || groups.has(name) || byApplicationId(world, name)) return;
  throw new Refusal(404, "PRINCIPAL_DOES_NOT_EXIST", `Could not find principal with name ${name}`);
}

/**
 * Ends where an entry of an access control list names nobody. The owner may stand as `user_name` although it is a
 * service principal, which provider 1.99.0 sends. github.com/databricks/terraform-provider-databricks/issues/4574
 */
export function knownInList(world: World, entry: Json): string {
  const named = [entry["user_name"], entry["group_name"], entry["service_principal_name"]].filter(Boolean);
  if (named.length !== 1) throw invalid("Exactly one of user_name, group_name, service_principal_name must be given.");
  const [kind, name] = entry["group_name"] ? ["Group", textAt(entry, "group_name")] : ["Principal", String(named[0])];
  const { users, groups } = world.principals;
  const isThere = entry["group_name"]
    ? groups.has(name)
    : byApplicationId(world, name) !== undefined || (entry["user_name"] !== undefined && users.has(name));
  if (!isThere) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `${kind} (${name}) does not exist.`);
  return name;
}

const me = (world: World, { caller }: Request) => {
  const found = byApplicationId(world, caller);
  return [200, { ...found, userName: caller, active: true }] as const;
};

const found = (world: World, { parts: [id = ""] }: Request): Json => {
  const principal = world.principals.servicePrincipals.get(id);
  if (principal === undefined) throw missing(`Service principal with id ${id}`);
  return principal;
};

/** Keeps what a body says; an entitlement without a value does not count. */
function kept(world: World, request: Request, before: Json = {}): readonly [number, Json] {
  const id = textAt(before, "id") || String(world.number());
  const applicationId =
    textAt(before, "applicationId") || textAt(request.body, "applicationId") || uuidOf(`service principal ${id}`);
  const entitlements = listAt(request.body, "entitlements").filter(({ value }) => value !== undefined && value !== "");
  const principal = { ...before, ...request.body, id, applicationId, entitlements };
  world.principals.servicePrincipals.set(id, principal);
  return [200, principal];
}

/** A UUID that is the same for the same text. */
export function uuidOf(text: string): string {
  let hash = 7n;
  for (const letter of text) hash = (hash * 1_099_511_628_211n + BigInt(letter.codePointAt(0) ?? 0)) % 2n ** 127n;
  const hex = hash.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const deleted = (world: World, request: Request) => {
  found(world, request);
  world.principals.servicePrincipals.delete(request.parts[0] ?? "");
  return [200, {}] as const;
};

/** The account ends a service principal by switching it off, provider 1.99.0. */
const patched = (world: World, request: Request) => {
  const principal = found(world, request);
  for (const operation of listAt(request.body, "Operations")) {
    principal[textAt(operation, "path")] = at(operation, "value", 0, "value");
  }
  return [200, principal] as const;
};

const paths = (base: string) => [
  route("POST", `${base}/ServicePrincipals`, kept, servicePrincipal),
  route("GET", `${base}/ServicePrincipals/{}`, (world, request) => [200, found(world, request)]),
  route("PUT", `${base}/ServicePrincipals/{}`, (world, r) => kept(world, r, found(world, r)), servicePrincipal),
  route("PATCH", `${base}/ServicePrincipals/{}`, patched, updatedServicePrincipal),
  route("DELETE", `${base}/ServicePrincipals/{}`, deleted),
];

export const workspacePrincipals = [
  route("GET", "/api/2.0/preview/scim/v2/Me", me),
  ...paths("/api/2.0/preview/scim/v2"),
];
export const accountPrincipals = paths("/api/2.0/accounts/[^/]+/scim/v2");
