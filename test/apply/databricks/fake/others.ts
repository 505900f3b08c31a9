/** What else a pilot has in a workspace: folders, experiments, cluster policies, alerts. */
import { invalid, missing, Refusal } from "./refusal.js";
import {
  changedAlert,
  changedExperiment,
  changedPolicy,
  deletedExperiment,
  deletedPath,
  deletedPolicy,
  newAlert,
  newDirectory,
  newExperiment,
  newPolicy,
} from "./shapes/workspace.js";
import { at, type Json, type Request, route, textAt, thing, thingsOf, type World } from "./world.js";

const pathOf = (written: string): string => written.replace(/^\/Workspace(?=\/)/, "").replace(/\/$/, "");

/** Folders that every workspace has. */
const isFolder = (world: World, path: string): boolean =>
  path === "/Shared" || /^\/Users\/[^/]+$/.test(path) || world.things.has(`directories/${path}`);

function makeDirectory(world: World, { body, caller }: Request): Json {
  const steps = pathOf(textAt(body, "path")).split("/");
  for (let length = 2; length <= steps.length; length += 1) {
    const path = steps.slice(0, length).join("/");
    if (isFolder(world, path)) continue;
    const id = world.number();
    world.things.set(`directories/${path}`, { path, object_type: "DIRECTORY", object_id: id });
    world.permissions.set(`directories/${id}`, [{ user_name: caller, permission_level: "CAN_MANAGE" }]);
  }
  return {};
}

function statusOf(world: World, { query }: Request): Json {
  const path = pathOf(query.get("path") ?? "");
  const found = thing(world, "directories", path);
  if (found === undefined) throw missing(`Path (${path})`);
  return found;
}

function deletePath(world: World, { body }: Request): Json {
  const path = pathOf(textAt(body, "path"));
  const within = [...thingsOf(world, "directories", `${path}/`), ...experimentsAt(world, `${path}/`)];
  if (within.length > 0 && body["recursive"] !== true)
    throw new Refusal(400, "DIRECTORY_NOT_EMPTY", `Folder (${path}) is not empty`);
  world.things.delete(`directories/${path}`);
  return {};
}

const experimentsAt = (world: World, prefix: string) =>
  thingsOf(world, "experiments").filter(
    ([, each]) => each["lifecycle_stage"] === "active" && textAt(each, "name").startsWith(prefix),
  );

/** github.com/databricks-demos/dbdemos/issues/155 (2024-12): the folder of an experiment has to be there */
function makeExperiment(world: World, { body, caller }: Request): Json {
  const name = pathOf(textAt(body, "name"));
  if (!name.startsWith("/"))
    throw invalid(`Got an invalid experiment name '${name}'. An experiment name must be an absolute path.`);
  const parent = name.slice(0, name.lastIndexOf("/"));
  if (!isFolder(world, parent)) throw missing(`Parent directory ${parent}`);
  if (experimentsAt(world, name).some(([, each]) => each["name"] === name))
    throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", `Node named '${name}' already exists`);
  const id = String(world.number());
  world.things.set(`experiments/${id}`, {
    ...{ artifact_location: `dbfs:/databricks/mlflow-tracking/${id}`, lifecycle_stage: "active" },
    ...body,
    ...{ name, experiment_id: id, creation_time: 1, last_update_time: 1 },
  });
  world.permissions.set(`experiments/${id}`, [{ user_name: caller, permission_level: "CAN_MANAGE" }]);
  return { experiment_id: id };
}

function experimentOf(world: World, id: unknown): Json {
  const found = thing(world, "experiments", String(id));
  if (found === undefined) throw missing(`Experiment with id '${id}'`);
  return found;
}

/** A deleted experiment stays for 30 days. docs.databricks.com/mlflow/experiments (2026-12) */
function deleteExperiment(world: World, { body }: Request): Json {
  experimentOf(world, body["experiment_id"])["lifecycle_stage"] = "deleted";
  return {};
}

/**
 * The definition of a cluster policy is JSON, and each attribute has a type.
 * docs.databricks.com/admin/clusters/policy-definition (2026-12)
 */
function holdPolicy(world: World, body: Json, self: unknown): void {
  const types = ["fixed", "forbidden", "allowlist", "blocklist", "regex", "range", "unlimited"];
  let definition: Json;
  try {
    definition = JSON.parse(textAt(body, "definition") || "{}") as Json;
  } catch {
    throw invalid("Invalid policy definition: it is not JSON.");
  }
  for (const [attribute, rule] of Object.entries(definition))
    if (!types.includes(textAt(rule, "type"))) throw invalid(`Invalid policy element for '${attribute}'.`);
  const taken = thingsOf(world, "policies").some(
    ([, each]) => each["name"] === body["name"] && each["policy_id"] !== self,
  );
  if (taken) throw new Refusal(400, "INVALID_PARAMETER_VALUE", `A policy named '${body["name"]}' already exists.`);
}

