/** What changed in the ledger: limits and whose they are, expiry, the live release. */
import type { LedgerBox, Reading } from "../../../stacks/ledger.js";
import type { Stack } from "../../../stacks/readers/stack.js";
import { code } from "../../document.js";
import { endlessStores } from "../expiry.js";
import { valueAt } from "../ledger-rows.js";
import { quantity } from "../quantity.js";
import { type Change, type Compared, unique } from "./change.js";

type Row = Reading & {
  readonly box: string;
  readonly name: string;
  readonly owner?: string;
  readonly enforcement?: string;
  readonly kind?: string;
  readonly looser?: "more" | "less";
};

/** The number in a value such as 900, "0.8" or "900s". */
const numberIn = (raw: unknown): number | undefined =>
  typeof raw === "number" ? raw : /^-?\d+(\.\d+)?s?$/.test(String(raw)) ? Number.parseFloat(String(raw)) : undefined;

/**
 * A row as the stack says it now, so that an edit of the JSON is a change of the limit: with another number where the
 * stack holds another one than the ledger, with none where the argument is gone.
 */
function reread<R extends Reading>(row: R, stack: Stack): R {
  const { at, value } = row;
  if (at === null || value === null) return row;
  const found = valueAt(stack, at);
  if (found === undefined) return { ...row, raw: null, value: null };
  const [was, is] = [numberIn(row.raw), numberIn(found)];
  // no platform stops anything after zero seconds: a zero takes the limit away
  if (is === 0 && row.unit === "seconds" && was !== undefined && was > 0) return { ...row, raw: null, value: null };
  if (was === undefined || is === undefined || was === is) return row;
  return { ...row, raw: found, value: was === 0 ? is : (value / was) * is };
}

function ledgerRows(stack: Stack, of: (box: LedgerBox) => ReadonlyArray<Omit<Row, "box">>): ReadonlyMap<string, Row> {
  const boxes = stack.ledger?.boxes ?? [];
  return new Map(
    boxes.flatMap((box) =>
      of(box).map((row) => [`${box.box}: ${row.name}`, reread({ ...row, box: box.box }, stack)] as const),
    ),
  );
}

const limitsBefore = new WeakMap<Stack, ReadonlyMap<string, Row>>();

/** The limits of a stack by box and name: their numbers and their owners are asked for by turns. */
function limitRows(stack: Stack): ReadonlyMap<string, Row> {
  const rows = limitsBefore.get(stack) ?? ledgerRows(stack, ({ limits }) => limits);
  limitsBefore.set(stack, rows);
  return rows;
}

const place = (row: Row | undefined): string => (row?.at ? `${row.at.address} ${row.at.pointer}` : "");
const amount = (row: Row | undefined): string =>
  row === undefined || (row.value === null && row.when === undefined)
    ? "none"
    : row.value === null
      ? "nothing yet"
      : quantity(row.value, row.unit);

