/**
 * Makes: a look at the vCPUs that the subscription has for each family, which stops a deploy that needs more.
 * Needs: the right to read quotas of Azure ML in the location; where one cannot be read, nothing is said about it.
 * Never: a request for more; that outlives a pilot and is a stack of its own.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan and apply with the real providers against a fake of ARM; never in a real subscription.
 */
import { DataResource } from "cdktf";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import { AzapiResourceAction } from "./azapi/resource-action.js";

/** Machines of one VM family that the pilot may run at once. */
export interface Need {
  /** What runs on them, such as `training job`. */
  readonly what: string;
  /** The family's quota, such as `standardDASv4Family`. */
  readonly quota: string;
  /** vCPUs of one machine. */
  readonly vCpus: number;
  readonly machines: number;
  /** Percent on top that the platform wants free. @default 0 */
  readonly reservePercent?: number;
}

export interface QuotasProps {
  readonly subscription: string;
  readonly location: string;
  /** Who owns the quotas. */
  readonly owner: string;
  readonly needs: readonly Need[];
  /** Compare at the first deploy, and whenever the needs change. @default true */
  readonly check?: boolean;
}

/** vCPUs needed of each family, all machines together. */
export function neededVCpus(needs: readonly Need[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { quota, vCpus, machines, reservePercent = 0 } of needs) {
    sum[quota] = (sum[quota] ?? 0) + Math.ceil((vCpus * machines * (100 + reservePercent)) / 100);
  }
  return sum;
}

/** The parent of Azure ML's quotas in a location. */
export function quotaScope(subscription: string, location: string): string {
  return `/subscriptions/${subscription}/providers/Microsoft.MachineLearningServices/locations/${location}`;
}

/** What the pilot needs of each family's quota, and whether the subscription has it. */
export class Quotas extends Construct {
  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    const needed = neededVCpus(props.needs);
    const needs = new DataResource(this, "Default", { input: needed });
    const limits: Record<string, Limit> = {};
    for (const [quota, vCpus] of Object.entries(needed)) {
      limits[`vCPUs of ${quota}`] = {
        unit: "count",
        owner: props.owner,
        enforcement: props.check === false ? "none" : "hard",
        at: [needs, `/input/${quota}`],
      };
      if (props.check === false) continue;
      new AzapiResourceAction(this, quota, {
        type: "Microsoft.Quota/quotas@2025-09-01",
        resourceId: `${quotaScope(props.subscription, props.location)}/providers/Microsoft.Quota/quotas/${quota}`,
        method: "GET",
        when: "apply",
        ignoreNotFound: true,
        responseExportValues: { limit: "properties.limit.value" },
        lifecycle: {
          replaceTriggeredBy: [needs],
          postcondition: [
            {
              condition: `\${try(self.output.limit, ${vCpus}) >= ${vCpus}}`,
              errorMessage:
                `${quota}: this pilot may need ${vCpus} vCPUs in ${props.location} and the subscription has fewer. ` +
                "Ask for more (quotas.request: true), or lower nodes and maxReplicas.",
            },
          ],
        },
      });
    }
    const what = props.needs.map((need) => `${need.what}: ${need.machines} × ${need.vCpus} vCPUs`).join(", ");
    record(this, {
      box: "quotas",
      owner: props.owner,
      meter: { what: `nothing; a quota is a permission (${what})`, whileIdle: false },
      limits,
      debug: `az quota list --scope ${quotaScope(props.subscription, props.location)}`,
    });
  }
}
