import { Budget } from "../../../constructs/kubernetes/budget.js";
import { RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";

let made: Budget;
const stack = synthesizeScope((scope) => {
  made = new Budget(scope, "budget", {
    ...{ name: "penguins", namespace: "penguins", owner: "finance@example.com", monthly: 500 },
    recipients: ["finance@example.com"],
    alertPercents: [50, 100],
  });
});

test("it writes down what was agreed, and labels by which a cost tool tells the pilot apart", () => {
  expect(stack.one("kubernetes_config_map_v1")).toMatchObject({
    metadata: { labels: { "ml-pilot/budget": "penguins" } },
    data: { monthly: "500", currency: "USD", "percent-50": "50", "percent-100": "100" },
  });
});

test("it claims to stop nothing and to alert nobody", () => {
  const entry = made.node.metadata.find(({ type }) => type === RECORD)?.data as {
    limits: Array<{ enforcement: string }>;
  };
  expect(entry.limits).toHaveLength(3);
  expect([...new Set(entry.limits.map(({ enforcement }) => enforcement))]).toEqual(["none"]);
});
