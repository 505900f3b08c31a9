/** Several stacks in the same words: what the trial asks, what each platform answers, and what only one has. */
import type { LedgerBox } from "../../stacks/ledger.js";
import type { Analysis } from "../analysis/analysis.js";
import { findingKinds } from "../analysis/findings.js";
import { money, sum } from "../analysis/money.js";
import { reading } from "../analysis/quantity.js";
import { type Block, code, codes, type Page, type Section, type Text, tableOr } from "../document.js";
import type { Measured } from "../read/measurements.js";
import { type Arguments, isMap, list } from "../read/stack.js";
import { bars } from "./drawing.js";
import { glance } from "./glance.js";
import { answers } from "./summary.js";

/** Platforms that the project does not build; they stand in the table so that nobody takes silence for a verdict. */
const notBuilt = ["Databricks", "self-managed (Kubeflow, Ray)"];

/** What is compared: stacks in their order, no-gos of vendors that got no stack, and what runs measured. */
export interface Trial {
  readonly all: readonly Analysis[];
  readonly noGos: readonly string[];
  readonly measured: ReadonlyMap<string, Measured>;
}

const column = ({ stack }: Analysis): string => stack.ledger?.vendor ?? stack.name;
const boxesOf = ({ stack }: Analysis): readonly LedgerBox[] => [
  ...(stack.ledger?.boxes ?? []),
  ...(stack.ledger?.grounds ?? []),
];

/** A measured number, or where it would come from. */
const startup = (found: Measured | undefined): Text =>
  found?.startupSeconds === undefined ? "not measured" : `measured: ${found.startupSeconds} s`;

/** The verdict on one no-go signal, where a run has measured it. */
function signal({ metric, operator, value }: Record<string, unknown>, found: Measured | undefined): string {
  const words = `${String(metric)} ${String(operator)} ${String(value)}`;
  const seen = found?.numbers.get(String(metric));
  if (seen === undefined || typeof value !== "number") return `${words}: not measured`;
  const tests: Readonly<Record<string, boolean>> = {
    "<": seen < value,
    "<=": seen <= value,
    ">": seen > value,
    ">=": seen >= value,
    "==": seen === value,
  };
  return `${words}: measured ${seen}, ${tests[String(operator)] ? "a no-go" : "no no-go"}`;
}

/** What the spec asks of the trial, as the first ledger has it. */
function specOf(all: readonly Analysis[]): { readonly trial: Arguments; readonly incident: Arguments } {
  const spec = all.find(({ stack }) => stack.ledger)?.stack.ledger?.spec ?? {};
  const part = (name: string) => (isMap(spec[name]) ? spec[name] : {});
  return { trial: part("trial"), incident: part("incident") };
}

const publicWays = ({ reach: ways }: Analysis) => ways.filter(({ isPublic }) => isPublic);

/** Who may do something with a thing of the stack, each once; with everything, who is granted everything. */
function whoMay({ access, grants }: Analysis, verb: string): readonly string[] {
  const found =
    verb === "everything"
      ? grants.filter(({ effect, verbs }) => effect === "may" && verbs.includes(verb))
      : access.access.filter((row) => row.verb === verb && row.through === undefined);
  return [...new Set(found.map(({ who }) => who))].sort();
}

