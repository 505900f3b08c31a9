/** Permissions that were gained or lost, and ways that were opened or closed. */
import { code } from "../../document.js";
import type { Grant } from "../permissions.js";
import type { Reach } from "../reach.js";
import { brief, type Change, type Compared, type Renaming, unique } from "./change.js";

/** A grant in atoms: one who, one action, one thing. A deny that goes is a permission that comes. */
function atoms(grant: Grant, renamed: Renaming): readonly string[] {
  const when = grant.when.map(renamed).sort().join(" and ");
  return grant.actions.flatMap((action) =>
    grant.on.map((on) =>
      JSON.stringify([grant.effect, renamed(grant.who), renamed(action), renamed(on), when, grant.address]),
    ),
  );
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

/** One change for each address and who. */
export function permissionChanges({ base, head, renamed }: Compared): readonly Change[] {
  const keep: Renaming = (text) => text;
  const before = new Set(base.grants.flatMap((grant) => atoms(grant, renamed)));
  const after = new Set(head.grants.flatMap((grant) => atoms(grant, keep)));
  const isGain = ({ effect }: Atom, isNew: boolean) => (effect === "may not" ? !isNew : isNew);
  const changed = [
    ...[...after].filter((atom) => !before.has(atom)).map((atom) => [readAtom(atom), true] as const),
    ...[...before].filter((atom) => !after.has(atom)).map((atom) => [readAtom(atom), false] as const),
  ];
  const groups = new Map<string, Array<readonly [Atom, boolean]>>();
  for (const [atom, isNew] of changed) {
    const key = JSON.stringify([atom.address, atom.who]);
    groups.set(key, [...(groups.get(key) ?? []), [atom, isNew]]);
  }
  return [...groups.values()].map((same) => {
    const gained = same.filter(([atom, isNew]) => isGain(atom, isNew));
    const shown = (gained.length > 0 ? gained : same).map(([atom]) => atom);
    const [first] = shown as [Atom];
    const news = head.grants.filter(({ address, who }) => address === first.address && who === first.who);
    const lost = same.length - gained.length;
    return {
      kind: gained.length > 0 ? ("permission-gained" as const) : ("permission-lost" as const),
      text: [
        code(first.who),
        first.effect === "may not"
          ? gained.length > 0
            ? " is no longer denied "
            : " is now denied "
          : gained.length > 0
            ? " may now "
            : " may no longer ",
        code(brief(unique(shown.map(({ action }) => action)).join(", "))),
        " on ",
        code(brief(unique(shown.map(({ on }) => on)).join(", "))),
        ...(first.when === "" ? [] : [" when ", code(brief(first.when))]),
        ...(gained.length > 0 && lost > 0 ? [`; ${lost} other rows of it changed or went`] : []),
      ],
      address: first.address,
      flags: [
        ...(gained.length > 0 && news.some(({ isPublic }) => isPublic) ? (["public"] as const) : []),
        ...(gained.some(
          ([{ action, on, who }]) =>
            [action, on].some((each) => /^\*$|^[\w-]+:\*$|^all except/.test(each)) || who === "everybody",
        )
          ? (["wildcard"] as const)
          : []),
      ],
    };
  });
}

/** One change for each address. */
export function reachChanges({ base, head, renamed }: Compared): readonly Change[] {
  const key = (row: Reach, rename: Renaming) =>
    JSON.stringify([row.address, rename(row.from), rename(row.to), row.by, row.isOpen, row.isPublic]);
  const before = new Map(base.reach.map((row) => [key(row, renamed), row]));
  const after = new Map(head.reach.map((row) => [key(row, (text) => text), row]));
  const rows = [
    ...[...after].filter(([id]) => !before.has(id)).map(([, row]) => ({ row, isNew: true })),
    ...[...before].filter(([id]) => !after.has(id)).map(([, row]) => ({ row, isNew: false })),
  ];
  const groups = new Map<string, typeof rows>();
  for (const each of rows) groups.set(each.row.address, [...(groups.get(each.row.address) ?? []), each]);
  return [...groups].map(([address, same]) => {
    const opened = same.filter(({ row, isNew }) => row.isOpen === isNew);
    const shown = opened.length > 0 ? opened : same;
    const text = shown.flatMap(({ row, isNew }, index) => [
      ...(index === 0 ? [] : ["; "]),
      isNew === row.isOpen ? "opens " : "closes ",
      code(row.from),
      " → ",
      code(row.to),
      ` by ${row.by}`,
    ]);
    return {
      kind: opened.length > 0 ? ("reach-opened" as const) : ("reach-closed" as const),
      text: text.slice(0, 24),
      address,
      flags: opened.some(({ row, isNew }) => isNew && row.isPublic) ? (["public"] as const) : [],
    };
  });
}
