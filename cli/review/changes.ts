/**
 * Two versions of a stack: only what changed, each change once and by its gravest name. What is of no known kind is an
 * "other change", so that no change is ever left out.
 */
import type { LedgerBox, Reading } from "../../stacks/ledger.js";
import { applied, type Difference, differences } from "./difference.js";
import { code, type Text } from "./document.js";
import type { Facts } from "./facts.js";
import { type Grant, grantsOfResource } from "./identities.js";
import { quantity } from "./quantity.js";
import { type Reach, reachOfResource } from "./reach.js";
import { References } from "./references.js";
import { type Arguments, isMap, list, type Resource, type Stack } from "./stack.js";

/**
 * The kinds of changes, the gravest first. `--fail-on` takes them, and `public` and `wildcard` for what a change opens.
 */
export const changeKinds = [
  "destroy",
  "replace",
  "move",
  "permission-gained",
  "permission-lost",
  "reach-opened",
  "reach-closed",
  "limit-raised",
  "limit-lowered",
  "limit-set",
  "expiry-dropped",
  "expiry-changed",
  "release-live",
  "rollback",
  "money",
  "make",
  "other",
] as const;

/** One of them. */
export type ChangeKind = (typeof changeKinds)[number];

/** One change. */
export interface Change {
  readonly kind: ChangeKind;
  readonly text: Text;
  /** The address, or the path in the file where it is no resource. */
  readonly address: string;
  /** It opens something to everybody, or brings a wildcard. */
  readonly flags: ReadonlyArray<"public" | "wildcard">;
}

/** Resource types that are what their `bucket` argument names; on others it is a reference. */
const isNameOf = (type: string, argument: string): boolean =>
  argument === "name" || argument === "account_id" || argument === "repository_id" || argument === "role_id"
    ? true
    : argument === "bucket"
      ? type === "aws_s3_bucket"
      : argument.endsWith("_name") && type.endsWith(`_${argument.slice(0, -"_name".length)}`);

/** Text with the old names of renamed resources replaced by the new ones. */
type Renaming = (text: string) => string;

function renaming(pairs: ReadonlyArray<readonly [before: string, after: string]>): Renaming {
  const useful = pairs.filter(([before]) => before.length >= 4);
  return (text) => useful.reduce((inner, [before, after]) => inner.replaceAll(before, after), text);
}

interface Compared {
  readonly base: Facts;
  readonly head: Facts;
  readonly renamed: Renaming;
}

const brief = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
};

const fromTo = (before: unknown, after: unknown): Text =>
  before === undefined
    ? ["new: ", code(brief(after))]
    : after === undefined
      ? ["gone: ", code(brief(before))]
      : [code(brief(before)), " → ", code(brief(after))];

/** A resource as it stands in the file, with its comment. */
function rawOf({ json }: Stack, { address, type, isData }: Resource): Arguments {
  const id = address.slice((isData ? "data.".length : 0) + type.length + 1);
  const kind = json[isData ? "data" : "resource"];
  const byType = isMap(kind) ? kind[type] : undefined;
  const found = isMap(byType) ? byType[id] : undefined;
  return isMap(found) ? found : {};
}

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

const unique = (values: readonly string[]) => [...new Set(values)];

