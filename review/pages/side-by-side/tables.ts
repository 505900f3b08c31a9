/** What every stack answers, a column for each: boxes, limits, who may, what is private, cost, what only one has. */
import type { LedgerBox } from "../../../stacks/ledger.js";
import type { Analysis } from "../../analysis/analysis.js";
import { findingKinds } from "../../analysis/findings.js";
import { atLeast, leftOut, money, ofRuns, sum } from "../../analysis/money.js";
import { type Block, code, codes, type Section, type Text, tableOr } from "../../document.js";
import { bars } from "../drawing.js";
import { glance } from "../glance.js";
import { answers } from "../summary.js";
import { boxesOf, column, publicWays, type Trial, whoMay } from "./trial.js";

export function first({ all }: Trial): Block {
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
export function glanceOfAll(all: readonly Analysis[]): ReadonlyArray<readonly Text[]> {
  const each = all.map(glance);
  return (each[0] ?? []).map(([question = ""], row) => [question, ...each.map((rows) => rows[row]?.[1] ?? "")]);
}

export function inShort({ all }: Trial): Section {
  const given = all.map((facts) => answers(facts));
  const rows = (given[0] ?? []).map(([question], index): readonly Text[] => [
    question,
    ...given.map((each) => each[index]?.[1] ?? ""),
  ]);
  return { title: "In short", blocks: [{ kind: "table", head: ["Question", ...all.map(column)], rows }] };
}

export function boxes({ all }: Trial): Section {
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
export function named(
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

export function identities({ all }: Trial): Section {
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

export function reach({ all }: Trial): Section {
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

export function costs({ all }: Trial): Section {
  const row = (label: string, of: (facts: Analysis) => Text): readonly Text[] => [label, ...all.map(of)];
  const total = (facts: Analysis, kind: "idle" | "run" | "worst"): string =>
    facts.money === undefined ? "no price given" : atLeast(facts.money, facts.money[kind]);
  const rows = [
    row("idle, a month", (facts) => total(facts, "idle")),
    row("one run at most", (facts) => total(facts, "run")),
    row("worst case a month", (facts) =>
      [total(facts, "worst"), facts.money === undefined ? "" : `, ${ofRuns(facts.money)}`].join(""),
    ),
    row("without a price", (facts) => (facts.money === undefined ? "everything" : codes(facts.money.missing))),
    row("nothing bounds", (facts) => facts.money?.unbounded.join("; ") ?? "not said"),
    row("in no sum", (facts) =>
      facts.money === undefined ? "not said" : (facts.money.apart ?? ["nothing"]).join("; "),
    ),
  ];
  const priced = all.flatMap((facts) =>
    facts.money === undefined ? [] : [{ name: column(facts), costs: facts.money }],
  );
  const isOpen =
    priced.some(({ costs: each }) => leftOut(each, [...each.idle, ...each.worst]).length > 0) ||
    new Set(priced.map(({ costs: each }) => each.currency)).size > 1;
  const notDrawn =
    "These sums are not drawn beside each other: a sum that leaves something out is compared with nothing.";
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
    blocks: [
      { kind: "table", head: ["What", ...all.map(column)], rows },
      ...(priced.length > 0 && !isOpen ? [chart] : []),
      ...(isOpen ? ([{ kind: "text", text: notDrawn }] as const) : []),
    ],
  };
}

export function onlyOne({ all }: Trial): Section {
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