/** The eight questions of the trial: what the spec asks, and what each stack answers. */
function questions({ all, measured }: Trial): Section {
  const { trial, incident } = specOf(all);
  const asked = (value: unknown) => codes(list(value).map(String), "not said");
  const each = (answer: (facts: Analysis) => Text): readonly Text[] => all.map(answer);
  const has = (facts: Analysis, name: string): Text =>
    boxesOf(facts).some(({ box }) => box === name) ? "recorded" : "not built yet";
  const signals = list(trial["noGo"]).filter(isMap);
  const rows: ReadonlyArray<readonly Text[]> = [
    ["Which chores does the platform take over?", asked(trial["choresReplaced"]), ...each(() => "for the team to say")],
    [
      "Which control does the team keep?",
      asked(trial["customControlKept"]),
      ...each((facts) => `${whoMay(facts, "approve").length} who may approve`),
    ],
    [
      "What leaves the platform?",
      asked(trial["exportArtifact"]),
      ...each((facts) => `${boxesOf(facts).flatMap((box) => box.export).length} export commands`),
    ],
    [
      "How is the network checked?",
      asked(trial["networkCheck"]),
      ...each((facts) => measured.get(column(facts))?.claims ?? "the probe has not run"),
    ],
    [
      "How is cost seen?",
      asked(trial["costMeter"]),
      ...each((facts) => ["budget: ", ...(has(facts, "budget") === "recorded" ? ["recorded"] : ["not built yet"])]),
    ],
    [
      "Which signals end the trial?",
      signals.length === 0
        ? "none said"
        : codes(signals.map(({ metric, operator, value }) => `${metric} ${operator} ${value}`)),
      ...each((facts) => signals.map((row) => signal(row, measured.get(column(facts)))).join("; ") || "none"),
    ],
    [
      "What gives way first, and what never?",
      [...asked(incident["degradesFirst"]), "; never ", ...asked(incident["neverDegrades"])],
      ...each(() => "the same on all"),
    ],
    [
      "What is the fallback?",
      asked(incident["fallback"]),
      ...each(({ stack }) =>
        Object.keys(stack.ledger?.releases ?? {}).length > 1
          ? "an earlier release is listed"
          : "no earlier release is listed",
      ),
    ],
  ];
  return {
    title: "What the trial asks",
    blocks: [{ kind: "table", head: ["Question", "The spec", ...all.map(column)], rows }],
  };
}

/** What was measured against the lines that end the trial; the longest bar that crosses its line is a no-go. */
function measuredSignals({ all, measured }: Trial): readonly Block[] {
  const { trial } = specOf(all);
  const lines = list(trial["noGo"]).filter(isMap);
  return lines.flatMap(({ metric, operator, value }) => {
    const name = String(metric);
    const found = [...measured].flatMap(([vendor, { numbers }]) => {
      const seen = numbers.get(name);
      return seen === undefined ? [] : [{ label: vendor, value: seen, shown: String(seen) }];
    });
    if (found.length === 0 || typeof value !== "number") return [];
    return [bars(`${name}, measured`, found, { value, label: `no-go ${String(operator)} ${value}` })];
  });
}

/** The five proofs, as far as a stack or a measurement can show them. */
function proofs(trial: Trial): Section {
  const { all, measured } = trial;
  const verdict = (facts: Analysis, need: string): Text => {
    const row = facts.stack.ledger?.fit.find((each) => each.need === need);
    return row === undefined ? "not asked" : `${row.verdict === "unknown" ? "not known" : row.verdict}: ${row.answer}`;
  };
  const row = (name: string, answer: (facts: Analysis, found: Measured | undefined) => Text): readonly Text[] => [
    name,
    ...all.map((facts) => answer(facts, measured.get(column(facts)))),
    ...notBuilt.map(() => "not built"),
  ];
  const rows = [
    row("Workflow speed", (_, found) => startup(found)),
    row("Hardware fit", (facts, found) =>
      found?.hardware === undefined ? verdict(facts, "hardware") : `measured: ${found.hardware}`,
    ),
    row("Network fit", (facts, found) => found?.claims ?? `planned: ${publicWays(facts).length} public ways`),
    row("Exportability", (facts) => verdict(facts, "exportFormat")),
    row("Cost visibility", (facts) => {
      const metered = boxesOf(facts).filter(({ meter }) => meter !== null).length;
      return facts.money === undefined
        ? `${metered} meters named, no price given`
        : `${metered} meters named, ${facts.money.missing.length} without a price`;
    }),
  ];
  return {
    title: "The five proofs",
    blocks: [{ kind: "table", head: ["Proof", ...all.map(column), ...notBuilt], rows }, ...measuredSignals(trial)],
  };
}

function fit({ all }: Trial): Section {
  const needs = [...new Set(all.flatMap(({ stack }) => (stack.ledger?.fit ?? []).map(({ need }) => need)))];
  const rows = needs.map((need): readonly Text[] => [
    need,
    ...all.map(({ stack }): Text => {
      const row = stack.ledger?.fit.find((each) => each.need === need);
      return row === undefined
        ? "not asked"
        : `${row.verdict === "unknown" ? "not known" : row.verdict}: ${row.answer}`;
    }),
    ...notBuilt.map(() => "not built"),
  ]);
  return {
    title: "Fit and no-go",
    blocks: [tableOr("No need is stated.", ["Need", ...all.map(column), ...notBuilt], rows)],
  };
}

