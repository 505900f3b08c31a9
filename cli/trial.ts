/** `trial run` drives deployed pilots, `trial score` prints the scorecard. The work is the library's, in `trial/`. */
import { createInterface } from "node:readline/promises";
import { readPrices } from "../review/read/prices.js";
import { readStacks } from "../review/review.js";
import { layout, showsColour } from "../review/write/layout.js";
import { UserError } from "../stacks/user-error.js";
import { importProbe } from "../trial/import.js";
import { drivenStacks } from "../trial/rehearsed-pilot.js";
import { runTrial } from "../trial/run.js";
import { type ScoreOptions, score } from "../trial/score.js";
import { screen } from "../trial/screen.js";
import { ownPackage } from "./own-package.js";

/** What the command line gives to `trial run`. */
export interface TrialRunOptions {
  readonly app: string;
  readonly evidence: string;
  readonly runs: string;
  readonly requests: string;
  readonly concurrency: string;
  readonly roll?: true;
  readonly prices?: string;
  readonly outputs?: string;
  readonly bill?: string;
  readonly python?: string;
  readonly yes?: true;
}

/** A whole number of the command line; anything else is refused where the bound is checked. */
const numberOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

/** What the command line gives to `trial import`. */
export interface TrialImportOptions {
  readonly app: string;
  readonly evidence: string;
  readonly probe: string;
}

/** Makes evidence of a file that was fetched by hand, and prints where it lies. @throws UserError */
export async function printImport(name: string, { app, evidence, probe }: TrialImportOptions): Promise<void> {
  for (const stack of readStacks([name], app)) {
    const files = await importProbe({ stack, app, evidence, probe, own: ownPackage() });
    for (const file of files) console.log(`evidence ${file}`);
  }
}

/** Says what something may cost, and asks. @throws UserError where there is nobody to ask */
async function confirm(lines: readonly string[], isAgreed: boolean): Promise<boolean> {
  for (const line of lines) console.error(line);
  if (isAgreed) return true;
  if (!process.stdin.isTTY)
    throw new UserError(["trial run asks before it starts what costs money, and nobody can answer here; give --yes"]);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question("go on? [y/N] ").finally(() => asking.close());
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Runs the trial of the named stacks one after the other, or of all pilots of the app, and prints a screen for each;
 * exit 1 where something did not hold or could not be measured. Ctrl-C keeps what was measured, and names what stops a
 * run that goes on.
 * @throws UserError
 */
export async function printTrial(named: readonly string[], options: TrialRunOptions): Promise<void> {
  const { app, evidence, outputs, bill, python } = options;
  const stacks = drivenStacks(named, app, (line) => console.error(line));
  if (stacks.length === 0) throw new UserError([`${app}: holds no pilot; name a stack, or run cdktf synth`]);
  if (outputs !== undefined && stacks.length > 1)
    throw new UserError([`--outputs: holds the outputs of one stack, got ${stacks.length} stacks; name one`]);
  const prices = options.prices === undefined ? undefined : readPrices(options.prices);
  const ending = new AbortController();
  const interrupted = () => ending.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, interrupted);
  try {
    for (const stack of stacks) {
      if (ending.signal.aborted) break;
      const tried = await runTrial({
        ...{ stack, app, evidence, own: ownPackage(), signal: ending.signal, isRolled: options.roll === true },
        runs: numberOf(options.runs),
        requests: numberOf(options.requests),
        concurrency: numberOf(options.concurrency),
        ...(prices === undefined ? {} : { prices }),
        ...(outputs === undefined ? {} : { outputs }),
        ...(bill === undefined ? {} : { bill }),
        ...(python === undefined ? {} : { python }),
        said: (line) => console.error(line),
        confirm: (lines) => confirm(lines, options.yes === true),
      });
      for (const line of screen(tried)) console.log(line);
      if (tried.problems.length > 0) process.exitCode = ending.signal.aborted ? 130 : 1;
    }
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
  }
}

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
