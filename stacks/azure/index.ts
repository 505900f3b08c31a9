import type { App } from "cdktf";
import type { PlatformStacks } from "../platform-contract.js";
import { capabilities } from "./capabilities.js";
import type { AzureSpec } from "./foundations.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";
import { AzureQuotas } from "./quotas.js";
import { deployerRights } from "./rights.js";
import { specProblems } from "./rules.js";

/** All that Azure brings. */
export const azure: PlatformStacks = {
  capabilities,
  deployerRights,
  specProblems,
  addFoundations,
  addTraining,
  addServing,
  finish,
  addQuotas: (app: App, id: string, spec: AzureSpec) => new AzureQuotas(app, id, spec),
};