function first({ all }: Trial): Block {
  const rows = findingKinds.flatMap((kind): ReadonlyArray<readonly Text[]> => {
    const found = all.map(
      ({ findings }) => findings.filter((each) => each.kind === kind && each.reason === undefined).length,
    );
    return found.some((count) => count > 0) ? [[kind.replaceAll("-", " "), ...found.map(String)]] : [];
  });
  return tableOr(
    "All was read: nothing public, no wildcard without a reason, no limit without enforcement, no store without expiry.",
    ["Look at this first", ...all.map(column)],
    rows,
  );
}

/** The first screen of all stacks, a column for each. */
function glanceOfAll(all: readonly Analysis[]): ReadonlyArray<readonly Text[]> {
  const each = all.map(glance);
  return (each[0] ?? []).map(([question = ""], row) => [question, ...each.map((rows) => rows[row]?.[1] ?? "")]);
}

function inShort({ all }: Trial): Section {
  const given = all.map((facts) => answers(facts));
  const rows = (given[0] ?? []).map(([question], index): readonly Text[] => [
    question,
    ...given.map((each) => each[index]?.[1] ?? ""),
  ]);
  return { title: "In short", blocks: [{ kind: "table", head: ["Question", ...all.map(column)], rows }] };
}

function boxes({ all }: Trial): Section {
  const names = [...new Set(all.flatMap((facts) => boxesOf(facts).map(({ box }) => box)))];
  const rows = names.map((name): readonly Text[] => [
    name,
    ...all.map((facts): Text => {
      const box = boxesOf(facts).find((each) => each.box === name);
      if (box === undefined) return "not built yet";
      const idle = box.meter?.whileIdle ? box.meter.what : "nothing";
      return [code(box.owner), `; idle: ${idle}; metric: ${box.metric?.name ?? "none"}`];
    }),
  ]);
  return { title: "Boxes", blocks: [tableOr("No ledger.", ["Box", ...all.map(column)], rows)] };
}

/** The rows of a kind on all stacks, by name: a limit that only one stack has is seen at once. */
function named(
  trial: Trial,
  title: string,
  of: (box: LedgerBox) => ReadonlyArray<readonly [name: string, shown: string]>,
): Section {
  const found = trial.all.map(
    (facts) =>
      new Map(boxesOf(facts).flatMap((box) => of(box).map(([name, shown]) => [`${box.box}: ${name}`, shown] as const))),
  );
  const names = [...new Set(found.flatMap((each) => [...each.keys()]))];
  const rows = names.map((name): readonly Text[] => [name, ...found.map((each) => each.get(name) ?? "—")]);
  return { title, blocks: [tableOr("Nothing is recorded.", ["Of which box, what", ...trial.all.map(column)], rows)] };
}

function identities({ all }: Trial): Section {
  const verbs = ["read", "write", "delete", "run", "stop", "invoke", "approve", "act as", "administer", "everything"];
  const rows = verbs.map((verb): readonly Text[] => [
    verb,
    ...all.map((facts): Text => codes(whoMay(facts, verb), "nobody")),
  ]);
  const missed: readonly Text[] = [
    "not understood",
    ...all.map(({ findings }) => String(findings.filter(({ kind }) => kind === "not-understood").length)),
  ];
  return {
    title: "Who may do what, with some thing of the stack",
    blocks: [{ kind: "table", head: ["May", ...all.map(column)], rows: [...rows, missed] }],
  };
}

