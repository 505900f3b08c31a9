/**
 * Makes: a monthly budget of the project with alerts by mail, and the notification channels that all alerts go to.
 * Needs: billingbudgets and monitoring enabled; the right to make budgets on the billing account.
 * Never: a cap: Google stops nothing at a budget, it alerts; a budget that alerts nobody.
 * Idle cost: none.
 * Survives destroy: nothing; it is among the last to go, after everything that alerts and everything that it guards.
 * Verified by: unit tests, plan with the real provider, apply and destroy on a fake API; never in a real project.
 */
import { BillingBudget } from "@cdktf/provider-google/lib/billing-budget/index.js";
import { MonitoringNotificationChannel } from "@cdktf/provider-google/lib/monitoring-notification-channel/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { type Limit, record } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

export interface BudgetProps {
  /** Names the budget and the channels. */
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  /** The project's number: Google's service agents are called by it. */
  readonly projectNumber: string;
  /** The account that pays, such as `012345-6789AB-CDEF01`. */
  readonly billingAccount: string;
  /** Who owns the money. */
  readonly owner: string;
  /** Money a month, in whole units. */
  readonly monthly: number;
  /** Three capital letters: the billing account's own currency. @default "USD" */
  readonly currency?: string;
  /** Mail addresses that are alerted, at most five. */
  readonly recipients: readonly string[];
  /** Percents of the budget at which they are alerted: of what was spent, and at 100 also of what is forecast. */
  readonly alertPercents: readonly number[];
  /** Labels of every resource here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function budgetProblems(props: Partial<BudgetProps>): Array<Problem<keyof BudgetProps>> {
  const { monthly, recipients, alertPercents } = props;
  const problems: Array<Problem<keyof BudgetProps>> = [
    ...placeProblems(props),
    ...formProblems<keyof BudgetProps>([
      ["name", props.name, "prefix"],
      ["billingAccount", props.billingAccount, "billingAccount"],
      ["currency", props.currency, "currency"],
      ["recipients", recipients, "address"],
    ]),
    ...gather(alertPercents ?? [], (percent) =>
      numberProblems<keyof BudgetProps>([["alertPercents", percent, 1, 200]]),
    ),
  ];
  // docs.cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets (2026-10)
  if (monthly !== undefined && !Token.isUnresolved(monthly)) {
    if (!(monthly > 0 && monthly < 1e12)) {
      problems.push({ prop: "monthly", message: `must be money above 0, got ${monthly}; name what a month may cost` });
    } else if (!Number.isInteger(monthly)) {
      const message = `${monthly}; allowed: whole units; take ${Math.ceil(monthly)}`;
      problems.push({ prop: "monthly", message });
    }
  }
  if (recipients !== undefined && recipients.length > 5) {
    const message = `${recipients.length} addresses; allowed: up to 5 notification channels; take a list's address`;
    problems.push({ prop: "recipients", message });
  }
  if (recipients?.length === 0) problems.push({ prop: "recipients", message: "is empty; name who is alerted" });
  if (alertPercents?.length === 0) {
    problems.push({ prop: "alertPercents", message: "is empty; name a percentage at which somebody is alerted" });
  }
  return problems;
}

/** Who is alerted to what the project costs. */
export class Budget extends Construct {
  /** Names of the channels that alerts go to; Google gives them. */
  readonly notificationChannels: string[];
  /** What must stand as long as something may bill. */
  readonly guards: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    refuse(this, budgetProblems(props));
    const { name, project, projectNumber, labels } = props;
    const channels = props.recipients.map(
      (address, index) =>
        new MonitoringNotificationChannel(this, `recipient-${index}`, {
          project,
          type: "email",
          displayName: `${name}: ${address}`,
          labels: { email_address: address },
          ...given({ userLabels: labels }),
        }),
    );
    this.notificationChannels = channels.map((channel) => channel.name);
    const percents = [...props.alertPercents].sort((a, b) => a - b);
    const budget = new BillingBudget(this, "Default", {
      billingAccount: props.billingAccount,
      displayName: name,
      amount: { specifiedAmount: { currencyCode: props.currency ?? "USD", units: String(props.monthly) } },
      budgetFilter: { projects: [`projects/${projectNumber}`], calendarPeriod: "MONTH" },
      thresholdRules: [
        ...percents.map((percent) => ({ thresholdPercent: percent / 100, spendBasis: "CURRENT_SPEND" })),
        ...(percents.includes(100) ? [{ thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" }] : []),
      ],
      allUpdatesRule: { monitoringNotificationChannels: this.notificationChannels },
      dependsOn: channels,
    });
    this.guards = [budget, ...channels];
    record(this, () => {
      const { owner } = props;
      const alert = { owner, enforcement: "alert" } as const;
      const limits: readonly Limit[] = [
        { ...alert, kind: "budget", unit: "money", at: [budget, "/amount/specified_amount/units"] },
        ...percents.map((percent, index): Limit => {
          const at = [budget, `/threshold_rules/${index}/threshold_percent`] as const;
          return { ...alert, kind: "budget-alert", subject: `${percent} percent`, unit: "share", at };
        }),
      ];
      return {
        box: "budget",
        owner,
        meter: { what: "nothing", whileIdle: false },
        metric: { name: "cost of the project", statistic: "sum of the month" },
        limits,
        safeguards: [{ kind: "recipients", at: [budget, "/all_updates_rule/monitoring_notification_channels"] }],
        debug: `gcloud billing budgets list --billing-account ${props.billingAccount} --filter displayName=${name}`,
      };
    });
  }
}
