/** What a page cannot vouch for and could before: what is not read, runs a program, or differs from its ledger. */
import { code } from "../../document.js";
import type { Unread } from "../closed-world.js";
import { brief, type Change, type ChangeKind, type Compared } from "./change.js";

const kinds: Readonly<Record<Unread["kind"], ChangeKind>> = {
  type: "not-read",
  count: "not-read",
  module: "module",
  program: "program",
  backend: "state",
  provider: "provider",
};

/** What this review does not read of the new version and of the old one did, at each of its addresses. */
export function unreadChanges({ base, head, movedTo }: Compared): readonly Change[] {
  const known = new Set(
    base.unread.flatMap(({ kind, what, addresses }) => addresses.map((each) => `${kind} ${what} ${movedTo(each)}`)),
  );
  return head.unread.flatMap(({ kind, what, why, addresses }) =>
    addresses
      .filter((address) => !known.has(`${kind} ${what} ${address}`))
      .map((address) => ({ kind: kinds[kind], text: [code(what), `: ${why}`], address, flags: [] })),
  );
}

/** Rows of the ledger that were true of their stack and are not any more. */
export function ledgerChanges({ base, head }: Compared): readonly Change[] {
  const known = new Set(base.staleRows.map(({ row, address, pointer }) => `${row} ${address} ${pointer}`));
  const news = head.staleRows.filter(({ row, address, pointer }) => !known.has(`${row} ${address} ${pointer}`));
  return news.map(({ row, address, pointer, said, found, isGone }) => ({
    kind: "ledger",
    text: isGone
      ? [`${row}: the ledger speaks of a resource that this stack does not have`]
      : [
          `${row}: the ledger says `,
          code(brief(said ?? "nothing")),
          ", and the stack says ",
          code(brief(found ?? "nothing")),
        ],
    address: `${address} ${pointer}`,
    flags: [],
  }));
}
