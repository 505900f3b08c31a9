/** Permissions that were gained or lost, and ways that were opened or closed. */

import type { Grant } from "../../../stacks/readers/permissions.js";
import type { Reach } from "../../../stacks/readers/reach.js";
import { References } from "../../../stacks/readers/references.js";
import { code } from "../../document.js";
import { isForeign } from "../permissions.js";
import { brief, type Change, type Compared, type Renaming, unique } from "./change.js";

/** A grant in atoms: one who, one action, one thing. A deny that goes is a permission that comes. */
function atoms(grant: Grant, renamed: Renaming, address: string): readonly string[] {
  const when = grant.when.map(renamed).sort().join(" and ");
  // JSON of a list, put together of its parts: a grant has many atoms, which share most of them
  const written = (text: string) => JSON.stringify(renamed(text));
  const first = `[${JSON.stringify(grant.effect)},${written(grant.who)}`;
  const last = `${JSON.stringify(when)},${JSON.stringify(address)}]`;
  const ons = grant.on.map(written);
  return grant.actions.map(written).flatMap((action) => ons.map((on) => `${first},${action},${on},${last}`));
}

interface Atom {
  readonly effect: Grant["effect"];
  readonly who: string;
  readonly action: string;
  readonly on: string;
  readonly when: string;
  readonly address: string;
}

function readAtom(text: string): Atom {
  const [effect, who, action, on, when, address] = JSON.parse(text) as [
    Grant["effect"],
    string,
    string,
    string,
    string,
    string,
  ];
  return { effect, who, action, on, when, address };
}

/** The grants that atoms are of. */
function byAtom(grants: readonly Grant[], renamed: Renaming, at: Renaming): ReadonlyMap<string, Grant> {
  return new Map(
    grants.flatMap((grant) => atoms(grant, renamed, at(grant.address)).map((atom) => [atom, grant] as const)),
  );
}

/** What is new of somebody at one address: a permission that came, or a deny that went. */
type Moved = readonly [atom: Atom, isNew: boolean, grant: Grant];

const isGain = ([{ effect }, isNew]: Moved): boolean => (effect === "may not" ? !isNew : isNew);

/** In words what a group of atoms comes to. */
function verbOf(effect: Grant["effect"], isGained: boolean): string {
  if (effect === "may not") return isGained ? " is no longer denied " : " is now denied ";
  if (effect === "lets through") return isGained ? " is now let through to " : " is not let through any more to ";
  if (effect === "holds back") return isGained ? " is now held back from " : " is not held back any more from ";
  return isGained ? " may now " : " may no longer ";
}

/** One change for each address and who. */
export function permissionChanges(compared: Compared): readonly Change[] {
  const { base, head, underNewNames, renamed, movedTo, resolved } = compared;
  const before = byAtom(base.grants, renamed, movedTo);
  // a name may be another thing's as well, which keeps it, and what refers to a thing has its new name; asked only
  // where something is new
  let kept: ReadonlyMap<string, Grant> | undefined;
  const wasThere = (atom: string) => {
    kept ??= byAtom([...base.grants, ...underNewNames.values()], (text) => text, movedTo);
    return kept.has(atom);
  };
  const after = byAtom(head.grants, resolved, (address) => address);
  const isKept = (grant: Grant) =>
    [grant, underNewNames.get(grant) ?? grant].some((each) =>
      atoms(each, (text) => text, movedTo(each.address)).every((atom) => after.has(atom)),
    );
  const changed: readonly Moved[] = [
    ...[...after]
      .filter(([atom]) => !before.has(atom) && !wasThere(atom))
      .map(([atom, grant]): Moved => [readAtom(atom), true, grant]),
    ...[...before]
      .filter(([atom, grant]) => !after.has(atom) && !isKept(grant))
      .map(([atom, grant]): Moved => [readAtom(atom), false, grant]),
  ];
  const groups = new Map<string, Moved[]>();
  for (const each of changed) {
    const key = JSON.stringify([each[0].address, each[0].who]);
    const found = groups.get(key);
    if (found) found.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].map((same) => {
    const gained = same.filter(isGain);
    const shown = gained.length > 0 ? gained : same;
    const [[first]] = shown as [Moved];
    const given = gained.filter(([, isNew]) => isNew).map(([, , grant]) => grant);
    const lost = same.length - gained.length;
    const actions = unique(shown.map(([{ action }]) => action)).join(", ");
    const ons = unique(shown.map(([{ on }]) => on)).join(", ");
    const isUnknown = first.effect === "unknown";
    return {
      kind: gained.length > 0 ? ("permission-gained" as const) : ("permission-lost" as const),
      text: [
        ...(isUnknown
          ? [gained.length > 0 ? "a permission that this review cannot read: " : "gone: a permission not understood: "]
          : [code(first.who), verbOf(first.effect, gained.length > 0)]),
        code(brief(actions)),
        " on ",
        code(brief(ons)),
        ...(first.when === "" ? [] : [" when ", code(brief(first.when))]),
        ...(gained.length > 0 && lost > 0
          ? [`; ${lost} other ${lost === 1 ? "row" : "rows"} of it changed or went`]
          : []),
      ],
      whole: JSON.stringify(same.map(([atom, isNew]) => [atom, isNew])),
      address: first.address,
      flags: [
        ...(given.some(({ isPublic }) => isPublic) ? (["public"] as const) : []),
        ...(given.some(isForeign) ? (["foreign"] as const) : []),
        ...(given.some(({ wildcards, isPublic }) => wildcards.length > 0 || isPublic) ? (["wildcard"] as const) : []),
      ],
    };
  });
}

