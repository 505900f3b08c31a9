/** Model Serving: what an endpoint may be made of, and how long a change takes. */
import { schemaOf } from "./catalogs.js";
import { denied, invalid, missing, Refusal } from "./refusal.js";
import { canUse, holds } from "./securables.js";
import { changedConfig, changedGateway, changedTags, newEndpoint } from "./shapes/workspace.js";
import { modelOf } from "./volumes-and-models.js";
import { at, type Json, listAt, type Request, route, textAt, thing, thingsOf, type World } from "./world.js";

/** Sizes of a served entity: databricks-sdk 0.162.0, `serving.ServedEntityInput`. */
const sizes = ["Small", "Medium", "Large"];

/**
 * What is wrong with a configuration: databricks-sdk 0.162.0, `serving.ServedEntityInput`, `serving.Route` and
 * `ServingEndpointsAPI`. That a missing `scale_to_zero_enabled` is refused:
 * github.com/databricks/terraform-provider-databricks/issues/4064 (2024-10)
 */
function holdConfig(world: World, config: unknown, creator: string): void {
  const entities = listAt(config, "served_entities");
  const names = entities.map((entity) => textAt(entity, "name"));
  if (entities.length === 0) throw invalid("At least one served entity must be given.");
  if (entities.length > 10) throw invalid("A serving endpoint can have at most 10 served entities.");
  for (const [index, entity] of entities.entries()) {
    const name = names[index] ?? "";
    if (!/^[\w-]{1,63}$/.test(name)) throw invalid(`'${name}' is not a valid name of a served entity.`);
    if (names.indexOf(name) !== index) throw invalid(`Served entity name '${name}' is not unique.`);
    if (entity["scale_to_zero_enabled"] === undefined)
      throw invalid("scaleToZeroEnabled is undefined. Please set it to either true or false.");
    if (!sizes.includes(textAt(entity, "workload_size")))
      throw invalid(`Workload size '${textAt(entity, "workload_size")}' is not one of ${sizes.join(", ")}.`);
    holdVersion(world, entity, creator);
  }
  const routes = listAt(config, "traffic_config", "routes");
  const unknown = routes.map(routed).find((each) => !names.includes(each));
  if (unknown !== undefined) throw invalid(`Traffic route names '${unknown}', which is not a served entity.`);
  const shares = routes.map((each) => Number(each["traffic_percentage"]));
  if (shares.some((share) => share < 0 || share > 100)) throw invalid("A traffic percentage must be 0 to 100.");
  const sum = shares.reduce((all, share) => all + share, 0);
  if (sum !== 100) throw invalid(`The sum of all traffic percentages must be 100, got ${sum}.`);
}

const routed = (each: Json): string => textAt(each, "served_entity_name") || textAt(each, "served_model_name");

/**
 * A version that is there, which the endpoint's creator may load: for ever that one, whoever changes it.
 * docs.databricks.com/machine-learning/model-serving/create-manage-serving-endpoints (2026-12)
 */
function holdVersion(world: World, entity: Json, creator: string): void {
  const model = textAt(modelOf(world, textAt(entity, "entity_name")), "full_name");
  const version = textAt(entity, "entity_version");
  canUse(world, creator, model);
  if (!holds(world, creator, "EXECUTE", "function", model))
    throw denied(`User '${creator}' does not have EXECUTE on Routine or Model '${model}'.`);
  const found = thing(world, "versions", `${model}/${version}`);
  if (found === undefined) throw missing(`Model version '${model}' version '${version}'`);
  if (found["status"] !== "READY") throw invalid(`Version ${version} of '${model}' is not READY.`);
}

/**
 * Tables of requests stand in a schema in which the creator may make one.
 * docs.databricks.com/ai-gateway/inference-tables (2026-12)
 */
