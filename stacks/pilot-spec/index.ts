/** The spec without cdktf: what a pilot.yaml may hold, and what is wrong with one. */

export { UserError } from "../user-error.js";
export { type Checked, type CheckedSections, checkSpec, type Problem } from "./check.js";
export { readSpec } from "./read.js";
export type { PilotSpec, PilotSpecInput, PlatformId } from "./schema.js";
