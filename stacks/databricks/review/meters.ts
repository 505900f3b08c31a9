/** What is charged on Databricks: runs, serving, clusters, warehouses and what else has a size or a number. */
import { countOf, type MeterReader, type Meters } from "../../readers/meters.js";
import type { References } from "../../readers/references.js";
import { blocks, type Resource, type Stack } from "../../readers/stack.js";
import { job } from "./job-meters.js";
import { cluster, pool } from "./machines.js";
import { serving } from "./serving-meters.js";

type Reader = (resource: Resource, references: References, stack: Stack) => readonly Meters[];

const none: Meters = { meters: [], uncounted: [] };

/** A warehouse stops when it is idle, unless its minutes are zero; two hours are the default. */
const warehouse: Reader = (resource, references) => {
  const { arguments: given, address } = resource;
  const what = `SQL warehouse ${references.name(resource)}`;
  const [least, most] = [countOf(given["min_num_clusters"] ?? 1), countOf(given["max_num_clusters"] ?? 1)];
  const size = references.text(given["cluster_size"]);
  if (least === undefined || most === undefined || size === "" || /[${}]/.test(size))
    return [{ meters: [], uncounted: [{ what, why: "its size is not in the stack" }] }];
  // where nothing is written it depends on the workspace whether a warehouse is serverless
  const isServerless = given["enable_serverless_compute"];
  const type = references.text(given["warehouse_type"]).toLowerCase() || "classic";
  const kind = isServerless === true ? "serverless" : isServerless === false ? type : "of the workspace's default type";
  const isIdle = (countOf(given["auto_stop_mins"] ?? 120) ?? 0) > 0;
  const priceKey = `databricks SQL warehouse ${kind} ${size}`;
  return [{ meters: [{ what, priceKey, least: isIdle ? 0 : least, most, when: "always", address }], uncounted: [] }];
};

const app: Reader = (resource, references) => {
  const { arguments: given, address } = resource;
  if (given["no_compute"] === true) return [none];
  const priceKey = `databricks app ${references.text(given["compute_size"]) || "MEDIUM"}`;
  const what = `app ${references.name(resource)}`;
  // whoever may manage it stops it; nothing stops it by itself
  return [{ meters: [{ what, priceKey, least: 1, most: 1, when: "always", address }], uncounted: [] }];
};

/** A database or an online store: units by their capacity, as long as it is not stopped. */
const units =
  (what: string, count: (given: Resource["arguments"]) => number | undefined): Reader =>
  (resource, references) => {
    const { arguments: given, address } = resource;
    const name = `${what} ${references.name(resource)}`;
    const nodes = count(given);
    const capacity = references.text(given["capacity"]);
    if (nodes === undefined || capacity === "" || /[${}]/.test(capacity))
      return [{ meters: [], uncounted: [{ what: name, why: "its capacity is not in the stack" }] }];
    const priceKey = `databricks ${what} ${capacity}`;
    const least = given["stopped"] === true ? 0 : nodes;
    return [{ meters: [{ what: name, priceKey, least, most: nodes, when: "always", address }], uncounted: [] }];
  };

/** A pipeline: how long an update runs is in no argument. */
const pipeline: Reader = (resource, references) => {
  const { arguments: given } = resource;
  const what = `pipeline ${references.name(resource)}`;
  const why = given["continuous"] === true ? "it never ends" : "nothing limits how long an update runs";
  return [{ meters: [], uncounted: [{ what, why }] }];
};

/** What wakes a warehouse again and again, for as long as its query takes. */
const wakes =
  (what: string): Reader =>
  (resource, references) => {
    const { arguments: given } = resource;
    const paused = blocks(given["schedule"]).some((each) => each["pause_status"] === "PAUSED");
    return paused
      ? [none]
      : [{ ...none, unbounded: [`hours of the SQL warehouse that ${what} ${references.name(resource)} wakes`] }];
  };

/** A policy holds each cluster, and not how long somebody uses it, nor by how many it is held at once. */
const policy: Reader = (resource, references) => [
  { ...none, unbounded: [`hours of clusters that somebody starts under ${references.name(resource)}`] },
];

const monitor: Reader = (resource, references) => [
  { ...none, unbounded: [`serverless compute of the monitor of ${references.text(resource.arguments["table_name"])}`] },
];

const readersByType: Readonly<Record<string, Reader>> = {
  databricks_job: job,
  databricks_model_serving: serving,
  databricks_model_serving_provisioned_throughput: serving,
  databricks_cluster: (...args) => [cluster(...args)],
  databricks_cluster_policy: policy,
  databricks_instance_pool: (resource, references) => [pool(resource, references)],
  databricks_sql_endpoint: warehouse,
  databricks_app: app,
  databricks_database_instance: units("database", (given) => countOf(given["node_count"] ?? 1)),
  databricks_online_store: units("online store", (given) => {
    const replicas = countOf(given["read_replica_count"] ?? 0);
    return replicas === undefined ? undefined : replicas + 1;
  }),
  databricks_pipeline: pipeline,
  databricks_alert_v2: wakes("alert"),
  databricks_quality_monitor: monitor,
  databricks_lakehouse_monitor: monitor,
};

/** The types that these meters are read of. */
export const metered: readonly string[] = Object.keys(readersByType);

/** Reads the meters of Databricks. */
export const meters: MeterReader = (stack, references) =>
  metered.flatMap((type) =>
    (stack.byType.get(type) ?? []).flatMap((each) => readersByType[type]?.(each, references, stack) ?? []),
  );
