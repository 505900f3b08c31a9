/** What lies in a schema: volumes, registered models with their versions and aliases. */
import { dated, schemaOf, storedName } from "./catalogs.js";
import { alone, mayUse } from "./locations.js";
import { denied, invalid, missing, Refusal } from "./refusal.js";
import { canUse, holds, manages, owns } from "./securables.js";
import { alias, changedModel, changedVolume, newModel, newVolume } from "./shapes/unity-catalog.js";
import { type Json, type Request, route, textAt, thing, thingsOf, type World } from "./world.js";

function parentOf(world: World, body: Json): string {
  return textAt(schemaOf(world, `${textAt(body, "catalog_name")}.${textAt(body, "schema_name")}`), "full_name");
}

const split = (fullName: string): Json => {
  const [catalog_name, schema_name, name] = fullName.split(".");
  return { catalog_name, schema_name, name, full_name: fullName };
};

/**
 * An external volume lies in an external location, and beside other volumes and managed storage.
 * docs.databricks.com/api/uc-volumes/v1/create-volume (2026-12)
 */
function makeVolume(world: World, { body, caller }: Request): Json {
  const schema = parentOf(world, body);
  canUse(world, caller, schema);
  if (!holds(world, caller, "CREATE_VOLUME", "schema", schema))
    throw denied(`User does not have CREATE VOLUME on Schema '${schema}'.`);
  const fullName = `${schema}.${storedName(textAt(body, "name"))}`;
  if (world.things.has(`volumes/${fullName}`))
    throw new Refusal(409, "ALREADY_EXISTS", `Volume '${fullName}' already exists`);
  const isExternal = body["volume_type"] === "EXTERNAL";
  const given = textAt(body, "storage_location").replace(/\/$/, "");
  if (isExternal !== (given !== ""))
    throw invalid("An EXTERNAL volume must have a storage_location, and a MANAGED one must have none.");
  if (isExternal) {
    mayUse(world, caller, "CREATE_EXTERNAL_VOLUME", given);
    alone(world, given, ["volumes", "catalogs"]);
  }
  const [catalog = ""] = schema.split(".");
  const root = textAt(thing(world, "catalogs", catalog), "storage_location");
  const volume = {
    ...body,
    ...split(fullName),
    ...{
      storage_location: isExternal ? given : `${root}/volumes/${world.number()}`,
      volume_id: String(world.number()),
    },
    ...dated(caller),
  };
  world.things.set(`volumes/${fullName}`, volume);
  return volume;
}

function volumeOf(world: World, name: string): Json {
  const volume = thing(world, "volumes", name.toLowerCase());
  if (volume === undefined) throw missing(`Volume '${name}'`);
  return volume;
}

function changeVolume(world: World, { parts: [name = ""], body, caller }: Request): Json {
  const volume = volumeOf(world, name);
  manages(world, caller, "volume", textAt(volume, "full_name"));
  return Object.assign(volume, body);
}

/** A managed volume goes with its files, an external one without. docs.databricks.com/volumes/managed-vs-external */
function deleteVolume(world: World, { parts: [name = ""], caller }: Request): Json {
  const volume = volumeOf(world, name);
  const fullName = textAt(volume, "full_name");
  manages(world, caller, "volume", fullName);
  if (volume["volume_type"] === "MANAGED")
    for (const url of world.files.keys())
      if (url.startsWith(`${textAt(volume, "storage_location")}/`)) world.files.delete(url);
  world.things.delete(`volumes/${fullName}`);
  world.privileges.delete(`volume/${fullName}`);
  return {};
}

/** docs.databricks.com/api/uc-registered-models/v1/create-registered-model (2026-12) */
function makeModel(world: World, { body, caller }: Request): Json {
  const schema = parentOf(world, body);
  canUse(world, caller, schema);
  if (!holds(world, caller, "CREATE_MODEL", "schema", schema))
    throw denied(`User does not have CREATE MODEL on Schema '${schema}'.`);
  const fullName = `${schema}.${storedName(textAt(body, "name"))}`;
  if (world.things.has(`models/${fullName}`))
    throw new Refusal(409, "RESOURCE_ALREADY_EXISTS", `Registered Model '${fullName}' already exists`);
  const [catalog = ""] = schema.split(".");
  const root = textAt(thing(world, "catalogs", catalog), "storage_location");
  // whoever makes it owns it, whatever the body says
  const model = { ...body, ...split(fullName), storage_location: `${root}/models/${world.number()}`, ...dated(caller) };
  world.things.set(`models/${fullName}`, model);
  return model;
}

