import type { App } from "cdktf";
import type { StackIds } from "../load.js";
import type { FitRow } from "../spec/fit.js";
import type { PilotSpec } from "../spec/schema.js";
import { capabilities } from "./capabilities.js";
import { AzurePilot } from "./pilot.js";
import { specFaults } from "./rules.js";

/** All that Azure brings. */
export const azure = {
  capabilities,
  specFaults,
  addStacks: (app: App, ids: StackIds, spec: PilotSpec, fit: readonly FitRow[]) =>
    spec.azure === undefined ? [] : [new AzurePilot(app, ids.pilot, { ...spec, azure: spec.azure }, fit)],
};
