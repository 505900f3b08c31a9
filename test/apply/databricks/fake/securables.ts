/**
 * Unity Catalog's securables: who owns and who may what, and which privilege a securable knows.
 * docs.databricks.com/data-governance/unity-catalog/manage-privileges/privileges (2026-12)
 */
import { known, namesOf } from "./principals.js";
import { denied, invalid, missing } from "./refusal.js";
import { privileges } from "./shapes/privileges.js";
import { changedPrivileges } from "./shapes/unity-catalog.js";
import { type Json, listAt, type Request, route, textAt, thing, type World } from "./world.js";

/** The kind of thing that a type of securable is; a model is a function. */
const kinds: Readonly<Record<string, string>> = {
  catalog: "catalogs",
  schema: "schemas",
  volume: "volumes",
  function: "models",
  external_location: "locations",
  storage_credential: "credentials",
  metastore: "metastores",
};

/** A securable, and those that it lies in: privileges are inherited downwards. */
function chain(type: string, name: string): ReadonlyArray<readonly [type: string, name: string]> {
  const [catalog = "", schema = ""] = name.split(".");
  const own = [type, name] as const;
  if (type === "volume" || type === "function") return [own, ["schema", `${catalog}.${schema}`], ["catalog", catalog]];
  return type === "schema" ? [own, ["catalog", catalog]] : [own];
}

const ownerOf = (world: World, type: string, name: string): string =>
  textAt(thing(world, kinds[type] ?? "", name), "owner");

/** Whether a principal owns a securable, by itself or by a group. */
export const owns = (world: World, principal: string, type: string, name: string): boolean =>
  namesOf(world, principal).has(ownerOf(world, type, name));

/** Whether a principal holds a privilege on a securable or on what it lies in. Who owns the securable holds each. */
export function holds(world: World, principal: string, privilege: string, type: string, name: string): boolean {
  const names = namesOf(world, principal);
  if (owns(world, principal, type, name)) return true;
  return chain(type, name).some(([each, called]) =>
    [...(world.privileges.get(`${each}/${called}`) ?? [])].some(
      ([whose, held]) => names.has(whose) && (held.has(privilege) || held.has("ALL_PRIVILEGES")),
    ),
  );
}

/** Ends where a principal cannot reach what lies in a schema. */
export function canUse(world: World, principal: string, fullName: string): void {
  const [catalog = "", schema = ""] = fullName.split(".");
  if (!holds(world, principal, "USE_CATALOG", "catalog", catalog))
    throw denied(`User does not have USE CATALOG on Catalog '${catalog}'.`);
  if (!holds(world, principal, "USE_SCHEMA", "schema", `${catalog}.${schema}`))
    throw denied(`User does not have USE SCHEMA on Schema '${catalog}.${schema}'.`);
}

/** Ends where a principal does not manage a securable: its owner, an owner of what it lies in, or by `MANAGE`. */
export function manages(world: World, principal: string, type: string, name: string): void {
  const isOwner = chain(type, name).some(([each, called]) => owns(world, principal, each, called));
  if (isOwner || holds(world, principal, "MANAGE", type, name)) return;
  throw denied(`User does not own ${type} '${name}' and does not have MANAGE on it.`);
}

/** The securable of a path; ends where it is not there. */
function securable(world: World, { parts: [type = "", name = ""] }: Request): readonly [string, string] {
  const kind = kinds[type];
  if (kind === undefined) throw invalid(`SECURABLETYPE ${type} is not a valid securable type`);
  const called = name.toLowerCase();
  if (!world.things.has(`${kind}/${called}`)) throw missing(`${type} '${name}'`);
  return [type, called];
}

function assignments(world: World, type: string, name: string): Json {
  const held = [...(world.privileges.get(`${type}/${name}`) ?? [])];
  // privileges of a principal come sorted
  const shown = held.map(([principal, all]) => ({ principal, privileges: [...all].sort() }));
  return { privilege_assignments: shown.filter(({ privileges: all }) => all.length > 0) };
}

/**
 * Adds and removes. A privilege that the securable does not know is refused.
 * github.com/databricks/terraform-provider-databricks/issues/1818 (2022-12)
 */
function changed(world: World, request: Request): Json {
  const [type, name] = securable(world, request);
  manages(world, request.caller, type, name);
  const key = `${type}/${name}`;
  const held = world.privileges.get(key) ?? new Map<string, Set<string>>();
  for (const change of listAt(request.body, "changes")) {
    const principal = textAt(change, "principal");
    known(world, principal);
    const written = (which: "add" | "remove") => (change[which] ?? []) as string[];
    for (const privilege of [...written("add"), ...written("remove")])
      if (!privileges[type]?.includes(privilege))
        throw invalid(`Privilege ${privilege} is not applicable to this entity [${name}:${type}].`);
    const now = new Set([...(held.get(principal) ?? []), ...written("add")]);
    for (const privilege of written("remove")) now.delete(privilege);
    held.set(principal, now);
  }
  world.privileges.set(key, held);
  return assignments(world, type, name);
}

const path = "/api/2.1/unity-catalog/permissions/{}/{}";
export const securables = [
  route("GET", path, (world, request) => [200, assignments(world, ...securable(world, request))]),
  route("PATCH", path, (world, request) => [200, changed(world, request)], changedPrivileges),
];
