import type { TerraformStack } from "cdktf";
import type { PipelineStep } from "../../../constructs/aws/pipeline.js";
import { TrainingJob, type TrainingJobProps, trainingStepProblems } from "../../../constructs/aws/training-job.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const digest = `sha256:${"0".repeat(64)}`;

const job = (stack: TerraformStack, change: Partial<TrainingJobProps> = {}) =>
  new TrainingJob(stack, "training-job", {
    account: "123456789012",
    region: "eu-west-1",
    owner: "ml@example.com",
    roleName: "penguins-training-role",
    imageRepositoryName: "penguins/image",
    image: { digest, command: ["python", "-m", "pilot_image"] },
    network: { subnetIds: ["subnet-a", "subnet-b"], jobSecurityGroupId: "sg-jobs", s3EndpointId: "vpce-s3" },
    bucket: { bucketName: "penguins-data", keyArn: "arn:aws:kms:eu-west-1:123456789012:key/k", keyAlias: "alias/k" },
    ...change,
  });

const train: PipelineStep = {
  name: "train",
  entryPoint: "train",
  inputs: {},
  outputs: ["model"],
  outputPrefix: "models/",
  parameters: {},
  instanceType: "ml.m5.large",
  nodes: 1,
  volumeGiB: 30,
  timeoutSeconds: 7200,
  retries: 1,
};
const run = {
  inputs: { prepared: "s3://in" },
  parameters: { depth: "3" },
  outputUri: "s3://out",
  checkpointUri: "s3://checkpoints",
};

// biome-ignore lint/suspicious/noExplicitAny: the arguments of a call
function stepOf(change: Partial<PipelineStep> = {}, props: Partial<TrainingJobProps> = {}): any {
  let step: object = {};
  synthesizeScope((stack) => {
    step = job(stack, props).stepArguments({ ...train, ...change }, run);
  });
  return step;
}

describe("the training step", () => {
  test("is bounded, private and encrypted", () => {
    expect(stepOf()).toMatchObject({
      StoppingCondition: { MaxRuntimeInSeconds: 7200 },
      ResourceConfig: {
        InstanceType: "ml.m5.large",
        InstanceCount: 1,
        VolumeSizeInGB: 30,
        VolumeKmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/k",
      },
      HyperParameters: { depth: "3" },
      EnableNetworkIsolation: true,
      EnableInterContainerTrafficEncryption: true,
      VpcConfig: { SecurityGroupIds: ["sg-jobs"], Subnets: ["subnet-a", "subnet-b"] },
      EnableManagedSpotTraining: false,
      OutputDataConfig: { KmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/k" },
    });
    expect(stepOf().StoppingCondition).not.toHaveProperty("MaxWaitTimeInSeconds");
    expect(stepOf()).not.toHaveProperty("CheckpointConfig");
    // two who retry multiply: the pipeline does
    expect(stepOf()).not.toHaveProperty("RetryStrategy");
  });

  test("on spot capacity waits no longer than said, and keeps checkpoints", () => {
    expect(stepOf({ interruptible: true, maxWaitSeconds: 9000 })).toMatchObject({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 7200, MaxWaitTimeInSeconds: 9000 },
      CheckpointConfig: { S3Uri: "s3://checkpoints" },
    });
    expect(stepOf({ interruptible: true }).StoppingCondition.MaxWaitTimeInSeconds).toBe(10_800);
  });

  test("names no key where the disks encrypt themselves: SageMaker refuses one", () => {
    const { ResourceConfig } = stepOf({ instanceType: "ml.g5.xlarge", localStorage: true });
    expect(ResourceConfig).not.toHaveProperty("VolumeKmsKeyId");
  });

  test("needs an image", () => {
    expect(() => stepOf({}, { image: { digest: null, command: ["x"] } })).toThrow(/image\.digest: null; .* push it/);
  });
});

test("images cannot be moved, are scanned, encrypted and expire by count", () => {
  const stack = synthesizeScope((scope) => job(scope, { imagesKept: 5 }));
  expect(stack.one("aws_ecr_repository")).toMatchObject({
    name: "penguins/image",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "KMS" }],
    force_delete: false,
  });
  const { rules } = JSON.parse(stack.one("aws_ecr_lifecycle_policy").policy);
  expect(rules).toHaveLength(2);
  expect(rules[1].selection).toEqual({ tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 });
});

/**
 * What ECR expires: rules by priority, and an image that one selects is left alone by those after it.
 * docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (2026-10)
 */
function expired(policy: string, images: ReadonlyArray<{ readonly tags: readonly string[] }>) {
  const { rules } = JSON.parse(policy) as {
    rules: Array<{ rulePriority: number; selection: { tagPrefixList?: string[]; countNumber: number } }>;
  };
  const gone = new Set<object>();
  let left = images;
  for (const { selection } of rules.sort((one, other) => one.rulePriority - other.rulePriority)) {
    const { tagPrefixList: prefixes, countNumber } = selection;
    const chosen = left.filter(({ tags }) =>
      prefixes === undefined ? true : prefixes.every((prefix) => tags.some((tag) => tag.startsWith(prefix))),
    );
    for (const image of chosen.slice(0, Math.max(0, chosen.length - countNumber))) gone.add(image);
    left = left.filter((image) => !chosen.includes(image));
  }
  return images.filter((image) => gone.has(image));
}