function permissionChanges({ base, head, renamed }: Compared): readonly Change[] {
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

function reachChanges({ base, head, renamed }: Compared): readonly Change[] {
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

type Row = Reading & {
  readonly box: string;
  readonly name: string;
  readonly owner?: string;
  readonly enforcement?: string;
};

function ledgerRows(stack: Stack, of: (box: LedgerBox) => ReadonlyArray<Omit<Row, "box">>): ReadonlyMap<string, Row> {
  const boxes = [...(stack.ledger?.boxes ?? []), ...(stack.ledger?.grounds ?? [])];
  return new Map(
    boxes.flatMap((box) => of(box).map((row) => [`${box.box}: ${row.name}`, { ...row, box: box.box }] as const)),
  );
}

const place = (row: Row | undefined): string => (row?.at ? `${row.at.address} ${row.at.pointer}` : "");
const amount = (row: Row | undefined): string =>
  row === undefined ? "none" : row.value === null ? "nothing yet" : quantity(row.value, row.unit);

function expiryChanges({ base, head }: Compared): readonly Change[] {
  const rows = (stack: Stack) =>
    ledgerRows(stack, ({ expiry }) => expiry.map(({ what, ...row }) => ({ ...row, name: what })));
  const [before, after] = [rows(base.stack), rows(head.stack)];
  return unique([...before.keys(), ...after.keys()]).flatMap((name): Change[] => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was?.value === is?.value && was?.unit === is?.unit) return [];
    const isDropped = was !== undefined && was.value !== null && (is === undefined || is.value === null);
    return [
      {
        kind: isDropped ? "expiry-dropped" : "expiry-changed",
        text: [
          `${name} expired after `,
          code(amount(was)),
          isDropped ? ", and no longer does" : ", now after ",
          ...(isDropped ? [] : [code(amount(is))]),
        ],
        address: is?.at?.address ?? was?.at?.address ?? "",
        flags: [],
      },
    ];
  });
}

function limitChanges({ base, head }: Compared, expired: ReadonlySet<string>): readonly Change[] {
  const rows = (stack: Stack) => ledgerRows(stack, ({ limits }) => limits);
  const [before, after] = [rows(base.stack), rows(head.stack)];
  return unique([...before.keys(), ...after.keys()]).flatMap((name): Change[] => {
    const [was, is] = [before.get(name), after.get(name)];
    const isSame =
      was?.value === is?.value &&
      was?.unit === is?.unit &&
      was?.enforcement === is?.enforcement &&
      was?.owner === is?.owner;
    if (isSame || expired.has(place(was)) || expired.has(place(is))) return [];
    const isSet = was === undefined || was.value === null;
    const isWeaker =
      !isSet &&
      (is === undefined || is.value === null || (is.enforcement !== was.enforcement && is.enforcement !== "hard"));
    const isRaised = isWeaker || (was?.value ?? 0) < (is?.value ?? 0);
    const words = (row: Row | undefined) =>
      `${amount(row)}${row?.enforcement === undefined ? "" : `, ${row.enforcement}`}`;
    return [
      {
        kind: isSet ? "limit-set" : isRaised ? "limit-raised" : "limit-lowered",
        text: [
          `${name}: `,
          code(words(was)),
          " → ",
          code(words(is)),
          ", owner ",
          code(is?.owner ?? was?.owner ?? "nobody"),
        ],
        address: is?.at?.address ?? was?.at?.address ?? "",
        flags: [],
      },
    ];
  });
}

function releaseChanges({ base, head }: Compared): readonly Change[] {
  const [was, is] = [base.stack.ledger, head.stack.ledger];
  if (was === undefined || is === undefined || was.live === is.live) return [];
  const order = Object.keys(was.releases);
  const isBack =
    is.live === null ||
    (was.live !== null && order.includes(is.live) && order.indexOf(is.live) < order.indexOf(was.live));
  return [
    {
      kind: isBack ? "rollback" : "release-live",
      text: ["live: ", code(was.live ?? "none"), " → ", code(is.live ?? "none")],
      address: '"//".pilot.live',
      flags: [],
    },
  ];
}

/** Addresses that a `moved` block of the new version keeps. */
function movedAddresses({ json }: Stack): ReadonlyMap<string, string> {
  const moved = list(json["moved"]).filter(isMap);
  return new Map(moved.map(({ from, to }) => [String(from), String(to)]));
}

