/** The sections on who may do what with which thing, on gates and denies, and on what can reach what. */
import type { Access, Thing } from "../../../stacks/readers/access.js";
import type { Grant } from "../../../stacks/readers/permissions.js";
import type { Reach } from "../../../stacks/readers/reach.js";
import { short } from "../../../stacks/readers/references.js";
import type { Analysis } from "../../analysis/analysis.js";
import { type GrantGroup, grouped } from "../../analysis/permissions.js";
import { type Block, code, codes, type Section, type Text, tableOr } from "../../document.js";

/** What is answered for each kind of thing; that somebody may look at its settings is left to the grants. */
const asked: Readonly<Record<Thing["kind"], readonly string[]>> = {
  store: ["read", "write", "delete", "administer", "not understood"],
  endpoint: ["invoke", "write", "delete", "administer", "not understood"],
  key: ["decrypt", "encrypt", "delete", "administer", "not understood"],
  identity: ["act as", "administer", "delete", "not understood"],
  registry: ["read", "write", "approve", "run", "stop", "delete", "administer", "not understood"],
  pipeline: ["run", "stop", "write", "delete", "administer", "not understood"],
};

/** What an answer must say when something was not read. */
export const ofWhatIsRead = ({ unread }: Analysis): string =>
  unread.length === 0 ? "" : " Not all of this stack was read: see “What was not read”.";

/** What somebody may with one thing in one way: the verbs of all rows that differ in nothing else. */
interface Line {
  readonly row: Access;
  readonly verbs: readonly string[];
  readonly things: readonly string[];
  readonly whos: readonly string[];
}

/** Lines that differ in one list alone, as one. */
function merged(lines: readonly Line[], list: "things" | "whos"): readonly Line[] {
  const made = new Map<string, Line>();
  for (const line of lines) {
    const { row, verbs } = line;
    const other = list === "things" ? line.whos : line.things;
    const key = JSON.stringify([row.thing.kind, verbs, row.parts, row.when, other]);
    const found = made.get(key);
    made.set(key, found === undefined ? line : { ...found, [list]: [...new Set([...found[list], ...line[list]])] });
  }
  return [...made.values()];
}

/** The lines of all things: those that say the same of several things, or of several who, are one. */
function linesOf({ access }: Analysis): readonly Line[] {
  const lines = access.things.flatMap((thing): readonly Line[] => {
    const verbs = asked[thing.kind];
    const groups = new Map<string, Access[]>();
    for (const row of access.byThing.get(thing.address) ?? []) {
      if (!verbs.includes(row.verb) || row.through !== undefined) continue;
      const key = JSON.stringify([row.who, row.parts, row.when]);
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()].map((same) => {
      const [row] = same as [Access];
      const own = verbs.filter((verb) => same.some((each) => each.verb === verb));
      return { row, verbs: own, things: [thing.name], whos: [row.who] };
    });
  });
  return merged(merged(lines, "things"), "whos");
}

/** Who becomes whom, and so may what that one may. */
function becoming({ access }: Analysis): readonly Block[] {
  const pairs = new Map<string, Set<string>>();
  for (const { who, through } of access.access)
    if (through !== undefined) pairs.set(who, (pairs.get(who) ?? new Set()).add(through));
  if (pairs.size === 0) return [];
  const items = [...pairs].map(
    ([who, through]): Text => [
      code(who),
      " may become, or start what runs as, ",
      ...codes([...through]),
      ", and so may what stands there.",
    ],
  );
  return [{ kind: "list", items }];
}

