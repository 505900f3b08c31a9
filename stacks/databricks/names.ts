/** Names in a workspace, composed in one place from the pilot's name. */
import type { ComposedName, NameRule } from "../pilot-spec/names.js";
import type { PilotSpec } from "../pilot-spec/schema.js";

/** The schema of the pilot's catalog. */
const schema = "pilot";

/** Names in a workspace. Unity Catalog has no dash in a name: a pilot's name has no `_`, so no two become one. */
export function databricksNames(pilot: string) {
  const inCatalog = pilot.replaceAll("-", "_");
  return {
    prefix: pilot,
    catalog: inCatalog,
    schema,
    /** Of the registered model, and with catalog and schema. */
    model: inCatalog,
    modelName: `${inCatalog}.${schema}.${inCatalog}`,
    /** The folder of all volumes, as a path. */
    volumes: `/Volumes/${inCatalog}/${schema}`,
    training: `${pilot}-training`,
    pipeline: `${pilot}-pipeline`,
    batch: `${pilot}-batch`,
    endpoint: `${pilot}-endpoint`,
    deployer: `${pilot}-deployer`,
    alerts: `${pilot}-alerts`,
    compute: `${pilot}-compute`,
    location: `${pilot}-location`,
    credential: `${pilot}-credential`,
    budget: `${pilot}-budget`,
  } as const;
}

const rules = {
  // docs.databricks.com/sql/language-manual/sql-ref-names (2026-11); the others are in every metastore
  catalog: {
    kind: "name of a catalog",
    pattern: /^(?!(?:system|samples|hive_metastore|main|__databricks_internal)$)[a-z][a-z0-9_]{0,62}$/,
    allowed: "1 to 63 lower-case letters, digits and _, and not system, samples, hive_metastore or main",
  },
  // docs.databricks.com/api/workspace/servingendpoints/create (2026-11)
  endpoint: {
    kind: "name of an endpoint",
    pattern: /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    allowed: "1 to 63 lower-case letters, digits and -, a letter first",
  },
  // docs.databricks.com/api/account/networkpolicies (2026-11)
  networkPolicy: {
    kind: "id of a network policy",
    pattern: /^[a-z][a-z0-9-]{0,29}$/,
    allowed: "1 to 30 letters, digits and -; or set databricks.account.name",
  },
} satisfies Record<string, NameRule>;

/** The names of a pilot that Databricks has a rule for. */
export function composedNames(
  spec: Pick<PilotSpec, "name"> & {
    readonly databricks?: PilotSpec["databricks"];
    readonly mixed?: PilotSpec["mixed"];
  },
): readonly ComposedName[] {
  const names = databricksNames(spec.name);
  const isHalf = (spec.mixed ?? []).some(({ train, serve }) => spec.name.endsWith(`-${train}-${serve}`));
  const { account, pilot } = spec.databricks ?? {};
  return [
    { rule: rules.catalog, name: names.catalog },
    ...[names.pipeline, names.batch, names.endpoint].map((name) => ({ rule: rules.endpoint, name })),
    // a name of the spec's own has a rule in the block, and half of a mixed pilot leaves the account to the pilot
    // itself
    ...(account === undefined || account.name !== undefined || (isHalf && pilot)
      ? []
      : [{ rule: rules.networkPolicy, name: names.prefix }]),
  ];
}
