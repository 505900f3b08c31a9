/** What must keep its value, and who takes a bad rollout back: the same rows for every platform. */
import { platforms } from "../../../stacks/platforms.js";
import { safeguardKindNames, safeguardKinds } from "../../../stacks/safeguard-kinds.js";
import type { Analysis } from "../../analysis/analysis.js";
import { rollbackOf } from "../../analysis/rollback.js";
import { codes, type Section, type Text } from "../../document.js";
import { boxesOf, column, type Trial } from "./trial.js";

type Kind = (typeof safeguardKindNames)[number];

/** The boxes that record a kind, with what it is about where that is said; or why the platform has none of it. */
function held(facts: Analysis, kind: Kind): Text {
  const found = boxesOf(facts).flatMap(({ box, safeguards }) => {
    const own = safeguards.filter((row) => row.kind === kind);
    const subjects = own.flatMap(({ subject }) => subject ?? []);
    return own.length === 0 ? [] : [subjects.length === 0 ? box : `${box} (${subjects.join(", ")})`];
  });
  if (found.length > 0) return found.join("; ");
  const platform = Object.entries(platforms).find(([id]) => id === facts.stack.ledger?.platform)?.[1];
  const why = platform?.lacksSafeguards[kind];
  return why === undefined ? "none recorded" : `none: ${why}`;
}

/** Every kind of safeguard, whether a stack records it or not: what only one lacks is seen at once. */
export function safeguards({ all }: Trial): Section {
  const rows = safeguardKindNames.map((kind): readonly Text[] => [
    safeguardKinds[kind],
    ...all.map((facts) => held(facts, kind)),
  ]);
  return { title: "Safeguards", blocks: [{ kind: "table", head: ["Must stay", ...all.map(column)], rows }] };
}

/** How a release goes back, by whom and by which commands. */
export function rollback({ all }: Trial): Section {
  const row = (label: string, of: (found: NonNullable<ReturnType<typeof rollbackOf>>) => Text): readonly Text[] => [
    label,
    ...all.map(({ stack }) => {
      const found = rollbackOf(stack);
      return found === undefined ? "no ledger" : of(found);
    }),
  ];
  const rows = [
    row("who takes a bad rollout back", ({ live, isPaused, automatic }) => {
      if (live === null || isPaused) return "nothing serves";
      return automatic === undefined ? "an operator, by hand" : `${automatic.by}, by itself`;
    }),
    row("how", ({ automatic }) => automatic?.how ?? "nothing by itself"),
    row("what fails then", ({ automatic }) => automatic?.fails ?? "nothing"),
    row("commands that take it back", ({ live, commands }) => (live === null ? "none" : codes(commands, "none"))),
  ];
  return { title: "Rollback", blocks: [{ kind: "table", head: ["What", ...all.map(column)], rows }] };
}
