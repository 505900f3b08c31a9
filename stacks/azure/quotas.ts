/** What a spec needs of the subscription's quotas, and the stack that asks Azure for it. */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type QuotaNeed, Quotas } from "../../constructs/azure/quotas.js";
import { addRules } from "../rules/index.js";
import type { HardwareClass, PilotSpec } from "../spec/schema.js";
import { imageSteps } from "../spec/steps.js";
import { addState } from "../state.js";
import { hardwareOf } from "./hardware.js";
import { addProviders } from "./providers.js";
import { stackRules } from "./rules.js";

type AzureSpec = PilotSpec & Required<Pick<PilotSpec, "azure">>;

/** Machines that may run at once: a cluster for each VM size of the steps, and every listed release at its most. */
export function quotaNeeds(spec: AzureSpec): readonly QuotaNeed[] {
  const { endpoint, azure } = spec;
  const nodes = new Map<HardwareClass, number>();
  const steps = imageSteps(spec, "").map(({ hardware, nodes: count }) => [hardware, count] as const);
  if (endpoint.mode === "batch") steps.push([endpoint.hardware, 1]);
  for (const [hardware, count] of steps) nodes.set(hardware, Math.max(nodes.get(hardware) ?? 0, count));
  const need = (hardware: HardwareClass, machines: number): QuotaNeed => {
    const { quota, vCpus } = hardwareOf(hardware);
    return { quota, vCpus, machines };
  };
  const needs = [...nodes].map(([hardware, count]) => need(hardware, count));
  if (endpoint.mode === "realtime") {
    const releases = Math.max(1, Object.keys(azure.releases).length);
    // learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (2026-10): 20 % more for upgrades
    needs.push({ ...need(endpoint.hardware, endpoint.maxReplicas * releases), reservePercent: 20 });
  }
  return needs;
}

/** Asks for what is needed. It outlives a pilot and needs other rights, so it is a stack of its own. */
export class AzureQuotas extends TerraformStack {
  constructor(scope: Construct, id: string, spec: AzureSpec) {
    super(scope, id);
    const { subscription, tenant, location } = spec.azure;
    addProviders(this, subscription, tenant);
    addState(this, spec.state, `${spec.name}-azure-quotas`);
    const needs = quotaNeeds(spec);
    new Quotas(this, "quotas", { subscription, location, owner: spec.owners.budget, needs, mode: "request" });
    addRules(this, stackRules);
  }
}
