import { Budget, type BudgetProps } from "../../../constructs/google/budget.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";

const props: BudgetProps = {
  name: "penguins-budget",
  project: "penguins-pilot",
  projectNumber: "123456789012",
  billingAccount: "012345-6789AB-CDEF01",
  owner: "finance@example.com",
  monthly: 500,
  recipients: ["a@example.com", "b@example.com"],
  alertPercents: [100, 50],
};
const made = (more: Partial<BudgetProps> = {}): SynthesizedStack =>
  synthesizeScope((stack) => {
    new Budget(stack, "budget", { ...props, ...more });
  });

test("of the project, told in order, and at 100 percent of the forecast too", () => {
  const budget = made().one("google_billing_budget");
  expect(budget.amount).toEqual({ specified_amount: { currency_code: "USD", units: "500" } });
  expect(budget.budget_filter).toEqual({ calendar_period: "MONTH", projects: ["projects/123456789012"] });
  expect(budget.threshold_rules).toEqual([
    { spend_basis: "CURRENT_SPEND", threshold_percent: 0.5 },
    { spend_basis: "CURRENT_SPEND", threshold_percent: 1 },
    { spend_basis: "FORECASTED_SPEND", threshold_percent: 1 },
  ]);
});

test("a channel for each recipient, which goes after the budget", () => {
  const stack = made();
  const channels = stack.all("google_monitoring_notification_channel");
  expect(channels.map(({ arguments: given }) => given["labels"])).toEqual([
    { email_address: "a@example.com" },
    { email_address: "b@example.com" },
  ]);
  expect(stack.one("google_billing_budget").depends_on).toEqual(channels.map(({ address }) => address));
});

test.each([
  [{ monthly: 5.5 }, "monthly: 5.5; allowed: whole units; take 6"],
  [
    { recipients: Array.from({ length: 6 }, (_, index) => `${index}@example.com`) },
    "recipients: 6 addresses; allowed: up to 5",
  ],
])("%j is a problem", (wrong, message) => {
  expect(() => made(wrong)).toThrow(message);
});
