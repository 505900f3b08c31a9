/**
 * What Databricks documents of the arguments of a stack, by hand from its pages, and not from the forms of the
 * constructs: a stack of any spec that the check accepts keeps them.
 */
import type { DocumentedRule, DocumentedSum } from "../random/stacks.js";

const docs = "docs.databricks.com";
const names = `${docs}/sql/language-manual/sql-ref-names (2026-11)`;
/** What is stored as it is written: at most 255 characters in lower case, without dots, slashes and blanks. */
const unity = /^[^\s./A-Z\p{Cc}]{1,255}$/u;
const reference = /^\$\{[^}]+\}$/;

const named = (type: string): DocumentedRule => ({ type, at: /^\/name$/, must: unity, source: names });

/** Rules of single arguments. */
export const rules: readonly DocumentedRule[] = [
  ...["databricks_catalog", "databricks_schema", "databricks_volume", "databricks_registered_model"].map(named),
  {
    type: "databricks_volume",
    at: /^\/volume_type$/,
    must: /^EXTERNAL$/,
    source: `${docs}/volumes/managed-vs-external (2026-11): a managed volume is deleted with its files`,
  },
  {
    type: "databricks_external_location",
    at: /^\/url$/,
    must: /^(s3|gs|abfss):\/\/[^\s?#]+[^/]$/,
    source: `${docs}/connect/unity-catalog/cloud-storage/external-locations (2026-11)`,
  },
  {
    type: "databricks_job",
    at: /^\/task\/\d+\/task_key$/,
    must: /^[\w-]{1,100}$/,
    source: `${docs}/api/workspace/jobs/create (2026-11)`,
  },
  {
    type: "databricks_job",
    at: /^\/(?:task\/\d+\/)?timeout_seconds$/,
    must: /^[1-9]\d*$/,
    source: `${docs}/api/workspace/jobs/create (2026-11): 0 stops nothing`,
  },
  {
    type: "databricks_job",
    at: /^\/max_concurrent_runs$/,
    must: /^1$/,
    source: `${docs}/api/workspace/jobs/create (2026-11)`,
  },
  {
    type: "databricks_job",
    at: /^\/schedule\/quartz_cron_expression$/,
    // either the day of the month or that of the week is ?
    must: /^0 \S+ \S+ (?:\? \S+ \S+|\S+ \S+ \?)$/,
    source: "quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html (2026-11)",
  },
  {
    type: "databricks_model_serving",
    at: /^\/name$/,
    must: /^[A-Za-z0-9][\w-]{0,62}$/,
    source: `${docs}/api/workspace/servingendpoints/create (2026-11)`,
  },
  {
    type: "databricks_model_serving",
    at: /\/entity_version$/,
    must: /^[1-9]\d*$/,
    source: `${docs}/api/workspace/servingendpoints/create (2026-11)`,
  },
  {
    type: "databricks_grant",
    at: /^\/privileges\/\d+$/,
    must: /^[A-Z]+(_[A-Z]+)*$/,
    source: "github.com/databricks/terraform-provider-databricks/issues/3313: with a blank the provider fails",
  },
  {
    type: "databricks_account_network_policy",
    at: /^\/network_policy_id$/,
    must: /^[a-zA-Z0-9_.-]{1,32}$/,
    source: `${docs}/api/account/networkpolicies (2026-11)`,
  },
  {
    type: "databricks_service_principal",
    at: /^\/display_name$/,
    must: /^.{1,256}$/,
    source: `${docs}/api/workspace/serviceprincipals/create (2026-11)`,
  },
  {
    type: "databricks_budget",
    at: /\/quantity_threshold$/,
    must: /^\d+(\.\d{1,2})?$/,
    source: `${docs}/api/account/budgets/create (2026-11)`,
  },
];

type Given = Readonly<Record<string, unknown>>;
const list = (value: unknown): readonly Given[] => (Array.isArray(value) ? (value as Given[]) : []);
const keyOf = ({ principal, ...given }: Given) =>
  JSON.stringify([principal, ...["catalog", "schema", "volume", "model"].map((kind) => given[kind])]);

/** Rules of several arguments. */
export const sums: readonly DocumentedSum[] = [
  // docs.databricks.com/api/workspace/servingendpoints/create (2026-11): the shares of all routes are 100
  ({ resources }) =>
    resources.flatMap(({ type, address, arguments: given }) => {
      if (type !== "databricks_model_serving") return [];
      const { traffic_config: traffic } = given["config"] as { traffic_config: Given };
      const shares = list(traffic["routes"]).reduce((sum, route) => sum + Number(route["traffic_percentage"]), 0);
      return shares === 100 ? [] : [`${address}: the routes have ${shares} percent`];
    }),
  // the tasks come back sorted by their key: another order differs at every plan (databricks 1.99.0)
  ({ resources }) =>
    resources.flatMap(({ type, address, arguments: given }) => {
      if (type !== "databricks_job") return [];
      const keys = list(given["task"]).map(({ task_key: key }) => String(key));
      return JSON.stringify([...keys].sort()) === JSON.stringify(keys) ? [] : [`${address}: ${keys.join(", ")}`];
    }),
  // a grant is the whole truth about one securable and one principal: two of them overwrite each other
  ({ resources }) => {
    const keys = resources
      .filter(({ type }) => type === "databricks_grant")
      .map(({ arguments: given }) => keyOf(given));
    return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `two grants of ${key}`);
  },
  // one of the arguments that name a securable, each a reference or built of references
  ({ resources }) =>
    resources.flatMap(({ type, address, arguments: given }) => {
      if (type !== "databricks_grant") return [];
      const on = ["catalog", "schema", "volume", "model"]
        .map((kind) => given[kind])
        .filter((each) => each !== undefined);
      const parts = String(on[0]).split(/\.(?=\$)/);
      return on.length === 1 && parts.every((part) => reference.test(part))
        ? []
        : [`${address}: on ${on.join(" and ")}`];
    }),
];
