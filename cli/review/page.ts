/** One stack as a page: what a reviewer decides from, most important first. */
import type { LedgerBox } from "../../stacks/ledger.js";
import { answers } from "./answers.js";
import { type Finding, findingKinds, findings } from "./banner.js";
import { type Block, code, codes, type Page, type Section, type Text, tableOr } from "./document.js";
import { type Grant, type GrantGroup, grantsOf, grouped } from "./identities.js";
import { reading } from "./quantity.js";
import { type Reach, reachOf } from "./reach.js";
import { leaves, References, short } from "./references.js";
import type { Stack } from "./stack.js";
import { suppressed } from "./suppressed.js";

/** Everything that is read out of one stack; the page, the comparison and the JSON are made of it. */
export interface Facts {
  readonly stack: Stack;
  readonly grants: readonly Grant[];
  readonly reach: readonly Reach[];
  readonly findings: readonly Finding[];
}

/** Reads a stack. */
export function factsOf(stack: Stack): Facts {
  const grants = grantsOf(stack);
  const reach = reachOf(stack);
  return { stack, grants, reach, findings: findings(stack, grants, reach) };
}

const findingTitle: Readonly<Record<Finding["kind"], string>> = {
  destroy: "destroyed",
  replace: "replaced",
  public: "public",
  wildcard: "wildcard",
  "no-limit": "limit without enforcement",
  "no-expiry": "store without expiry",
  "no-go": "no-go",
  "not-understood": "not understood",
};

function banner(all: readonly Finding[]): Block {
  if (all.length === 0)
    return {
      kind: "text",
      text: "Nothing public, no wildcard, no limit without enforcement, no store without expiry, no no-go.",
    };
  const rows = findingKinds.flatMap((kind) =>
    all
      .filter((finding) => finding.kind === kind && finding.reason === undefined)
      .map(({ text, address }): readonly Text[] => [findingTitle[kind], text, address === "" ? "" : code(address)]),
  );
  const reasoned = all.filter(({ reason }) => reason !== undefined);
  if (reasoned.length > 0) {
    const reasons = [...new Set(reasoned.map(({ reason }) => reason as string))];
    rows.push([
      "wildcard",
      [`${reasoned.length} with a reason beside each: `, ...(codes(reasons) as ReadonlyArray<string>)],
      "",
    ]);
  }
  return { kind: "table", head: ["Look at this first", "What", "Where"], rows };
}

function everyBox({ stack }: Facts): readonly LedgerBox[] {
  return [...(stack.ledger?.boxes ?? []), ...(stack.ledger?.grounds ?? [])];
}

function boxes(facts: Facts): Section {
  const references = new References(facts.stack);
  const rows = everyBox(facts).map(({ box, owner, meter, metric, identity }): readonly Text[] => [
    box,
    code(owner),
    meter?.what ?? "nothing",
    meter?.whileIdle ? "yes" : "no",
    metric === null ? "none" : `${metric.name}, ${metric.statistic}${metric.alarm ? ", with alarm" : ""}`,
    codes([...new Set(identity.map(({ raw }) => references.text(raw)))], "nobody"),
  ]);
  return {
    title: "Boxes",
    blocks: [
      tableOr("This stack carries no ledger.", ["Box", "Owner", "Meter", "While idle", "Metric", "Runs as"], rows),
    ],
  };
}

function limits(facts: Facts): Section {
  const rows = everyBox(facts).flatMap(({ box, limits: own }) =>
    own.map((limit): readonly Text[] => [
      box,
      limit.name,
      reading(limit),
      limit.enforcement,
      code(limit.owner),
      limit.at === null ? "" : code(`${limit.at.address} ${limit.at.pointer}`),
    ]),
  );
  return {
    title: "Limits",
    blocks: [tableOr("No limit is recorded.", ["Box", "Limit", "Value", "Enforcement", "Owner", "Where"], rows)],
  };
}

