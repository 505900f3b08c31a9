/** The neutral steps as Vertex AI runs them. */
import type { PipelineStep } from "../../constructs/google/pipeline.js";
import type { Step } from "../pilot-spec/steps.js";
import { type Machines, machineOf } from "./hardware.js";

/** A step on the machine of its class; those of the training and of batch scoring may be named in the spec. */
export function onMachine(step: Step, machines: Machines): PipelineStep {
  const named = step.name === "train" ? machines.training : step.name === "predict" ? machines.endpoint : undefined;
  return { ...step, ...(named ?? machineOf(step.hardware, machines)) };
}

/**
 * Only a perimeter blocks the internet egress of managed jobs: without one the probe reports that it reached a public
 * address, and fails on its other claims only. docs.cloud.google.com/vertex-ai/docs/training/psc-i-egress (2026-10)
 */
export function withoutEgressClaim(step: Step): Step {
  const claims = step.parameters["fail-on"];
  if (typeof claims !== "string") return step;
  const held = claims.split(",").filter((claim) => claim !== "public-address-unreachable");
  return { ...step, parameters: { ...step.parameters, "fail-on": held.join(",") } };
}

/**
 * Clients of Cloud Storage look at the bucket and at the folders on the way to a file, so whoever reads anything in the
 * bucket may see the names of all objects. What must stay refused is to read them.
 */
export function withVisibleNames(step: Step): Step {
  if (step.parameters["forbidden"] === undefined) return step;
  return { ...step, parameters: { ...step.parameters, "forbidden-verbs": "get" } };
}
