/** What changed in the ledger: limits and whose they are, expiry, the live release. */
import type { LedgerBox, Reading } from "../../../stacks/ledger.js";
import { code } from "../../document.js";
import type { Stack } from "../../read/stack.js";
import { quantity } from "../quantity.js";
import { type Change, type Compared, unique } from "./change.js";

type Row = Reading & {
  readonly box: string;
  readonly name: string;
  readonly owner?: string;
  readonly enforcement?: string;
  readonly looser?: "more" | "less";
};

function ledgerRows(stack: Stack, of: (box: LedgerBox) => ReadonlyArray<Omit<Row, "box">>): ReadonlyMap<string, Row> {
  const boxes = stack.ledger?.boxes ?? [];
  return new Map(
    boxes.flatMap((box) => of(box).map((row) => [`${box.box}: ${row.name}`, { ...row, box: box.box }] as const)),
  );
}

const place = (row: Row | undefined): string => (row?.at ? `${row.at.address} ${row.at.pointer}` : "");
const amount = (row: Row | undefined): string =>
  row === undefined ? "none" : row.value === null ? "nothing yet" : quantity(row.value, row.unit);

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

/** Limits that were raised, lowered or set; not those that are an expiry which is said already. */
export function limitChanges({ base, head }: Compared, expired: ReadonlySet<string>): readonly Change[] {
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
    const [more, less] = [(was?.value ?? 0) < (is?.value ?? 0), (was?.value ?? 0) > (is?.value ?? 0)];
    const isRaised = isWeaker || (is?.looser === "less" ? less : more);
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
      text: ["live: ", code(was.live ?? "none"), " → ", code(is.live ?? "none")],
      address: '"//".pilot.live',
      flags: [],
    },
  ];
}
