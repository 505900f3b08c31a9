import type { App } from "cdktf";
import type { StackIds } from "../load.js";
import type { FitRow } from "../spec/fit.js";
import type { PilotSpec } from "../spec/schema.js";
import { capabilities } from "./capabilities.js";
import { GooglePilot } from "./pilot.js";
import { specFaults } from "./rules.js";

/** All that Google brings. */
export const google = {
  capabilities,
  specFaults,
  addStacks: (app: App, ids: StackIds, spec: PilotSpec, fit: readonly FitRow[]) =>
    spec.google === undefined ? [] : [new GooglePilot(app, ids.pilot, { ...spec, google: spec.google }, fit)],
};
