/** Machines of Model Serving: each served entity has its own, whatever share of the requests it gets. */
import { countOf, type Meter, type Meters } from "../../readers/meters.js";
import type { References } from "../../readers/references.js";
import { type Arguments, blocks, type Resource } from "../../readers/stack.js";

/** Without a word the platform takes these: docs.databricks.com/api/workspace/servingendpoints/create (2026-11) */
const byDefault = { type: "CPU", size: "Small" } as const;

/** One entity: by its size, by concurrency, by throughput, or by somebody else's machines. */
function entity(given: Arguments, name: string, address: string, references: References): Meters {
  const rest = { what: name, when: "serving" as const, address };
  const one = (meter: Omit<Meter, "what" | "when" | "address">): Meters => ({
    meters: [{ ...rest, ...meter }],
    uncounted: [],
  });
  const [external] = blocks(given["external_model"]);
  if (external !== undefined)
    return { meters: [], uncounted: [], apart: [`requests to ${references.text(external["provider"])}, on its bill`] };
  const isIdle = given["scale_to_zero_enabled"] === true;
  const type = references.text(given["workload_type"]) || byDefault.type;
  const between = (least: string, most: string) => [countOf(given[least] ?? 0), countOf(given[most])] as const;
  for (const [word, least, most] of [
    ["concurrency", "min_provisioned_concurrency", "max_provisioned_concurrency"],
    ["throughput", "min_provisioned_throughput", "max_provisioned_throughput"],
  ] as const) {
    if (given[most] === undefined) continue;
    const [from, to] = between(least, most);
    if (from === undefined || to === undefined)
      return { meters: [], uncounted: [{ what: name, why: `its ${word} is not in the stack` }] };
    const key = word === "throughput" ? "throughput" : `${type} concurrency`;
    return one({ priceKey: `databricks serving ${key}`, least: isIdle ? 0 : from, most: to });
  }
  const units = given["provisioned_model_units"];
  if (units !== undefined) {
    const count = countOf(units);
    return count === undefined
      ? { meters: [], uncounted: [{ what: name, why: "its model units are not in the stack" }] }
      : one({ priceKey: "databricks serving model unit", least: isIdle ? 0 : count, most: count });
  }
  if (given["workload_size"] === undefined && given["workload_type"] === undefined && isFoundation(given, references))
    return { meters: [], uncounted: [], apart: [`tokens of ${references.text(given["entity_name"])}`] };
  const size = references.text(given["workload_size"]) || byDefault.size;
  if (/[${}]/.test(type + size))
    return { meters: [], uncounted: [{ what: name, why: "its size is not in the stack" }] };
  return one({ priceKey: `databricks serving ${type} ${size}`, least: isIdle ? 0 : 1, most: 1 });
}

/** Models of Databricks's own, which are charged by the token. */
const isFoundation = (given: Arguments, references: References): boolean =>
  /^system\.ai\./i.test(references.text(given["entity_name"]));

/** What an endpoint serves. */
export function serving(resource: Resource, references: References): readonly Meters[] {
  const { arguments: given, address } = resource;
  const endpoint = references.name(resource);
  const config = blocks(given["config"]);
  const entities = config.flatMap((each) => [...blocks(each["served_entities"]), ...blocks(each["served_models"])]);
  if (entities.length === 0)
    return [{ meters: [], uncounted: [{ what: `endpoint ${endpoint}`, why: "what it serves is not in the stack" }] }];
  return entities.map((each) =>
    entity(each, `${references.text(each["name"]) || "release"} of ${endpoint}`, address, references),
  );
}
