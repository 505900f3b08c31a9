/** What a change of the spec does to a pilot that is deployed on Azure ML. */
import type { SpecChange } from "../changes/spec-change.js";

/** One row for each change; `test/changes/azure.ts` says how each is tried. */
export const changes: readonly SpecChange[] = [];
