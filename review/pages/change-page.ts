/** What changed between two versions of an app, as a page: the gravest first, and nothing that stayed as it was. */

import { type SpecChange, ways } from "../../stacks/changes/spec-change.js";
import type { Analysis } from "../analysis/analysis.js";
import { type Change, changeFlags, changeKinds } from "../analysis/changes.js";
import { type Block, code, type Page, type Section, type Text } from "../document.js";
import { changeGlance } from "./glance.js";

/** The changes of one stack. */
export interface StackChanges {
  readonly name: string;
  readonly changes: readonly Change[];
  /** What the table of the platform says about such a change of a live pilot. */
  readonly rows: readonly SpecChange[];
}

/** The changes of one stack with both versions of it, for the first screen. */
export interface ComparedStack extends StackChanges {
  readonly before: Analysis;
  readonly after: Analysis;
}

/** What a kind of change is called. */
const titles: Readonly<Record<Change["kind"], string>> = {
  ledger: "ledger untrue",
  destroy: "destroyed",
  replace: "replaced",
  left: "left behind",
  state: "state moved",
  program: "program run",
  module: "module changed",
  provider: "provider changed",
  credential: "credential made",
  "not-read": "not read",
  "safeguard-off": "safeguard taken away",
  "safeguard-on": "safeguard added",
  recipients: "other recipients",
  "gate-lowered": "gate lowered",
  owner: "other owner",
  image: "other image",
  machine: "other machine",
  "release-changed": "release changed",
  harmless: "harmless change",
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

/** The same of several, where it is not the same word. */
const plurals: Readonly<Partial<Record<Change["kind"], string>>> = {
  state: "states moved",
  program: "programs run",
  module: "modules changed",
  provider: "providers changed",
  credential: "credentials made",
  "safeguard-off": "safeguards taken away",
  "safeguard-on": "safeguards added",
  "gate-lowered": "gates lowered",
  owner: "other owners",
  image: "other images",
  machine: "other machines",
  "release-changed": "releases changed",
  harmless: "harmless changes",
  "permission-gained": "permissions gained",
  "permission-lost": "permissions lost",
  "reach-opened": "ways opened",
  "reach-closed": "ways closed",
  "limit-raised": "limits raised",
  "limit-lowered": "limits lowered",
  "limit-set": "limits set",
  "expiry-dropped": "expiries dropped",
  "expiry-changed": "expiries changed",
  "release-live": "go live",
  money: "changes of money",
  other: "other changes",
};
const counted = (count: number, kind: Change["kind"]): string =>
  `${count} ${count === 1 ? titles[kind] : (plurals[kind] ?? titles[kind])}`;

const rowOf = ({ kind, text, address, flags, accepted }: Change): readonly Text[] => [
  flags.length > 0 ? `${titles[kind]} (${flags.join(", ")})` : titles[kind],
  accepted === undefined
    ? text
    : [...(Array.isArray(text) ? text : [text as string]), `; accepted until ${accepted.until}: ${accepted.reason}`],
  address === "" ? "" : code(address),
];

const head = ["Change", "What", "Where"];

/** The rows of the platform's own table, so that the page and the documents say the same words. */
function onALivePilot(rows: readonly SpecChange[]): readonly Block[] {
  const place = ({ seenAt }: SpecChange) => JSON.stringify(seenAt);
  const isAlone = (row: SpecChange) => rows.every((other) => other === row || place(other) !== place(row));
  const table = (title: string, of: readonly SpecChange[]): readonly Block[] =>
    of.length === 0
      ? []
      : [
          { kind: "text", text: title },
          {
            kind: "table",
            head: ["Change of the spec", "How", "What happens", "What it costs"],
            rows: of.map(({ key, change, how, words, costs }) => [
              change === undefined ? code(key) : [code(key), `, ${change}`],
              how,
              words,
              costs,
            ]),
          },
        ];
  const used = Object.entries(ways).filter(([way]) => rows.some(({ how }) => how === way));
  return [
    ...table("What a deploy of this does to a pilot that is live:", rows.filter(isAlone)),
    ...table(
      "One of these happens to a pilot that is live. They change the same argument, so the stack does not say which:",
      rows.filter((row) => !isAlone(row)),
    ),
    ...used.map(([way, words]): Block => ({ kind: "text", text: `${way}: ${words}` })),
  ];
}

/** What opens something to everybody stands first, then what opens it to others, then wildcards, then the rest. */
const gravity = ({ flags }: Change): number => {
  const [first] = flags;
  return first === undefined ? 0 : changeFlags.length - changeFlags.indexOf(first);
};

function section({ name, changes, rows }: StackChanges): Section {
  const folded: readonly Change["kind"][] = ["other", "limit-set", "make", "harmless"];
  // what opens something to everybody comes first, and is never folded
  const isFolded = ({ kind, flags }: Change) => folded.includes(kind) && flags.length === 0;
  const grave = changes.filter((change) => !isFolded(change)).sort((a, b) => gravity(b) - gravity(a));
  const blocks: Block[] = [...onALivePilot(rows)];
  const kept = grave.filter(({ flags }) => flags.length > 0).length;
  if (grave.length > 0) blocks.push({ kind: "table", head, rows: grave.map(rowOf), ...(kept > 0 ? { kept } : {}) });
  for (const kind of folded) {
    const all = changes.filter((change) => change.kind === kind && isFolded(change));
    if (all.length > 0) {
      blocks.push({
        kind: "details",
        summary: counted(all.length, kind),
        blocks: [{ kind: "table", head, rows: all.map(rowOf) }],
      });
    }
  }
  return { title: name, blocks: blocks.length > 0 ? blocks : [{ kind: "text", text: "Nothing changed." }] };
}

/** The page. */
export function changePage(all: readonly ComparedStack[], base: string): Page {
  const counts = changeKinds
    .map(
      (kind) => [kind, all.flatMap(({ changes }) => changes).filter((change) => change.kind === kind).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => counted(count, kind));
  const every = all.flatMap(({ changes }) => changes);
  const lost = every.filter(({ kind }) => kind === "destroy" || kind === "replace").length;
  const opened = every.filter(({ flags }) => flags.includes("public")).length;
  const outside = every.filter(({ flags }) => flags.includes("foreign")).length;
  const off = every.filter(({ kind }) => kind === "safeguard-off").length;
  const agreed = every.filter(({ accepted }) => accepted !== undefined).length;
  const first = [
    ...(opened > 0 ? [`${opened} ${opened === 1 ? "opens" : "open"} something to everybody`] : []),
    ...(outside > 0 ? [`${outside} ${outside === 1 ? "lets" : "let"} somebody from outside in`] : []),
    ...(lost > 0 ? [`${lost} destroyed or replaced`] : []),
    ...(off > 0 ? [counted(off, "safeguard-off")] : []),
    ...every
      .filter(({ kind }) => kind === "left")
      .map(({ address }) => `${address} is left behind and goes on costing money`),
    ...(every.some(({ kind }) => kind === "state") ? ["the state moves"] : []),
    ...(agreed > 0 ? [`${agreed} accepted by review-accepted.yaml`] : []),
  ];
  const changed = all.filter(({ changes }) => changes.length > 0);
  return {
    title: "What changes",
    head: [
      { kind: "text", text: ["Compared with ", code(base), `: ${counts.join(", ") || "nothing changed"}.`] },
      ...(first.length > 0 ? [{ kind: "text", text: `Look first: ${first.join("; ")}.` } as const] : []),
      ...(changed.length > 0
        ? [
            {
              kind: "table",
              head: ["At a glance", ...changed.map(({ name }) => name)],
              rows: changeGlance(changed),
            } as const,
          ]
        : []),
    ],
    sections: changed.map(section),
  };
}
