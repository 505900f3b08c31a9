/** What changed between two versions of an app, as a page: the gravest first, and nothing that stayed as it was. */
import { type Change, changeKinds } from "../analysis/changes.js";
import { type Block, code, type Page, type Section, type Text } from "../document.js";

/** The changes of one stack. */
export interface StackChanges {
  readonly name: string;
  readonly changes: readonly Change[];
}

/** What a kind of change is called. */
const titles: Readonly<Record<Change["kind"], string>> = {
  destroy: "destroyed",
  replace: "replaced",
  move: "moved",
  "permission-gained": "permission gained",
  "permission-lost": "permission lost",
  "reach-opened": "way opened",
  "reach-closed": "way closed",
  "limit-raised": "limit raised",
  "limit-lowered": "limit lowered",
  "limit-set": "limit set",
  "expiry-dropped": "expiry dropped",
  "expiry-changed": "expiry changed",
  "release-live": "goes live",
  rollback: "rolled back",
  money: "money",
  make: "made",
  other: "other change",
};

const rowOf = ({ kind, text, address, flags }: Change): readonly Text[] => [
  flags.length > 0 ? `${titles[kind]} (${flags.join(", ")})` : titles[kind],
  text,
  address === "" ? "" : code(address),
];

const head = ["Change", "What", "Where"];

function section({ name, changes }: StackChanges): Section {
  const folded: ReadonlyArray<readonly [Change["kind"], string]> = [
    ["limit-set", "limits set that were not there before"],
    ["make", "made"],
    ["other", "other changes"],
  ];
  const grave = changes.filter((change) => !folded.some(([kind]) => kind === change.kind));
  const blocks: Block[] = [];
  if (grave.length > 0) blocks.push({ kind: "table", head, rows: grave.map(rowOf) });
  for (const [kind, what] of folded) {
    const all = changes.filter((change) => change.kind === kind);
    if (all.length > 0) {
      blocks.push({
        kind: "details",
        summary: `${all.length} ${what}`,
        blocks: [{ kind: "table", head, rows: all.map(rowOf) }],
      });
    }
  }
  return { title: name, blocks: blocks.length > 0 ? blocks : [{ kind: "text", text: "Nothing changed." }] };
}

/** The page. */
export function changePage(all: readonly StackChanges[], base: string): Page {
  const counts = changeKinds
    .map(
      (kind) => [kind, all.flatMap(({ changes }) => changes).filter((change) => change.kind === kind).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${titles[kind]}`);
  const lost = all
    .flatMap(({ changes }) => changes)
    .filter(({ kind }) => kind === "destroy" || kind === "replace").length;
  return {
    title: "What changes",
    head: [
      { kind: "text", text: ["Compared with ", code(base), `: ${counts.join(", ") || "nothing changed"}.`] },
      ...(lost > 0 ? [{ kind: "text", text: `Look first: ${lost} destroyed or replaced.` } as const] : []),
    ],
    sections: all.filter(({ changes }) => changes.length > 0).map(section),
  };
}