function identities({ grants }: Facts): readonly Section[] {
  const row = (grant: GrantGroup): readonly Text[] => [
    code(grant.who),
    `${grant.effect === "unknown" || grant.effect === "may" ? "" : `${grant.effect} `}${grant.verbs.join(", ")}`,
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

function network({ reach }: Facts): Section {
  const rows = reach.map((row): readonly Text[] => [
    code(short(row.from)),
    row.isOpen ? "→" : "✕",
    code(short(row.to)),
    row.by,
    row.isPublic ? "public" : row.isOpen ? "private" : "closed",
    code(row.address),
  ]);
  return {
    title: "What can reach what",
    blocks: [tableOr("This stack opens no network.", ["From", "", "To", "By", "", "Where"], rows)],
  };
}

function arrows({ stack }: Facts): Section {
  const rows = (stack.ledger?.arrows ?? []).map((arrow): readonly Text[] => [
    `${arrow.from} → ${arrow.to}`,
    arrow.what,
    arrow.retriedBy.includes("@") ? code(arrow.retriedBy) : arrow.retriedBy,
    reading(arrow.attempts),
    arrow.backoff === null ? "none" : reading(arrow.backoff),
  ]);
  return {
    title: "Arrows",
    blocks: [
      tableOr(
        "There is no pipeline yet, so nothing passes from box to box.",
        ["Arrow", "What passes", "Who retries", "Attempts", "First wait"],
        rows,
      ),
    ],
  };
}

function expiry(facts: Facts): Section {
  const rows = everyBox(facts).flatMap(({ box, expiry: own }) =>
    own.map((row): readonly Text[] => [
      box,
      row.what,
      reading(row),
      row.at === null ? "" : code(`${row.at.address} ${row.at.pointer}`),
    ]),
  );
  return {
    title: "What expires",
    blocks: [tableOr("Nothing is recorded to expire.", ["Box", "What", "After", "Where"], rows)],
  };
}

function survives(facts: Facts): Section {
  const rows = everyBox(facts).flatMap(({ box, survives: own }) =>
    own.map(({ what, costs, remove }): readonly Text[] => [box, what, costs, code(remove)]),
  );
  return {
    title: "What survives a destroy",
    blocks: [tableOr("Nothing is recorded to survive.", ["Box", "What", "Costs", "Removed by"], rows)],
  };
}

function fit({ stack }: Facts): Section {
  const rows = (stack.ledger?.fit ?? []).map((row): readonly Text[] => [
    row.verdict === "unknown" ? "not known" : row.verdict,
    row.need,
    row.asked,
    row.note === undefined ? row.answer : `${row.answer} (${row.note})`,
    `${row.source}, ${row.asOf}`,
  ]);
  return { title: "Fit", blocks: [tableOr("No need is stated.", ["Fits", "Need", "Asked", "Has", "Source"], rows)] };
}

function unknown({ stack }: Facts): Section {
  const references = new References(stack);
  const seen = new Map<string, Set<string>>();
  for (const resource of stack.resources) {
    for (const [pointer, value] of leaves(resource.arguments)) {
      if (typeof value !== "string" || pointer.startsWith("/depends_on")) continue;
      for (const what of references.unknown(value)) seen.set(what, (seen.get(what) ?? new Set()).add(resource.address));
    }
  }
  const rows = [...seen].map(([what, users]): readonly Text[] => [
    code(what),
    String(users.size),
    codes([...users].slice(0, 4)),
  ]);
  return {
    title: "Unknown until apply",
    blocks: [
      rows.length === 0
        ? { kind: "text", text: "Everything is known before the first apply." }
        : {
            kind: "details",
            summary: `${rows.length} attributes that only an apply can tell`,
            blocks: [{ kind: "table", head: ["Attribute", "Uses", "By"], rows }],
          },
    ],
  };
}

function nextCommands({ stack }: Facts): Section {
  const references = new References(stack);
  const outputs = stack.json["output"];
  const lines = Object.entries(typeof outputs === "object" && outputs !== null ? outputs : {}).flatMap(
    ([name, output]) => {
      const value = (output as { value?: unknown } | null)?.value;
      return typeof value === "string" ? [`# ${name}`, references.text(value)] : [];
    },
  );
  return {
    title: "Next commands",
    blocks: [lines.length === 0 ? { kind: "text", text: "This stack has no outputs." } : { kind: "commands", lines }],
  };
}

function resources({ stack }: Facts): Section {
  const byConstruct = new Map<string, string[]>();
  for (const { path, address } of stack.resources) {
    const parts = path.split("/");
    const construct = parts.length > 2 ? parts.slice(0, 2).join("/") : (parts[0] ?? path);
    byConstruct.set(construct, [...(byConstruct.get(construct) ?? []), address]);
  }
  const rows = [...byConstruct].map(([construct, addresses]): readonly Text[] => [
    code(construct),
    String(addresses.length),
    codes(addresses.sort()),
  ]);
  return {
    title: "Resources by construct",
    blocks: [tableOr("This stack makes nothing.", ["Construct", "Count", "Addresses"], rows)],
  };
}

/** The page of one stack. */
export function page(facts: Facts): Page {
  const { stack } = facts;
  const { ledger } = stack;
  const count = stack.resources.filter(({ isData }) => !isData).length;
  const what: Text =
    ledger === undefined
      ? [
          "Stack ",
          code(stack.name),
          `: ${count} resources, no ledger. What stands here was read from the resources alone.`,
        ]
      : [
          "Pilot ",
          code(ledger.pilot),
          " on ",
          code(ledger.vendor),
          `: ${count} resources, phase ${ledger.phase} of 2.`,
        ];
  return {
    title: `Review of ${stack.name}`,
    head: [
      { kind: "text", text: what },
      banner(facts.findings),
      {
        kind: "table",
        head: ["In short", ""],
        rows: answers(stack, facts.grants, facts.reach).map(([question, answer]) => [question, answer]),
      },
    ],
    sections: [
      ...suppressed(stack),
      boxes(facts),
      limits(facts),
      ...identities(facts),
      network(facts),
      arrows(facts),
      expiry(facts),
      survives(facts),
      fit(facts),
      unknown(facts),
      nextCommands(facts),
      resources(facts),
    ],
  };
}
