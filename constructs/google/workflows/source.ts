/** What Google Workflows takes as a source, checked before anything is applied: the provider checks none of it. */
import { Token } from "cdktf";

/** docs.cloud.google.com/workflows/quotas, "Resource limits" (2026-01-13) */
const mostBytes = 128 * 1024;
const mostExpression = 400;
const mostAssignments = 50;
const mostConditions = 50;

/** The longest value that Terraform puts in for a reference: a key's id, with a project of 30 characters. */
const referenceBytes = 200;

/** A reference that stands for none, where a source is made before there is a stack: it counts as any other does. */
export const reference = Token.asString({ resolve: () => "reference" });

/** The bytes of a text in UTF-8: one unit of a pair of surrogates counts for two of its four. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/**
 * What Google would refuse in a source, one sentence each. References count with the longest value that they can have.
 * @param holds what makes this source large, for the fix: `training.hyperparameters and image.command`
 */
export function sourceProblems(source: object, holds: string): string[] {
  const problems: string[] = [];
  // A reference's own text is left out: it holds a number that cdktf counts up, and so is longer late in a process.
  const [first = "", ...rest] = JSON.stringify(source).split(/\$\{TfToken\[[^\]]*\]\}/);
  const text = [first, ...rest].join("");
  // Terraform's `$${` is Google's `${`.
  const size = bytesOf(text.replace(/\$\$\{/g, "${")) + rest.length * referenceBytes;
  if (size > mostBytes) {
    problems.push(
      `the workflow's source must have at most ${mostBytes} bytes, and would have ${size} with its references filled in; shorten ${holds}`,
    );
  }
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      for (const written of value.match(/\$\$\{[^}]*\}/g) ?? []) {
        const expression = written.slice(3, -1);
        if (expression.length <= mostExpression) continue;
        problems.push(
          `an expression must have at most ${mostExpression} characters, and has ${expression.length}: ${expression.slice(0, 60)}…; shorten the names in it`,
        );
      }
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, most] of [
      ["assign", mostAssignments],
      ["switch", mostConditions],
    ] as const) {
      const list = (value as Record<string, unknown>)[key];
      if (Array.isArray(list) && list.length > most) {
        problems.push(
          `a step must have at most ${most} entries under ${key}, and has ${list.length}; use fewer releases`,
        );
      }
    }
    for (const each of Object.values(value)) visit(each);
  };
  visit(source);
  return problems;
}

/**
 * Seconds between two polls of something that lasts at most so long: a minute, and more where an execution would come
 * near its 100,000 steps (docs.cloud.google.com/workflows/quotas, 2026-01-13). A poll of a run takes about ten steps,
 * and its repeats more: 5,000 polls leave half of them for repeats.
 */
export function pollSeconds(longestSeconds: number): number {
  return Math.max(60, Math.ceil(longestSeconds / 5000));
}
