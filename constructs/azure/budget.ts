/**
 * Makes: a monthly budget on the resource group, and the one action group that all alerts of the pilot go to.
 * Needs: the first day of a month from whoever writes the spec; the currency is the subscription's own.
 * Never: a clock at synth, an alert to nobody, a stop: on Azure a budget alerts and stops nothing.
 * Idle cost: none.
 * Survives destroy: nothing; it goes after everything that alerts.
 * Verified by: unit tests, plan, apply and destroy with real providers on a fake of ARM; never in a real subscription.
 */
import { ConsumptionBudgetResourceGroup } from "@cdktf/provider-azurerm/lib/consumption-budget-resource-group/index.js";
import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { type Limit, record } from "../pilot/record.js";
import { shown } from "./checks/forms.js";
import { formProblems, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

export interface BudgetProps {
  /** Names the budget and the action group. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The resource group's name as a reference: the budget counts what is in it. */
  readonly resourceGroupName: string;
  /** Who owns the money. */
  readonly owner: string;
  /** In the currency of the subscription. */
  readonly monthly: number;
  /** Mail addresses that are alerted. */
  readonly recipients: readonly string[];
  /** Percents of the budget at which they are alerted. */
  readonly alertPercents: readonly number[];
  /** The first day of a month, such as `2026-12-01`: from the spec, because a clock would change every plan. */
  readonly start: string;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** The first day of the same month a year later: the last that Azure takes as a start. */
const lastStart = (today: Date): string =>
  new Date(Date.UTC(today.getUTCFullYear() + 1, today.getUTCMonth(), 1)).toISOString().slice(0, 10);

/**
 * What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break.
 * @param today for tests
 */
export function budgetProblems(
  props: Partial<BudgetProps>,
  today: Date = new Date(),
): Array<Problem<keyof BudgetProps>> {
  const { start, recipients, alertPercents } = props;
  const problems: Array<Problem<keyof BudgetProps>> = [
    ...formProblems<keyof BudgetProps>([
      ["name", props.name, "prefix"],
      ["recipients", recipients, "address"],
    ]),
    ...placeProblems(props),
    // azurerm 4.55, consumption_budget_base.go: amount and threshold
    ...numberProblems<keyof BudgetProps>([
      ["monthly", props.monthly, 1, 1_000_000_000, "money"],
      ...(alertPercents ?? []).map((percent) => ["alertPercents", percent, 1, 1000] as const),
    ]),
  ];
  // learn.microsoft.com/rest/api/consumption/budgets/create-or-update (2026-10): a month's first day, from June 2017
  // on and no more than twelve months ahead; five notifications; fifty contacts. A start in the past is right where the
  // budget is deployed, so `check` says it as a note.
  if (start !== undefined && !Token.isUnresolved(start)) {
    if (!/^\d{4}-(0[1-9]|1[0-2])-01$/.test(start)) {
      const message = `must be the first day of a month, got ${shown(start)}; write it such as 2026-12-01`;
      problems.push({ prop: "start", message });
    } else if (start < "2017-06-01") {
      const message = `must be 2017-06-01 or later, got ${shown(start)}; take this month's first day`;
      problems.push({ prop: "start", message });
    } else if (start > lastStart(today)) {
      const message = `must be at most twelve months ahead, ${lastStart(today)} at the latest, got ${shown(start)}; take this month's first day`;
      problems.push({ prop: "start", message });
    }
  }
  if (recipients !== undefined && (recipients.length < 1 || recipients.length > 50)) {
    const message = `must be 1 to 50 addresses, got ${recipients.length}; an alert needs a reader, and Azure takes no more`;
    problems.push({ prop: "recipients", message });
  }
  if (alertPercents === undefined) return problems;
  const alerts = alertPercents.length + (alertPercents.indexOf(100) >= 0 ? 1 : 0);
  if (alerts < 1 || alerts > 5) {
    const given = alertPercents.join(", ") || "none";
    const message = `must make 1 to 5 alerts, and 100 makes two (one by forecast), got ${given}; take four percents`;
    problems.push({ prop: "alertPercents", message });
  }
  return problems;
}

/** Who is alerted when the budget is reached, and receives all other alerts. */
export class Budget extends Construct {
  /** The action group's ARM id, built of its name. */
  readonly actionGroupId: string;
  /** What bills depends on these, so that the budget and its receivers are the last to go. */
  readonly guards: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    refuse(this.node.path, budgetProblems(props));
    const { name, resourceGroupName, recipients } = props;
    const group = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}`;
    const percents = [...props.alertPercents].sort((a, b) => a - b);
    const alert = (thresholdType: "Actual" | "Forecasted", threshold: number) => ({
      threshold,
      operator: "GreaterThanOrEqualTo",
      thresholdType,
      contactEmails: [...recipients],
    });
    const budget = new ConsumptionBudgetResourceGroup(this, "Default", {
      name: `${name}-budget`,
      resourceGroupId: group,
      amount: props.monthly,
      timeGrain: "Monthly",
      timePeriod: { startDate: `${props.start}T00:00:00Z` },
      notification: [
        ...percents.map((percent) => alert("Actual", percent)),
        ...(percents.includes(100) ? [alert("Forecasted", 100)] : []),
      ],
    });
    // It waits for the budget: what alerts is made after it, and goes before it.
    const receivers = new MonitorActionGroup(this, "told", {
      name: `${name}-told`,
      // at most 12 characters: it stands in the subject of a mail
      shortName: "ml pilot",
      resourceGroupName,
      emailReceiver: recipients.map((emailAddress, index) => ({
        name: `recipient-${index}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      ...given({ tags: props.tags }),
      dependsOn: [budget],
    });
    this.guards = [budget, receivers];
    this.actionGroupId = `${group}/providers/Microsoft.Insights/actionGroups/${receivers.name}`;
    record(this, () => {
      const { owner } = props;
      const row = { owner, enforcement: "alert" } as const;
      const limits: readonly Limit[] = [
        { ...row, kind: "budget", unit: "money", at: [budget, "/amount"] },
        ...percents.map((percent, index): Limit => {
          const at = [budget, `/notification/${index}/threshold`] as const;
          return { ...row, kind: "budget-alert", subject: `${percent} percent`, unit: "percent", at };
        }),
      ];
      return {
        box: "budget",
        owner,
        meter: { what: "nothing", whileIdle: false },
        metric: { name: "cost of the resource group", statistic: "sum of the month" },
        limits,
        safeguards: [{ kind: "recipients", at: [budget, "/notification/0/contact_emails"] }],
        debug: `az consumption budget show --budget-name ${name}-budget --resource-group <its group>`,
      };
    });
  }
}