/** Expiries that were dropped or changed. */
export function expiryChanges({ base, head }: Compared): readonly Change[] {
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

/** Stores in which something expired and nothing does now, where no row of the ledger says it. */
export function endlessChanges({ base, head, movedTo }: Compared, said: readonly Change[]): readonly Change[] {
  const before = new Set(endlessStores(base.stack).map(({ address }) => movedTo(address)));
  const known = new Set([...base.stack.byAddress.keys()].map(movedTo));
  const isSaid = (address: string) => said.some((change) => change.address === address);
  return endlessStores(head.stack)
    .filter(({ address }) => known.has(address) && !before.has(address) && !isSaid(address))
    .map(({ name, address }) => ({
      kind: "expiry-dropped",
      text: ["nothing in ", code(name), " expires any more"],
      address,
      flags: [],
    }));
}

/** Limits that were raised, lowered or set; not those that are an expiry which is said already. */
export function limitChanges({ base, head }: Compared, expired: ReadonlySet<string>): readonly Change[] {
  const [before, after] = [limitRows(base.stack), limitRows(head.stack)];
  return unique([...before.keys(), ...after.keys()]).flatMap((name): Change[] => {
    const [was, is] = [before.get(name), after.get(name)];
    const isSame =
      was?.value === is?.value &&
      was?.unit === is?.unit &&
      was?.enforcement === is?.enforcement &&
      was?.owner === is?.owner;
    if (isSame || expired.has(place(was)) || expired.has(place(is))) return [];
    const address = is?.at?.address ?? was?.at?.address ?? "";
    if (isOnlyOwner(was, is)) return [];
    const isSet = was === undefined || was.value === null;
    // what a pilot needs no more of a quota holds nothing back
    const isNoLongerNeeded = was?.kind === "quota" && is === undefined;
    const isWeaker =
      !isSet &&
      !isNoLongerNeeded &&
      (is === undefined || is.value === null || (is.enforcement !== was.enforcement && is.enforcement !== "hard"));
    const [more, less] = [(was?.value ?? 0) < (is?.value ?? 0), (was?.value ?? 0) > (is?.value ?? 0)];
    const isRaised = isWeaker || (is?.looser === "less" ? less : more);
    const words = (row: Row | undefined) =>
      `${amount(row)}${row?.enforcement === undefined ? "" : `, ${row.enforcement}`}`;
    return [
      {
        kind: isSet
          ? "limit-set"
          : isRaised
            ? was?.kind === "gate"
              ? "gate-lowered"
              : "limit-raised"
            : "limit-lowered",
        text: [
          `${name}: `,
          code(words(was)),
          " → ",
          ...(isNoLongerNeeded ? ["no longer needed"] : [code(words(is))]),
          ", owner ",
          ...(was !== undefined && is !== undefined && was.owner !== is.owner
            ? [code(was.owner ?? "nobody"), " → "]
            : []),
          code(is?.owner ?? was?.owner ?? "nobody"),
        ],
        address,
        flags: [],
      },
    ];
  });
}

/** Whether nothing of a limit changed but whose it is. */
const isOnlyOwner = (was: Row | undefined, is: Row | undefined): boolean =>
  was !== undefined &&
  is !== undefined &&
  was.owner !== is.owner &&
  was.value === is.value &&
  was.unit === is.unit &&
  was.enforcement === is.enforcement;

/** Whose limits are another's now: one change for each box, and each from and to. */
export function ownerChanges({ base, head }: Compared): readonly Change[] {
  const [before, after] = [limitRows(base.stack), limitRows(head.stack)];
  const groups = new Map<string, Row[]>();
  for (const [name, is] of after) {
    const was = before.get(name);
    if (!isOnlyOwner(was, is)) continue;
    const key = JSON.stringify([is.box, was?.owner, is.owner]);
    groups.set(key, [...(groups.get(key) ?? []), is]);
  }
  return [...groups].map(([key, same]) => {
    const [box = "", was, is] = JSON.parse(key) as string[];
    return {
      kind: "owner",
      text: [
        `${box}: owner `,
        code(was ?? "nobody"),
        " → ",
        code(is ?? "nobody"),
        `, of ${same.map(({ name }) => name).join(", ")}`,
      ],
      address: same.find(({ at }) => at)?.at?.address ?? "",
      flags: [],
    };
  });
}

/** A version with the release that names it. */
const releaseOf = (releases: Readonly<Record<string, string>>, live: string | null): string =>
  live === null ? "none" : `${live}, version ${Object.hasOwn(releases, live) ? releases[live] : "unknown"}`;

/** Releases that kept their name and have another version. */
export function versionChanges({ base, head }: Compared): readonly Change[] {
  const [was, is] = [base.stack.ledger?.releases ?? {}, head.stack.ledger?.releases ?? {}];
  return Object.keys(is)
    .filter((name) => Object.hasOwn(was, name) && was[name] !== is[name])
    .map((name) => ({
      kind: "release-changed",
      text: ["release ", code(name), ": version ", code(was[name] ?? ""), " → ", code(is[name] ?? "")],
      address: `"//".pilot.releases.${name}`,
      flags: [],
    }));
}

/** Another release is live. */
export function releaseChanges({ base, head }: Compared): readonly Change[] {
  const [was, is] = [base.stack.ledger, head.stack.ledger];
  if (was === undefined || is === undefined || was.live === is.live) return [];
  const order = Object.keys(was.releases);
  const isBack =
    is.live === null ||
    (was.live !== null && order.includes(is.live) && order.indexOf(is.live) < order.indexOf(was.live));
  return [
    {
      kind: isBack ? "rollback" : "release-live",
      text: ["live: ", code(releaseOf(was.releases, was.live)), " → ", code(releaseOf(is.releases, is.live))],
      address: '"//".pilot.live',
      flags: [],
    },
  ];
}