test("an approved version's image stays whatever is pushed after it, and others expire by count", () => {
  const { policy } = synthesizeScope((scope) => job(scope, { imagesKept: 5 })).one("aws_ecr_lifecycle_policy");
  const pushed = Array.from({ length: 20 }, (_, at) => ({ tags: [`202612010000${10 + at}`] }));
  const approved = { tags: ["20261130000000", "release-1"] };
  expect(expired(policy, [approved, ...pushed])).toEqual(pushed.slice(0, 15));
});

test("onDestroy delete, and only that, removes images with the repository", () => {
  const stack = synthesizeScope((scope) => job(scope, { onDestroy: "delete" }));
  expect(stack.one("aws_ecr_repository").force_delete).toBe(true);
});

test("the role does what a job needs and no more", () => {
  const stack = synthesizeScope((scope) => job(scope));
  const work = statementsOf(stack.one("aws_iam_role_policy", "role_work").policy);
  const onEverything = work.filter(({ Resource }) => Resource === "*").map(({ Sid }) => Sid);
  expect(onEverything).toEqual(["EcrLogin", "WriteMetrics", "StandInTheNetwork"]);
  const actions = work.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  // data comes by the bucket's grants, never from here
  expect(actions.filter((action) => action.startsWith("s3:"))).toEqual([]);
  const bounds = statementsOf(stack.one("aws_iam_role_policy", "training-job-bounds").policy);
  expect(bounds.map(({ Effect }) => Effect)).toEqual(["Deny", "Deny"]);
  expect(bounds[0]).toMatchObject({ Action: "s3:*", Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-s3" } } });
  const trust = statementsOf(stack.one("aws_iam_role").assume_role_policy);
  expect(trust).toHaveLength(1);
  expect(trust[0]).toMatchObject({
    Principal: { Service: "sagemaker.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
  });
});

test("nodes of one job may talk to each other and to nobody else; one node has nobody to talk to", () => {
  const withNodes = (...nodes: number[]) =>
    synthesizeScope((scope) => {
      const made = job(scope);
      for (const each of nodes) made.makeRoomFor({ nodes: each });
    });
  const one = withNodes(1, 1);
  expect(one.all("aws_vpc_security_group_ingress_rule")).toEqual([]);
  const two = withNodes(1, 2, 3);
  for (const type of ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]) {
    const rules = two.all(type).map(({ arguments: given }) => given);
    expect(rules).toHaveLength(1);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        security_group_id: "sg-jobs",
        referenced_security_group_id: "sg-jobs",
        ip_protocol: "-1",
      });
      expect(rule).not.toHaveProperty("cidr_ipv4");
    }
  }
});

test("log groups expire, or belong to the account", () => {
  const own = synthesizeScope((scope) => job(scope, { logRetentionDays: 14 }));
  const groups = own.all("aws_cloudwatch_log_group").map(({ arguments: given }) => given);
  expect(groups).toMatchObject([
    { name: "/aws/sagemaker/TrainingJobs", retention_in_days: 14 },
    { name: "/aws/sagemaker/ProcessingJobs", retention_in_days: 14 },
  ]);
  const existing = synthesizeScope((scope) => job(scope, { logGroups: "existing" }));
  expect(existing.all("aws_cloudwatch_log_group")).toEqual([]);
});

test("a grant adds its policy to the identity", () => {
  const policies: never[] = [];
  const stack = synthesizeScope((scope) => {
    const identity = { name: "operator", roleName: "operator-role", policies };
    const trainingJob = job(scope);
    trainingJob.grantPush(identity);
    expect(policies).toHaveLength(1);
    trainingJob.grantPull({ ...identity, name: "endpoint" });
    expect(policies).toHaveLength(2);
  });
  const push = statementsOf(stack.one("aws_iam_role_policy", "operator-push").policy);
  expect(push.flatMap(({ Action }) => Action)).toContain("ecr:PutImage");
  const pull = statementsOf(stack.one("aws_iam_role_policy", "endpoint-pull").policy);
  expect(pull.flatMap(({ Action }) => Action)).not.toContain("ecr:PutImage");
});

test.each([
  [{ timeoutSeconds: 0 }, "timeoutSeconds: must be a whole number from 1 to 2419200, got 0"],
  [{ timeoutSeconds: 60, maxWaitSeconds: 60 }, "maxWaitSeconds: 60 without interruptible"],
  [
    { timeoutSeconds: 60, interruptible: true, maxWaitSeconds: 59 },
    "maxWaitSeconds: 59; allowed: from the step's own limit, 60",
  ],
  [{ parameters: { model: "x" } }, 'parameters: "model": must not be a name of the training step\'s own'],
])("%j is a problem of a step", (change, message) => {
  const lines = trainingStepProblems(change).map((problem) => `${problem.prop}: ${problem.message}`);
  expect(lines).toEqual([expect.stringContaining(message)]);
  expect(() => stepOf(change)).toThrow(message);
});
