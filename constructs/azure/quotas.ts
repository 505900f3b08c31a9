/**
 * Makes: a look at each family's vCPUs that stops a deploy which needs more, or a request for what the pilot needs.
 * Needs: the right to read quotas of Azure ML in the location (one that cannot be read stops nothing); a request, to ask for more.
 * Never: a quota that is lowered, a request that nobody asked for.
 * Idle cost: none.
 * Survives destroy: a quota that was granted; Azure takes none back.
 * Verified by: unit tests, plan and apply with the real providers against a fake of ARM; never in a real subscription.
 */
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import { AzapiResourceAction } from "./azapi/resource-action.js";
import { AzapiUpdateResource } from "./azapi/update-resource.js";

/** Machines of one VM family that some use needs at once. */
export interface QuotaNeed {
  /** The family's quota in Azure ML, such as `standardDASv4Family`: all uses of a family share it. */
  readonly quota: string;
  /** vCPUs of one machine. */
  readonly vCpus: number;
  readonly machines: number;
  /** Percent on top that Azure wants free, for its own upgrades. @default 0 */
  readonly reservePercent?: number;
}

export interface QuotasProps {
  readonly subscription: string;
  readonly location: string;
  /** Who asks for more. */
  readonly owner: string;
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
    readonly resourceType: "dedicated";
  };
}

/** Stops a deploy where the subscription has fewer vCPUs; a limit that cannot be read stops nothing. */
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
    const { subscription, location, owner, mode = "check" } = props;
    const vCpus: Record<string, number> = {};
    for (const { quota, vCpus: each, machines, reservePercent = 0 } of props.needs) {
      vCpus[quota] = (vCpus[quota] ?? 0) + Math.ceil((each * machines * (100 + reservePercent)) / 100);
    }
    // One place for all numbers; a changed one is looked up again, and the ledger reads it.
    // (cdktf's own DataResource runs `terraform version` while it synthesizes, and fails where there is none.)
    const needs = new TerraformResource(this, "Default", { terraformResourceType: "terraform_data" });
    needs.addOverride("input", vCpus);
    const scope_ = `/subscriptions/${subscription}/providers/Microsoft.MachineLearningServices/locations/${location}`;
    const limits: Record<string, Limit> = {};
    for (const [quota, needed] of Object.entries(vCpus)) {
      const type = "Microsoft.Quota/quotas@2025-09-01";
      const resourceId = `${scope_}/providers/Microsoft.Quota/quotas/${quota}`;
      const look = new AzapiResourceAction(this, quota, {
        type,
        resourceId,
        method: "GET",
        when: "apply",
        ignoreNotFound: true,
        responseExportValues: { limit: "properties.limit.value" },
        lifecycle: {
          replaceTriggeredBy: [`terraform_data.${needs.friendlyUniqueId}`],
          postcondition: mode === "request" ? undefined : [enough(quota, needed, location)],
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
              resourceType: "dedicated",
            },
          },
        });
      }
      limits[`vCPUs of ${quota}`] = {
        unit: "count",
        owner,
        enforcement: mode === "request" ? "request" : "hard",
        at: [needs, `/input/${quota}`],
      };
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
