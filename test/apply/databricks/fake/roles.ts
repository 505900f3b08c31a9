/**
 * Roles on service principals, as rule sets: `databricks account-access-control-proxy update-rule-set` sends them.
 * docs.databricks.com/api/account-access-control-proxy (2026-12)
 */
import { invalid, missing, Refusal } from "./refusal.js";
import { ruleSet } from "./shapes/workspace.js";
import { at, type Json, listAt, type Request, route, textAt, type World } from "./world.js";

const named = /^accounts\/[0-9a-f-]{36}\/servicePrincipals\/([0-9a-f-]{36})\/ruleSets\/default$/;

function applicationOf(world: World, name: string): string {
  const [, id] = named.exec(name) ?? [];
  if (id === undefined) throw invalid(`'${name}' is not the name of a rule set.`);
  if (![...world.principals.servicePrincipals.values()].some(({ applicationId }) => applicationId === id))
    throw missing(`Service principal ${id}`);
  return id;
}

function shown(world: World, name: string): Json {
  const kept = world.things.get(`roles/${applicationOf(world, name)}`) ?? {};
  const users = (kept["servicePrincipal.user"] ?? []) as readonly string[];
  const rule = { role: "roles/servicePrincipal.user", principals: users.map((each) => `servicePrincipals/${each}`) };
  return { name, etag: `etag-${kept["generation"] ?? 0}`, grant_rules: users.length > 0 ? [rule] : [] };
}

/** An etag that is not the newest is refused: somebody else has changed the rules. */
function put(world: World, { body }: Request): Json {
  const name = textAt(body, "name");
  const id = applicationOf(world, name);
  if (at(body, "rule_set", "etag") !== shown(world, name)["etag"])
    throw new Refusal(409, "RESOURCE_CONFLICT", "The rule set was changed: read it again.");
  const users = listAt(body, "rule_set", "grant_rules")
    .filter(({ role }) => role === "roles/servicePrincipal.user")
    .flatMap((rule) => (rule["principals"] ?? []) as string[]);
  const generation = Number(world.things.get(`roles/${id}`)?.["generation"] ?? 0) + 1;
  const kept = users.map((each) => each.replace(/^servicePrincipals\//, ""));
  world.things.set(`roles/${id}`, { generation, "servicePrincipal.user": kept });
  return shown(world, name);
}

const path = "/api/2.0/preview/accounts/access-control/rule-sets";
export const roles = [
  route("GET", path, (world, { query }) => [200, shown(world, query.get("name") ?? "")]),
  route("PUT", path, (world, request) => [200, put(world, request)], ruleSet),
];