/** Who may what, thing by thing: every way to it counts, however wide it is written. */
export function byThing(facts: Analysis): Section {
  const { access } = facts;
  const rows = linesOf(facts).map(({ row, verbs, things, whos }): readonly Text[] => [
    codes(things),
    verbs.join(", "),
    codes(whos),
    row.parts.length === 0 ? "all of it" : codes(row.parts),
    row.when.length === 0 ? "" : codes(row.when.map(short)),
  ]);
  const untouched = access.things.filter(
    (thing) => !(access.byThing.get(thing.address) ?? []).some(({ verb }) => asked[thing.kind].includes(verb)),
  );
  const none = access.things.length === 0 ? "This stack makes nothing of the kinds that are answered for." : "";
  const blocks: Block[] = [
    tableOr(
      `${none || "Nobody may do anything with them by what was read."}${ofWhatIsRead(facts)}`,
      ["Thing", "May", "Who", "What of it", "Only when"],
      rows,
    ),
    ...becoming(facts),
    ...(untouched.length === 0
      ? []
      : [
          {
            kind: "text" as const,
            text: ["Nobody is granted anything on: ", ...codes(untouched.map(({ name }) => name)), "."],
          },
        ]),
  ];
  return { title: "Who may do what with each thing", blocks };
}

export function permissions(facts: Analysis): readonly Section[] {
  const row = (grant: GrantGroup): readonly Text[] => [
    codes(grant.whos),
    grant.verbs.join(", "),
    codes(grant.on.map(short)),
    grant.when.length === 0 ? "" : codes(grant.when.map(short)),
    codes(grant.actions),
    codes([...grant.addresses, ...grant.reasons]),
  ];
  const groups = grouped(facts.grants);
  const isGate = ({ effect }: Grant) => effect === "lets through" || effect === "holds back";
  const gate = (grant: GrantGroup): readonly Text[] => [
    codes(grant.on.map(short)),
    grant.effect,
    codes(grant.whos),
    codes(grant.actions),
    grant.when.length === 0 ? "always" : codes(grant.when.map(short)),
    codes([...grant.addresses, ...grant.reasons]),
  ];
  const head = ["Who", "May", "On what", "Only when", "In the platform's words", "Where, why"];
  const denied = ["Who", "May not", "On what", "When", "In the platform's words", "Where, why"];
  const gates = groups.filter(isGate);
  const left = groups.filter((each) => !isGate(each));
  return [
    {
      title: "Every grant, as it is written",
      blocks: [
        tableOr(
          `Nothing that was read grants anything.${ofWhatIsRead(facts)}`,
          head,
          left.filter(({ effect }) => effect !== "may not").map(row),
        ),
      ],
    },
    {
      title: "What is denied whatever else is granted",
      blocks: [
        tableOr(
          `Nothing that was read denies anything.${ofWhatIsRead(facts)}`,
          denied,
          left.filter(({ effect }) => effect === "may not").map(row),
        ),
      ],
    },
    ...(gates.length === 0
      ? []
      : [
          {
            title: "Gates: what they let through, which grants nothing by itself",
            blocks: [
              {
                kind: "table" as const,
                head: ["Through, on what", "Gate", "Whom", "Which calls", "When", "Where"],
                rows: gates.map(gate),
              },
            ],
          },
        ]),
  ];
}

const kindOf = (row: Reach): string =>
  row.isPublic ? "public" : row.isApi === true ? "by identity" : row.isOpen ? "private" : "closed";

export function network(facts: Analysis): Section {
  // what is closed in the same way, or open from one place in the same way, is one row
  const rows = new Map<string, { readonly row: Reach; readonly to: Set<string>; readonly at: Set<string> }>();
  for (const row of facts.reach) {
    const key = JSON.stringify([row.from, row.by, kindOf(row)]);
    const found = rows.get(key) ?? { row, to: new Set(), at: new Set() };
    rows.set(key, { row, to: found.to.add(row.to), at: found.at.add(row.address) });
  }
  const lines = [...rows.values()].map(({ row, to, at }): readonly Text[] => [
    code(short(row.from)),
    row.isOpen ? "→" : "✕",
    codes([...to].map(short)),
    row.by,
    kindOf(row),
    codes([...at]),
  ]);
  return {
    title: "What can reach what",
    blocks: [
      tableOr(
        `Nothing that was read opens a network.${ofWhatIsRead(facts)}`,
        ["From", "Way", "To", "By", "Kind", "Where"],
        lines,
      ),
      ...(facts.reach.some(({ from, to }) => /^\{.*\}$/.test(from) || /^\{.*\}$/.test(to))
        ? [
            {
              kind: "text" as const,
              text: "A name in braces is a resource of this stack, whose id only an apply knows.",
            },
          ]
        : []),
    ],
  };
}
