/**
 * Makes: a look at each family's vCPUs that stops a deploy which needs more, or a request for what the pilot needs.
 * Needs: the right to read Azure ML's quotas there, or the deploy stops; a name without a quota stops nothing.
 * Never: a quota that is lowered, a request that nobody asked for.
 * Idle cost: none.
 * Survives destroy: a quota that was granted; Azure takes none back.
 * Verified by: unit tests, plan and apply with the real providers against a fake of ARM; never in a real subscription.
 */
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { childId } from "../pilot/child-id.js";
import { type Limit, record } from "../pilot/record.js";
import { AzapiResourceAction } from "./azapi/resource-action.js";
import { AzapiUpdateResource } from "./azapi/update-resource.js";
import {
  formProblems,
  gather,
  numberProblems,
  type Problem,
  placeProblems,
  refuse,
  wordProblems,
} from "./checks/values.js";

/** Machines of one use, such as a cluster or a deployment, that some quota counts. */
export interface QuotaNeed {
  /** The family's quota in Azure ML, such as `standardDASv4Family`, or the one of all low-priority machines. */
  readonly quota: string;
  /** vCPUs of one machine. */
  readonly vCpus: number;
  readonly machines: number;
  /** Percent of the machines on top that Azure wants free, for its own upgrades of this use. @default 0 */
  readonly reservePercent?: number;
  /** Which machines the quota counts. @default "dedicated" */
  readonly kind?: "dedicated" | "lowPriority";
}

/** Counts the vCPUs of all low-priority machines of a location, whatever their family. */
export const lowPriorityQuota = "TotalLowPriorityCores";

export interface QuotasProps {
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** Who asks for more. */
  readonly owner: string;
  /** The quotas that the pilot needs, each with the value that it needs of it. */
  readonly needs: readonly QuotaNeed[];
  /** `check`: a deploy stops where the subscription has less. `request`: ask for what is needed. @default "check" */
  readonly mode?: "check" | "request";
}

/** The ARM body of a quota. */
export interface QuotaBody {
  readonly properties: {
    /** The value is an expression: what is needed, or what there is where that is more. */
    readonly limit: { readonly limitObjectType: "LimitValue"; readonly value: string };
    readonly name: { readonly value: string };
    readonly resourceType: "dedicated" | "lowPriority";
  };
}

/** What is wrong with props: one entry per problem. */
export const quotasProblems = (props: Partial<QuotasProps>): Array<Problem<keyof QuotasProps>> => [
  ...placeProblems(props),
  ...gather(props.needs ?? [], ({ quota, vCpus, machines, reservePercent, kind }) => [
    ...formProblems<keyof QuotasProps>([["needs", quota, "quota"]]),
    ...numberProblems<keyof QuotasProps>([
      ["needs", vCpus, 1, 1000],
      ["needs", machines, 1, 100_000],
      ["needs", reservePercent, 0, 100, "a percentage"],
    ]),
    ...wordProblems<keyof QuotasProps>([["needs", kind, ["dedicated", "lowPriority"]]]),
  ]),
  ...wordProblems<keyof QuotasProps>([["mode", props.mode, ["check", "request"]]]),
];

/**
 * The vCPUs of one use. Azure keeps machines free, and not vCPUs: a fifth of one machine is a whole one.
 * learn.microsoft.com/azure/machine-learning/how-to-manage-quotas, "Virtual machine quota allocation for deployment"
 * (2026-10): ceil(1.2 × instances) × cores
 */
const vCpusOf = ({ vCpus, machines, reservePercent = 0 }: QuotaNeed): number =>
  Math.ceil((machines * (100 + reservePercent)) / 100) * vCpus;

/** Stops a deploy where the subscription has fewer vCPUs; a quota that is not there stops nothing. */
const enough = (quota: string, needed: number, location: string) => ({
  condition: `\${try(coalesce(self.output.limit, ${needed}), ${needed}) >= ${needed}}`,
  errorMessage:
    `${quota}: this pilot may need ${needed} vCPUs in ${location}, and the subscription has fewer. ` +
    "Ask for more (quotas.request: true makes a stack for it), or lower nodes and maxReplicas.",
});

/** What the subscription must be allowed to run. */
export class Quotas extends Construct {
  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    refuse(this.node.path, quotasProblems(props));
    const { subscription, location, owner, mode = "check" } = props;
    const vCpus: Record<string, number> = {};
    const kinds: Record<string, "dedicated" | "lowPriority"> = {};
    for (const need of props.needs) {
      vCpus[need.quota] = (vCpus[need.quota] ?? 0) + vCpusOf(need);
      kinds[need.quota] = need.kind ?? "dedicated";
    }
    // One place for all numbers; a changed one is looked up again, and the ledger reads it.
    // (cdktf's own DataResource runs `terraform version` while it synthesizes, and fails where there is none.)
    const needs = new TerraformResource(this, "Default", { terraformResourceType: "terraform_data" });
    needs.addOverride("input", vCpus);
    const scope_ = `/subscriptions/${subscription}/providers/Microsoft.MachineLearningServices/locations/${location}`;
    const limits: Limit[] = [];
    for (const [quota, needed] of Object.entries(vCpus)) {
      const type = "Microsoft.Quota/quotas@2025-09-01";
      const resourceId = `${scope_}/providers/Microsoft.Quota/quotas/${quota}`;
      const look = new AzapiResourceAction(this, childId(quota), {
        type,
        resourceId,
        method: "GET",
        when: "apply",
        ignoreNotFound: true,
        responseExportValues: { limit: "properties.limit.value" },
        lifecycle: {
          replaceTriggeredBy: [`terraform_data.${needs.friendlyUniqueId}`],
          ...(mode === "request" ? {} : { postcondition: [enough(quota, needed, location)] }),
        },
      });
      if (mode === "request") {
        const has = `azapi_resource_action.${look.friendlyUniqueId}.output.limit`;
        // it is there already, so it is updated and not made; less than there is would take some away
        new AzapiUpdateResource<QuotaBody>(this, `request-${quota}`, {
          type,
          resourceId,
          body: {
            properties: {
              limit: { limitObjectType: "LimitValue", value: `\${max(${needed}, try(coalesce(${has}, 0), 0))}` },
              name: { value: quota },
              resourceType: kinds[quota] ?? "dedicated",
            },
          },
        });
      }
      limits.push({
        kind: "quota",
        subject: `vCPUs of ${quota}`,
        unit: "count",
        owner,
        enforcement: mode === "request" ? "request" : "hard",
        at: [needs, `/input/${quota}`],
      });
    }
    record(this, {
      box: "quotas",
      owner,
      meter: { what: "nothing", whileIdle: false },
      limits,
      debug: `az quota list --scope ${scope_}`,
    });
  }
}
