/** What the parts of a trial share. */

import { type Driver, PlatformProblem } from "../../stacks/driver/contract.js";
import type { PilotSpec } from "../../stacks/pilot-spec/schema.js";
import type { Stack } from "../../stacks/readers/stack.js";
import type { Measurement } from "../evidence/schema.js";
import type { Recorder } from "./recorder.js";
import type { TrialState } from "./state.js";
import { type Pace, pause } from "./wait.js";

/** A trial while it runs. */
export interface Context {
  readonly stack: Stack;
  readonly spec: PilotSpec;
  readonly driver: Driver;
  readonly state: TrialState;
  /** Writes the state. */
  readonly save: () => void;
  readonly recorder: Recorder;
  /** What did not hold, for people. */
  readonly problems: string[];
  readonly runs: number;
  readonly requests: number;
  readonly concurrency: number;
  readonly said: (line: string) => void;
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

/** Whether the same question may be answered a little later. */
const passes = (error: unknown): boolean =>
  error instanceof PlatformProblem && (error.refusal === "throttled" || error.refusal === "unreachable");

/** Looks again where a platform throttles or is not reached, for as long as the pace allows. */
export async function patiently<Value>(context: Context, look: () => Promise<Value>): Promise<Value> {
  const { pace, signal, said, stack } = context;
  const until = Date.now() + pace.throttleMilliseconds;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!passes(error) || Date.now() >= until) throw error;
      said(`${stack.name}: ${(error as Error).message}; asks again`);
      await pause(pace.pollMilliseconds, signal);
    }
  }
}

/**
 * Measures one kind. What a platform refuses becomes a record that says so; the trial goes on where only a right or a
 * thing is missing, and ends where nothing else would be answered either.
 */
export async function measured(context: Context, what: Measurement["what"], measure: (when: Date) => Promise<void>) {
  const when = new Date();
  try {
    await measure(when);
  } catch (error) {
    if (!(error instanceof PlatformProblem)) throw error;
    context.recorder.notMeasured(what, when, error);
    if (error.refusal !== "rights" && error.refusal !== "absent" && error.refusal !== "other") throw error;
    context.problems.push(`${context.stack.name}: ${error.message}; ${error.fix}`);
  }
}