function makePolicy(world: World, { body, caller }: Request): Json {
  holdPolicy(world, body, undefined);
  const id = world.number().toString(16).toUpperCase().padStart(16, "0");
  world.things.set(`policies/${id}`, { ...body, policy_id: id, creator_user_name: caller, created_at_timestamp: 1 });
  world.permissions.set(`cluster-policies/${id}`, []);
  return { policy_id: id };
}

function policyOf(world: World, id: unknown): Json {
  const found = thing(world, "policies", String(id));
  if (found === undefined) throw missing(`Cluster policy ${id}`);
  return found;
}

function changePolicy(world: World, { body }: Request): Json {
  const policy = policyOf(world, body["policy_id"]);
  holdPolicy(world, body, body["policy_id"]);
  return Object.assign(policy, body);
}

function deletePolicy(world: World, { body }: Request): Json {
  policyOf(world, body["policy_id"]);
  world.things.delete(`policies/${body["policy_id"]}`);
  world.permissions.delete(`cluster-policies/${body["policy_id"]}`);
  return {};
}

/** An alert runs on a warehouse that is there, and stands in a folder. docs.databricks.com/api/alertsv2/v1 (2026-12) */
function holdAlert(world: World, alert: Json): void {
  if (thing(world, "warehouses", textAt(alert, "warehouse_id")) === undefined)
    throw missing(`SQL warehouse ${textAt(alert, "warehouse_id")}`);
  const folder = pathOf(textAt(alert, "parent_path"));
  if (folder !== "" && !isFolder(world, folder)) throw missing(`Path (${folder})`);
}

/**
 * What is left out comes back where the platform chose it: the folder. Who it runs as comes back as `effective_run_as`
 * alone, because provider 1.99.0 fails where `run_as` or `run_as_user_name` come back and were left out.
 */
function makeAlert(world: World, { body, caller }: Request): Json {
  holdAlert(world, body);
  const id = String(world.number());
  const by = { owner_user_name: caller, effective_run_as: { service_principal_name: caller } };
  const given = { create_time: "2026-12-01T00:00:00Z", update_time: "2026-12-01T00:00:00Z", lifecycle_state: "ACTIVE" };
  const alert = { ...body, parent_path: body["parent_path"] ?? `/Users/${caller}`, id, ...given, ...by };
  world.things.set(`alerts/${id}`, alert);
  return alert;
}

function alertOf(world: World, { parts: [id = ""] }: Request): Json {
  const found = thing(world, "alerts", id);
  if (found === undefined) throw missing(`Alert ${id}`);
  return found;
}

function changeAlert(world: World, request: Request): Json {
  const alert = alertOf(world, request);
  holdAlert(world, { ...alert, ...request.body });
  // databricks-sdk 0.162.0, `sql.AlertV2`
  const path = request.body["parent_path"];
  if (path !== undefined && path !== alert["parent_path"]) throw invalid("parent_path cannot be updated.");
  return Object.assign(alert, request.body);
}

function deleteAlert(world: World, request: Request): Json {
  alertOf(world, request);
  world.things.delete(`alerts/${request.parts[0]}`);
  return {};
}

const [workspace, mlflow, policies] = [
  "/api/2.0/workspace",
  "/api/2.0/mlflow/experiments",
  "/api/2.0/policies/clusters",
];
const renamed = (world: World, { body }: Request) =>
  Object.assign(experimentOf(world, body["experiment_id"]), { name: pathOf(textAt(body, "new_name")) });
export const others = [
  route("POST", `${workspace}/mkdirs`, (world, request) => [200, makeDirectory(world, request)], newDirectory),
  route("GET", `${workspace}/get-status`, (world, request) => [200, statusOf(world, request)]),
  route("POST", `${workspace}/delete`, (world, request) => [200, deletePath(world, request)], deletedPath),
  route("POST", `${mlflow}/create`, (world, request) => [200, makeExperiment(world, request)], newExperiment),
  route("GET", `${mlflow}/get`, (world, { query }) => [
    200,
    { experiment: experimentOf(world, query.get("experiment_id")) },
  ]),
  route("POST", `${mlflow}/update`, (world, request) => [200, at(renamed(world, request)) && {}], changedExperiment),
  route("POST", `${mlflow}/delete`, (world, request) => [200, deleteExperiment(world, request)], deletedExperiment),
  route("POST", `${policies}/create`, (world, request) => [200, makePolicy(world, request)], newPolicy),
  route("GET", `${policies}/get`, (world, { query }) => [200, policyOf(world, query.get("policy_id"))]),
  route("POST", `${policies}/edit`, (world, request) => [200, changePolicy(world, request)], changedPolicy),
  route("POST", `${policies}/delete`, (world, request) => [200, deletePolicy(world, request)], deletedPolicy),
  route("POST", "/api/2.0/alerts", (world, request) => [200, makeAlert(world, request)], newAlert),
  route("GET", "/api/2.0/alerts/{}", (world, request) => [200, alertOf(world, request)]),
  route("PATCH", "/api/2.0/alerts/{}", (world, request) => [200, changeAlert(world, request)], changedAlert),
  route("DELETE", "/api/2.0/alerts/{}", (world, request) => [200, deleteAlert(world, request)]),
];
