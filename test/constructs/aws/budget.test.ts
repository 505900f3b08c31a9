import type { TerraformStack } from "cdktf";
import { Budget, type BudgetProps, budgetProblems } from "../../../constructs/aws/budget.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const budget = (stack: TerraformStack, change: Partial<BudgetProps> = {}) =>
  new Budget(stack, "budget", {
    name: "penguins-budget",
    account: "123456789012",
    region: "eu-west-1",
    owner: "finance@example.com",
    monthly: 500,
    recipients: ["finance@example.com", "ml@example.com"],
    alertPercents: [100, 50],
    start: "2026-12-01",
    costTag: { key: "pilot", value: "penguins" },
    bucket: { keyArn: "arn:aws:kms:eu-west-1:123456789012:key/k" },
    ...change,
  });

test("counts one pilot by its tag, and tells everybody at each percent and of a forecast", () => {
  const stack = synthesizeScope((scope) => budget(scope));
  const given = stack.one("aws_budgets_budget");
  expect(given).toMatchObject({
    limit_amount: "500",
    limit_unit: "USD",
    time_unit: "MONTHLY",
    time_period_start: "2026-12-01_00:00",
    cost_filter: [{ name: "TagKeyValue", values: ["user:pilot$penguins"] }],
  });
  const alerts = given.notification.map((each: Record<string, unknown>) => [
    each["notification_type"],
    each["threshold"],
  ]);
  expect(alerts).toEqual([
    ["ACTUAL", 50],
    ["ACTUAL", 100],
    ["FORECASTED", 100],
  ]);
  for (const each of given.notification) expect(each.subscriber_email_addresses).toHaveLength(2);
});

test("without a tag the whole account counts", () => {
  const stack = synthesizeScope((scope) => budget(scope, { costTag: undefined }));
  expect(stack.one("aws_budgets_budget")).not.toHaveProperty("cost_filter");
});

test("the alarm topic is encrypted, takes alarms of this account only, and goes before the budget", () => {
  const stack = synthesizeScope((scope) => budget(scope));
  expect(stack.one("aws_sns_topic")).toMatchObject({
    kms_master_key_id: "arn:aws:kms:eu-west-1:123456789012:key/k",
    depends_on: ["aws_budgets_budget.budget"],
  });
  const statements = statementsOf(stack.one("aws_sns_topic_policy").policy);
  expect(statements).toMatchObject([
    {
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    },
  ]);
  expect(stack.all("aws_sns_topic_subscription")).toHaveLength(2);
});

test("there is no brake unless somebody asks", () => {
  const stack = synthesizeScope((scope) => {
    budget(scope).stopAt({ name: "pipeline", roleName: "pipeline-role", policies: [] });
  });
  expect(stack.all("aws_budgets_budget_action")).toEqual([]);
  expect(stack.all("aws_iam_policy")).toEqual([]);
});

test("the brake denies what is new to the named roles at 100 percent, and can attach nothing else", () => {
  const stack = synthesizeScope((scope) => {
    budget(scope, { brake: true }).stopAt({ name: "pipeline", roleName: "pipeline-role", policies: [] });
  });
  expect(stack.problems).toEqual([]);
  expect(stack.one("aws_budgets_budget_action")).toMatchObject({
    action_type: "APPLY_IAM_POLICY",
    approval_model: "AUTOMATIC",
    action_threshold: { action_threshold_type: "PERCENTAGE", action_threshold_value: 100 },
    definition: { iam_action_definition: { roles: ["pipeline-role"] } },
  });
  const [denial, ...more] = statementsOf(stack.one("aws_iam_policy").policy);
  expect(more).toEqual([]);
  expect(denial).toMatchObject({ Effect: "Deny" });
  expect(denial?.Action).toContain("sagemaker:Create*");
  const [attach] = statementsOf(stack.one("aws_iam_role_policy").policy);
  expect(attach?.Resource).toEqual(["arn:aws:iam::123456789012:role/pipeline-role"]);
  expect(Object.values(attach?.Condition?.["ArnEquals"] ?? {})).toEqual([
    `arn:aws:iam::123456789012:policy/\${${stack.all("aws_iam_policy")[0]?.address}.name}`,
  ]);
});

test("a brake that stops nobody is a problem", () => {
  const stack = synthesizeScope((scope) => budget(scope, { brake: true }));
  expect(stack.problems).toEqual([expect.stringContaining("the brake stops no role")]);
});

test("more than AWS takes is a problem", () => {
  expect(budgetProblems({ recipients: Array(11).fill("a@example.com"), alertPercents: [80] })).toMatchObject([
    { prop: "recipients" },
  ]);
  expect(budgetProblems({ recipients: [], alertPercents: [20, 40, 60, 80, 100] })).toMatchObject([
    { prop: "alertPercents" },
  ]);
  expect(budgetProblems({ recipients: [], alertPercents: [50, 80, 90, 100] })).toEqual([]);
});
