import { Quotas } from "../../../constructs/aws/quotas.js";
import { quotaNeeds } from "../../../stacks/aws/quotas.js";
import { exampleSpec, synthesizeScope } from "../../synth.js";

const needs = [
  { instanceType: "ml.m5.large", use: "endpoint", count: 3 },
  { instanceType: "ml.m5.large", use: "processing job", count: 1 },
  { instanceType: "ml.m5.large", use: "processing job", count: 2, volumeGB: 30 },
  { instanceType: "ml.m5.xlarge", use: "processing job", count: 1, volumeGB: 1025 },
] as const;
const all = {
  "ml.m5.large for endpoint usage": 3,
  "Number of instances across active endpoints": 3,
  "ml.m5.large for processing job usage": 2,
  "Number of instances across all processing jobs": 2,
  "Size of EBS volume for a processing job instance": 1025,
  "ml.m5.xlarge for processing job usage": 1,
};

test("a plan stops where the account has less, and names quota, value and need", () => {
  const stack = synthesizeScope((scope) => new Quotas(scope, "quotas", { owner: "finance@example.com", needs }));
  const quotas = stack.resources.filter(({ type }) => type === "data.aws_servicequotas_service_quota");
  expect(quotas.map(({ arguments: given }) => given["quota_name"])).toEqual(Object.keys(all));
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
  expect(stack.json["locals"]).toEqual({ [needed]: { count: all } });
  expect(stack.all("aws_servicequotas_service_quota")).toEqual([]);
});

test("a request never asks for less than there is", () => {
  const stack = synthesizeScope(
    (scope) => new Quotas(scope, "quotas", { owner: "finance@example.com", needs, mode: "request" }),
  );
  const requests = stack.all("aws_servicequotas_service_quota").map(({ arguments: given }) => given["value"]);
  expect(requests).toEqual(
    Object.values(all).map((amount) => expect.stringMatching(new RegExp(`^\\$\\{max\\(${amount}, data\\.`))),
  );
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
  const expected = { instanceType: "ml.m5.large", use: "spot training job", count: 2, volumeGB: 30 };
  expect(spot).toContainEqual(expected);
  expect(spot.filter(({ use }) => use === "training job")).toEqual([]);
});

test("a volume has a quota, but not on machines with disks of their own", () => {
  const volumes = (hardware: "cpu-small" | "gpu-small") =>
    quotaNeeds(
      exampleSpec((input) => {
        input.training = { ...input.training, hardware, volumeGiB: 200 };
      }),
    ).find(({ use }) => use === "training job")?.volumeGB;
  expect([volumes("cpu-small"), volumes("gpu-small")]).toEqual([200, undefined]);
});
