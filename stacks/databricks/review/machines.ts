/** Machines of classic compute: nodes of clusters and pools, for which a price is one of the machine with its DBUs. */
import { countOf, type Meter, type Meters, type Uncounted } from "../../readers/meters.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource, type Stack } from "../../readers/stack.js";

/** Nodes of one cluster: its driver and its workers, each by its type. */
interface Nodes {
  readonly type: string;
  readonly least: number;
  readonly most: number;
}

/** What a price book calls an hour of a node: the machine on the bill of its cloud, and the DBUs beside it. */
const nodeKey = (type: string): string => `databricks node ${type}`;

/** The type of nodes that a pool has. */
function typeOfPool(value: unknown, references: References, stack: Stack): string {
  const pool = references.target(value);
  const found = pool ?? (stack.byType.get("databricks_instance_pool") ?? []).find((each) => each.address === value);
  return references.text(found?.arguments["node_type_id"]);
}

/** The node types of a cluster: its own words, or those of its pool. Undefined where the stack does not say. */
function types(
  given: Arguments,
  references: References,
  stack: Stack,
): readonly [driver: string, worker: string] | undefined {
  const own = (key: string, pool: string) =>
    references.text(given[key]) || (given[pool] === undefined ? "" : typeOfPool(given[pool], references, stack));
  const worker = own("node_type_id", "instance_pool_id");
  const driver = own("driver_node_type_id", "driver_instance_pool_id") || worker;
  return worker === "" || /[${}]/.test(worker + driver) ? undefined : [driver, worker];
}

/** Workers at the least and at the most; undefined where they are only known at the apply. */
function workers(given: Arguments): readonly [least: number, most: number] | undefined {
  const [scale] = blocks(given["autoscale"]);
  const [least, most] = [scale?.["min_workers"], scale?.["max_workers"]].map((each) => countOf(each));
  if (scale !== undefined) return least === undefined || most === undefined ? undefined : [least, most];
  if (given["is_single_node"] === true || given["num_workers"] === undefined) return [0, 0];
  const fixed = countOf(given["num_workers"]);
  return fixed === undefined ? undefined : [fixed, fixed];
}

/** The nodes of a cluster; a sentence part where they are not in the stack. */
export function nodesOf(given: Arguments, references: References, stack: Stack): readonly Nodes[] | string {
  const found = types(given, references, stack);
  if (found === undefined) return "the type of its nodes is not in the stack";
  const count = workers(given);
  if (count === undefined) return "how many workers it has is not in the stack";
  const [[driver, worker], [least, most]] = [found, count];
  if (driver === worker) return [{ type: worker, least: least + 1, most: most + 1 }];
  return [
    { type: driver, least: 1, most: 1 },
    { type: worker, least, most },
  ];
}

/** Meters of the nodes of a cluster. */
export const metersOfNodes = (
  nodes: readonly Nodes[],
  rest: Omit<Meter, "priceKey" | "least" | "most">,
  isIdle: boolean,
): readonly Meter[] =>
  nodes
    .filter(({ most }) => most > 0)
    .map(({ type, least, most }) => ({ ...rest, priceKey: nodeKey(type), least: isIdle ? 0 : least, most }));

/** A cluster that stands alone: it ends when it is idle, unless the stack says that it never does. */
export function cluster(resource: Resource, references: References, stack: Stack): Meters {
  const { arguments: given, address } = resource;
  const what = `cluster ${references.name(resource)}`;
  const nodes = nodesOf(given, references, stack);
  if (typeof nodes === "string") return { meters: [], uncounted: [{ what, why: nodes }] };
  // 60 minutes is the provider's default, 0 is never (1.99.0)
  const ends = (countOf(given["autotermination_minutes"]) ?? 60) > 0;
  return { meters: metersOfNodes(nodes, { what, when: "always", address }, ends), uncounted: [] };
}

/** A pool keeps machines without DBUs; without a capacity nothing bounds it. */
export function pool(resource: Resource, references: References): Meters {
  const { arguments: given, address } = resource;
  const what = `instance pool ${references.name(resource)}`;
  const type = references.text(given["node_type_id"]);
  const [least, most] = [countOf(given["min_idle_instances"] ?? 0), countOf(given["max_capacity"])];
  const lacks = (why: string): Meters => ({ meters: [], uncounted: [{ what, why }] });
  if (type === "" || /[${}]/.test(type)) return lacks("the type of its nodes is not in the stack");
  if (least === undefined) return lacks("how many idle machines it keeps is not in the stack");
  const uncounted: readonly Uncounted[] =
    most === undefined ? [{ what, why: "it has no capacity, so that nothing bounds its machines" }] : [];
  const priceKey = `databricks pool node ${type}`;
  const one: Meter = { what, priceKey, least, most: most ?? least, when: "always", address };
  return { meters: [one], uncounted };
}
