/**
 * Makes: a ConfigMap with the agreed budget, and the labels by which a cost tool tells the pilot apart.
 * Needs: the namespace; a cost tool (OpenCost, Kubecost) or the node prices of the team to turn requests into money.
 * Never: a promise that it stops anything: a cluster counts no money. What stops is the quota.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests and synthesized JSON.
 */
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1/index.js";
import { Construct } from "constructs";
import { child, record } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";

export interface BudgetProps {
  /** Names the ConfigMap, and is the value of the label. */
  readonly name: string;
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Who owns the money. */
  readonly owner: string;
  /** Money a month. */
  readonly monthly: number;
  /** Three capital letters. @default "USD" */
  readonly currency?: string;
  /** Mail addresses of who looks at the cost. Nothing sends to them. */
  readonly recipients: readonly string[];
  /** Percents of the budget at which somebody looks. */
  readonly alertPercents: readonly number[];
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export function budgetProblems(props: Partial<BudgetProps>): Array<Problem<keyof BudgetProps>> {
  const { recipients, alertPercents, currency } = props;
  return [
    ...placeProblems(props),
    ...formProblems<keyof BudgetProps>([
      ["name", props.name, "name"],
      ["recipients", recipients, "address"],
    ]),
    ...numberProblems<keyof BudgetProps>([["monthly", props.monthly, 1, 1_000_000_000, "an amount"]]),
    ...gather(alertPercents ?? [], (each) => numberProblems<keyof BudgetProps>([["alertPercents", each, 1, 1000]])),
    ...(recipients?.length === 0
      ? [{ prop: "recipients" as const, message: "must name at least one address, got none; add one" }]
      : []),
    ...(alertPercents?.length === 0
      ? [{ prop: "alertPercents" as const, message: "must name at least one percent, got none; add one" }]
      : []),
    ...(currency === undefined || /^[A-Z]{3}$/.test(currency)
      ? []
      : [
          {
            prop: "currency" as const,
            message: `must be three capital letters, got ${JSON.stringify(currency)}; use USD`,
          },
        ]),
  ];
}

/** The budget as people agreed on it. It alerts nobody. */
export class Budget extends Construct {
  /** For the namespace and the pods: OpenCost and Kubecost group costs by them. */
  readonly costLabels: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    refuse(this, budgetProblems(props));
    const { name, namespace, currency = "USD", alertPercents } = props;
    this.costLabels = { "ml-pilot/budget": name };
    const percents: Record<string, string> = {};
    for (const percent of alertPercents) percents[`percent-${percent}`] = String(percent);
    new ConfigMapV1(this, "Default", {
      metadata: { name, namespace, labels: { ...props.labels, ...this.costLabels } },
      data: { monthly: String(props.monthly), currency, recipients: props.recipients.join(","), ...percents },
    });
    record(this, () => {
      const { owner } = props;
      const agreed = child(this, "Default");
      return {
        box: "budget",
        owner,
        meter: { what: "nothing", whileIdle: false },
        limits: [
          { kind: "budget", unit: "money", owner, enforcement: "none", at: [agreed, "/data/monthly"] },
          ...alertPercents.map(
            (percent) =>
              ({
                kind: "budget-alert",
                subject: `${percent} percent`,
                unit: "percent",
                owner,
                enforcement: "none",
                at: [agreed, `/data/percent-${percent}`],
              }) as const,
          ),
        ],
        safeguards: [{ kind: "recipients", at: [agreed, "/data/recipients"] }],
        debug: `kubectl cost namespace # OpenCost's plug-in, where the cluster has OpenCost`,
      };
    });
  }
}
