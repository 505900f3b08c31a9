/** What can reach what: firewall rules, endpoints, gateways and public switches of all platforms as rows. */
import { isInternet } from "../../stacks/readers/networks.js";
import { internet, type Reach } from "../../stacks/readers/reach.js";
import { References } from "../../stacks/readers/references.js";
import type { Resource, Stack } from "../../stacks/readers/stack.js";
import { readers } from "./readers.js";

const { compare } = new Intl.Collator("en");

/** Whether a reader knows what a type opens. */
export const isReachRead = (type: string): boolean => readers().some(({ reach }) => reach.reads(type));

/** The rows of one resource. */
export function reachOfResource(resource: Resource, references: References, stack: Stack): readonly Reach[] {
  return resource.isData ? [] : readers().flatMap(({ reach }) => reach.rows(resource, references, stack));
}

/** Rows that let the same in from ranges which only together are the internet. */
function together(rows: readonly Reach[]): readonly Reach[] {
  const sides = [
    { own: ({ to }: Reach) => to, other: ({ from }: Reach) => from, put: (row: Reach) => ({ ...row, from: internet }) },
    { own: ({ from }: Reach) => from, other: ({ to }: Reach) => to, put: (row: Reach) => ({ ...row, to: internet }) },
  ];
  const made = new Map<Reach, Reach>();
  for (const { own, other, put } of sides) {
    const groups = new Map<string, Reach[]>();
    for (const row of rows) {
      if (!row.isOpen || row.isPublic || !/[\d:]/.test(other(row))) continue;
      const key = JSON.stringify([own(row), row.by]);
      const found = groups.get(key);
      if (found) found.push(row);
      else groups.set(key, [row]);
    }
    for (const same of groups.values()) {
      if (!isInternet(same.map(other))) continue;
      for (const row of same)
        made.set(row, { ...put(row), by: `${row.by}, from ranges that together are the internet`, isPublic: true });
    }
  }
  return rows.map((row) => made.get(row) ?? row);
}

/** Open rules of a list that a deny before them makes void: one that denies everything, or the same. */
function overruled(rows: readonly Reach[]): readonly Reach[] {
  const denies = new Map<string, Reach[]>();
  for (const row of rows)
    if (!row.isOpen && row.rule !== undefined) denies.set(row.rule.list, [...(denies.get(row.rule.list) ?? []), row]);
  return rows.map((row) => {
    const { rule } = row;
    if (rule === undefined || !row.isOpen) return row;
    const holds = (wide: string, own: string) => wide === internet || wide === "anywhere" || wide === own;
    const by = denies
      .get(rule.list)
      ?.find(
        (deny) =>
          (deny.rule?.priority ?? 0) <= rule.priority &&
          (deny.by === "all ports" || deny.by === row.by) &&
          holds(deny.from, row.from) &&
          holds(deny.to, row.to),
      );
    return by === undefined
      ? row
      : { ...row, by: `${row.by}, denied before by ${by.address}`, isOpen: false, isPublic: false };
  });
}

/** All rows of a stack: what is public first, then by where it comes from. */
export function reachOf(stack: Stack): readonly Reach[] {
  const references = new References(stack);
  return overruled(together(stack.resources.flatMap((resource) => reachOfResource(resource, references, stack))))
    .map((row, index) => ({ row, index }))
    .sort(
      (a, b) =>
        Number(b.row.isPublic) - Number(a.row.isPublic) ||
        Number(b.row.isOpen) - Number(a.row.isOpen) ||
        compare(a.row.from, b.row.from) ||
        a.index - b.index,
    )
    .map(({ row }) => row);
}

/** Addresses of the rules that let into the networks before endpoints. */
export const rulesBeforeEndpoints = (stack: Stack): ReadonlySet<string> =>
  new Set(readers().flatMap(({ reach }) => [...(reach.rulesBeforeEndpoints?.(stack) ?? [])]));
