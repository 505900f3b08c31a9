/** What a change of the spec does to a pilot that is deployed on Vertex AI. */
import type { SpecChange } from "../changes/spec-change.js";

/** One row for each change; `test/changes/google.ts` says how each is tried. */
export const changes: readonly SpecChange[] = [];
