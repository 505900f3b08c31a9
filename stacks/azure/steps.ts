/** The neutral steps as they run on Azure: on VM sizes, with a probe that claims what was asked of the network. */
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, type Step } from "../pilot-spec/steps.js";
import { machineOf } from "./hardware.js";

/** What has a hardware class, on the VM size that it is here. */
export function onMachine<T extends { readonly hardware: HardwareClass }>(
  step: T,
  { azure }: Required<Pick<PilotSpec, "azure">>,
): T & { readonly vmSize: string } {
  return { ...step, vmSize: machineOf(step.hardware, azure.machines).vmSize };
}

/**
 * Takes out of a step what Azure ML does not have: it repeats no step, and sets no limit to a wait for capacity.
 * learn.microsoft.com/azure/machine-learning/reference-yaml-job-pipeline (2026-10)
 */
export function onAzure<T extends Step>(step: T): T {
  const { maxWaitSeconds: _, ...rest } = step;
  return { ...rest, retries: 0 } as T;
}

/** The steps of a pilot. Where jobs may reach the internet on purpose, the probe tries it and ends nothing for it. */
export function azureSteps(spec: PilotSpec & Required<Pick<PilotSpec, "azure">>, bucketUri: string) {
  const steps = imageSteps(spec, bucketUri).map((step) => onMachine(onAzure(step), spec));
  if (spec.azure.isolationMode !== "AllowInternetOutbound") return steps;
  return steps.map((step) => {
    const claims = step.parameters["fail-on"];
    if (typeof claims !== "string") return step;
    const held = claims.split(",").filter((claim) => claim !== "public-address-unreachable");
    return { ...step, parameters: { ...step.parameters, "fail-on": held.join(",") } };
  });
}

/** Where the server of the spec's image is asked. */
export function servingOf({ port, healthRoute, predictRoute }: PilotSpec["image"]) {
  return { port, livenessRoute: healthRoute, readinessRoute: healthRoute, scoringRoute: predictRoute };
}
