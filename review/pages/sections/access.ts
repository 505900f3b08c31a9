/** The sections on who may do what on what, and on what can reach what. */

import type { Analysis } from "../../analysis/analysis.js";
import { type Grant, type GrantGroup, grouped } from "../../analysis/permissions.js";
import type { Reach } from "../../analysis/reach.js";
import { code, codes, type Section, type Text, tableOr } from "../../document.js";
import { short } from "../../read/references.js";

export function identities({ grants }: Analysis): readonly Section[] {
  const row = (grant: GrantGroup): readonly Text[] => [
    codes(grant.whos),
    `${grant.effect === "lets through" ? "lets through " : ""}${grant.verbs.join(", ")}`,
    codes(grant.on.map(short)),
    grant.when.length === 0 ? "" : codes(grant.when.map(short)),
    codes(grant.actions),
    codes([...grant.addresses, ...grant.reasons]),
  ];
  const groups = grouped(grants);
  const isGuard = ({ effect }: Grant) => effect === "may not" || effect === "lets through";
  const head = ["Who", "May", "On what", "Only when", "In the vendor's words", "Where, why"];
  const denied = ["Who", "May not", "On what", "When", "In the vendor's words", "Where, why"];
  return [
    {
      title: "Who may do what on what",
      blocks: [tableOr("This stack grants nothing.", head, groups.filter((each) => !isGuard(each)).map(row))],
    },
    {
      title: "What is denied whatever else is granted",
      blocks: [tableOr("This stack denies nothing.", denied, groups.filter(isGuard).map(row))],
    },
  ];
}

export function network({ reach }: Analysis): Section {
  // what is closed in the same way, or open from one place in the same way, is one row
  const rows = new Map<string, { readonly row: Reach; readonly to: Set<string>; readonly at: Set<string> }>();
  for (const row of reach) {
    const key = JSON.stringify([row.from, row.by, row.isOpen, row.isPublic]);
    const found = rows.get(key) ?? { row, to: new Set(), at: new Set() };
    rows.set(key, { row, to: found.to.add(row.to), at: found.at.add(row.address) });
  }
  const lines = [...rows.values()].map(({ row, to, at }): readonly Text[] => [
    code(short(row.from)),
    row.isOpen ? "→" : "✕",
    codes([...to].map(short)),
    row.by,
    row.isPublic ? "public" : row.isOpen ? "private" : "closed",
    codes([...at]),
  ]);
  return {
    title: "What can reach what",
    blocks: [tableOr("This stack opens no network.", ["From", "Way", "To", "By", "Kind", "Where"], lines)],
  };
}
