/** Waiting for a platform: how often it is asked, how long it is waited for, and an end by Ctrl-C. */
import { setTimeout as sleep } from "node:timers/promises";

/** How often and how long. */
export interface Pace {
  /** Between two looks. */
  readonly pollMilliseconds: number;
  /** How long a platform may throttle, or not be reached, before the trial ends. */
  readonly throttleMilliseconds: number;
  /** How long an endpoint may take until it serves. */
  readonly readyMilliseconds: number;
  /** How long a run may take beyond the sum of its limits: machines are waited for, images are pulled. */
  readonly startupMilliseconds: number;
  /** Between two requests while a release rolls. */
  readonly rollMilliseconds: number;
}

/** The pace of a platform: a rollout of SageMaker may take 3,000 s and its watch, a machine half an hour. */
export const usualPace: Pace = {
  pollMilliseconds: 15_000,
  throttleMilliseconds: 10 * 60_000,
  readyMilliseconds: 75 * 60_000,
  startupMilliseconds: 60 * 60_000,
  rollMilliseconds: 500,
};

/** Somebody ended the trial. */
export class Interrupted extends Error {}

/** Sleeps, and ends at once where somebody ends the trial. @throws Interrupted */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw new Interrupted("interrupted");
  }
}

/** A span of time in words. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  if (whole < 5400) return `${Math.round(whole / 60)} min`;
  return `${(whole / 3600).toFixed(1)} h`;
}
