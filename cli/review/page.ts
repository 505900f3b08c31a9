/** One stack as a page: what a reviewer decides from, most important first. */
import type { LedgerBox } from "../../stacks/ledger.js";
import { answers } from "./answers.js";
import { type Finding, findingKinds } from "./banner.js";
import { type Block, code, codes, type Page, type Section, type Text, tableOr } from "./document.js";
import { moneyChart, pathDrawing } from "./drawing.js";
import type { Facts } from "./facts.js";
import { type Grant, type GrantGroup, grouped } from "./identities.js";
import { notes } from "./notes.js";
import { counts } from "./plan.js";
import { reading } from "./quantity.js";
import { leaves, References, short } from "./references.js";
import type { Stack } from "./stack.js";
import { suppressed } from "./suppressed.js";

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

function limitRows(boxes: readonly LedgerBox[]): ReadonlyArray<readonly Text[]> {
  return boxes.flatMap(({ box, limits: own }) =>
    own.map((limit): readonly Text[] => [
      box,
      limit.name,
      reading(limit),
      limit.enforcement,
      code(limit.owner),
      limit.at === null ? "" : code(`${limit.at.address} ${limit.at.pointer}`),
    ]),
  );
}

function limits(facts: Facts): Section {
  const rows = limitRows(everyBox(facts).filter(({ box }) => box !== "quotas"));
  return {
    title: "Limits",
    blocks: [tableOr("No limit is recorded.", ["Box", "Limit", "Value", "Enforcement", "Owner", "Where"], rows)],
  };
}

function quotas(facts: Facts): Section {
  const rows = limitRows(everyBox(facts).filter(({ box }) => box === "quotas"));
  return {
    title: "Quotas asked for and checked",
    blocks: [
      tableOr(
        "This stack asks for no quota and checks none.",
        ["", "Quota", "Value", "Enforcement", "Owner", "Where"],
        rows,
      ),
    ],
  };
}

function identities({ grants }: Facts): readonly Section[] {
  const row = (grant: GrantGroup): readonly Text[] => [
    code(grant.who),
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
  const rows = everyBox(facts)
    .filter(({ expiry: own }) => own.length > 0)
    .map(({ box, expiry: own }): readonly Text[] => [
      box,
      own.flatMap((row, index) => [index === 0 ? "" : "; ", code(row.what), ` ${reading(row)}`]),
      codes([...new Set(own.flatMap(({ at }) => (at === null ? [] : [at.address])))]),
    ]);
  return {
    title: "What expires",
    blocks: [tableOr("Nothing is recorded to expire.", ["Box", "What, and after how long", "Where"], rows)],
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
  const all = stack.ledger?.fit ?? [];
  const rows = all.map((row): readonly Text[] => [
    row.verdict === "unknown" ? "not known" : row.verdict,
    row.need,
    row.asked,
    row.note === undefined ? row.answer : `${row.answer} (${row.note})`,
    `${row.source}, ${row.asOf}`,
  ]);
  const head = ["Fits", "Need", "Asked", "Has", "Source"];
  const met = all.filter(({ verdict }) => verdict === "yes").map(({ need, asked }) => `${need} (${asked})`);
  const open = rows.filter(([verdict]) => verdict !== "yes");
  if (rows.length === 0) return { title: "Fit", blocks: [{ kind: "text", text: "No need is stated." }] };
  if (open.length > 0)
    return {
      title: "Fit",
      blocks: [{ kind: "table", head, rows: [...open, ...rows.filter(([verdict]) => verdict === "yes")] }],
    };
  return {
    title: "Fit",
    blocks: [{ kind: "table", head, rows, brief: `All ${met.length} needs are met: ${met.join("; ")}.` }],
  };
}

/** Attributes that only an apply can tell: by the plan where there is one, by the references otherwise. */
function unknownAttributes({ stack, plan }: Facts): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  const add = (what: string, user: string) => seen.set(what, (seen.get(what) ?? new Set()).add(user));
  if (plan !== undefined) {
    for (const { address, unknown: pointers } of plan.changes) {
      for (const pointer of pointers) if (isArgument(stack, address, pointer)) add(`${address} ${pointer}`, address);
    }
    return seen;
  }
  const references = new References(stack);
  for (const resource of stack.resources) {
    for (const [pointer, value] of leaves(resource.arguments)) {
      if (typeof value !== "string" || !value.includes("${") || pointer.startsWith("/depends_on")) continue;
      for (const what of references.unknown(value)) add(what, resource.address);
    }
  }
  return seen;
}

/** What the platform computes anyway is no argument of the stack, and nobody expects it in a plan. */
function isArgument(stack: Stack, address: string, pointer: string): boolean {
  const [, first = ""] = pointer.split("/");
  return first in (stack.byAddress.get(address)?.arguments ?? {});
}

function unknown(facts: Facts): Section {
  const seen = unknownAttributes(facts);
  const rows = [...seen].map(([what, users]): readonly Text[] => [
    code(what),
    codes([...users].slice(0, 3)),
    String(users.size),
  ]);
  const by = facts.plan === undefined ? "by the references of the stack" : "by the plan";
  return {
    title: "Unknown until apply",
    blocks: [
      rows.length === 0
        ? { kind: "text", text: "Everything is known before the first apply." }
        : {
            kind: "details",
            summary: `${rows.length} attributes that only an apply can tell, ${by}`,
            blocks: [
              {
                kind: "table",
                head: ["Attribute", "Used by", "Uses"],
                rows,
                brief: codes([...seen.keys()].slice(0, 60)),
              },
            ],
          },
    ],
  };
}

function planned({ plan }: Facts): readonly Section[] {
  if (plan === undefined) return [];
  const rows = plan.changes
    .filter(({ action }) => action !== "no-op")
    .map(({ action, address, reason }): readonly Text[] => [
      action,
      code(address),
      reason === undefined ? "" : reason.replaceAll("_", " "),
    ]);
  const words = counts(plan)
    .map(([action, count]) => `${count} ${action}`)
    .join(", ");
  return [
    {
      title: "Plan",
      blocks: [
        { kind: "text", text: `${words || "nothing to do"}.` },
        {
          kind: "details",
          summary: "by resource",
          blocks: [tableOr("Nothing to do.", ["Action", "Address", "Why"], rows)],
        },
      ],
    },
  ];
}

function nextCommands({ stack }: Facts): Section {
  const references = new References(stack);
  const outputs = stack.json["output"];
  const lines = Object.entries(typeof outputs === "object" && outputs !== null ? outputs : {}).flatMap(
    ([name, output]) => {
      const value = (output as { value?: unknown } | null)?.value;
      return typeof value === "string" ? [`${references.text(value)}   # ${name}`] : [];
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
      { kind: "table", head: ["In short", ""], rows: answers(facts).map(([question, answer]) => [question, answer]) },
      pathDrawing(facts),
      ...(facts.money === undefined ? [] : [moneyChart(facts.money, stack.name)]),
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
      quotas(facts),
      fit(facts),
      ...planned(facts),
      unknown(facts),
      nextCommands(facts),
      ...notes(stack, facts.money, facts.today),
      resources(facts),
    ],
  };
}