function addressChanges({ base, head }: Compared): {
  readonly changes: readonly Change[];
  readonly pairs: ReadonlyArray<readonly [Resource, Resource]>;
} {
  const moved = movedAddresses(head.stack);
  const changes: Change[] = [];
  const pairs: Array<readonly [Resource, Resource]> = [];
  const come = new Set([...head.stack.byAddress.keys()].filter((address) => !base.stack.byAddress.has(address)));
  const content = ({ type, arguments: given }: Resource) => `${type} ${JSON.stringify(given)}`;
  const twins = new Map(
    [...come].map((address) => [content(head.stack.byAddress.get(address) as Resource), address] as const),
  );
  for (const [address, was] of base.stack.byAddress) {
    const is = head.stack.byAddress.get(address);
    const to = moved.get(address);
    const target = to === undefined ? undefined : head.stack.byAddress.get(to);
    if (is !== undefined) pairs.push([was, is]);
    else if (target !== undefined && to !== undefined) {
      come.delete(to);
      pairs.push([was, target]);
      changes.push({ kind: "move", text: ["moved to ", code(to), ", nothing is destroyed"], address, flags: [] });
    } else if (was.isData)
      changes.push({ kind: "other", text: "a data source that is no longer read", address, flags: [] });
    else {
      const found = twins.get(content(was));
      const twin = found !== undefined && come.has(found) ? found : undefined;
      if (twin === undefined) changes.push({ kind: "destroy", text: "is destroyed", address, flags: [] });
      else {
        come.delete(twin);
        const text: Text = ["is destroyed and made again as ", code(twin), "; a moved block would keep it"];
        changes.push({ kind: "replace", text, address, flags: [] });
      }
    }
  }
  for (const address of come) {
    const isData = head.stack.byAddress.get(address)?.isData;
    changes.push({
      kind: isData ? "other" : "make",
      text: isData ? "a data source that is now read" : "is made",
      address,
      flags: [],
    });
  }
  return { changes, pairs };
}

/** Resources that the new version gives another physical name: most platforms can only replace them. */
function renames(
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
): ReadonlyArray<{
  readonly resource: Resource;
  readonly argument: string;
  readonly before: string;
  readonly after: string;
}> {
  return pairs.flatMap(([was, is]) =>
    Object.keys(is.arguments).flatMap((argument) => {
      const [before, after] = [was.arguments[argument], is.arguments[argument]];
      const isName = isNameOf(is.type, argument) && !is.isData;
      const isPlain =
        typeof before === "string" && typeof after === "string" && !before.includes("${") && !after.includes("${");
      return isName && isPlain && before !== after ? [{ resource: is, argument, before, after }] : [];
    }),
  );
}

/** Whether a leaf is what a changed permission or way is made of: the rows differ if only this leaf does. */
function explains(difference: Difference, was: Resource, stack: Stack): boolean {
  const changed = { ...was, arguments: applied(was.arguments, difference) as Arguments };
  const rows = (resource: Resource) => {
    const references = new References(stack);
    return JSON.stringify([grantsOfResource(resource, references, stack), reachOfResource(resource, references)]);
  };
  return rows(was) !== rows(changed);
}

/** Where the rows of the ledger about one thing stand, so that their own difference is not said twice. */
const ledgerRow = /^\/~1~1\/pilot\/(boxes|grounds)\/\d+\/(limits|expiry)(\/|$)|^\/~1~1\/pilot\/live$/;
const comment = "/~1~1";

