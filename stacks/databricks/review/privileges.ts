/**
 * Privileges of Unity Catalog in the one vocabulary.
 * docs.databricks.com/data-governance/unity-catalog/manage-privileges/privileges (2026-11)
 */
import { words } from "../../pilot-spec/words.js";
import type { Kind } from "./securables.js";

/** What each does with what it is on, or with what stands below it. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  SELECT: ["read"],
  READ_VOLUME: ["read"],
  READ_FILES: ["read"],
  READ_PRIVATE_FILES: ["read"],
  USE_SHARE: ["read"],
  USE_PROVIDER: ["read"],
  USE_RECIPIENT: ["read"],
  // an engine elsewhere gets credentials of the cloud for the files themselves
  EXTERNAL_USE_SCHEMA: ["read"],
  EXTERNAL_USE_LOCATION: ["read"],
  // it adds, changes and removes files
  WRITE_VOLUME: ["write", "delete"],
  WRITE_FILES: ["write", "delete"],
  WRITE_PRIVATE_FILES: ["write", "delete"],
  MODIFY: ["write", "delete"],
  REFRESH: ["write"],
  CREATE_MODEL_VERSION: ["write"],
  // of a model: its files, too
  EXECUTE: ["read", "invoke"],
  BROWSE: ["view"],
  READ_METADATA: ["view"],
  USE_CATALOG: ["use"],
  USE_SCHEMA: ["use"],
  USE_CONNECTION: ["use"],
  USE_MARKETPLACE_ASSETS: ["use"],
  ACCESS: ["act as"],
  APPLY_TAG: ["tag"],
  MANAGE: ["administer", "delete"],
  MANAGE_ALLOWLIST: ["administer"],
  SET_SHARE_PERMISSION: ["administer"],
};

/** What is created beside what is there: no right on what exists. */
const creates = new Set(
  words(`
    CREATE_CATALOG CREATE_CLEAN_ROOM CREATE_CONNECTION CREATE_EXTERNAL_LOCATION CREATE_EXTERNAL_METADATA
    CREATE_EXTERNAL_TABLE CREATE_EXTERNAL_VOLUME CREATE_FOREIGN_CATALOG CREATE_FOREIGN_SECURABLE CREATE_FUNCTION
    CREATE_MANAGED_STORAGE CREATE_MATERIALIZED_VIEW CREATE_MODEL CREATE_PROVIDER CREATE_RECIPIENT CREATE_SCHEMA
    CREATE_SERVICE_CREDENTIAL CREATE_SHARE CREATE_STORAGE_CREDENTIAL CREATE_TABLE CREATE_VIEW CREATE_VOLUME`),
);

/** Every privilege but those that `ALL_PRIVILEGES` leaves out, by what it is on. */
const all: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  volume: ["READ_VOLUME", "WRITE_VOLUME", "APPLY_TAG"],
  table: ["SELECT", "MODIFY", "APPLY_TAG"],
  model: ["EXECUTE", "CREATE_MODEL_VERSION", "APPLY_TAG"],
  function: ["EXECUTE"],
  external_location: ["READ_FILES", "WRITE_FILES", "CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "BROWSE"],
  storage_credential: ["READ_FILES", "WRITE_FILES", "CREATE_EXTERNAL_LOCATION", "CREATE_EXTERNAL_TABLE"],
  credential: ["ACCESS", "CREATE_CONNECTION"],
  foreign_connection: ["USE_CONNECTION", "CREATE_FOREIGN_CATALOG"],
  share: ["SELECT"],
  metastore: [...creates, "USE_SHARE", "USE_PROVIDER", "USE_RECIPIENT", "SET_SHARE_PERMISSION"],
};
const ofCatalogs = words(
  "SELECT MODIFY REFRESH READ_VOLUME WRITE_VOLUME EXECUTE CREATE_MODEL_VERSION USE_SCHEMA APPLY_TAG BROWSE",
).concat("CREATE_TABLE", "CREATE_VOLUME", "CREATE_FUNCTION", "CREATE_MODEL", "CREATE_SCHEMA", "USE_CATALOG");

/** What is on the content of whatever stands below a catalog or a schema, be it made tomorrow. */
const ofContent = new Set(
  words(
    "SELECT MODIFY REFRESH READ_VOLUME WRITE_VOLUME EXECUTE CREATE_MODEL_VERSION ALL_PRIVILEGES MANAGE EXTERNAL_USE_SCHEMA",
  ),
);

/** A privilege as the API writes it: a blank and an underscore are the same to it. */
export const spelled = (privilege: string): string =>
  privilege
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, "_");

/** Returns the single privileges of one, which for `ALL_PRIVILEGES` are many. */
export const opened = (privilege: string, kind: Kind): readonly string[] =>
  privilege === "ALL_PRIVILEGES" ? (all[kind] ?? ofCatalogs) : [privilege];

/** Returns what a privilege does; undefined where nobody here knows it. */
export function verbsOf(privilege: string, kind: Kind): readonly string[] | undefined {
  const found = opened(privilege, kind).map((each) =>
    each === "ALL_PRIVILEGES" ? [] : (verbs[each] ?? (creates.has(each) ? ["create"] : undefined)),
  );
  if (found.some((each) => each === undefined)) return undefined;
  const own = [...new Set(found.flatMap((each) => each ?? []))];
  return kind === "function" || kind === "model" ? own.filter((verb) => isOf(kind, verb)) : own;
}

/** Of a model `EXECUTE` reads, of a function it calls. */
const isOf = (kind: "function" | "model", verb: string): boolean =>
  kind === "model" ? verb !== "invoke" : verb !== "read";

/** Whether a privilege on a catalog, a schema or a metastore is one on all that stands below it. */
export const isOnContent = (privilege: string, kind: Kind): boolean =>
  (kind === "catalog" || kind === "schema") && ofContent.has(privilege);

/** What of a privilege on something above reaches a thing: reading tables does not read files of volumes. */
const reachesKind: Readonly<Record<string, readonly Kind[]>> = {
  SELECT: ["table", "schema"],
  MODIFY: ["table", "schema"],
  REFRESH: ["table", "schema"],
  READ_VOLUME: ["volume", "schema"],
  WRITE_VOLUME: ["volume", "schema"],
  EXECUTE: ["model", "function"],
  CREATE_MODEL_VERSION: ["model"],
  EXTERNAL_USE_SCHEMA: ["table", "schema", "volume"],
  APPLY_TAG: ["table", "schema", "volume", "model"],
  MANAGE: ["table", "schema", "volume", "model", "function", "catalog"],
  CREATE_TABLE: ["schema"],
  CREATE_VOLUME: ["schema"],
  CREATE_FUNCTION: ["schema"],
  CREATE_MODEL: ["schema"],
};

/** Whether a privilege says something about a thing of a kind, wherever above it is granted. */
export const isAbout = (privilege: string, kind: Kind): boolean => reachesKind[privilege]?.includes(kind) ?? false;
