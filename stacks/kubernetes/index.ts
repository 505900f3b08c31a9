import type { PlatformStacks } from "../platform-contract.js";
import { bucketElsewhere } from "./bucket.js";
import { capabilities, capabilitiesOf } from "./capabilities.js";
import { deployerRights } from "./deployer.js";
import { runsPart } from "./foundations.js";
import { foreignBucket, foreignModels, specOfHalf } from "./mixed-halves.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";
import { specProblems } from "./rules.js";

/** All that a cluster brings. */
export const kubernetes: PlatformStacks = {
  capabilities,
  capabilitiesOf,
  deployerRights,
  specProblems,
  parts: () => [runsPart],
  bucketElsewhere,
  foreignBucket,
  foreignModels,
  specOfHalf,
  addFoundations,
  addTraining,
  addServing,
  finish,
};
