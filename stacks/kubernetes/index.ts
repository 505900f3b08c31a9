import type { PlatformStacks } from "../platform-contract.js";
import { capabilities } from "./capabilities.js";
import { deployerRights } from "./deployer.js";
import { foreignModels } from "./foreign-models.js";
import { runsPart } from "./foundations.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";
import { specProblems } from "./rules.js";

/** All that a cluster brings. */
export const kubernetes: PlatformStacks = {
  capabilities,
  deployerRights,
  specProblems,
  parts: () => [runsPart],
  foreignModels,
  addFoundations,
  addTraining,
  addServing,
  finish,
};
