/** Securables of Unity Catalog by their whole names: `catalog.schema.object`, whichever way a stack writes them. */
import type { References } from "../../readers/references.js";
import type { Arguments, Resource, Stack } from "../../readers/stack.js";

/** What a privilege is on, as the argument of a grant calls it. */
export const kinds = [
  "catalog",
  "schema",
  "table",
  "volume",
  "model",
  "function",
  "metastore",
  "external_location",
  "storage_credential",
  "credential",
  "foreign_connection",
  "share",
  "recipient",
  "pipeline",
] as const;

/** One of them. */
export type Kind = (typeof kinds)[number];

/** The kind of each type of resources. */
export const kindOfType: Readonly<Record<string, Kind>> = {
  databricks_catalog: "catalog",
  databricks_schema: "schema",
  databricks_sql_table: "table",
  databricks_online_table: "table",
  databricks_volume: "volume",
  databricks_registered_model: "model",
  databricks_metastore: "metastore",
  databricks_external_location: "external_location",
  databricks_storage_credential: "storage_credential",
  databricks_metastore_data_access: "storage_credential",
  databricks_credential: "credential",
  databricks_connection: "foreign_connection",
  databricks_share: "share",
  databricks_recipient: "recipient",
};

/** Attributes that hold the whole name of a securable. */
const whole = /\$\{((?:data\.)?databricks_[a-z_]+\.[\w-]+)\.(?:id|full_name)\}/g;

/** Returns the whole name in a text: Unity Catalog keeps names in lower case. */
export function wholeName(value: unknown, references: References, stack: Stack, depth = 0): string {
  if (typeof value !== "string" || depth > 8) return references.text(value);
  const filled = value.replace(whole, (text, address: string) => {
    const resource = stack.byAddress.get(address);
    if (resource === undefined) return text;
    return nameOfSecurable(resource, references, stack, depth + 1) ?? text;
  });
  return references.text(filled).toLowerCase();
}

/** Returns the whole name of a securable of the stack; undefined for other types. */
export function nameOfSecurable(
  { type, arguments: given }: Resource,
  references: References,
  stack: Stack,
  depth = 0,
): string | undefined {
  const kind = kindOfType[type];
  if (kind === undefined) return undefined;
  const part = (key: string): string => wholeName(given[key], references, stack, depth);
  const own = part("name");
  if (kind === "schema") return `${part("catalog_name")}.${own}`;
  // an online table is written with its whole name
  if (type === "databricks_online_table" || !["table", "volume", "model"].includes(kind)) return own;
  return `${part("catalog_name")}.${part("schema_name")}.${own}`;
}

/** What a grant or an owner is on. */
export interface Securable {
  readonly kind: Kind;
  readonly name: string;
}

/** The securable of a grant: exactly one of its arguments names one. Undefined where none does. */
export function securableOf(given: Arguments, references: References, stack: Stack): Securable | undefined {
  const kind = kinds.find((each) => given[each] !== undefined);
  return kind && { kind, name: wholeName(given[kind], references, stack) };
}

/** As a person reads it. */
export const securableText = ({ kind, name }: Securable): string => `${kind.replaceAll("_", " ")} ${name}`;

/** Whether a name is only known at the apply: a variable, an element of a list, an attribute of another stack. */
export const isOpenName = (name: string): boolean => /[${}]/.test(name);

const inside: ReadonlySet<string> = new Set(["schema", "table", "volume", "model", "function"]);

/**
 * Whether what is granted on one securable reaches another: itself, and what stands below a catalog or a schema. A
 * grant on the metastore is not inherited. docs.databricks.com/data-governance/unity-catalog/manage-privileges
 * (2026-11)
 */
export function reaches(from: Securable, to: Securable): boolean {
  if (from.kind === to.kind) return from.name === to.name;
  // the API calls a model a function
  if (from.kind === "function" && to.kind === "model") return from.name === to.name;
  if (!inside.has(to.kind)) return false;
  // nothing stands in a schema that is written without its catalog
  const isAbove = from.kind === "catalog" || (from.kind === "schema" && from.name.includes("."));
  return isAbove && to.name.startsWith(`${from.name}.`);
}

/** Whether it could: the name of one of them is known at the apply alone. */
export function mayReach(from: Securable, to: Securable): boolean {
  if (!isOpenName(from.name) && !isOpenName(to.name)) return false;
  return from.kind === to.kind || (inside.has(to.kind) && ["catalog", "schema"].includes(from.kind));
}
