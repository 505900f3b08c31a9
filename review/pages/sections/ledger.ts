/** The sections that the ledger tells: boxes, limits, arrows, expiry, what survives, fit. */
import type { LedgerBox, LedgerLimit, LedgerSafeguard } from "../../../stacks/ledger.js";
import { limitKinds, subjectWords } from "../../../stacks/limit-kinds.js";
import { References } from "../../../stacks/readers/references.js";
import type { Analysis } from "../../analysis/analysis.js";
import { reading } from "../../analysis/quantity.js";
import { code, codes, type Section, type Text, tableOr } from "../../document.js";

function everyBox({ stack }: Analysis): readonly LedgerBox[] {
  return stack.ledger?.boxes ?? [];
}

export function boxes(facts: Analysis): Section {
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

/** What puts limits into one row: the group of their kind, or their subject. */
const rowOf = ({ kind, subject, name }: LedgerLimit): string => limitKinds[kind].group ?? subject ?? name;

/** The limits of one row in words: what they share is said once. */
function limitText(same: readonly LedgerLimit[]): string {
  const [first] = same;
  const isOneSubject = first?.subject !== undefined && same.length > 1 && limitKinds[first.kind].group === undefined;
  const texts = same.map((limit) => {
    const name = isOneSubject ? limitKinds[limit.kind].words : limit.name;
    return `${name}${same.length > 1 ? "" : ":"} ${reading(limit)}`;
  });
  return `${isOneSubject ? `${subjectWords(first.subject)}: ` : ""}${texts.join("; ")}`;
}

/**
 * One row for the limits of one subject or group, where the same owner holds them and the same enforcement stands
 * behind them.
 */
function limitRows(boxes: readonly LedgerBox[], references: References): ReadonlyArray<readonly Text[]> {
  return boxes.flatMap(({ box, limits: own }) => {
    const groups = new Map<string, LedgerLimit[]>();
    for (const limit of own) {
      const key = JSON.stringify([rowOf(limit), limit.enforcement, limit.owner, limit.appliedBy]);
      const found = groups.get(key);
      if (found) found.push(limit);
      else groups.set(key, [limit]);
    }
    return [...groups.values()].map((same): readonly Text[] => {
      const [first] = same as [LedgerLimit];
      return [
        box,
        limitText(same),
        first.appliedBy === undefined
          ? first.enforcement
          : [`${first.enforcement}, not applied by terraform but by `, code(references.text(first.appliedBy))],
        code(first.owner),
        codes([...new Set(same.flatMap(({ at }) => (at === null ? [] : [`${at.address} ${at.pointer}`])))]),
      ];
    });
  });
}

export function limits(facts: Analysis): Section {
  const rows = limitRows(
    everyBox(facts).filter(({ box }) => box !== "quotas"),
    new References(facts.stack),
  );
  return {
    title: "Limits",
    blocks: [tableOr("No limit is recorded.", ["Box", "Limit", "Enforcement", "Owner", "Where"], rows)],
  };
}

export function quotas(facts: Analysis): Section {
  const rows = limitRows(
    everyBox(facts).filter(({ box }) => box === "quotas"),
    new References(facts.stack),
  );
  return {
    title: "Quotas asked for and checked",
    blocks: [
      tableOr(
        "This stack asks for no quota and checks none.",
        ["Ground", "Quota", "Enforcement", "Owner", "Where"],
        rows,
      ),
    ],
  };
}

export function arrows({ stack }: Analysis): Section {
  const rows = (stack.ledger?.arrows ?? []).map((arrow): readonly Text[] => [
    `${arrow.from} → ${arrow.to}`,
    arrow.what,
    arrow.retriedBy.includes("@") ? code(arrow.retriedBy) : arrow.retriedBy,
    arrow.retriedBy === "nobody" ? "1 attempt" : `1 attempt + ${reading(arrow.attempts)} retries`,
    arrow.backoff === null ? "none" : reading(arrow.backoff),
  ]);
  return {
    title: "Arrows",
    blocks: [
      tableOr(
        stack.ledger?.crossing?.some(({ to }) => to === stack.ledger?.platform) === true
          ? "The pipeline stands in the other half, whose page has its arrows."
          : "There is no pipeline yet, so nothing passes from box to box.",
        ["Arrow", "What passes", "Who retries", "Attempts", "First wait"],
        rows,
      ),
    ],
  };
}

/** What crosses from the platform that trains to the one that serves; a pilot of one platform has no such section. */
export function crossing({ stack }: Analysis): readonly Section[] {
  const rows = (stack.ledger?.crossing ?? []).map(({ from, to, what, by, way, pays }): readonly Text[] => [
    `${from} → ${to}`,
    ...[what, by, way, pays],
  ]);
  if (rows.length === 0) return [];
  const head = ["Crossing", "What", "By which identity", "Over which way", "Who pays for what leaves"];
  return [{ title: "What crosses from one platform to the other", blocks: [{ kind: "table", head, rows }] }];
}

/** A value as a page shows it: a list by what is in it. */
function valueText(raw: unknown, references: References): string {
  const text = typeof raw === "string" ? references.text(raw) : references.text(JSON.stringify(raw));
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

/** A switch says nothing without its name: `force_destroy: false` protects from deletion. */
function mustStay({ raw, pointer }: LedgerSafeguard, references: References): string {
  const value = valueText(raw, references);
  return typeof raw === "boolean" ? `${pointer.split("/").at(-1)}: ${value}` : value;
}

export function safeguards(facts: Analysis): Section {
  const references = new References(facts.stack);
  const rows = everyBox(facts).flatMap(({ box, safeguards: own }) =>
    own.map((row): readonly Text[] => [
      box,
      row.name,
      code(mustStay(row, references)),
      code(`${row.address} ${row.pointer}`),
    ]),
  );
  return {
    title: "Safeguards",
    blocks: [tableOr("No safeguard is recorded.", ["Box", "Safeguard", "Must stay", "Where"], rows)],
  };
}

export function expiry(facts: Analysis): Section {
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

export function survives(facts: Analysis): Section {
  const references = new References(facts.stack);
  const rows = everyBox(facts).flatMap(({ box, survives: own }) =>
    own.map(({ what, costs, remove }): readonly Text[] => [box, what, costs, code(references.text(remove))]),
  );
  return {
    title: "What survives a destroy",
    blocks: [tableOr("Nothing is recorded to survive.", ["Box", "What", "Costs", "Removed by"], rows)],
  };
}

export function fit({ stack }: Analysis): Section {
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
