/** What a spec needs of the project's quotas, and the stack that asks Google for it. */
import { GoogleProvider } from "@cdktf/provider-google/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type QuotaNeed, Quotas } from "../../constructs/google/quotas.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps, scoringStep } from "../pilot-spec/steps.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { hardware } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { enableService } from "./services.js";

/**
 * The quota that a step's machines count under: spot and queued capacity have one of their own.
 * cloud.google.com/vertex-ai/docs/training/use-spot-vms and …/schedule-jobs-dws (2026-11)
 */
const trainingQuota = (quotaId: string, interruptible: boolean): string =>
  interruptible ? quotaId.replace(/^CustomModelTraining/, "CustomModelTrainingPreemptible") : quotaId;

/**
 * vCPUs or accelerators that run at once, by quota. Steps run one after the other; Google counts an endpoint by its
 * most replicas, and a release needs those of the old and of the new one.
 */
export function quotaNeeds(spec: PilotSpec): readonly QuotaNeed[] {
  const { endpoint, training } = spec;
  const own = spec.google?.machines ?? {};
  const need = (use: "training" | "serving", name: HardwareClass, machines: number, spot = false): QuotaNeed[] => {
    const found = hardware[name];
    // a machine of the spec's own counts under a quota whose id is not known here
    if (found === undefined || name in own) return [];
    const quotaId = trainingQuota(found.quotas[use], spot);
    return [{ quotaId, count: machines * (found.accelerators || found.vCpus) }];
  };
  const steps = [...imageSteps(spec, ""), ...(endpoint.mode === "batch" ? [scoringStep(spec, "")] : [])];
  const isOwn = (name: string) => (name === "train" && own.training) || (name === "predict" && own.endpoint);
  const counted = steps.filter(({ name }) => !isOwn(name));
  const isServing = endpoint.mode === "realtime" && own.endpoint === undefined;
  return [
    ...counted.flatMap(({ name, hardware: on, nodes, interruptible }) =>
      need("training", on, name === "train" ? training.nodes : nodes, interruptible),
    ),
    ...(isServing ? need("serving", endpoint.hardware, 2 * endpoint.maxReplicas) : []),
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
    addRules(this, { nameAttributes, plainNames: [] });
  }
}