function otherChanges(
  compared: Compared,
  pairs: ReadonlyArray<readonly [Resource, Resource]>,
  known: readonly Change[],
): readonly Change[] {
  const { base, head, renamed } = compared;
  const about = (kinds: readonly ChangeKind[]) => known.filter(({ kind }) => kinds.includes(kind));
  const permitted = new Set(
    about(["permission-gained", "permission-lost", "reach-opened", "reach-closed"]).map(({ address }) => address),
  );
  const rows = [base.stack, head.stack].flatMap((stack) =>
    [...(stack.ledger?.boxes ?? []), ...(stack.ledger?.grounds ?? [])].flatMap(({ limits, expiry }) => [
      ...limits,
      ...expiry,
    ]),
  );
  const limited = new Set(
    about(["limit-raised", "limit-lowered", "expiry-dropped", "expiry-changed"]).map(({ address }) => address),
  );
  const places = rows.flatMap(({ at }) => (at !== null && limited.has(at.address) ? [at] : []));
  const isRow = (address: string, pointer: string) =>
    places.some((at) => at.address === address && (at.pointer === pointer || at.pointer.startsWith(`${pointer}/`)));
  const isRename = ({ before, after }: Difference) => typeof before === "string" && renamed(before) === after;

  const shown = ({ before, after }: Difference) => fromTo(before, after) as ReadonlyArray<string>;
  const leaf = (address: string, difference: Difference): Change => ({
    kind: "other",
    text: [code(difference.pointer || "/"), " ", ...shown(difference)],
    address,
    flags: [],
  });
  const inResources = pairs.flatMap(([was, is]) => {
    const isMoved = was.address !== is.address;
    return [...differences(rawOf(base.stack, was), rawOf(head.stack, is))].flatMap((difference) => {
      if (isRow(is.address, difference.pointer) || isRow(was.address, difference.pointer)) return [];
      if (isRename(difference)) return [];
      const isArgument = !difference.pointer.startsWith(comment);
      if (!isArgument && isMoved) return [];
      if (isArgument && permitted.has(is.address) && explains(difference, was, base.stack)) return [];
      return [leaf(is.address, difference)];
    });
  });
  const rest = (stack: Stack) => {
    const { resource: _resource, data: _data, moved: _moved, ...others } = stack.json;
    return others;
  };
  const hasRows = limited.size > 0 || about(["rollback", "release-live"]).length > 0;
  const elsewhere = [...differences(rest(base.stack), rest(head.stack))].filter(
    (difference) => !isRename(difference) && !(hasRows && ledgerRow.test(difference.pointer)),
  );
  const outputs = new Set(elsewhere.flatMap(({ pointer }) => /^\/output\/([^/]+)/.exec(pointer)?.[1] ?? []));
  // what cdktf notes about an output is said by the output itself; what the ledger says of one thing is one change
  const parts = new Map<string, Difference[]>();
  for (const difference of elsewhere) {
    const [, noted] = /^\/~1~1\/outputs\/[^/]+\/([^/]+)/.exec(difference.pointer) ?? [];
    if (noted !== undefined && outputs.has(noted)) continue;
    const part = /^\/~1~1\/pilot\/\w+\/\d+/.exec(difference.pointer)?.[0] ?? difference.pointer;
    const found = parts.get(part);
    if (found) found.push(difference);
    else parts.set(part, [difference]);
  }
  const inFile = [...parts].map(([part, all]): Change => {
    const [first, ...more] = all as [Difference, ...Difference[]];
    const below = first.pointer.slice(part.length);
    return {
      kind: "other",
      text: [
        ...(below === "" ? [] : [code(below), " "]),
        ...shown(first),
        ...(more.length === 0 ? [] : [`, and ${more.length} more of it`]),
      ],
      address: part
        .split("/")
        .slice(1)
        .map((each) => each.replaceAll("~1", "/"))
        .join("."),
      flags: [],
    };
  });
  return [...inResources, ...inFile];
}

/** Everything that changed between two versions of a stack. */
export function changes(base: Facts, head: Facts): readonly Change[] {
  const { changes: addresses, pairs } = addressChanges({ base, head, renamed: (text) => text });
  const renamedResources = renames(pairs);
  const compared: Compared = {
    base,
    head,
    renamed: renaming(renamedResources.map(({ before, after }) => [before, after])),
  };
  const replaced = renamedResources.map(
    ({ resource, argument, before, after }): Change => ({
      kind: "replace",
      text: [`its ${argument} `, code(before), " becomes ", code(after), ": it is destroyed and made again"],
      address: resource.address,
      flags: [],
    }),
  );
  const expiry = expiryChanges(compared);
  const expired = new Set(
    [base.stack, head.stack].flatMap((stack) =>
      [...(stack.ledger?.boxes ?? []), ...(stack.ledger?.grounds ?? [])].flatMap(({ expiry: rows }) =>
        rows.flatMap(({ at }) =>
          at !== null && expiry.some(({ address }) => address === at.address) ? [`${at.address} ${at.pointer}`] : [],
        ),
      ),
    ),
  );
  const known = [
    ...addresses,
    ...replaced,
    ...permissionChanges(compared),
    ...reachChanges(compared),
    ...expiry,
    ...limitChanges(compared, expired),
    ...releaseChanges(compared),
  ];
  const all = [...known, ...otherChanges(compared, pairs, known)];
  return changeKinds.flatMap((kind) => all.filter((change) => change.kind === kind));
}
