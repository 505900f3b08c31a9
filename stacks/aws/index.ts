import type { App } from "cdktf";
import type { PlatformStacks } from "../platform-contract.js";
import { admitReader } from "./admit-reader.js";
import { admitTrainer } from "./admit-trainer.js";
import { capabilities } from "./capabilities.js";
import type { AwsSpec } from "./foundations.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";
import { AwsQuotas } from "./quotas.js";
import { deployerRights } from "./rights.js";
import { specProblems } from "./rules.js";
import { storage } from "./storage.js";

/** All that AWS brings. */
export const aws: PlatformStacks = {
  admitReader,
  admitTrainer,
  capabilities,
  deployerRights,
  specProblems,
  storage,
  addFoundations,
  addTraining,
  addServing,
  finish,
  addQuotas: (app: App, id: string, spec: AwsSpec) => new AwsQuotas(app, id, spec),
};
