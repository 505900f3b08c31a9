/**
 * Who may do what with each thing of a stack: stores, endpoints, keys, identities. A pattern, role or scope counts for
 * everything that it covers, however wide it is written.
 */
import type { Access, AccessOfPlatform, Thing } from "../../stacks/readers/access.js";
import { References } from "../../stacks/readers/references.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { readers } from "./readers.js";

/** Everything that is known of who may what. */
export interface AccessTable extends AccessOfPlatform {
  /** The accesses of a thing, by its address. */
  readonly byThing: ReadonlyMap<string, readonly Access[]>;
}

/** Whether a type is a thing that this review answers for. */
export const isThing = (type: string): boolean => readers().some(({ access }) => access.isThing(type));

/** Whether a thing is a store of what somebody brought or sent: not images, logs and messages. */
export const holdsData = ({ kind, address }: Thing): boolean =>
  kind === "store" && readers().some(({ access }) => access.dataStores.some((type) => address.startsWith(`${type}.`)));

const unique = (values: readonly string[]) => [...new Set(values)];

/** Rows of one key as one: with the actions of all, or the parts of all. The whole makes parts redundant. */
function merged(rows: readonly Access[], same: "actions" | "parts"): readonly Access[] {
  const groups = new Map<string, Access[]>();
  for (const row of rows) {
    const { thing, verb, who, when, through } = row;
    const key = JSON.stringify([thing.address, verb, who, when, through ?? "", row[same]]);
    const found = groups.get(key);
    if (found) found.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((all): Access => {
    const [first] = all as [Access];
    // sorted by the first pass
    if (all.length === 1 && same === "actions") return first;
    const isWhole = all.some(({ parts }) => parts.length === 0);
    return {
      ...first,
      parts: isWhole ? [] : unique(all.flatMap(({ parts }) => parts)).sort(),
      actions: unique(all.flatMap(({ actions }) => actions)).sort(),
      addresses: unique(all.flatMap(({ addresses }) => addresses)),
      isPublic: all.some(({ isPublic }) => isPublic),
    };
  });
}

/** Rows that differ only in actions, then only in parts, as one: never an action on a part that nobody grants. */
const united = (rows: readonly Access[]): readonly Access[] => merged(merged(rows, "parts"), "actions");

/** What somebody may through the identities that they may become or start. */
function throughOthers({ things, access }: AccessOfPlatform): readonly Access[] {
  const names = new Map(things.filter(({ kind }) => kind === "identity").map((thing) => [thing.address, thing.name]));
  const becomes = new Map<string, Map<string, Access>>();
  for (const row of access) {
    const name = names.get(row.thing.address);
    if (name === undefined || row.verb !== "act as" || row.isService === true || row.who === name) continue;
    const found = becomes.get(name) ?? new Map<string, Access>();
    becomes.set(name, found.has(row.who) ? found : found.set(row.who, row));
  }
  if (becomes.size === 0) return [];
  const direct = new Set(access.map((row) => JSON.stringify([row.thing.address, row.verb, row.who])));
  const made: Access[] = [];
  for (const row of access) {
    if (row.thing.kind === "identity" || !becomes.has(row.who)) continue;
    const seen = new Set([row.who]);
    const queue = [row.who];
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      for (const [who, by] of becomes.get(name) ?? []) {
        if (seen.has(who)) continue;
        seen.add(who);
        queue.push(who);
        if (direct.has(JSON.stringify([row.thing.address, row.verb, who]))) continue;
        made.push({ ...row, who, through: row.who, addresses: [...row.addresses, ...by.addresses] });
      }
    }
  }
  return made;
}

/** Who may what, of all platforms. */
export function accessOf(stack: Stack): AccessTable {
  const references = new References(stack);
  const found = readers().map(({ access }) => access.find(stack, references));
  const things = found.flatMap((each) => each.things);
  const direct = united(found.flatMap((each) => each.access));
  const access = [...direct, ...united(throughOthers({ things, access: direct }))];
  const byThing = new Map<string, Access[]>();
  for (const row of access) {
    const same = byThing.get(row.thing.address);
    if (same) same.push(row);
    else byThing.set(row.thing.address, [row]);
  }
  return { things, access, byThing };
}
