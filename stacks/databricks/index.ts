import type { PlatformStacks } from "../platform-contract.js";
import { accountPart } from "./account.js";
import { bucketElsewhere } from "./bucket.js";
import { capabilities } from "./capabilities.js";
import { deployerRights } from "./deployer.js";
import { admitReader, specOfHalf } from "./mixed-halves.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";
import { specProblems } from "./rules.js";

/** All that a workspace brings. */
export const databricks: PlatformStacks = {
  capabilities,
  deployerRights,
  specProblems,
  parts: ({ databricks: block }) => (block?.account === undefined ? [] : [accountPart]),
  bucketElsewhere,
  admitReader,
  specOfHalf,
  addFoundations,
  addTraining,
  addServing,
  finish,
};
