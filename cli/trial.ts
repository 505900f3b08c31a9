/** `trial score`: prints the scorecard. The work is the library's, in `trial/`. */
import { layout, showsColour } from "../review/write/layout.js";
import { type ScoreOptions, score } from "../trial/score.js";

/**
 * Prints the scorecard, laid out on a terminal, as it is into a pipe. Exit 2 where a platform is a no-go.
 * @throws UserError
 */
export function printScore(options: ScoreOptions): void {
  const { card, page, lines } = score(options);
  const { isTTY, columns } = process.stdout;
  const isLaidOut = isTTY && options.output === undefined && (options.format ?? "md") === "md";
  const terminal = { columns: columns || 80, hasColour: showsColour(isTTY, process.env) };
  for (const line of isLaidOut ? layout(page, terminal) : lines) console.log(line);
  for (const { file, reason } of card.setAside) console.error(`not used: ${file}: ${reason}`);
  if (card.columns.some(({ decision }) => decision === "no-go")) process.exitCode = 2;
}
