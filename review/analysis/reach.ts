/** What can reach what: firewall rules, endpoints, gateways and public switches of all platforms as rows. */
import { References } from "../read/references.js";
import type { Resource, Stack } from "../read/stack.js";
import { isInternet } from "./networks.js";
import { awsReach } from "./reach/aws.js";
import { azureReach } from "./reach/azure.js";
import { googleReach } from "./reach/google.js";
import { internet } from "./reach/row.js";

/** One row: a way that is open, or one that is closed on purpose. */
export interface Reach {
  readonly from: string;
  readonly to: string;
  /** Protocol and ports, or the kind of way. */
  readonly by: string;
  readonly isOpen: boolean;
  readonly address: string;
  /** Open from or to the internet. */
  readonly isPublic: boolean;
  /** The platform's own API answers from anywhere, and asks who it is: no switch of the stack closes that. */
  readonly isApi?: boolean;
  /** Of rules that are asked in order: which list, which way, and the place in it. */
  readonly rule?: { readonly list: string; readonly priority: number };
}

/** What a platform's reader makes of one resource. */
export interface ReachReader {
  /** Whether this reader knows the type, be it that nothing is open. */
  readonly reads: (type: string) => boolean;
  readonly rows: (resource: Resource, references: References) => readonly Reach[];
}

/** What a rule names, or the internet where that is what the ranges come to. */
export function peers(ranges: readonly string[]): readonly string[] {
  return isInternet(ranges) ? [internet] : ranges;
}

/** `tcp 443`, `tcp 8000 to 8080`, `all ports`. */
export function ports(protocol: unknown, from: unknown, to: unknown): string {
  const name =
    protocol === undefined || ["-1", "all", "*", "Any"].includes(String(protocol))
      ? ""
      : String(protocol).toLowerCase();
  // a rule for all protocols is one for all ports, whatever ports it writes
  const isAll =
    ["-1", "all"].includes(String(protocol)) ||
    from === undefined ||
    from === "*" ||
    Number(from) === -1 ||
    (Number(from) === 0 && Number(to) === 65_535);
  const range = isAll ? "all ports" : from === to || to === undefined ? String(from) : `${from} to ${to}`;
  return `${name} ${range}`.trim();
}

const { compare } = new Intl.Collator("en");
const readers = [awsReach, googleReach, azureReach];

/** Whether a reader knows what a type opens. */
export const isReachRead = (type: string): boolean => readers.some((reader) => reader.reads(type));

/** The rows of one resource. */
export function reachOfResource(resource: Resource, references: References): readonly Reach[] {
  return resource.isData ? [] : readers.flatMap((reader) => reader.rows(resource, references));
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
  return overruled(together(stack.resources.flatMap((resource) => reachOfResource(resource, references))))
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
