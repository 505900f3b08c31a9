/**
 * Makes: a list of the quotas that are needed, a check of them at plan time, or a request for them.
 * Needs: cloudquotas enabled; a check reads the project at plan time; a request the right to ask.
 * Never: a request that nobody asked for, a quota that is lowered (Google refuses it unless told to ignore its checks).
 * Idle cost: none.
 * Survives destroy: a request and what was granted; a second request of the same name is refused, so it has a stack of its own.
 * Verified by: unit tests, plan with the real provider, apply against a fake of its API; never in a real project.
 */
import { CloudQuotasQuotaPreference } from "@cdktf/provider-google/lib/cloud-quotas-quota-preference/index.js";
import { DataGoogleCloudQuotasQuotaInfo } from "@cdktf/provider-google/lib/data-google-cloud-quotas-quota-info/index.js";
import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import {
  formProblems,
  gather,
  numberProblems,
  type Problem,
  placeProblems,
  refuse,
  wordProblems,
} from "./checks/values.js";

/** So much of one quota that some use needs at once. */
export interface QuotaNeed {
  /** As Cloud Quotas spells it, such as `CustomModelServingCPUsPerProjectPerRegion`. */
  readonly quotaId: string;
  /** vCPUs, or accelerators. */
  readonly count: number;
}

export interface QuotasProps {
  /** Names the requests. */
  readonly name: string;
  readonly project: string;
  readonly region: string;
  /** Who asks for more, and whom Google answers. */
  readonly owner: string;
  readonly needs: readonly QuotaNeed[];
  /**
   * `list`: write down what is needed. `check`: the plan stops where the project has less; it needs the network.
   * `request`: ask Google for it. @default "list"
   */
  readonly mode?: "list" | "check" | "request";
  /** What Google reads beside a request. @default "an ML pilot" */
  readonly justification?: string;
}

const service = "aiplatform.googleapis.com";

/** What is wrong with props: one entry per problem. */
export function quotasProblems(props: Partial<QuotasProps>): Array<Problem<keyof QuotasProps>> {
  return [
    ...placeProblems(props),
    ...formProblems<keyof QuotasProps>([
      ["name", props.name, "prefix"],
      ["owner", props.owner, "address"],
      ["justification", props.justification, "plainText"],
      ["needs", (props.needs ?? []).map(({ quotaId }) => quotaId), "quotaId"],
    ]),
    ...wordProblems<keyof QuotasProps>([["mode", props.mode, ["list", "check", "request"]]]),
    ...gather(props.needs ?? [], ({ count }) => numberProblems<keyof QuotasProps>([["needs", count, 1, 1_000_000]])),
  ];
}

/** What the project must be allowed to run. */
export class Quotas extends Construct {
  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    refuse(this, quotasProblems(props));
    const { project, region, owner, mode = "list" } = props;
    const counts: Record<string, number> = {};
    for (const { quotaId, count } of props.needs) counts[quotaId] = Math.max(counts[quotaId] ?? 0, count);
    // One place for all numbers: the conditions below read it, and so does the ledger.
    const needs = new TerraformLocal(this, "needs", { count: counts });
    const limits: Limit[] = [];
    for (const [quotaId, count] of Object.entries(counts)) {
      if (mode === "check") {
        const here = `contains(each.applicable_locations, "${region}")`;
        const granted = "tonumber(each.details[0].value)";
        const needed = `local.${needs.friendlyUniqueId}.count["${quotaId}"]`;
        new DataGoogleCloudQuotasQuotaInfo(this, `check-${quotaId}`, {
          parent: `projects/${project}`,
          service,
          quotaId,
          lifecycle: {
            postcondition: [
              {
                // -1 is no limit; a location that is not named has no quota of its own
                condition: `$\{alltrue([for each in self.dimensions_infos : !${here} || ${granted} == -1 || ${granted} >= ${needed}])}`,
                errorMessage:
                  `the quota ${quotaId} of this project in ${region} is below ${count}: ask Google for more ` +
                  "(quotas.request: true makes a stack for it), or take other hardware",
              },
            ],
          },
        });
      }
      const request =
        mode === "request"
          ? new CloudQuotasQuotaPreference(this, `request-${quotaId}`, {
              parent: `projects/${project}`,
              name: `${props.name}-${quotaId.toLowerCase()}`,
              service,
              quotaId,
              dimensions: { region },
              quotaConfig: { preferredValue: String(count) },
              contactEmail: owner,
              justification: props.justification ?? "an ML pilot",
            })
          : undefined;
      const quota = { kind: "quota", subject: quotaId, unit: "count", owner } as const;
      limits.push(
        request
          ? { ...quota, enforcement: "request", at: [request, "/quota_config/preferred_value"] }
          : { ...quota, enforcement: mode === "check" ? "hard" : "none", at: [needs, `/${quotaId}`] },
      );
    }
    record(this, {
      box: "quotas",
      owner,
      meter: { what: "nothing", whileIdle: false },
      limits,
      survives:
        mode === "request"
          ? [
              {
                what: "quota requests and what was granted",
                costs: "nothing",
                remove: "nothing removes a request; ask for the old value to give it back",
              },
            ]
          : [],
      debug: `gcloud beta quotas info list --service ${service} --project ${project}`,
    });
  }
}