function reach({ all }: Trial): Section {
  const count = (label: string, of: (facts: Analysis) => number): readonly Text[] => [
    label,
    ...all.map((facts) => String(of(facts))),
  ];
  const shown = (label: string, of: (facts: Analysis) => Text): readonly Text[] => [label, ...all.map(of)];
  const rows = [
    count("ways from or to the internet", (facts) => publicWays(facts).length),
    shown("which", (facts) =>
      codes([...new Set(publicWays(facts).map(({ to, from, by }) => `${from} → ${to} (${by})`))]),
    ),
    count(
      "APIs that anybody may call, and that ask who it is",
      (facts) => facts.reach.filter(({ isApi, isOpen }) => isApi === true && isOpen).length,
    ),
    count(
      "private ways",
      (facts) => facts.reach.filter((row) => row.isOpen && !row.isPublic && row.isApi !== true).length,
    ),
    count("closed on purpose", (facts) => facts.reach.filter(({ isOpen }) => !isOpen).length),
  ];
  return { title: "What is truly private", blocks: [{ kind: "table", head: ["What", ...all.map(column)], rows }] };
}

function costs({ all }: Trial): Section {
  const row = (label: string, of: (facts: Analysis) => Text): readonly Text[] => [label, ...all.map(of)];
  const total = (facts: Analysis, kind: "idle" | "run" | "worst"): Text =>
    facts.money === undefined
      ? "no price given"
      : `${facts.money.missing.length > 0 ? "at least " : ""}${money(sum(facts.money[kind]), facts.money.currency)}`;
  const rows = [
    row("idle, a month", (facts) => total(facts, "idle")),
    row("one run at most", (facts) => total(facts, "run")),
    row("worst case a month, without runs", (facts) => total(facts, "worst")),
    row("without a price", (facts) => (facts.money === undefined ? "everything" : codes(facts.money.missing))),
    row("nothing bounds", (facts) => facts.money?.unbounded.join("; ") ?? "not said"),
  ];
  const priced = all.flatMap((facts) =>
    facts.money === undefined ? [] : [{ name: column(facts), costs: facts.money }],
  );
  const chart = bars(
    "Idle and worst case a month, as far as a price is given",
    priced.flatMap(({ name, costs: each }) => [
      { label: `${name}, idle`, value: sum(each.idle), shown: money(sum(each.idle), each.currency) },
      {
        label: `${name}, worst case`,
        value: sum(each.worst),
        shown: money(sum(each.worst), each.currency),
        isSecond: true,
      },
    ]),
  );
  return {
    title: "Cost",
    blocks: [{ kind: "table", head: ["What", ...all.map(column)], rows }, ...(priced.length > 0 ? [chart] : [])],
  };
}

function onlyOne({ all }: Trial): Section {
  const rows = all.map((facts): readonly Text[] => {
    const others = all.filter((each) => each !== facts);
    const has = (other: Analysis, name: string) => boxesOf(other).some(({ box }) => box === name);
    const boxNames = boxesOf(facts)
      .map(({ box }) => box)
      .filter((name) => !others.some((other) => has(other, name)));
    const survives = boxesOf(facts).flatMap((box) => box.survives.map(({ what }) => what));
    return [
      code(facts.stack.name),
      codes(boxNames),
      String(survives.length),
      String(facts.stack.resources.filter(({ isData }) => !isData).length),
    ];
  });
  return {
    title: "What only one has",
    blocks: [
      { kind: "table", head: ["Stack", "Boxes that no other has", "Things that survive a destroy", "Resources"], rows },
    ],
  };
}

/** The page. */
export function sideBySide(trial: Trial): Page {
  const noGos = trial.noGos.map((line) => code(line));
  return {
    title: "Side by side",
    head: [
      ...(noGos.length === 0 ? [] : ([{ kind: "list", items: noGos }] as const)),
      { kind: "text", text: ["Stacks: ", ...codes(trial.all.map(({ stack }) => stack.name)), "."] },
      { kind: "table", head: ["At a glance", ...trial.all.map(column)], rows: glanceOfAll(trial.all) },
      first(trial),
    ],
    sections: [
      questions(trial),
      proofs(trial),
      fit(trial),
      inShort(trial),
      boxes(trial),
      named(trial, "Limits", ({ limits }) =>
        limits.map((limit) => [limit.name, `${reading(limit)}, ${limit.enforcement}`]),
      ),
      named(trial, "What expires", ({ expiry }) => expiry.map((row) => [row.what, reading(row)])),
      identities(trial),
      reach(trial),
      costs(trial),
      onlyOne(trial),
    ],
  };
}
