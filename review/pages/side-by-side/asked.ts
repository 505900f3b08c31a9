/** What the trial asks: its questions, the five proofs, and what fits or is a no-go. */

import { type Arguments, isMap, list } from "../../../stacks/readers/stack.js";
import type { Analysis } from "../../analysis/analysis.js";
import { code, codes, type Section, type Text, tableOr } from "../../document.js";
import { boxesOf, column, publicWays, type Trial, whoMay } from "./trial.js";

/** What the spec asks of the trial, as the first ledger has it. */
function specOf(all: readonly Analysis[]): { readonly trial: Arguments; readonly incident: Arguments } {
  const spec = all.find(({ stack }) => stack.ledger)?.stack.ledger?.spec ?? {};
  const part = (name: string) => (isMap(spec[name]) ? spec[name] : {});
  return { trial: part("trial"), incident: part("incident") };
}

/** The eight questions of the trial: what the spec asks, and what each stack answers. */
export function questions({ all }: Trial): Section {
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
    ["How is the network checked?", asked(trial["networkCheck"]), ...each(() => "by the probe of each run")],
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
      ...each(() => (signals.length === 0 ? "none" : "by the scorecard")),
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

/** The five proofs, as far as a stack declares them; what was measured stands on the scorecard alone. */
export function proofs({ all }: Trial): Section {
  const verdict = (facts: Analysis, need: string): Text => {
    const row = facts.stack.ledger?.fit.find((each) => each.need === need);
    return row === undefined ? "not asked" : `${row.verdict === "unknown" ? "not known" : row.verdict}: ${row.answer}`;
  };
  const row = (name: string, answer: (facts: Analysis) => Text): readonly Text[] => [name, ...all.map(answer)];
  const rows = [
    row("Workflow speed", () => "not declared"),
    row("Hardware fit", (facts) => verdict(facts, "hardware")),
    row("Network fit", (facts) => `planned: ${publicWays(facts).length} public ways`),
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
    blocks: [
      { kind: "text", text: ["As declared. What was measured is on the scorecard, ", code("trial score"), "."] },
      { kind: "table", head: ["Proof", ...all.map(column)], rows },
    ],
  };
}

export function fit({ all }: Trial): Section {
  const needs = [...new Set(all.flatMap(({ stack }) => (stack.ledger?.fit ?? []).map(({ need }) => need)))];
  const rows = needs.map((need): readonly Text[] => [
    need,
    ...all.map(({ stack }): Text => {
      const row = stack.ledger?.fit.find((each) => each.need === need);
      return row === undefined
        ? "not asked"
        : `${row.verdict === "unknown" ? "not known" : row.verdict}: ${row.answer}`;
    }),
  ]);
  return { title: "Fit and no-go", blocks: [tableOr("No need is stated.", ["Need", ...all.map(column)], rows)] };
}
