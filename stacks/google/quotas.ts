/** What a spec needs of the project's quotas, and the stack that asks Google for it. */
import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type QuotaNeed, Quotas } from "../../constructs/google/quotas.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, scoringStep } from "../pilot-spec/steps.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { type Machine, machineOf } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { enableService } from "./services.js";

/** What runs under a quota: jobs, jobs on capacity that may be taken away or is waited for, or deployed models. */
type Use = "training" | "preemptible" | "serving";

const prefixes: Readonly<Record<Use, string>> = {
  training: "CustomModelTraining",
  // cloud.google.com/vertex-ai/docs/training/use-spot-vms and …/schedule-jobs-dws (2026-11): both draw on it
  preemptible: "CustomModelTrainingPreemptible",
  serving: "CustomModelServing",
};

/**
 * Accelerators whose ids are attested in public Terraform, for training or for serving, by their names in those
 * ids. The id for training CPUs follows the pattern and the metric aiplatform.googleapis.com/custom_model_training_cpus
 * and was not seen in public.
 */
const attested: Readonly<Record<string, string>> = {
  NVIDIA_L4: "L4GPUs",
  NVIDIA_TESLA_T4: "T4GPUs",
  NVIDIA_A100_80GB: "A10080GBGPUs",
};

/**
 * The quota of a machine, and how much one machine takes of it; undefined where the id is not known here. N1 and E2
 * machines are counted by their vCPUs under one quota, other families under quotas of their own.
 */
function quotaOf({ machineType, accelerator, accelerators = 0 }: Machine, use: Use) {
  const idOf = (what: string) => `${prefixes[use]}${what}PerProjectPerRegion`;
  if (accelerator !== undefined) {
    const name = attested[accelerator];
    return name === undefined ? undefined : { quotaId: idOf(name), each: accelerators };
  }
  const [, vCpus] = /^(?:n1|e2)-[a-z]+-(\d+)$/.exec(machineType) ?? [];
  return vCpus === undefined ? undefined : { quotaId: idOf("CPUs"), each: Number(vCpus) };
}

/**
 * vCPUs or accelerators that run at once, by quota. Steps run one after the other; Google counts an endpoint by its
 * most replicas, and a release needs those of the old and of the new one.
 */
export function quotaNeeds(spec: PilotSpec): readonly QuotaNeed[] {
  const { endpoint, training } = spec;
  const own = spec.google?.machines ?? {};
  const need = (machine: Machine, use: Use, machines: number): QuotaNeed[] => {
    const found = quotaOf(machine, use);
    return found === undefined ? [] : [{ quotaId: found.quotaId, count: machines * found.each }];
  };
  const needs = imageSteps(spec, "").flatMap(({ name, hardware, nodes }) => {
    if (name !== "train") return need(machineOf(hardware, own), "training", nodes);
    return need(own.training ?? machineOf(hardware, own), training.interruptible ? "preemptible" : "training", nodes);
  });
  const serving = own.endpoint ?? machineOf(endpoint.hardware, own);
  return [
    ...needs,
    ...(endpoint.mode === "batch"
      ? need(serving, "training", scoringStep(spec, "").nodes)
      : need(serving, "serving", 2 * endpoint.maxReplicas)),
  ];
}

/** Asks for what is needed. It outlives a pilot and needs other rights, so it is a stack of its own. */
export class GoogleQuotas extends TerraformStack {
  constructor(scope: Construct, id: string, spec: PilotSpec & Required<Pick<PilotSpec, "google">>) {
    super(scope, id);
    const { project, region } = spec.google;
    // The quotas' API wants a project that pays for the call: people's own credentials name none.
    new GoogleProvider(this, "google", { project, region, userProjectOverride: true, billingProject: project });
    addState(this, spec.state, `${spec.name}-google-quotas`);
    // This stack may be the first one of its project.
    const service = enableService(this, project, "cloudquotas");
    new Quotas(this, "quotas", {
      name: spec.name,
      // by reference: a request waits for the service too
      project: service.project,
      region,
      owner: spec.owners.budget,
      needs: quotaNeeds(spec),
      mode: "request",
      justification: `the ML pilot ${spec.name}`,
      dependsOn: [service],
    });
    addRules(this, { nameAttributes });
  }
}
