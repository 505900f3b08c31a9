/** `review`: writes what a reviewer must know of synthesized stacks. The work is the library's, in `review/`. */

import type { ReviewOptions } from "../review/review.js";
import { review } from "../review/review.js";
import { coloured } from "../review/write/terminal.js";

/** Prints the review, and what `--fail-on` found; exit 2 where it found something. @throws UserError */
export function printReview(stacks: readonly string[], options: ReviewOptions): void {
  const { lines, failures, specs } = review(stacks, options);
  for (const line of specs) console.error(line);
  const isMarkdown = options.output === undefined && (options.format ?? "md") === "md";
  for (const line of lines) console.log(isMarkdown ? coloured(line, process.stdout.isTTY, process.env) : line);
  for (const line of failures) console.error(`--fail-on ${line}`);
  if (failures.length > 0) process.exitCode = 2;
}
