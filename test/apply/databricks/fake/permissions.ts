/** Permissions on objects of the workspace. */
import { knownInList } from "./principals.js";
import { denied, invalid, missing } from "./refusal.js";
import { kinds } from "./shapes/privileges.js";
import { permissions as shape } from "./shapes/workspace.js";
import { type Json, listAt, type Request, route, textAt, type World } from "./world.js";

function objectOf(world: World, { parts: [kind = "", id = ""] }: Request) {
  const found = kinds[kind];
  const entries = world.permissions.get(`${kind}/${id}`);
  if (found === undefined || entries === undefined) throw missing(`${kind} ${id}`);
  return { ...found, kind, id, entries };
}

function shown(world: World, request: Request): Json {
  const { type, kind, id, entries } = objectOf(world, request);
  const admins = { group_name: "admins", permission_level: "CAN_MANAGE", inherited: true };
  const named = (entry: Json) => `${entry["group_name"]} ${entry["user_name"]} ${entry["service_principal_name"]}`;
  const all = [...entries, admins];
  const access_control_list = [...new Set(all.map(named))].map((name) => {
    const [first = {}, ...rest] = all.filter((entry) => named(entry) === name) as Json[];
    const { permission_level: _, inherited: __, ...who } = first;
    const levels = [first, ...rest].map(({ permission_level, inherited = false }) => ({ permission_level, inherited }));
    return { ...who, all_permissions: levels };
  });
  return { object_id: `/${kind}/${id}`, object_type: type, access_control_list };
}

/**
 * Puts a whole list in the place of the old one. A job has exactly one owner, who has no second entry:
 * github.com/databricks/cli/issues/4466 (2026-02) and terraform-provider-databricks/issues/303.
 */
function put(world: World, request: Request): Json {
  const { type, kind, id, entries: before, levels } = objectOf(world, request);
  const manager = before.some(
    (entry) =>
      ["IS_OWNER", "CAN_MANAGE"].includes(textAt(entry, "permission_level")) &&
      [entry["user_name"], entry["service_principal_name"]].includes(request.caller),
  );
  if (!manager && kind !== "cluster-policies")
    throw denied(`${request.caller} does not have CAN_MANAGE on ${type} ${id}.`);
  const entries = listAt(request.body, "access_control_list");
  if (entries.some((entry) => entry["group_name"] === "admins"))
    throw invalid(`Cannot modify permissions of admins on ${type}.`);
  const names = entries.map((entry) => knownInList(world, entry));
  for (const entry of entries) {
    const level = textAt(entry, "permission_level");
    if (!levels.includes(level)) throw invalid(`Permission level '${level}' is not supported for ${type}.`);
  }
  if (levels.includes("IS_OWNER")) {
    const owners = names.filter((_, index) => entries[index]?.["permission_level"] === "IS_OWNER");
    const twice = owners.some((owner) => names.filter((name) => name === owner).length > 1);
    if (owners.length !== 1 || twice) throw invalid(`The ${type} must have exactly one owner.`);
  }
  world.permissions.set(`${kind}/${id}`, entries.map(asKept(world)));
  return shown(world, request);
}

/** A service principal that was written as a user comes back as what it is. */
const asKept = (world: World) => (entry: Json) => {
  const ids = [...world.principals.servicePrincipals.values()].map(({ applicationId }) => applicationId);
  if (!ids.includes(entry["user_name"])) return entry;
  const { user_name, ...rest } = entry;
  return { ...rest, service_principal_name: user_name };
};

const path = "/api/2.0/permissions/{}/{}";
export const permissions = [
  route("GET", path, (world, request) => [200, shown(world, request)]),
  route("PUT", path, (world, request) => [200, put(world, request)], shape),
];
