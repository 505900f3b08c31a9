import type { App } from "cdktf";
import type { StackIds } from "../load.js";
import type { FitRow } from "../spec/fit.js";
import type { PilotSpec } from "../spec/schema.js";
import { capabilities } from "./capabilities.js";
import { AwsPilot } from "./pilot.js";
import { specFaults } from "./rules.js";

/** All that AWS brings. */
export const aws = {
  capabilities,
  specFaults,
  addStacks: (app: App, ids: StackIds, spec: PilotSpec, fit: readonly FitRow[]) =>
    spec.aws === undefined ? [] : [new AwsPilot(app, ids.pilot, { ...spec, aws: spec.aws }, fit)],
};
