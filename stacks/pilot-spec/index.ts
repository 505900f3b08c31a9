/** The spec without cdktf: what a pilot.yaml may hold, and what is wrong with one. */
export { type Checked, type CheckedSections, checkSpec, type Problem } from "./check.js";
export { readSpec, SpecError } from "./read.js";
export type { PilotSpec, PilotSpecInput, PlatformId } from "./schema.js";
