/** What mixed pilots and their stacks are called. */
import type { PilotSpec } from "./pilot-spec/schema.js";

type Mix = Pick<PilotSpec["mixed"][number], "train" | "serve">;

/** What a mixed pilot is called: its names hold neither the pilot of the one platform nor that of the other. */
export const mixName = (pilot: string, { train, serve }: Mix): string => `${pilot}-${train}-${serve}`;

/** The names of the stacks of a mixed pilot, without their parts. */
export const mixStacks = (pilot: string, mix: Mix): readonly [train: string, serve: string] => [
  `${mixName(pilot, mix)}-train`,
  `${mixName(pilot, mix)}-serve`,
];
