import type { App } from "cdktf";
import type { Capabilities, FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { StackIds } from "../platform-contract.js";
import { DemoPilot } from "./pilot.js";

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
  privateNetwork: answer(true),
  exportFormat: answer(["onnx"] as const),
};

/** All that the platform brings. */
export const demo = {
  capabilities,
  deployerRights: () => ["demo grant everything"],
  specProblems: () => [],
  addStacks: (app: App, ids: StackIds, spec: PilotSpec, fit: readonly FitRow[]) =>
    spec.demo === undefined ? [] : [new DemoPilot(app, ids.pilot, { ...spec, demo: spec.demo }, fit)],
};
