import type { App } from "cdktf";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { StackIds } from "../platform-contract.js";
import { capabilities } from "./capabilities.js";
import { AwsPilot } from "./pilot.js";
import { AwsQuotas } from "./quotas.js";
import { deployerRights } from "./rights.js";
import { specProblems } from "./rules.js";

/** All that AWS brings. */
export const aws = {
  capabilities,
  deployerRights,
  specProblems,
  addStacks: (app: App, ids: StackIds, spec: PilotSpec, fit: readonly FitRow[]) => {
    if (spec.aws === undefined) return [];
    const given = { ...spec, aws: spec.aws };
    const pilot = new AwsPilot(app, ids.pilot, given, fit);
    return spec.quotas.request ? [pilot, new AwsQuotas(app, ids.quotas, given)] : [pilot];
  },
};
