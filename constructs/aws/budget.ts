/**
 * Makes: a monthly budget with alerts by mail, the topic that all alarms go to, and a brake on new jobs if asked for.
 * Needs: AWS Budgets rights; a budget of one pilot counts by its tag, which the account's payer must have activated.
 * Never: a stopped endpoint or a deleted thing: the brake denies what is new, what runs runs on until its own limit.
 * Idle cost: none; each budget with a brake costs cents a day beyond the account's first two.
 * Survives destroy: nothing; it is among the last to go, after everything that alarms.
 * Verified by: unit tests, plan, and apply with the real provider on an emulator, brake too; never in a real account.
 */
import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { type Limit, record } from "../pilot/record.js";
import { AlarmTopic } from "./budget/alarm-topic.js";
import { Brake } from "./budget/brake.js";
import { formProblems, numberProblems, type Problem, tagProblems } from "./checks/values.js";

/** What runs as a role. */
export interface Identity {
  /** Plain text for ids, such as `pipeline`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface BudgetProps {
  /** Names the budget and the topic. */
  readonly name: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who owns the money. */
  readonly owner: string;
  /** Money a month. */
  readonly monthly: number;
  /** AWS takes USD and nothing else. @default "USD" */
  readonly currency?: string;
  /** Mail addresses that are alerted; each has to confirm its subscription to the alarms once. */
  readonly recipients: readonly string[];
  /** Percents of the budget at which they are alerted: of what was spent, and at 100 also of what is forecast. */
  readonly alertPercents: readonly number[];
  /** First day of the first month, such as `2026-12-01`. */
  readonly start: string;
  /**
   * The tag whose cost counts. AWS counts no tag that the payer has not activated; the budget then reads zero for ever.
   * @default - the whole account's cost
   */
  readonly costTag?: { readonly key: string; readonly value: string };
  /** The key of the topic; it must let CloudWatch use it. */
  readonly bucket: { readonly keyArn: string };
  /** At 100 percent, deny new jobs and endpoints to the roles that `stopAt` names. @default false */
  readonly brake?: boolean;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function budgetProblems(
  props: Pick<BudgetProps, "recipients" | "alertPercents"> & Partial<BudgetProps>,
): Array<Problem<keyof BudgetProps>> {
  const { costTag } = props;
  const problems: Array<Problem<keyof BudgetProps>> = [
    ...formProblems<keyof BudgetProps>([
      ["name", props.name, "prefix"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["recipients", props.recipients, "address"],
      ["costTag", costTag?.key, "tagKey"],
      ["costTag", costTag?.value, "tagValue"],
      ["bucket", props.bucket?.keyArn, "keyArn"],
    ]),
    ...numberProblems<keyof BudgetProps>([
      ["monthly", props.monthly, 0.01, 1_000_000_000, "money"],
      ...props.alertPercents.map((percent) => ["alertPercents", percent, 1, 1000, "a percentage"] as const),
    ]),
    ...tagProblems("tags" as const, props.tags),
  ];
  if (props.start !== undefined && !/^\d{4}-(0[1-9]|1[0-2])-01$/.test(props.start)) {
    const message = `must be the first day of a month, got ${JSON.stringify(props.start)}; write it such as 2026-12-01`;
    problems.push({ prop: "start", message });
  }
  // github.com/awslabs/landing-zone-accelerator-on-aws/issues/682 (2024-12)
  if (props.currency !== undefined && props.currency !== "USD") {
    const given = JSON.stringify(props.currency);
    const message = `must be USD, the one currency of AWS Budgets, got ${given}; write the sum in USD`;
    problems.push({ prop: "currency", message });
  }
  // The spec layer asks about parts of the props; whole ones have a name.
  if (props.name !== undefined && props.recipients.length === 0) {
    problems.push({ prop: "recipients", message: "must name at least one address, got none; an alert needs a reader" });
  }
  if (props.alertPercents.length === 0) {
    problems.push({
      prop: "alertPercents",
      message: "must name at least one percentage, got none; a budget alerts somebody",
    });
  }
  // docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html (2026-10)
  if (props.recipients.length > 10) {
    problems.push({
      prop: "recipients",
      message: `${props.recipients.length} addresses; allowed: up to 10; take a list's address`,
    });
  }
  if (props.alertPercents.length > 4 && props.alertPercents.includes(100)) {
    const message = `${props.alertPercents.join(", ")} and the forecast; AWS allows five alerts: take four percents`;
    problems.push({ prop: "alertPercents", message });
  }
  return problems;
}

/** Who is alerted to what the pilot costs, and what stops when it costs too much. */
export class Budget extends Construct {
  /** The topic that alarms go to. */
  readonly alarmTopicArn: string;
  /** What stands on these goes before the budget does. */
  readonly guards: ITerraformDependable[];
  private readonly brake?: Brake;

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const problems = budgetProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { name, account, region, recipients, costTag, tags } = props;
    const alert = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: [...recipients],
    });
    const percents = [...props.alertPercents].sort((a, b) => a - b);
    const budget = new BudgetsBudget(this, "Default", {
      name,
      budgetType: "COST",
      limitAmount: String(props.monthly),
      limitUnit: props.currency ?? "USD",
      timeUnit: "MONTHLY",
      timePeriodStart: `${props.start}_00:00`,
      ...(costTag ? { costFilter: [{ name: "TagKeyValue", values: [`user:${costTag.key}$${costTag.value}`] }] } : {}),
      notification: [
        ...percents.map((percent) => alert("ACTUAL", percent)),
        ...(percents.includes(100) ? [alert("FORECASTED", 100)] : []),
      ],
      ...given({ tags }),
    });
    this.guards = [budget];
    // The topic waits for the budget: what alarms is made after it, and goes before it.
    const topic = new AlarmTopic(this, "alarms", {
      name: `${name}-alarms`,
      account,
      region,
      keyArn: props.bucket.keyArn,
      recipients,
      dependsOn: [budget],
      ...given({ tags }),
    });
    this.alarmTopicArn = topic.arn;
    if (props.brake)
      this.brake = new Brake(this, "brake", { name, account, budgetName: budget.name, recipients, ...given({ tags }) });
    record(this, () => {
      const { owner } = props;
      const alerts = percents.map((percent, index): Limit => {
        const at = [budget, `/notification/${index}/threshold`] as const;
        return {
          kind: "budget-alert",
          subject: `${percent} percent`,
          unit: "percent",
          owner,
          enforcement: "alert",
          at,
        };
      });
      return {
        box: "budget",
        owner,
        meter: { what: "nothing", whileIdle: false },
        metric: { name: costTag ? `cost of tag ${costTag.key}` : "cost of the account", statistic: "sum of the month" },
        limits: [
          { kind: "budget", unit: "money", owner, enforcement: "alert", at: [budget, "/limit_amount"] },
          ...alerts,
          ...(this.brake
            ? [
                {
                  kind: "budget-brake" as const,
                  unit: "percent" as const,
                  owner,
                  enforcement: "hard" as const,
                  at: [this.brake.action, "/action_threshold/action_threshold_value"] as const,
                },
              ]
            : []),
        ],
        safeguards: [{ kind: "recipients", at: [budget, "/notification/0/subscriber_email_addresses"] }],
        debug: costTag
          ? `aws ce list-cost-allocation-tags --tag-keys ${costTag.key} --status Active`
          : `aws budgets describe-budget --account-id ${account} --budget-name ${name}`,
      };
    });
  }

  /** Lets the brake deny new jobs and endpoints to an identity. Without a brake it does nothing. */
  stopAt(identity: Identity): void {
    this.brake?.roles.push(identity.roleName);
  }
}
