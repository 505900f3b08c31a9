/**
 * Makes: a budget of the account with alerts by mail, and the policy whose tag marks the pilot's serverless bill.
 * Needs: a provider of the account (`https://accounts.…`) and an account admin.
 * Never: a cap: Databricks stops nothing at a budget; a budget that alerts nobody, or not at 100 percent.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { Budget as AccountBudget } from "@cdktf/provider-databricks/lib/budget/index.js";
import { BudgetPolicy } from "@cdktf/provider-databricks/lib/budget-policy/index.js";
import { Construct } from "constructs";
import { gather } from "../pilot/problems.js";
import { type Limit, record } from "../pilot/record.js";
import { formProblems, listProblems, numberProblems, ownedProblems, type Problem, refuse } from "./checks/values.js";

export interface BudgetProps {
  /** Of the budget and of the policy: unique in the account. */
  readonly name: string;
  /** The id of the Databricks account. */
  readonly accountId: string;
  /** The ids of the workspaces whose bill counts. */
  readonly workspaceIds: readonly string[];
  /** Who owns the money. */
  readonly owner: string;
  /** List price of DBUs a month, in USD: without a discount of yours, without the cloud's own machines and storage. */
  readonly monthly: number;
  /** Databricks takes USD and nothing else. @default "USD" */
  readonly currency?: string;
  /** Mail addresses that are alerted. */
  readonly recipients: readonly string[];
  /** Percents of the budget at which they are alerted; 100 is added. */
  readonly alertPercents: readonly number[];
  /** The tag that marks the pilot's bill: the policy puts it on serverless compute, and the budget counts it. */
  readonly costTag: { readonly key: string; readonly value: string };
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function budgetProblems(props: Partial<BudgetProps>): Array<Problem<keyof BudgetProps>> {
  const { currency, alertPercents, costTag } = props;
  return [
    ...ownedProblems(props.owner === undefined ? {} : { owner: props.owner }).map(({ message }) => ({
      prop: "owner" as const,
      message,
    })),
    ...formProblems<keyof BudgetProps>([
      ["name", props.name, "displayName"],
      ["accountId", props.accountId, "accountId"],
      ["workspaceIds", props.workspaceIds, "workspaceId"],
      ["recipients", props.recipients, "address"],
      ["costTag", costTag?.key, "tagKey"],
      ["costTag", costTag?.value, "tagValue"],
    ]),
    ...numberProblems<keyof BudgetProps>([["monthly", props.monthly, 1, 1_000_000_000, "USD a month"]]),
    ...gather(alertPercents ?? [], (percent) =>
      numberProblems<keyof BudgetProps>([["alertPercents", percent, 1, 1000]]),
    ),
    ...listProblems("workspaceIds" as const, props.workspaceIds, "workspace"),
    ...listProblems("recipients" as const, props.recipients, "address"),
    ...listProblems("alertPercents" as const, alertPercents, "percent"),
    // docs.databricks.com/admin/account-settings/budgets (2026-11)
    ...(currency === undefined || currency === "USD"
      ? []
      : [
          {
            prop: "currency" as const,
            message: `must be USD, the one currency of budgets, got ${JSON.stringify(currency)}; write the sum in USD`,
          },
        ]),
  ];
}

/** Who is alerted of what the pilot costs. Nothing stops: what stops are the limits of runs and sizes. */
export class Budget extends Construct {
  /** The policy's id, which jobs name: their serverless bill has its tag. */
  readonly budgetPolicyId: string;

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    refuse(this, budgetProblems(props));
    const { name, accountId, monthly, recipients, costTag } = props;
    const workspaces = props.workspaceIds.map(Number);
    const policy = new BudgetPolicy(this, "policy", {
      policyName: name,
      customTags: [{ key: costTag.key, value: costTag.value }],
      bindingWorkspaceIds: workspaces,
    });
    this.budgetPolicyId = policy.policyId;
    const percents = props.alertPercents.concat(100).filter((each, index, all) => all.indexOf(each) === index);
    percents.sort((a, b) => a - b);
    new AccountBudget(this, "Default", {
      accountId,
      displayName: name,
      alertConfigurations: percents.map((percent) => ({
        timePeriod: "MONTH",
        triggerType: "CUMULATIVE_SPENDING_EXCEEDED",
        quantityType: "LIST_PRICE_DOLLARS_USD",
        // as the API gives it back: no exponent, no trailing zeros
        quantityThreshold: String(Math.round(monthly * percent) / 100),
        actionConfigurations: recipients.map((target) => ({ actionType: "EMAIL_NOTIFICATION", target })),
      })),
      filter: {
        workspaceId: { operator: "IN", values: workspaces },
        tags: [{ key: costTag.key, value: { operator: "IN", values: [costTag.value] } }],
      },
    });
    record(this, () => {
      const { owner } = props;
      const budget = this.node.findChild("Default") as AccountBudget;
      const threshold = (percent: number) =>
        [budget, `/alert_configurations/${percents.indexOf(percent)}/quantity_threshold`] as const;
      const alert = { unit: "money", owner, enforcement: "alert" } as const;
      return {
        box: "budget",
        owner,
        meter: { what: "nothing", whileIdle: false },
        metric: { name: `list price of tag ${costTag.key}`, statistic: "sum of the month" },
        limits: [
          { ...alert, kind: "budget", at: threshold(100) },
          ...percents.map(
            (percent): Limit => ({
              ...alert,
              kind: "budget-alert",
              subject: `${percent} percent`,
              at: threshold(percent),
            }),
          ),
        ],
        safeguards: [{ kind: "recipients", at: [budget, "/alert_configurations/0/action_configurations"] }],
        debug: "select sum(usage_quantity) from system.billing.usage where usage_date >= date_trunc('month', now())",
      };
    });
  }
}
