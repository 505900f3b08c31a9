/** The table of docs/longevity.md: what this tier tried, and what was skipped and why. RECORD=yes writes it anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scratch.js";

/** One row. Results say what holds, not how many of it there were, so a row stays as the project grows. */
export interface Row {
  readonly what: string;
  readonly result: string;
  /** Versions of what ran, and of the machine. */
  readonly versions: string;
}

const page = join(root, "docs/longevity.md");
const [begin, end] = ["<!-- written by npm run test:longevity -->\n", "<!-- end -->"];

const heading = ["| What | What was seen | With | When |", "| --- | --- | --- | --- |"];

function parts(): readonly [before: string, table: string, after: string] {
  const text = readFileSync(page, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/longevity.md must hold ${begin.trim()} … ${end}`);
  return [text.slice(0, from + begin.length), text.slice(from + begin.length, to), text.slice(to)];
}

/** What the page says now of each thing that was tried. */
export function writtenRows(): ReadonlyMap<string, Row> {
  const lines = parts()[1].split("\n").slice(heading.length);
  const cells = lines.filter((line) => line !== "").map((line) => line.slice(2, -2).split(" | "));
  return new Map(cells.map(([what = "", result = "", versions = ""]) => [what, { what, result, versions }]));
}

/** Writes rows over those of the same name; with none of that name they come last. */
export function writeRows(rows: readonly Row[], today: string): void {
  const [before, table, after] = parts();
  const kept = new Map(
    table
      .split("\n")
      .slice(heading.length)
      .filter((line) => line !== "")
      .map((line) => [line.slice(2).split(" | ")[0], line]),
  );
  for (const { what, result, versions } of rows) kept.set(what, `| ${what} | ${result} | ${versions} | ${today} |`);
  writeFileSync(page, `${before}${[...heading, ...kept.values()].join("\n")}\n${after}`);
}
