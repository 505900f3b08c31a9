import type { App } from "cdktf";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { StackIds } from "../platform-contract.js";
import { capabilities } from "./capabilities.js";
import { AzurePilot } from "./pilot.js";
import { AzureQuotas } from "./quotas.js";
import { deployerRights } from "./rights.js";
import { specProblems } from "./rules.js";

/** All that Azure brings. */
export const azure = {
  capabilities,
  deployerRights,
  specProblems,
  addStacks: (app: App, ids: StackIds, { azure, ...spec }: PilotSpec, fit: readonly FitRow[]) => {
    if (azure === undefined) return [];
    const pilot = new AzurePilot(app, ids.pilot, { ...spec, azure }, fit);
    return spec.quotas.request ? [pilot, new AzureQuotas(app, ids.quotas, { ...spec, azure })] : [pilot];
  },
};
