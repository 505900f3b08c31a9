/** What a spec needs of the account's quotas, and the stack that asks AWS for what is missing. */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type QuotaNeed, Quotas } from "../../constructs/aws/quotas.js";
import type { Half } from "../halves.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, scoringStep } from "../pilot-spec/steps.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { addProvider } from "./deployer.js";
import { machineOf } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";

/**
 * Instances that run at once, by use. A rollout needs the old and the new replicas together.
 * @param half the only half that stands in the account; without it, both
 */
export function quotaNeeds(spec: PilotSpec, half?: Half): readonly QuotaNeed[] {
  const machine = (hardware: HardwareClass) => machineOf(hardware, spec.aws?.machines ?? {});
  const typeOf = (hardware: HardwareClass) => machine(hardware).instanceType;
  const { endpoint, training } = spec;
  const processing = imageSteps(spec, "").filter(({ name }) => name !== "train");
  if (endpoint.mode === "batch") processing.push(scoringStep(spec, ""));
  /** A machine with disks of its own gets no volume. */
  const volumeOf = (hardware: HardwareClass, volumeGB: number) => (machine(hardware).localStorage ? {} : { volumeGB });
  const trains: readonly QuotaNeed[] = [
    ...processing.map(({ hardware, nodes, volumeGiB }) => ({
      instanceType: typeOf(hardware),
      use: "processing job" as const,
      count: nodes,
      ...volumeOf(hardware, volumeGiB),
    })),
    {
      instanceType: typeOf(training.hardware),
      use: training.interruptible ? "spot training job" : "training job",
      count: training.nodes,
      ...volumeOf(training.hardware, training.volumeGiB),
    },
  ];
  const needs: QuotaNeed[] = half === "serve" ? [] : [...trains];
  if (half !== "train" && endpoint.mode === "realtime" && spec.aws?.endpointKind !== "serverless") {
    needs.push({
      instanceType: typeOf(endpoint.hardware),
      use: "endpoint",
      count: endpoint.maxReplicas + endpoint.minReplicas,
    });
  }
  return needs;
}

/** Asks for what is missing. It outlives a pilot and needs other rights, so it is a stack of its own. */
export class AwsQuotas extends TerraformStack {
  constructor(scope: Construct, id: string, spec: PilotSpec & Required<Pick<PilotSpec, "aws">>) {
    super(scope, id);
    addProvider(this, spec.aws);
    addState(this, spec.state, `${spec.name}-aws-quotas`);
    new Quotas(this, "quotas", { owner: spec.owners.budget, needs: quotaNeeds(spec), mode: "request" });
    addRules(this, { nameAttributes });
  }
}
