/** Several stacks in the same words: what the trial asks, what each platform answers, and what only one has. */
import { reading } from "../analysis/quantity.js";
import { code, codes, type Page } from "../document.js";
import { fit, proofs, questions } from "./side-by-side/asked.js";
import { rollback, safeguards } from "./side-by-side/safeguards.js";
import { boxes, costs, first, glanceOfAll, identities, inShort, named, onlyOne, reach } from "./side-by-side/tables.js";
import { column, type Trial } from "./side-by-side/trial.js";

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
      safeguards(trial),
      rollback(trial),
      named(trial, "What expires", ({ expiry }) => expiry.map((row) => [row.what, reading(row)])),
      identities(trial),
      reach(trial),
      costs(trial),
      onlyOne(trial),
    ],
  };
}