function holdGateway(world: World, gateway: unknown, before: unknown, creator: string): void {
  const table = at(gateway, "inference_table_config") as Json | undefined;
  if (table?.["enabled"] !== true) return;
  const [catalog, schema] = [textAt(table, "catalog_name"), textAt(table, "schema_name")];
  if (catalog === "" || schema === "") throw invalid("An inference table needs catalog_name and schema_name.");
  const fullName = textAt(schemaOf(world, `${catalog}.${schema}`), "full_name");
  canUse(world, creator, fullName);
  if (!holds(world, creator, "CREATE_TABLE", "schema", fullName))
    throw denied(`User '${creator}' does not have CREATE TABLE on Schema '${fullName}'.`);
  const was = at(before, "inference_table_config") as Json | undefined;
  const moves = ["catalog_name", "schema_name", "table_name_prefix"].filter((key) => was?.[key] !== table[key]);
  if (was?.["enabled"] === true && moves.length > 0)
    throw invalid(`${moves.join(", ")} cannot change while the inference table is enabled. Disable it first.`);
}

/** The table is made with the endpoint, in the name of its creator, and stays when the endpoint goes. */
function makeTable(world: World, endpoint: Json): void {
  const table = at(endpoint, "ai_gateway", "inference_table_config") as Json | undefined;
  if (table?.["enabled"] !== true) return;
  const prefix = textAt(table, "table_name_prefix") || textAt(endpoint, "name");
  const fullName = `${textAt(table, "catalog_name")}.${textAt(table, "schema_name")}.${prefix}_payload`;
  world.things.set(`tables/${fullName}`, { full_name: fullName, owner: endpoint["creator"] });
}

/** A configuration as it is given back: entities by name, and what they are by default. */
function shownConfig(config: unknown, creator: string, version: number): Json {
  const by = (key: (each: Json) => string) => (one: Json, other: Json) => (key(one) < key(other) ? -1 : 1);
  const entities = [...listAt(config, "served_entities")]
    .sort(by((each) => textAt(each, "name")))
    .map((entity) => ({
      ...{ workload_type: "CPU", creator, creation_timestamp: 1 },
      ...entity,
      state: { deployment: "DEPLOYMENT_READY", deployment_state_message: "" },
    }));
  const routes = listAt(config, "traffic_config", "routes").map((each) => ({
    ...each,
    ...{ served_model_name: routed(each), served_entity_name: routed(each) },
  }));
  return { served_entities: entities, traffic_config: { routes }, config_version: version };
}

/** Begins what a deployment ends: see `settle`. */
function begin(world: World, endpoint: Json, config: unknown): void {
  const version = Number(at(endpoint, "config", "config_version") ?? 0) + 1;
  endpoint["pending_config"] = { ...shownConfig(config, textAt(endpoint, "creator"), version), start_time: 1 };
  endpoint["state"] = { ready: at(endpoint, "config") ? "READY" : "NOT_READY", config_update: "IN_PROGRESS" };
  endpoint["until"] = world.now() + world.settings.deploymentSeconds;
}

/** Ends a deployment whose time is over: the new configuration serves, or the old one stays. */
function settle(world: World, endpoint: Json): Json {
  const pending = endpoint["pending_config"] as Json | undefined;
  if (pending === undefined || world.now() < Number(endpoint["until"])) return endpoint;
  const fails = listAt(pending, "served_entities").some((entity) =>
    world.settings.failing.has(`${textAt(entity, "entity_name")}/${textAt(entity, "entity_version")}`),
  );
  const { start_time: _, ...config } = pending;
  delete endpoint["pending_config"];
  if (!fails) endpoint["config"] = config;
  endpoint["state"] = {
    ready: endpoint["config"] ? "READY" : "NOT_READY",
    config_update: fails ? "UPDATE_FAILED" : "NOT_UPDATING",
  };
  return endpoint;
}

/** Without what only the fake needs to know. */
function shown(world: World, endpoint: Json): Json {
  const { until: _, ...rest } = settle(world, endpoint);
  const tags = [...listAt(rest, "tags")].sort((one, other) => (textAt(one, "key") < textAt(other, "key") ? -1 : 1));
  return { ...rest, ...(tags.length > 0 && { tags }) };
}

