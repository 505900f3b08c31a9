/** Catalogs, their workspaces and their schemas. */
import { alone, mayUse } from "./locations.js";
import { denied, invalid, Refusal } from "./refusal.js";
import { holds, manages } from "./securables.js";
import {
  assignedWorkspaces,
  changedBindings,
  changedCatalog,
  changedSchema,
  newCatalog,
  newSchema,
} from "./shapes/unity-catalog.js";
import { type Json, listAt, type Request, route, textAt, thing, thingsOf, type World } from "./world.js";

/** The workspace that every call comes from. */
export const workspaceId = 1_234_567_890_123_456;
export const metastoreId = "11111111-aaaa-4aaa-8aaa-111111111111";

/**
 * A name as Unity Catalog keeps it: in lower case, at most 255 characters, without a period, a space, a slash or a
 * control character. docs.databricks.com/sql/language-manual/sql-ref-names (2026-12)
 */
export function storedName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (name === "" || name.length > 255 || /[.\s/\u0000-\u001f\u007f]/.test(name))
    throw invalid(`'${name}' is not a valid name.`);
  return name.toLowerCase();
}

/** What Unity Catalog adds to all that it makes. */
export const dated = (caller: string): Json => ({
  ...{ owner: caller, metastore_id: metastoreId },
  ...{ created_at: 1, created_by: caller, updated_at: 1, updated_by: caller },
});

function makeSchema(world: World, catalog: string, name: string, caller: string, body: Json = {}): Json {
  const schema = {
    ...body,
    ...{ name, catalog_name: catalog, full_name: `${catalog}.${name}`, catalog_type: "MANAGED_CATALOG" },
    ...{ enable_predictive_optimization: "INHERIT", schema_id: String(world.number()) },
    ...dated(caller),
  };
  world.things.set(`schemas/${catalog}.${name}`, schema);
  return schema;
}

/** A new catalog has a schema `default`, and `information_schema`, which counts for nothing. */
function makeCatalog(world: World, { body, caller }: Request): Json {
  const name = storedName(textAt(body, "name"));
  if (world.things.has(`catalogs/${name}`))
    throw new Refusal(400, "CATALOG_ALREADY_EXISTS", `Catalog '${name}' already exists.`);
  if (!holds(world, caller, "CREATE_CATALOG", "metastore", metastoreId))
    throw denied(`User does not have CREATE CATALOG on Metastore '${metastoreId}'.`);
  const root = textAt(body, "storage_root").replace(/\/$/, "");
  if (root !== "") {
    mayUse(world, caller, "CREATE_MANAGED_STORAGE", root);
    alone(world, root, ["catalogs", "volumes"]);
  }
  const catalog = {
    ...body,
    ...{ name, full_name: name, catalog_type: "MANAGED_CATALOG", isolation_mode: "OPEN" },
    ...{ enable_predictive_optimization: "INHERIT", securable_type: "CATALOG" },
    ...(root === "" ? {} : { storage_root: root, storage_location: `${root}/__unitystorage/catalogs/${name}` }),
    ...dated(caller),
  };
  world.things.set(`catalogs/${name}`, catalog);
  makeSchema(world, name, "default", caller);
  return catalog;
}

/**
 * The catalog of a path, as this workspace sees it: an isolated one is seen from the workspaces that it is bound to.
 * docs.databricks.com/catalogs/binding (2026-12)
 */
function found(world: World, name: string): Json {
  const catalog = thing(world, "catalogs", name.toLowerCase());
  if (catalog === undefined) throw new Refusal(404, "CATALOG_DOES_NOT_EXIST", `Catalog '${name}' does not exist.`);
  if (catalog["isolation_mode"] === "ISOLATED" && !boundTo(world, "catalog", textAt(catalog, "name")).has(workspaceId))
    throw denied(`Catalog '${name}' is not accessible in current workspace`);
  return catalog;
}

function boundTo(world: World, type: string, name: string): Set<number> {
  const key = `bindings/${type}/${name}`;
  const bound = (world.things.get(key) ?? { workspaces: new Set<number>() }) as { workspaces: Set<number> };
  world.things.set(key, bound);
  return bound.workspaces;
}

/** Whoever isolates a catalog has to be bound to it, which the provider does after it. */
function changeCatalog(world: World, { parts: [name = ""], body, caller }: Request): Json {
  const catalog = thing(world, "catalogs", name.toLowerCase());
  if (catalog === undefined) throw new Refusal(404, "CATALOG_DOES_NOT_EXIST", `Catalog '${name}' does not exist.`);
  manages(world, caller, "catalog", textAt(catalog, "name"));
  return Object.assign(catalog, body);
}

