import { Budget, type BudgetProps, budgetProblems } from "../../../constructs/azure/budget.js";
import { synthesizeScope } from "../../synth.js";

const props: BudgetProps = {
  name: "penguins",
  subscription: "22222222-3333-4444-8555-666666666666",
  resourceGroupName: "penguins",
  owner: "finance@example.com",
  monthly: 500,
  recipients: ["finance@example.com", "ml@example.com"],
  alertPercents: [100, 50],
  start: "2026-12-01",
};
const made = (change: Partial<BudgetProps> = {}) =>
  synthesizeScope((scope) => {
    new Budget(scope, "budget", { ...props, ...change });
  });

test("a month's money on the resource group, from the day in the spec", () => {
  expect(made().one("azurerm_consumption_budget_resource_group")).toMatchObject({
    amount: 500,
    time_grain: "Monthly",
    time_period: { start_date: "2026-12-01T00:00:00Z" },
    resource_group_id: `/subscriptions/${props.subscription}/resourceGroups/penguins`,
  });
});

test("told of what was spent at each percent, and of what is forecast at 100", () => {
  const { notification } = made().one("azurerm_consumption_budget_resource_group");
  expect(notification.map((each: Record<string, unknown>) => [each["threshold_type"], each["threshold"]])).toEqual([
    ["Actual", 50],
    ["Actual", 100],
    ["Forecasted", 100],
  ]);
  for (const { contact_emails } of notification) expect(contact_emails).toEqual(props.recipients);
});

test("the action group is made after the budget and goes before it", () => {
  const group = made().one("azurerm_monitor_action_group");
  expect(group.depends_on).toEqual(["azurerm_consumption_budget_resource_group.budget"]);
  expect(group.short_name.length).toBeLessThanOrEqual(12);
  expect(group.email_receiver.map(({ email_address }: { email_address: string }) => email_address)).toEqual(
    props.recipients,
  );
});

test.each([
  [{ start: "2026-12-02" }, "start", "the first day of a month"],
  [{ recipients: [] }, "recipients", "1 to 50"],
  [{ alertPercents: [10, 20, 50, 80, 100] }, "alertPercents", "take four percents"],
])("problem %#", (change, prop, message) => {
  expect(budgetProblems({ ...props, ...change })).toEqual([{ prop, message: expect.stringContaining(message) }]);
  expect(() => made(change)).toThrow(message);
});

test.each([
  ["2026-11-30", "2027-11-01", []],
  ["2026-11-30", "2027-12-01", ['2027-11-01 at the latest, got "2027-12-01"']],
  ["2026-12-01", "2027-12-01", []],
])("on %s a start on %s: %j", (today, start, expected) => {
  const messages = budgetProblems({ start }, new Date(`${today}T12:00:00Z`)).map(({ message }) => message);
  expect(messages).toEqual(expected.map((part) => expect.stringContaining(part)));
});