function found(world: World, { parts: [name = ""] }: Request): Json {
  const endpoint = thing(world, "endpoints", name);
  if (endpoint === undefined)
    throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint with name '${name}' does not exist.`);
  return settle(world, endpoint);
}

/** docs.databricks.com/machine-learning/model-serving/model-serving-limits (2026-12): endpoints of a workspace */
function made(world: World, { body, caller }: Request): Json {
  const name = textAt(body, "name");
  if (!/^[\w-]{1,63}$/.test(name)) throw invalid(`'${name}' is not a valid endpoint name.`);
  if (world.things.has(`endpoints/${name}`))
    throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", `Endpoint with name '${name}' already exists.`);
  if (thingsOf(world, "endpoints").length >= world.settings.endpoints)
    throw new Refusal(400, "RESOURCE_LIMIT_EXCEEDED", `The workspace has ${world.settings.endpoints} endpoints.`);
  holdConfig(world, body["config"], caller);
  holdGateway(world, body["ai_gateway"], undefined, caller);
  const id = world.number().toString(16).padStart(32, "0");
  const { config, ...rest } = body;
  const endpoint: Json = { ...rest, id, creator: caller, creation_timestamp: 1, last_updated_timestamp: 1 };
  world.things.set(`endpoints/${name}`, endpoint);
  world.permissions.set(`serving-endpoints/${id}`, [{ user_name: caller, permission_level: "CAN_MANAGE" }]);
  begin(world, endpoint, config);
  makeTable(world, endpoint);
  return shown(world, endpoint);
}

/** databricks-sdk 0.162.0, `serving.EndpointState`: while an update is in progress, another one cannot be made */
function change(world: World, request: Request): Json {
  const endpoint = found(world, request);
  if (at(endpoint, "state", "config_update") === "IN_PROGRESS")
    throw new Refusal(409, "RESOURCE_CONFLICT", `Endpoint '${request.parts[0]}' has an update in progress.`);
  holdConfig(world, request.body, textAt(endpoint, "creator"));
  begin(world, endpoint, request.body);
  return shown(world, endpoint);
}

function tagged(world: World, request: Request): readonly Json[] {
  const endpoint = found(world, request);
  const gone = (request.body["delete_tags"] ?? []) as string[];
  const added = listAt(request.body, "add_tags");
  const stays = (tag: Json) => !gone.includes(textAt(tag, "key")) && !added.some(({ key }) => key === tag["key"]);
  endpoint["tags"] = [...listAt(endpoint, "tags").filter(stays), ...added];
  return endpoint["tags"] as readonly Json[];
}

function gated(world: World, request: Request): Json {
  const endpoint = found(world, request);
  holdGateway(world, request.body, endpoint["ai_gateway"], textAt(endpoint, "creator"));
  endpoint["ai_gateway"] = request.body;
  makeTable(world, endpoint);
  return request.body;
}

function deleted(world: World, request: Request): Json {
  world.permissions.delete(`serving-endpoints/${textAt(found(world, request), "id")}`);
  world.things.delete(`endpoints/${request.parts[0]}`);
  return {};
}

const base = "/api/2.0/serving-endpoints";
export const serving = [
  route("POST", base, (world, request) => [200, made(world, request)], newEndpoint),
  route("GET", `${base}/{}`, (world, request) => [200, shown(world, found(world, request))]),
  route("PUT", `${base}/{}/config`, (world, request) => [200, change(world, request)], changedConfig),
  route("PATCH", `${base}/{}/tags`, (world, request) => [200, { tags: tagged(world, request) }], changedTags),
  route("PUT", `${base}/{}/ai-gateway`, (world, request) => [200, gated(world, request)], changedGateway),
  route("DELETE", `${base}/{}`, (world, request) => [200, deleted(world, request)]),
];