/** The model of a name; ends where it is not there. */
export function modelOf(world: World, name: string): Json {
  const model = thing(world, "models", name.toLowerCase());
  if (model === undefined) throw missing(`Registered Model '${name}'`);
  return model;
}

const aliasesOf = (world: World, fullName: string): readonly Json[] =>
  thingsOf(world, "aliases", `${fullName}/`).map(([, each]) => each);

/** A model, with its aliases only where the call asks for them. */
function readModel(world: World, { parts: [name = ""], query }: Request): Json {
  const model = modelOf(world, name);
  if (query.get("include_aliases") !== "true") return model;
  const aliases = aliasesOf(world, textAt(model, "full_name"));
  return aliases.length > 0 ? { ...model, aliases } : model;
}

function changeModel(world: World, { parts: [name = ""], body, caller }: Request): Json {
  const model = modelOf(world, name);
  manages(world, caller, "function", textAt(model, "full_name"));
  const { owner, comment } = body;
  return Object.assign(model, owner === undefined ? {} : { owner }, comment === undefined ? {} : { comment });
}

/** github.com/databricks/cli/issues/1848 (2024-10): versions keep their model */
function deleteModel(world: World, { parts: [name = ""], caller }: Request): Json {
  const fullName = textAt(modelOf(world, name), "full_name");
  manages(world, caller, "function", fullName);
  const versions = thingsOf(world, "versions", `${fullName}/`).length;
  if (versions > 0)
    throw invalid(`Function '${fullName}' is not empty. The function has ${versions} model versions(s)`);
  world.things.delete(`models/${fullName}`);
  world.privileges.delete(`function/${fullName}`);
  return {};
}

/**
 * A version as MLflow makes one, in the name of somebody who may: the owner, or by `CREATE MODEL VERSION`.
 * docs.databricks.com/machine-learning/manage-model-lifecycle/upgrade-workflows (2026-12)
 */
export function registerVersion(world: World, name: string, caller: string): number {
  const fullName = textAt(modelOf(world, name), "full_name");
  canUse(world, caller, fullName);
  if (!holds(world, caller, "CREATE_MODEL_VERSION", "function", fullName))
    throw denied(`User does not have CREATE MODEL VERSION on Routine or Model '${fullName}'.`);
  const version = thingsOf(world, "versions", `${fullName}/`).length + 1;
  world.things.set(`versions/${fullName}/${version}`, { version, status: "READY", created_by: caller });
  return version;
}

/** The owner of a model sets its aliases. docs.databricks.com/api/uc-registered-models/v1/set-registered-model-alias */
function setAlias(world: World, { parts: [name = "", called = ""], body, caller }: Request): Json {
  const fullName = textAt(modelOf(world, name), "full_name");
  if (!owns(world, caller, "function", fullName) && !holds(world, caller, "MANAGE", "function", fullName))
    throw denied(`User is not an owner of Routine or Model '${fullName}'.`);
  if (!world.things.has(`versions/${fullName}/${body["version_num"]}`))
    throw missing(`Model Version '${fullName}' version '${body["version_num"]}'`);
  const made = { alias_name: called, version_num: body["version_num"] };
  world.things.set(`aliases/${fullName}/${called}`, made);
  return made;
}

const base = "/api/2.1/unity-catalog";
export const volumesAndModels = [
  route("POST", `${base}/volumes`, (world, request) => [200, makeVolume(world, request)], newVolume),
  route("GET", `${base}/volumes/{}`, (world, { parts: [name = ""] }) => [200, volumeOf(world, name)]),
  route("PATCH", `${base}/volumes/{}`, (world, request) => [200, changeVolume(world, request)], changedVolume),
  route("DELETE", `${base}/volumes/{}`, (world, request) => [200, deleteVolume(world, request)]),
  route("POST", `${base}/models`, (world, request) => [200, makeModel(world, request)], newModel),
  route("GET", `${base}/models/{}`, (world, request) => [200, readModel(world, request)]),
  route("PATCH", `${base}/models/{}`, (world, request) => [200, changeModel(world, request)], changedModel),
  route("DELETE", `${base}/models/{}`, (world, request) => [200, deleteModel(world, request)]),
  route("PUT", `${base}/models/{}/aliases/{}`, (world, request) => [200, setAlias(world, request)], alias),
];
