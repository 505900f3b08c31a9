/**
 * A pilot of several stacks, as synthesized JSON. A part says in its comment (`"//".partOf`) which stack it belongs to,
 * and whatever reads a pilot reads the stack and its parts as one. `add-part.ts` makes them.
 */
import { isMap } from "./is-map.js";
import type { Ledger, LedgerBox } from "./ledger.js";
import type { Synthesized } from "./rules/synthesized.js";
import { UserError } from "./user-error.js";

/** The five places of the common path, in the order of every page. */
export const boxOrder = ["data bucket", "pipeline", "training job", "model registry", "endpoint"];

/** What the boxes stand on, in the order of every page. */
export const foundationOrder = ["private network", "quotas", "budget"];

/** The name of the stack that a synthesized stack is a part of; undefined where it stands alone. */
export function partOf(json: Synthesized): string | undefined {
  const comment = json["//"];
  const name = isMap(comment) ? comment["partOf"] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** Two maps of maps as one, as deep as asked. Where both say something, the first is kept. */
function merged(one: unknown, other: unknown, depth: number): unknown {
  if (one === undefined) return other;
  if (depth === 0 || !isMap(one) || !isMap(other)) return one;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(one[key], other[key], depth - 1)]));
}

/** What two stacks record of one box. */
function mergedBox(one: LedgerBox, other: LedgerBox): LedgerBox {
  const alarmed = one.metric === null || (one.metric.alarm === null && other.metric !== null);
  return {
    ...one,
    path: [...new Set([...one.path.split(", "), ...other.path.split(", ")])].join(", "),
    meter: one.meter ?? other.meter,
    metric: alarmed ? other.metric : one.metric,
    identity: [...one.identity, ...other.identity],
    limits: [...one.limits, ...other.limits],
    safeguards: [...one.safeguards, ...other.safeguards],
    rollback: one.rollback ?? other.rollback,
    expiry: [...one.expiry, ...other.expiry],
    survives: [...one.survives, ...other.survives],
    debug: one.debug ?? other.debug,
    lineage: one.lineage ?? other.lineage,
    export: [...one.export, ...other.export],
  };
}

function mergedLedger(one: Ledger, other: Ledger): Ledger {
  const boxes = new Map<string, LedgerBox>(one.boxes.map((box) => [box.box, box]));
  for (const box of other.boxes) {
    const same = boxes.get(box.box);
    boxes.set(box.box, same === undefined ? box : mergedBox(same, box));
  }
  const order: readonly string[] = [...boxOrder, ...foundationOrder];
  const place = ({ box }: LedgerBox) => order.indexOf(box);
  return {
    ...one,
    boxes: [...boxes.values()].sort((a, b) => place(a) - place(b)),
    arrows: [...one.arrows, ...other.arrows],
  };
}

const isLedger = (value: unknown): value is Ledger =>
  isMap(value) && Array.isArray(value["boxes"]) && Array.isArray(value["arrows"]);

/** Adds a part to a stack. */
function withPart(stack: Synthesized, part: Synthesized): Synthesized {
  const json: Record<string, unknown> = { ...stack };
  for (const kind of ["resource", "data"] as const) {
    for (const [type, byId] of Object.entries(part[kind] ?? {})) {
      const twice = Object.keys(byId).find((id) => Object.hasOwn(stack[kind]?.[type] ?? {}, id));
      if (twice !== undefined) throw new UserError([`${type}.${twice}: stands in two stacks of one pilot; rename one`]);
    }
  }
  for (const [kind, depth] of [
    ["resource", 2],
    ["data", 2],
    ["output", 1],
    ["provider", 1],
  ] as const) {
    const both = merged(stack[kind], part[kind], depth);
    if (both !== undefined) json[kind] = both;
  }
  const asked = [part, stack].map(({ terraform }) => (isMap(terraform) ? terraform["required_providers"] : undefined));
  if (asked.some(isMap))
    json["terraform"] = {
      ...(isMap(stack["terraform"]) ? stack["terraform"] : {}),
      required_providers: Object.assign({}, ...asked.filter(isMap)),
    };
  const [own, more] = [stack, part].map(({ "//": comment }) => (isMap(comment) ? comment["pilot"] : undefined));
  const comment = isMap(stack["//"]) ? stack["//"] : {};
  json["//"] = isLedger(own) && isLedger(more) ? { ...comment, pilot: mergedLedger(own, more) } : comment;
  return json;
}

/**
 * Returns a stack and its parts as one synthesized stack: all resources, and one ledger.
 * @throws UserError where two of them hold one address, so that a reader could not tell which is meant
 */
export const whole = (stack: Synthesized, ...parts: readonly Synthesized[]): Synthesized =>
  parts.reduce(withPart, stack);
