/** All meters of a stack: machines by their platform's reader, and every resource that bills by existing. */

import type { Meter, Meters, Schedule, Uncounted } from "../../../stacks/readers/meters.js";
import { References } from "../../../stacks/readers/references.js";
import type { Resource, Stack } from "../../../stacks/readers/stack.js";
import { typeName } from "../harmless.js";
import { readers } from "../readers.js";
import { billingOf, countBilled, priceKeyOf } from "./billing.js";

/** What is charged in a stack. */
export interface StackMeters extends Meters {
  readonly schedules: readonly Schedule[];
  /** Each resource that bills by existing, with what a price book calls it. */
  readonly standing: ReadonlyArray<{ readonly address: string; readonly priceKey: string }>;
  readonly apart: readonly string[];
  /** Types that bill by what is stored, sent or asked: no limit bounds that. */
  readonly byUse: readonly string[];
}

/** Each resource that bills by existing, with what a price book calls it. */
const standingOf = (resources: readonly Resource[]): StackMeters["standing"] =>
  resources
    .filter((each) => !each.isData && billingOf(each) === "standing")
    .map((each) => ({ address: each.address, priceKey: priceKeyOf(each) }));

/** Resources that bill by existing, one meter per type and tier. */
function standing(resources: readonly Resource[]): readonly Meter[] {
  const types = new Map<string, { count: number; readonly address: string }>();
  for (const resource of resources) {
    if (resource.isData || billingOf(resource) !== "standing") continue;
    const count = countBilled(resource);
    if (count === 0) continue;
    const key = priceKeyOf(resource);
    const found = types.get(key);
    if (found) found.count += count;
    else types.set(key, { count, address: resource.address });
  }
  return [...types].map(([key, { count, address }]) => ({
    ...{ what: key, priceKey: key, least: count, most: count, when: "always", address },
  }));
}

/** What cannot be counted: types that no list knows, modules that no plan opens, resources that are repeated. */
function uncountedOf({ resources, json }: Stack, opened: boolean): readonly Uncounted[] {
  const unknown = new Set(
    resources.filter((each) => !each.isData && billingOf(each) === "unknown").map((each) => typeName(each)),
  );
  const repeated = resources.filter(
    ({ arguments: given, ...rest }) =>
      ("count" in given || "for_each" in given) &&
      !["free", "by use"].includes(billingOf({ ...rest, arguments: given })),
  );
  const modules = opened ? [] : Object.keys((json["module"] as object | undefined) ?? {});
  return [
    ...[...unknown].sort().map((what) => ({ what, why: "nothing here knows whether it bills" })),
    ...repeated.map(({ address }) => ({ what: address, why: "how many there are is not in the stack" })),
    ...modules.map((name) => ({ what: `module.${name}`, why: "its resources are not known without a plan" })),
  ];
}

/** Reads every meter of a stack. */
export function metersOf(stack: Stack): StackMeters {
  const references = new References(stack);
  const platforms = readers().flatMap(({ meters }) => meters(stack, references));
  const isOpened = stack.resources.some(({ address }) => address.startsWith("module."));
  const schedules = platforms.flatMap((each) => each.schedules ?? []);
  return {
    schedules,
    standing: standingOf(stack.resources),
    meters: [...standing(stack.resources), ...platforms.flatMap(({ meters }) => meters)],
    uncounted: [...platforms.flatMap(({ uncounted }) => uncounted), ...uncountedOf(stack, isOpened)],
    unbounded: platforms.flatMap(({ unbounded = [] }) => unbounded),
    apart: [...new Set(platforms.flatMap(({ apart = [] }) => apart))],
    byUse: [...new Set(stack.resources.filter((each) => billingOf(each) === "by use").map(typeName))].sort(),
  };
}
