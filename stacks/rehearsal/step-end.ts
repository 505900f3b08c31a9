/** How a step ended, for people. */
import type { StepResult } from "./contract.js";

/** What is shown of the end of an output, in characters: a message of Python with the lines above it. */
const shownCharacters = 600;

/** Says why a step failed, with its last words; undefined where it ended well. */
export function problemOf(name: string, { exitCode, stderr }: StepResult): string | undefined {
  return exitCode === 0 ? undefined : `${name} ended with ${exitCode}: ${stderr.trim().slice(-shownCharacters)}`;
}
