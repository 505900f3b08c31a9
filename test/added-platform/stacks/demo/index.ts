import type { Capabilities } from "../pilot-spec/fit.js";
import type { PlatformStacks } from "../platform-contract.js";
import { addFoundations, addServing, addTraining, finish } from "./pilot.js";

const answer = <T>(value: T) => ({ value, source: "nowhere", asOf: "2026-11-30" });

const capabilities: Capabilities = {
  startupSeconds: answer(null),
  maxRuntime: answer(null),
  hostControl: answer(false),
  basePatchedBy: answer(["platform"] as const),
  load: answer(["steady", "bursty"] as const),
  warmState: answer(false),
  residency: answer(["eu"]),
  lineage: answer(true),
  approvals: answer(true),
  hardware: answer(["cpu-small"] as const),
  machineSize: answer(true),
  privateNetwork: answer(true),
  exportFormat: answer(["onnx"] as const),
};

/** All that the platform brings. */
export const demo: PlatformStacks = {
  capabilities,
  deployerRights: () => ["demo grant everything"],
  specProblems: () => [],
  addFoundations,
  addTraining,
  addServing,
  finish,
};
