/** What a spec needs of the subscription's quotas, and the stack that asks Azure for it. */
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { countedSize } from "../../constructs/azure/checks/vm-sizes.js";
import { lowPriorityQuota, type QuotaNeed, Quotas } from "../../constructs/azure/quotas.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { imageSteps } from "../pilot-spec/steps.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { machineOf } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { addProviders } from "./providers.js";
import { servedReleases } from "./releases.js";

type AzureSpec = PilotSpec & Required<Pick<PilotSpec, "azure">>;

/** Nodes of a cluster: one per VM size and priority, as large as its largest step. */
interface Nodes {
  readonly hardware: HardwareClass;
  readonly isLow: boolean;
  readonly count: number;
}

/** The clusters of a pilot. */
function clusters(spec: AzureSpec): readonly Nodes[] {
  const steps: Nodes[] = imageSteps(spec, "").map(({ hardware, nodes: count, interruptible = false }) => {
    return { hardware, count, isLow: interruptible };
  });
  if (spec.endpoint.mode === "batch") {
    const live = spec.azure.live === null ? undefined : servedReleases(spec)[spec.azure.live];
    steps.push({ hardware: live?.hardware ?? spec.endpoint.hardware, count: 1, isLow: false });
  }
  const largest = new Map<string, Nodes>();
  for (const step of steps) {
    const key = `${step.hardware} ${step.isLow}`;
    if (step.count > (largest.get(key)?.count ?? 0)) largest.set(key, step);
  }
  return [...largest.values()];
}

/** Machines that may run at once: the clusters, and every listed release at its most. */
export function quotaNeeds(spec: AzureSpec): readonly QuotaNeed[] {
  const { endpoint, azure } = spec;
  const needs = clusters(spec).map(({ hardware, isLow, count: machines }): QuotaNeed => {
    const { quota, vCpus } = machineOf(hardware, azure.machines);
    return isLow ? { quota: lowPriorityQuota, vCpus, machines, kind: "lowPriority" } : { quota, vCpus, machines };
  });
  if (endpoint.mode !== "realtime") return needs;
  const listed = Object.values(servedReleases(spec)).map(({ hardware }) => hardware);
  // before the first release, room for one
  for (const hardware of listed.length > 0 ? listed : [endpoint.hardware]) {
    const { quota, vCpus, vmSize, reservePercent } = machineOf(hardware, azure.machines);
    const reserve = countedSize(vmSize)?.reservePercent ?? reservePercent;
    needs.push({ quota, vCpus, machines: endpoint.maxReplicas, reservePercent: reserve });
  }
  return needs;
}

/** Asks for what is needed. It outlives a pilot and needs other rights, so it is a stack of its own. */
export class AzureQuotas extends TerraformStack {
  constructor(scope: Construct, id: string, spec: AzureSpec) {
    super(scope, id);
    const { location } = spec.azure;
    const [subscription, tenant] = [spec.azure.subscription.toLowerCase(), spec.azure.tenant.toLowerCase()];
    addProviders(this, { subscription, tenant, providerVersion: spec.azure.providerVersion });
    addState(this, spec.state, `${spec.name}-azure-quotas`);
    const needs = quotaNeeds(spec);
    new Quotas(this, "quotas", { subscription, location, owner: spec.owners.budget, needs, mode: "request" });
    addRules(this, { nameAttributes });
  }
}