/**
 * Whether a way is only that of one more of the same: what is made reaches out to where others of its type do already,
 * such as the containers of one more release. What is public is never that.
 */
function isOneMore({ base, head, movedTo }: Compared): (row: Reach) => boolean {
  const known = new Set([...base.stack.byAddress.keys()].map(movedTo));
  const typeAt = (stack: Compared["base"]["stack"], { address }: Reach) => stack.byAddress.get(address)?.type;
  const key = (type: string | undefined, { to, by }: Reach) => JSON.stringify([type, to, by]);
  const open = base.reach.filter((row) => row.isOpen);
  const there = new Set(open.map((row) => key(typeAt(base.stack, row), row)));
  const names = new References(head.stack);
  return (row) => {
    const resource = head.stack.byAddress.get(row.address);
    if (resource === undefined || known.has(row.address) || !row.isOpen || row.isPublic) return false;
    return row.from === names.name(resource) && there.has(key(resource.type, row));
  };
}

/** Whether a way is into a resource that is gone: nothing reaches it any more. */
function isIntoGone({ base, head, movedTo }: Compared): (row: Reach) => boolean {
  const names = new References(base.stack);
  return ({ address, to }) => {
    const resource = base.stack.byAddress.get(address);
    return resource !== undefined && !head.stack.byAddress.has(movedTo(address)) && to === names.name(resource);
  };
}

interface MovedWay {
  readonly row: Reach;
  readonly isNew: boolean;
}

/** In words what became of a way; one that is kept closed is opened only where nothing keeps it closed any more. */
function wordsOf({ row, isNew }: MovedWay): string {
  if (row.isOpen) return isNew ? "opens " : "closes ";
  return isNew ? "now keeps closed " : "no longer keeps closed ";
}

/** One change for each address. */
export function reachChanges(compared: Compared): readonly Change[] {
  const { base, head, renamed, movedTo, resolved } = compared;
  const [isSame, isGone] = [isOneMore(compared), isIntoGone(compared)];
  const key = (row: Reach, rename: Renaming, address: string) =>
    JSON.stringify([address, rename(row.from), rename(row.to), row.by, row.isOpen, row.isPublic]);
  const before = new Map(base.reach.map((row) => [key(row, renamed, movedTo(row.address)), row]));
  const keyAsItWas = (row: Reach) => key(row, (text) => text, movedTo(row.address));
  const kept = new Set(base.reach.map(keyAsItWas));
  const after = new Map(head.reach.map((row) => [key(row, resolved, row.address), row]));
  const rows: readonly MovedWay[] = [
    ...[...after]
      .filter(([id, row]) => !before.has(id) && !kept.has(id) && !isSame(row))
      .map(([, row]) => ({ row, isNew: true })),
    ...[...before]
      .filter(([id, row]) => !after.has(id) && !after.has(keyAsItWas(row)) && (row.isOpen || !isGone(row)))
      .map(([, row]) => ({ row, isNew: false })),
  ];
  const groups = new Map<string, MovedWay[]>();
  for (const each of rows) {
    const address = each.isNew ? each.row.address : movedTo(each.row.address);
    groups.set(address, [...(groups.get(address) ?? []), each]);
  }
  return [...groups].flatMap(([address, same]): readonly Change[] => {
    const opens = same.filter(({ row, isNew }) => row.isOpen && isNew);
    const isClosedAgain = same.some(({ row, isNew }) => !row.isOpen && isNew);
    const bared = isClosedAgain ? [] : same.filter(({ row, isNew }) => !row.isOpen && !isNew);
    const opened = opens.length > 0 ? opens : bared;
    // only another name of what is kept closed, before and after
    const others = same.filter(({ row }) => row.isOpen || !isClosedAgain || same.every((each) => each.isNew));
    const shown = (opened.length > 0 ? opened : others)
      .slice()
      .sort((a, b) => Number(b.row.isPublic) - Number(a.row.isPublic));
    if (shown.length === 0) return [];
    const text = shown
      .slice(0, 6)
      .flatMap(({ row, isNew }, index) => [
        ...(index === 0 ? [] : ["; "]),
        wordsOf({ row, isNew }),
        code(row.from),
        " → ",
        code(row.to),
        ` by ${row.by}`,
      ]);
    const isPublic = opened.some(({ row, isNew }) => isNew && row.isPublic);
    return [
      {
        kind: opened.length > 0 ? ("reach-opened" as const) : ("reach-closed" as const),
        text: shown.length > 6 ? [...text, `; and ${shown.length - 6} more`] : text,
        whole: JSON.stringify(shown),
        address,
        flags: isPublic ? ["public"] : [],
      },
    ];
  });
}
