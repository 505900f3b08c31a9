import type { App } from "cdktf";
import type { PlatformStacks } from "../platform-contract.js";
import { capabilities } from "./capabilities.js";
import type { GoogleSpec } from "./foundations.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";
import { GoogleQuotas } from "./quotas.js";
import { deployerRights } from "./rights.js";
import { specProblems } from "./rules.js";
import { storage } from "./storage.js";

/** All that Google brings. */
export const google: PlatformStacks = {
  capabilities,
  deployerRights,
  specProblems,
  storage,
  addFoundations,
  addTraining,
  addServing,
  finish,
  addQuotas: (app: App, id: string, spec: GoogleSpec) => new GoogleQuotas(app, id, spec),
};
