/**
 * Makes: a list of the quotas that are needed, a check of them at plan time, or a request for them.
 * Needs: cloudquotas enabled; a check and a request read the project's quotas; a request the right to ask.
 * Never: a request that nobody asked for, a request for less than what is granted already.
 * Idle cost: none.
 * Survives destroy: a request and what was granted; a second request of the same name is refused, so it has a stack of its own.
 * Verified by: unit tests, plan with the real provider, apply against a fake of its API; never in a real project.
 */
import { CloudQuotasQuotaPreference } from "@cdktf/provider-google/lib/cloud-quotas-quota-preference/index.js";
import { DataGoogleCloudQuotasQuotaInfo } from "@cdktf/provider-google/lib/data-google-cloud-quotas-quota-info/index.js";
import { type ITerraformDependable, TerraformLocal } from "cdktf";
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
  /** The project's id. */
  readonly project: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /** Who asks for more, and whom Google answers. */
  readonly owner: string;
  /** The quotas that the pilot needs, each with the value that it needs of it. */
  readonly needs: readonly QuotaNeed[];
  /**
   * `list`: write down what is needed. `check`: the plan stops where the project has less; it needs the network.
   * `request`: ask Google for it. @default "list"
   */
  readonly mode?: "list" | "check" | "request";
  /** What Google reads beside a request. @default "an ML pilot" */
  readonly justification?: string;
  /** What a request's look at the quotas waits for, such as the service that answers it. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
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
    // A location that is not named has no quota of its own; -1 means unlimited.
    const here = `contains(each.applicable_locations, "${region}")`;
    const granted = "tonumber(each.details[0].value)";
    for (const [quotaId, count] of Object.entries(counts)) {
      const needed = `local.${needs.friendlyUniqueId}.count["${quotaId}"]`;
      if (mode === "check") {
        new DataGoogleCloudQuotasQuotaInfo(this, `check-${quotaId}`, {
          parent: `projects/${project}`,
          service,
          quotaId,
          lifecycle: {
            postcondition: [
              {
                condition: `$\{alltrue([for each in self.dimensions_infos : !${here} || ${granted} == -1 || ${granted} >= ${needed}])}`,
                errorMessage:
                  `the quota ${quotaId} of this project in ${region} is below ${count}: ask Google for more ` +
                  "(quotas.request: true makes a stack for it), or take other hardware",
              },
            ],
          },
        });
      }
      if (mode === "request") {
        const info = new DataGoogleCloudQuotasQuotaInfo(this, `granted-${quotaId}`, {
          parent: `projects/${project}`,
          service,
          quotaId,
          dependsOn: [...(props.dependsOn ?? [])],
        });
        const infos = `data.${info.terraformResourceType}.${info.friendlyUniqueId}.dimensions_infos`;
        const now = `[for each in ${infos} : ${granted} if ${here}]`;
        new CloudQuotasQuotaPreference(this, `request-${quotaId}`, {
          parent: `projects/${project}`,
          name: `${props.name}-${quotaId.toLowerCase()}`,
          service,
          quotaId,
          dimensions: { region },
          // Google lowers a quota to a preferred value that is up to a tenth below it, and refuses one further below.
          // docs.cloud.google.com/docs/quotas/reference/rest/v1/QuotaSafetyCheck (2026-11)
          quotaConfig: { preferredValue: `\${contains(${now}, -1) ? -1 : max(${needed}, ${now}...)}` },
          contactEmail: owner,
          justification: props.justification ?? "an ML pilot",
        });
      }
      const enforcement = ({ list: "none", check: "hard", request: "request" } as const)[mode];
      limits.push({ kind: "quota", subject: quotaId, unit: "count", owner, enforcement, at: [needs, `/${quotaId}`] });
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
