/** `rehearse`: runs synthesized pilots on this machine. The work is the library's, in `trial/`. */
import { UserError } from "../stacks/user-error.js";
import { rehearse } from "../trial/rehearse.js";
import { rehearsedPilots } from "../trial/rehearsed-pilot.js";
import { screen } from "../trial/screen.js";
import { ownPackage } from "./own-package.js";

/** What the command line gives. */
export interface RehearseOptions {
  readonly app: string;
  readonly evidence: string;
  readonly requests: string;
  readonly concurrency: string;
  readonly python?: string;
}

/** A whole number of the command line; anything else is refused where the bound is checked. */
const numberOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

/**
 * Rehearses the named pilots one after the other, or all of the app, and prints a screen for each; exit 1 where
 * one fails. Ctrl-C ends every process that it started.
 * @throws UserError
 */
export async function printRehearsal(named: readonly string[], options: RehearseOptions): Promise<void> {
  const { app, evidence, python } = options;
  const pilots = rehearsedPilots(named, app);
  if (pilots.length === 0) throw new UserError([`${app}: holds no pilot; name a stack, or run cdktf synth`]);
  let stop = () => {};
  const interrupted = () => {
    stop();
    console.error("rehearse was stopped: nothing of it is running, and what it measured is kept");
    process.exit(130);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, interrupted);
  try {
    for (const { train, serve } of pilots) {
      const rehearsed = await rehearse({
        stack: train,
        ...(train === serve ? {} : { serve }),
        app,
        evidence,
        own: ownPackage(),
        requests: numberOf(options.requests),
        concurrency: numberOf(options.concurrency),
        ...(python === undefined ? {} : { python }),
        said: (line) => console.error(line),
        onStart: (given) => {
          stop = given;
        },
      });
      for (const line of screen({ ...rehearsed, problems: rehearsed.problem === undefined ? [] : [rehearsed.problem] }))
        console.log(line);
      if (rehearsed.problem !== undefined) process.exitCode = 1;
    }
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
  }
}
