import type { App } from "cdktf";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { StackIds } from "../platform-contract.js";
import { capabilities } from "./capabilities.js";
import { GooglePilot } from "./pilot.js";
import { GoogleQuotas } from "./quotas.js";
import { deployerRights } from "./rights.js";
import { specProblems } from "./rules.js";

/** All that Google brings. */
export const google = {
  capabilities,
  deployerRights,
  specProblems,
  addStacks: (app: App, ids: StackIds, spec: PilotSpec, fit: readonly FitRow[]) => {
    if (spec.google === undefined) return [];
    const given = { ...spec, google: spec.google };
    const pilot = new GooglePilot(app, ids.pilot, given, fit);
    return spec.quotas.request ? [pilot, new GoogleQuotas(app, ids.quotas, given)] : [pilot];
  },
};
