import { Budget, type BudgetProps } from "../../../constructs/databricks/budget.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { budgetProps } from "./candidates.js";

const synthesized = (change: Partial<BudgetProps> = {}) => {
  let made: Budget | undefined;
  const stack = synthesizeScope((scope) => {
    made = new Budget(scope, "budget", { ...budgetProps, ...change });
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { budget: stack.one("databricks_budget"), policy: stack.one("databricks_budget_policy"), entry };
};

interface Alert {
  readonly quantity_threshold: string;
  readonly action_configurations: ReadonlyArray<{ readonly target: string }>;
}

test("an alert for each percent, in order, 100 always among them, each to everybody named", () => {
  const { budget } = synthesized({ monthly: 333, alertPercents: [80, 50] });
  const alerts = budget.alert_configurations as readonly Alert[];
  expect(alerts.map((alert) => alert.quantity_threshold)).toEqual(["166.5", "266.4", "333"]);
  for (const alert of alerts)
    expect(alert.action_configurations).toEqual([{ action_type: "EMAIL_NOTIFICATION", target: "finance@example.com" }]);
});

test("what is counted is what the policy marks: the tag, in the named workspaces", () => {
  const { budget, policy } = synthesized();
  expect(policy.custom_tags).toEqual([{ key: "pilot", value: "penguins" }]);
  expect(policy.binding_workspace_ids).toEqual([1234567890123456]);
  expect(budget.filter).toEqual({
    workspace_id: { operator: "IN", values: [1234567890123456] },
    tags: [{ key: "pilot", value: { operator: "IN", values: ["penguins"] } }],
  });
});

test("the ledger calls it an alert, because nothing stops, and finds the budget at 100 percent", () => {
  const { entry, budget } = synthesized({ alertPercents: [150, 50] });
  const rows = (entry.limits ?? []).map(({ kind, subject, enforcement, at }) => {
    const index = Number(/\/(\d+)\//.exec(at?.[1] ?? "")?.[1]);
    return [kind, subject, enforcement, budget.alert_configurations[index].quantity_threshold];
  });
  expect(rows).toEqual([
    ["budget", undefined, "alert", "500"],
    ["budget-alert", "50 percent", "alert", "250"],
    ["budget-alert", "100 percent", "alert", "500"],
    ["budget-alert", "150 percent", "alert", "750"],
  ]);
});
