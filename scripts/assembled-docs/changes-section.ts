/** The section of a platform's page that says what may change on a live pilot, made of the platform's own rows. */
import { type SpecChange, ways } from "../../stacks/changes/spec-change.js";

const from =
  "<!-- changes: made by `npm run golden` of stacks/<platform>/changes.ts; a test fails when it is stale -->";
const to = "<!-- /changes -->";

const cell = (text: string): string => text.replace(/([|{}$])/g, "\\$1");

/** The rows as a table, with the meaning of each way below it. */
export function changesTable(changes: readonly SpecChange[]): string {
  const used = Object.entries(ways).filter(([way]) => changes.some(({ how }) => how === way));
  return [
    "| Change | How | What happens | What it costs |",
    "| --- | --- | --- | --- |",
    ...changes.map(
      ({ key, change, how, words, costs }) =>
        `| \`${key}\`${change === undefined ? "" : `, ${cell(change)}`} | ${how} | ${cell(words)} | ${cell(costs)} |`,
    ),
    "",
    ...used.map(([way, words]) => `- *${way}*: ${words}`),
  ].join("\n");
}

/**
 * A page with its section written again.
 * @throws Error where a platform has rows and its page has no place for them
 */
export function withChanges(file: string, page: string, changes: readonly SpecChange[]): string {
  const start = page.indexOf(from);
  const end = page.indexOf(to);
  if (start < 0 || end < start) {
    if (changes.length === 0) return page;
    throw new Error(`${file} must hold the lines ${from} and ${to}, in this order; add them under a heading`);
  }
  return `${page.slice(0, start)}${from}\n${changesTable(changes)}\n${page.slice(end)}`;
}
