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
import { type Limit, record, type Unit } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, wordProblems } from "./checks/values.js";

const uses = ["training job", "spot training job", "processing job", "endpoint"] as const;

/** Instances of one type that some use needs at once. */
export interface QuotaNeed {
  readonly instanceType: string;
  readonly use: (typeof uses)[number];
  readonly count: number;
  /** Volume of each of them in GB. @default - none, the machines have disks of their own */
  readonly volumeGB?: number;
}

export interface QuotasProps {
  /** Who asks for more. */
  readonly owner: string;
  /** The quotas that the pilot needs, each with the value that it needs of it. */
  readonly needs: readonly QuotaNeed[];
  /** `check`: the plan stops where the account has less. `request`: ask AWS for what is missing. @default "check" */
  readonly mode?: "check" | "request";
}

/** What an account must have of one quota. */
interface Needed {
  readonly amount: number;
  readonly unit: Unit;
}

/**
 * Returns what each quota must be at least, by the name under which Service Quotas knows it: of the instance type, of
 * all instances of that use together (4 in a new account), and of a volume (1,024 GB). Codes are not used, because
 * conflicting ones circulate. Names: docs.aws.amazon.com/general/latest/gr/sagemaker.html (2026-10);
 * github.com/data-science-on-aws/data-science-on-aws/issues/200, github.com/aws/sagemaker-python-sdk/issues/4939
 * (2024-11).
 */
function neededQuotas(needs: readonly QuotaNeed[]): Readonly<Record<string, Needed>> {
  const needed: Record<string, Needed> = {};
  const add = (name: string, amount: number, unit: Unit = "count") => {
    needed[name] = { amount: Math.max(needed[name]?.amount ?? 0, amount), unit };
  };
  for (const { instanceType, use, count, volumeGB } of needs) {
    add(`${instanceType} for ${use} usage`, count);
    add(`Number of instances across ${use === "endpoint" ? "active endpoints" : `all ${use}s`}`, count);
    if (volumeGB !== undefined) add(`Size of EBS volume for a ${use} instance`, volumeGB, "GiB");
  }
  return needed;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function quotasProblems(props: Partial<QuotasProps>): Array<Problem<keyof QuotasProps>> {
  return [
    ...wordProblems<keyof QuotasProps>([["mode", props.mode, ["check", "request"]]]),
    ...gather(props.needs ?? [], ({ instanceType, use, count, volumeGB = 1 }) => [
      ...formProblems<keyof QuotasProps>([["needs", instanceType, "instanceType"]]),
      ...wordProblems<keyof QuotasProps>([["needs", use, uses]]),
      ...numberProblems<keyof QuotasProps>([
        ["needs", count, 1, 100_000],
        ["needs", volumeGB, 1, 16_384],
      ]),
    ]),
  ];
}

/** What the account must be allowed to run. */
export class Quotas extends Construct {
  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    const problems = quotasProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { owner, mode = "check" } = props;
    const needed = neededQuotas(props.needs);
    const counts: Record<string, number> = {};
    for (const [name, { amount }] of Object.entries(needed)) counts[name] = amount;
    // One place for all numbers: the conditions below read it, and so does the ledger.
    const needs = new TerraformLocal(this, "needs", { count: counts });
    const limits: Limit[] = [];
    for (const [name, { amount, unit }] of Object.entries(needed)) {
      const resourceId = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
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
                      `the quota "${name}" of this account is $\{self.value}, and ${amount} are needed: ask AWS ` +
                      "for more (quotas.request: true makes a stack for it), or take less or other hardware",
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
          value: Token.asNumber(Fn.max([amount, quota.value])),
        });
      }
      const enforcement = mode === "request" ? "request" : "hard";
      limits.push({ kind: "quota", subject: name, unit, owner, enforcement, at: [needs, `/${name}`] });
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
