/**
 * Makes: a check at plan time of each quota that is needed, or a request for what is missing.
 * Needs: the right to read Service Quotas; a request also the right to ask for an increase.
 * Never: a quota that is lowered, a request that nobody asked for.
 * Idle cost: none.
 * Survives destroy: a quota that was granted; AWS takes none back.
 * Verified by: unit tests, plan with the real provider against an emulator that answers quotas; never in a real account.
 */
import { DataAwsServicequotasServiceQuota } from "@cdktf/provider-aws/lib/data-aws-servicequotas-service-quota/index.js";
import { ServicequotasServiceQuota } from "@cdktf/provider-aws/lib/servicequotas-service-quota/index.js";
import { Fn, TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, wordProblems } from "./checks/values.js";

const uses = ["training job", "spot training job", "processing job", "endpoint"] as const;

/** Instances of one type that some use needs at once. Each pair has a quota of its own. */
export interface QuotaNeed {
  readonly instanceType: string;
  readonly use: (typeof uses)[number];
  readonly count: number;
}

export interface QuotasProps {
  /** Who asks for more. */
  readonly owner: string;
  readonly needs: readonly QuotaNeed[];
  /** `check`: the plan stops where the account has less. `request`: ask AWS for what is missing. @default "check" */
  readonly mode?: "check" | "request";
}

/** The name under which Service Quotas knows a need. Codes are not used: conflicting ones circulate. */
export const quotaName = ({ instanceType, use }: QuotaNeed): string => `${instanceType} for ${use} usage`;

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function quotasFaults(props: Partial<QuotasProps>): Array<Problem<keyof QuotasProps>> {
  return [
    ...wordProblems<keyof QuotasProps>([["mode", props.mode, ["check", "request"]]]),
    ...gather(props.needs ?? [], ({ instanceType, use, count }) => [
      ...formProblems<keyof QuotasProps>([["needs", instanceType, "instanceType"]]),
      ...wordProblems<keyof QuotasProps>([["needs", use, uses]]),
      ...numberProblems<keyof QuotasProps>([["needs", count, 1, 100_000]]),
    ]),
  ];
}

/** What the account must be allowed to run. */
export class Quotas extends Construct {
  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    const faults = quotasFaults(props);
    if (faults.length > 0) {
      throw new Error(faults.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { owner, mode = "check" } = props;
    const counts: Record<string, number> = {};
    for (const need of props.needs) {
      counts[quotaName(need)] = Math.max(counts[quotaName(need)] ?? 0, need.count);
    }
    // One place for all numbers: the conditions below read it, and so does the ledger.
    const needs = new TerraformLocal(this, "needs", { count: counts });
    const limits: Record<string, Limit> = {};
    for (const [name, count] of Object.entries(counts)) {
      const resourceId = name.replace(/[^a-z0-9]+/g, "-");
      const quota = new DataAwsServicequotasServiceQuota(this, resourceId, {
        serviceCode: "sagemaker",
        quotaName: name,
        ...(mode === "request"
          ? {}
          : {
              lifecycle: {
                postcondition: [
                  {
                    condition: `$\{self.value >= ${`local.${needs.friendlyUniqueId}`}.count["${name}"]}`,
                    errorMessage:
                      `the quota "${name}" of this account is $\{self.value}, and ${count} are needed: ask AWS ` +
                      "for more (quotas.request: true makes a stack for it), or take other hardware",
                  },
                ],
              },
            }),
      });
      if (mode === "request") {
        new ServicequotasServiceQuota(this, `request-${resourceId}`, {
          serviceCode: "sagemaker",
          quotaCode: quota.quotaCode,
          // A value below the account's own is refused by newer providers and ignored by older ones.
          value: Token.asNumber(Fn.max([count, quota.value])),
        });
      }
      limits[name] = {
        unit: "count",
        owner,
        enforcement: mode === "request" ? "request" : "hard",
        at: [needs, `/${name}`],
      };
    }
    record(this, {
      box: "quotas",
      owner,
      meter: { what: "nothing", whileIdle: false },
      limits,
      debug: "aws service-quotas list-service-quotas --service-code sagemaker",
    });
  }
}