/** A catalog goes when all of its schemas are gone, unless the call forces. */
function deleteCatalog(world: World, { parts: [given = ""], query, caller }: Request): Json {
  const name = textAt(found(world, given), "name");
  manages(world, caller, "catalog", name);
  const schemas = thingsOf(world, "schemas", `${name}.`);
  if (schemas.length > 0 && query.get("force") !== "true")
    throw invalid(`Catalog '${name}' is not empty. The catalog has ${schemas.length} schema(s)`);
  for (const key of world.things.keys()) if (new RegExp(`^\\w+/${name}(\\.|$)`).test(key)) world.things.delete(key);
  world.things.delete(`bindings/catalog/${name}`);
  world.privileges.delete(`catalog/${name}`);
  return {};
}

function makeOwnSchema(world: World, { body, caller }: Request): Json {
  const catalog = textAt(found(world, textAt(body, "catalog_name")), "name");
  const name = storedName(textAt(body, "name"));
  if (world.things.has(`schemas/${catalog}.${name}`))
    throw new Refusal(400, "SCHEMA_ALREADY_EXISTS", `Schema '${catalog}.${name}' already exists.`);
  if (!holds(world, caller, "CREATE_SCHEMA", "catalog", catalog))
    throw denied(`User does not have CREATE SCHEMA on Catalog '${catalog}'.`);
  return makeSchema(world, catalog, name, caller, body);
}

/** The schema of a full name; ends where it is not there. */
export function schemaOf(world: World, fullName: string): Json {
  const [catalog = ""] = fullName.split(".");
  found(world, catalog);
  const schema = thing(world, "schemas", fullName.toLowerCase());
  if (schema === undefined) throw new Refusal(404, "SCHEMA_DOES_NOT_EXIST", `Schema '${fullName}' does not exist.`);
  return schema;
}

function changeSchema(world: World, { parts: [name = ""], body, caller }: Request): Json {
  const schema = schemaOf(world, name);
  manages(world, caller, "schema", textAt(schema, "full_name"));
  return Object.assign(schema, body);
}

/** github.com/databricks/terraform-provider-databricks/issues/4046 (2024-09): a model counts as a function */
function deleteSchema(world: World, { parts: [given = ""], query, caller }: Request): Json {
  const name = textAt(schemaOf(world, given), "full_name");
  manages(world, caller, "schema", name);
  const held = (kind: string) => thingsOf(world, kind, `${name}.`).length;
  const [tables, functions, volumes] = [held("tables"), held("models"), held("volumes")];
  if (tables + functions + volumes > 0 && query.get("force") !== "true")
    throw invalid(
      `Schema '${name}' is not empty. ` +
        `The schema has ${tables} tables(s), ${functions} functions(s), ${volumes} volumes(s)`,
    );
  world.things.delete(`schemas/${name}`);
  world.privileges.delete(`schema/${name}`);
  return {};
}

function bind(world: World, { parts: [type = "", name = ""], body }: Request): Json {
  const workspaces = boundTo(world, type, name.toLowerCase());
  for (const each of listAt(body, "add")) workspaces.add(each["workspace_id"] as number);
  for (const each of listAt(body, "remove")) workspaces.delete(each["workspace_id"] as number);
  return { bindings: [...workspaces].map((id) => ({ workspace_id: id, binding_type: "BINDING_TYPE_READ_WRITE" })) };
}

function assign(world: World, { parts: [name = ""], body }: Request): Json {
  const workspaces = boundTo(world, "catalog", name.toLowerCase());
  for (const id of (body["assign_workspaces"] ?? []) as number[]) workspaces.add(id);
  for (const id of (body["unassign_workspaces"] ?? []) as number[]) workspaces.delete(id);
  return { workspaces: [...workspaces] };
}

const base = "/api/2.1/unity-catalog";
const current = { metastore_id: metastoreId, workspace_id: workspaceId, default_catalog_name: "workspace" };
export const catalogs = [
  route("GET", `${base}/current-metastore-assignment`, () => [200, current]),
  route("POST", `${base}/catalogs`, (world, request) => [200, makeCatalog(world, request)], newCatalog),
  route("GET", `${base}/catalogs/{}`, (world, { parts: [name = ""] }) => [200, found(world, name)]),
  route("PATCH", `${base}/catalogs/{}`, (world, request) => [200, changeCatalog(world, request)], changedCatalog),
  route("DELETE", `${base}/catalogs/{}`, (world, request) => [200, deleteCatalog(world, request)]),
  route("POST", `${base}/schemas`, (world, request) => [200, makeOwnSchema(world, request)], newSchema),
  route("GET", `${base}/schemas/{}`, (world, { parts: [name = ""] }) => [200, schemaOf(world, name)]),
  route("PATCH", `${base}/schemas/{}`, (world, request) => [200, changeSchema(world, request)], changedSchema),
  route("DELETE", `${base}/schemas/{}`, (world, request) => [200, deleteSchema(world, request)]),
  route("PATCH", `${base}/bindings/{}/{}`, (world, request) => [200, bind(world, request)], changedBindings),
  route(
    "PATCH",
    `${base}/workspace-bindings/catalogs/{}`,
    (w, request) => [200, assign(w, request)],
    assignedWorkspaces,
  ),
];
