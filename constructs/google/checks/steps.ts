/** What Vertex AI refuses of a step: its machine, its numbers, and its wait for capacity. */
import { Token } from "cdktf";
import { given } from "../../pilot/given.js";
import type { Step } from "../../pilot/step.js";
import { machineProblem } from "./machines.js";
import { numberProblems, type Problem } from "./values.js";

/** A step on a machine type. */
export interface StepOnMachine extends Step {
  readonly machineType: string;
  /** As the API spells it, such as `NVIDIA_L4`. @default none */
  readonly accelerator?: string;
  /** Of them in one machine. @default 0 */
  readonly accelerators?: number;
}

type Found = Array<Problem<keyof StepOnMachine>>;

/** Resolves how a step gets its machines: spot capacity can be taken away, a queue for GPUs cannot. */
export function strategyOf({
  interruptible = false,
  maxWaitSeconds,
}: Partial<Step>): "STANDARD" | "SPOT" | "FLEX_START" {
  if (!interruptible) return "STANDARD";
  return maxWaitSeconds === undefined ? "SPOT" : "FLEX_START";
}

/** What is wrong with the machine of a step and its numbers. The spec layer calls it with what a spec can break. */
export function jobStepProblems(step: Partial<StepOnMachine>): Found {
  const { machineType, accelerator, accelerators, maxWaitSeconds: wait, interruptible = false } = step;
  const found: Found = numberProblems<keyof StepOnMachine>([
    // docs.cloud.google.com/vertex-ai/docs/training/create-custom-job (2026-10): 7 days
    ["timeoutSeconds", step.timeoutSeconds, 1, 604_800],
    ["maxWaitSeconds", wait, 1, 604_800],
    ["nodes", step.nodes, 1, 1000],
    // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/DiskSpec (2026-10): smaller ones get 100
    ["volumeGiB", step.volumeGiB, 1, 64_000],
    ["retries", step.retries, 0, 10],
    ["accelerators", accelerators, 0, 16],
  ]);
  if (accelerator === "") found.push({ prop: "accelerator", message: 'must not be empty, got ""; leave it out' });
  if (machineType === undefined || Token.isUnresolved(machineType)) return found;
  const message = machineProblem({ machineType, ...given({ accelerator, accelerators }), interruptible }, "training");
  if (message !== undefined) found.push({ prop: "machineType", message });
  if (wait !== undefined && !interruptible) {
    found.push({ prop: "maxWaitSeconds", message: `${wait} without interruptible: remove it, or set interruptible` });
  }
  // docs.cloud.google.com/vertex-ai/docs/training/schedule-jobs-dws (2026-10)
  if (wait !== undefined && interruptible && !/^NVIDIA_(L4|.*A100.*|.*H100.*|H200.*|B200)$/.test(accelerator ?? "")) {
    const why =
      `${wait} on ${machineType} with ${accelerator ?? "no accelerator"}; Vertex AI queues only for L4, A100, H100, H200 ` +
      "and B200 GPUs: remove it (spot capacity has no wait), or take such a machine";
    found.push({ prop: "maxWaitSeconds", message: why });
  }
  return found;
}
