/** `review`: writes what a reviewer must know of synthesized stacks. The work is the library's, in `review/`. */

import type { ReviewOptions } from "../review/review.js";
import { review } from "../review/review.js";
import { layout, showsColour } from "../review/write/layout.js";

/**
 * Prints the review, and what `--fail-on` found; exit 2 where it found something, exit 1
 * where somebody agreed to what is not there. On a terminal Markdown is laid out to
 * be read there; into a pipe or a file it goes as it is.
 * @throws UserError
 */
export function printReview(stacks: readonly string[], options: ReviewOptions): void {
  const { lines, failures, problems, specs, page } = review(stacks, options);
  for (const line of specs) console.error(line);
  const { isTTY, columns } = process.stdout;
  const isLaidOut = isTTY && page !== undefined && (options.format ?? "md") === "md";
  const terminal = { columns: columns || 80, hasColour: showsColour(isTTY, process.env) };
  for (const line of isLaidOut ? layout(page, terminal) : lines) console.log(line);
  for (const line of failures) console.error(`--fail-on ${line}`);
  for (const line of problems) console.error(line);
  if (failures.length > 0) process.exitCode = 2;
  else if (problems.length > 0) process.exitCode = 1;
}
