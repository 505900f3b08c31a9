/** A row of a table of refusals. */
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";

/** What is written into the example, why its cloud refuses it, and the lines that the check says, literally. */
export type RefusedRow = readonly [what: string, change: (input: PilotSpecInput) => void, ...lines: string[]];

/** Sets values in the example at a path, such as `training.volumeGiB`; maps on the way are made. */
export const at =
  (path: string, value: unknown) =>
  (input: PilotSpecInput): void => {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let inner = input as Record<string, unknown>;
    for (const key of keys) {
      inner[key] ??= {};
      inner = inner[key] as Record<string, unknown>;
    }
    inner[last] = value;
  };

/** Several changes at once. */
export const all =
  (...changes: ReadonlyArray<(input: PilotSpecInput) => void>) =>
  (input: PilotSpecInput): void => {
    for (const change of changes) change(input);
  };

/** A map of so many entries. */
export const many = (count: number, entry: (at: number) => readonly [string, unknown]): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));

/** An image, without which no release may be listed. */
export const image = at("image.digest", `sha256:${"a1".repeat(32)}`);

/** Scoring by the clock instead of an endpoint. */
export const batch = (schedule: string) => all(at("endpoint.mode", "batch"), at("endpoint.schedule", schedule));
