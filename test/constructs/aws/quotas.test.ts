import { Quotas } from "../../../constructs/aws/quotas.js";
import { quotaNeeds } from "../../../stacks/aws/quotas.js";
import { exampleSpec, synthesizeScope } from "../../synth.js";

const needs = [
  { instanceType: "ml.m5.large", use: "endpoint", count: 3 },
  { instanceType: "ml.m5.large", use: "processing job", count: 1 },
  { instanceType: "ml.m5.large", use: "processing job", count: 2 },
] as const;

test("a plan stops where the account has less, and names quota, value and need", () => {
  const stack = synthesizeScope((scope) => new Quotas(scope, "quotas", { owner: "finance@example.com", needs }));
  const quotas = stack.resources.filter(({ type }) => type === "data.aws_servicequotas_service_quota");
  expect(quotas.map(({ arguments: given }) => given["quota_name"])).toEqual([
    "ml.m5.large for endpoint usage",
    "ml.m5.large for processing job usage",
  ]);
  const [needed = ""] = Object.keys(stack.json["locals"] ?? {});
  expect(quotas[0]?.arguments["lifecycle"]).toEqual({
    postcondition: [
      {
        condition: `\${self.value >= local.${needed}.count["ml.m5.large for endpoint usage"]}`,
        error_message: expect.stringContaining(
          'the quota "ml.m5.large for endpoint usage" of this account is ${self.value}, and 3 are needed',
        ),
      },
    ],
  });
  expect(stack.json["locals"]).toEqual({
    [needed]: { count: { "ml.m5.large for endpoint usage": 3, "ml.m5.large for processing job usage": 2 } },
  });
  expect(stack.all("aws_servicequotas_service_quota")).toEqual([]);
});

test("a request never asks for less than there is", () => {
  const stack = synthesizeScope(
    (scope) => new Quotas(scope, "quotas", { owner: "finance@example.com", needs, mode: "request" }),
  );
  const requests = stack.all("aws_servicequotas_service_quota").map(({ arguments: given }) => given["value"]);
  expect(requests).toEqual([
    expect.stringMatching(/^\$\{max\(3, data\./),
    expect.stringMatching(/^\$\{max\(2, data\./),
  ]);
});

test("a rollout needs the old and the new replicas together; a batch pilot needs none", () => {
  const realtime = quotaNeeds(exampleSpec());
  expect(realtime).toContainEqual({ instanceType: "ml.m5.large", use: "endpoint", count: 3 });
  const batch = quotaNeeds(
    exampleSpec((input) => {
      input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *", hardware: "gpu-small" };
    }),
  );
  expect(batch.filter(({ use }) => use === "endpoint")).toEqual([]);
  expect(batch).toContainEqual({ instanceType: "ml.g5.xlarge", use: "processing job", count: 1 });
});

test("spot training has a quota of its own", () => {
  const spot = quotaNeeds(
    exampleSpec((input) => {
      input.training = { ...input.training, interruptible: true, nodes: 2 };
    }),
  );
  expect(spot).toContainEqual({ instanceType: "ml.m5.large", use: "spot training job", count: 2 });
  expect(spot.filter(({ use }) => use === "training job")).toEqual([]);
});
