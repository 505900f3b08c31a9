import type { TerraformStack } from "cdktf";
import { scheduleExpression } from "../../../constructs/aws/pipeline/schedule.js";
import { Pipeline, type PipelineProps, type PipelineStep, pipelineProblems } from "../../../constructs/aws/pipeline.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const digest = `sha256:${"0".repeat(64)}`;
const step = (name: string, change: Partial<PipelineStep> = {}): PipelineStep => ({
  name,
  entryPoint: name,
  inputs: {},
  outputs: [],
  outputPrefix: "artifacts/",
  parameters: {},
  callsOut: false,
  instanceType: "ml.m5.large",
  nodes: 1,
  volumeGiB: 10,
  timeoutSeconds: 600,
  retries: 2,
  ...change,
});
const steps = [
  step("prepare", { inputs: { data: { prefix: "data/" } }, outputs: ["prepared"] }),
  step("train", {
    inputs: { prepared: { step: "prepare", output: "prepared" } },
    outputs: ["model"],
    timeoutSeconds: 7200,
    instanceType: "ml.m5.4xlarge",
  }),
  step("evaluate", {
    inputs: { model: { step: "train", output: "model" } },
    outputs: ["evaluation"],
    outputPrefix: "evaluation/",
  }),
];

const pipeline = (stack: TerraformStack, change: Partial<PipelineProps> = {}) =>
  new Pipeline(stack, "pipeline", {
    name: "penguins-pipeline",
    account: "123456789012",
    region: "eu-west-1",
    owner: "ml@example.com",
    roleName: "penguins-pipeline-role",
    steps,
    gate: { metric: "accuracy", threshold: 0.8 },
    modelRegistry: { modelPackageGroup: "penguins-models", servingInstanceType: "ml.m5.large" },
    image: { digest, command: ["python", "-m", "pilot_image"] },
    trainingJob: {
      identity: { name: "training-job", roleName: "penguins-training-role", policies: [] },
      roleArn: "arn:aws:iam::123456789012:role/penguins-training-role",
      imageUri: (named) => `registry/image@${named}`,
      makeRoomFor: () => {},
      stepArguments: (_, run) => ({ run, StoppingCondition: { MaxRuntimeInSeconds: 7200 } }),
    },
    bucket: { bucketName: "penguins-data", keyArn: "arn:aws:kms:eu-west-1:123456789012:key/k" },
    network: { subnetIds: ["subnet-a", "subnet-b"], jobSecurityGroupId: "sg-jobs" },
    ...change,
  });

// biome-ignore lint/suspicious/noExplicitAny: a pipeline definition
const definitionOf = (change: Partial<PipelineProps> = {}): any =>
  JSON.parse(synthesizeScope((scope) => pipeline(scope, change)).one("aws_sagemaker_pipeline").pipeline_definition);

// biome-ignore lint/suspicious/noExplicitAny: a pipeline definition
const named = (definition: any, name: string) => definition.Steps.find(({ Name }: { Name: string }) => Name === name);

test("without an image there is a role and no pipeline", () => {
  const stack = synthesizeScope((scope) => pipeline(scope, { image: { digest: null, command: ["x"] } }));
  expect(stack.resources.map(({ type }) => type).filter((type) => !type.startsWith("aws_iam"))).toEqual([]);
  expect(stack.all("aws_iam_role")).toHaveLength(1);
});

test("without an image nobody can be let start it", () => {
  const identity = { name: "operator", roleName: "operator-role", policies: [] };
  const image = { digest: null, command: ["x"] };
  expect(() => synthesizeScope((scope) => pipeline(scope, { image }).grantStart(identity))).toThrow(
    "no pipeline to start",
  );
});

test("the gate's threshold is a constant: no parameter names it, its metric or the image", () => {
  const definition = definitionOf();
  expect(definition.Parameters.map(({ Name }: { Name: string }) => Name)).toEqual(["InputDataUri"]);
  const [condition] = named(definition, "gate").Arguments.Conditions;
  expect(condition).toMatchObject({ Type: "GreaterThanOrEqualTo", RightValue: 0.8 });
  expect(condition.LeftValue["Std:JsonGet"]).toEqual({
    PropertyFile: { Get: "Steps.evaluate.PropertyFiles.evaluation" },
    Path: "metrics.accuracy.value",
  });
});

test("a model that passes waits for approval; one that does not ends in a step that says so", () => {
  const { IfSteps, ElseSteps } = named(definitionOf(), "gate").Arguments;
  expect(IfSteps).toHaveLength(1);
  expect(IfSteps[0]).toMatchObject({
    Name: "register",
    Type: "RegisterModel",
    Arguments: { ModelApprovalStatus: "PendingManualApproval", ModelPackageGroupName: "penguins-models" },
  });
  expect(ElseSteps).toMatchObject([{ Type: "Fail" }]);
  expect(JSON.stringify(ElseSteps)).toContain("accuracy is below 0.8 in run");
});

test("every job has a runtime limit, stands in the network, and is isolated unless it calls out", () => {
  const calling = step("probe", {
    callsOut: true,
    parameters: { "started-at": { run: "start time" }, public: "1.1.1.1:443" },
  });
  const definition = definitionOf({ steps: [calling, ...steps] });
  for (const name of ["probe", "prepare", "evaluate"]) {
    expect(named(definition, name).Arguments).toMatchObject({
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      NetworkConfig: {
        EnableNetworkIsolation: name !== "probe",
        EnableInterContainerTrafficEncryption: true,
        VpcConfig: { SecurityGroupIds: ["sg-jobs"], Subnets: ["subnet-a", "subnet-b"] },
      },
      ProcessingResources: { ClusterConfig: { VolumeKmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/k" } },
    });
  }
  expect(named(definition, "probe").Arguments.AppSpecification.ContainerArguments).toEqual([
    ...["probe", "--started-at", { Get: "Execution.StartDateTime" }, "--public", "1.1.1.1:443"],
  ]);
});

test("steps wait for each other, and are retried as often as they say", () => {
  const definition = definitionOf();
  expect(definition.Steps.map(({ DependsOn }: { DependsOn?: string[] }) => DependsOn)).toEqual([
    undefined,
    ["prepare"],
    ["train"],
    ["evaluate"],
  ]);
  for (const { MaxAttempts } of named(definition, "train").RetryPolicies) expect(MaxAttempts).toBe(2);
  expect(named(definition, "gate")).not.toHaveProperty("RetryPolicies");
  const never = definitionOf({ steps: steps.map((each) => ({ ...each, retries: 0 })) });
  expect(JSON.stringify(never)).not.toContain("RetryPolicies");
});

test("nothing is cached unless somebody asks, and a step that calls out never is", () => {
  expect(JSON.stringify(definitionOf())).not.toContain("CacheConfig");
  const cached = definitionOf({ cacheDays: 30, steps: [step("probe", { callsOut: true }), ...steps] });
  expect(named(cached, "prepare").CacheConfig).toEqual({ Enabled: true, ExpireAfter: "P30D" });
  expect(named(cached, "probe")).not.toHaveProperty("CacheConfig");
});

test("the role's caps are denials: runtime, instances, isolation, network, key", () => {
  const stack = synthesizeScope((scope) => pipeline(scope));
  const limits = statementsOf(stack.one("aws_iam_role_policy", "pipeline-limits").policy);
  const bounds = statementsOf(stack.one("aws_iam_role_policy", "pipeline-bounds").policy);
  expect(new Set([...limits, ...bounds].map(({ Effect }) => Effect))).toEqual(new Set(["Deny"]));
  const conditions = Object.assign(
    {},
    ...[...limits, ...bounds].map(({ Sid, Condition }) => ({ [Sid ?? ""]: Condition })),
  );
  expect(conditions).toMatchObject({
    NoLongerJob: { NumericGreaterThan: { "sagemaker:MaxRuntimeInSeconds": "7200" } },
    NoOtherInstances: {
      "ForAnyValue:StringNotEquals": { "sagemaker:InstanceTypes": ["ml.m5.large", "ml.m5.4xlarge"] },
    },
    // Where the argument is absent SageMaker takes a default of its own, so what is absent is denied too.
    NoJobWithoutALimit: { Null: { "sagemaker:MaxRuntimeInSeconds": "true" } },
    NoUnnamedInstance: { Null: { "sagemaker:InstanceTypes": "true" } },
    NoTrainingWithANetwork: { BoolIfExists: { "sagemaker:NetworkIsolation": "false" } },
    NoPlainTraffic: { BoolIfExists: { "sagemaker:InterContainerTrafficEncryption": "false" } },
    NoJobWithoutASecurityGroup: { Null: { "sagemaker:VpcSecurityGroupIds": "true" } },
    NoJobOutsideTheNetwork: { Null: { "sagemaker:VpcSubnets": "true" } },
    NoOtherSubnets: { "ForAnyValue:StringNotEquals": { "sagemaker:VpcSubnets": ["subnet-a", "subnet-b"] } },
    NoOtherKey: { ArnNotEquals: { "sagemaker:VolumeKmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/k" } },
  });
  expect(conditions.NoOtherKey).not.toHaveProperty("Null");
  const run = statementsOf(stack.one("aws_iam_role_policy", "run-jobs").policy);
  expect(run.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  expect(run.filter(({ Action }) => Action === "iam:PassRole")).toMatchObject([
    { Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } } },
  ]);
});

test("a missing key is let through only for machines that take none", () => {
  const local = steps.map((each) => ({ ...each, localStorage: true }));
  const stack = synthesizeScope((scope) => pipeline(scope, { steps: local }));
  const bounds = statementsOf(stack.one("aws_iam_role_policy", "pipeline-bounds").policy);
  expect(bounds.find(({ Sid }) => Sid === "NoOtherKey")?.Condition).toMatchObject({
    Null: { "sagemaker:VolumeKmsKeyArn": "false" },
  });
  const definition = JSON.parse(stack.one("aws_sagemaker_pipeline").pipeline_definition);
  expect(JSON.stringify(definition)).not.toContain("VolumeKmsKeyId");
});

test("it waits for every policy of its own role and of the jobs', also those granted later", () => {
  const stack = synthesizeScope((scope) => {
    const made = pipeline(scope);
    made.grantStart({ name: "operator", roleName: "operator-role", policies: made.identity.policies });
  });
  const waits = stack.one("aws_sagemaker_pipeline").depends_on;
  const policies = stack.all("aws_iam_role_policy").map(({ address }) => address);
  expect(policies).toHaveLength(4);
  expect(waits).toEqual(expect.arrayContaining([...policies]));
});

test("a schedule has a role that starts this pipeline and nothing else, and is off while paused", () => {
  const stack = synthesizeScope((scope) => pipeline(scope, { schedule: "30 3 * * 1-5" }));
  expect(stack.one("aws_scheduler_schedule")).toMatchObject({
    schedule_expression: "cron(30 3 ? * MON-FRI *)",
    schedule_expression_timezone: "UTC",
    state: "ENABLED",
  });
  const [start, ...more] = statementsOf(stack.one("aws_iam_role_policy", "schedule").policy);
  expect(more).toEqual([]);
  expect(start).toMatchObject({ Action: "sagemaker:StartPipelineExecution" });
  expect(start?.Resource).not.toContain("*");
  const paused = synthesizeScope((scope) => pipeline(scope, { schedule: "0 3 * * *", paused: true }));
  expect(paused.one("aws_scheduler_schedule").state).toBe("DISABLED");
  expect(synthesizeScope((scope) => pipeline(scope)).all("aws_scheduler_schedule")).toEqual([]);
});

test.each([
  ["0 3 * * *", "cron(0 3 * * ? *)"],
  ["0 3 1 * *", "cron(0 3 1 * ? *)"],
  ["*/15 * * * *", "cron(*/15 * * * ? *)"],
  ["0 3 * * 0", "cron(0 3 ? * SUN *)"],
  ["0 3 1 * 1", undefined],
  ["0 3 * * 8", undefined],
  ["0 3 * *", undefined],
  ["0 3 * * * *", undefined],
  ["@daily", undefined],
  ["0 3 $(x) * *", undefined],
])("cron %s is %s", (cron, expression) => {
  expect(scheduleExpression(cron)).toBe(expression);
});

test("a scoring pipeline registers nothing and stands where an endpoint would", () => {
  const scoring = step("predict", {
    inputs: { model: { release: "runs/a/model.tar.gz" }, data: { prefix: "data/" } },
    outputs: ["predictions"],
  });
  const definition = definitionOf({ steps: [scoring], gate: undefined, modelRegistry: undefined });
  expect(definition.Steps.map(({ Name }: { Name: string }) => Name)).toEqual(["predict"]);
  const [model] = definition.Steps[0].Arguments.ProcessingInputs;
  expect(model.S3Input.S3Uri).toBe("s3://penguins-data/artifacts/runs/a/model.tar.gz");
});

test.each([
  [{ schedule: "daily", steps: [] }, 'schedule: "daily"; allowed: five fields'],
  [
    { steps: [step("a", { inputs: { x: { step: "b", output: "y" } } })] },
    "a reads x from b/y; made before it: nothing",
  ],
  [{ steps: [step("a", { inputs: { x: { release: "../data/x" } } })] }, 'a reads the release "../data/x"'],
  [{ steps: [step("a", { timeoutSeconds: 800_000 })] }, "a may run 800000 s; allowed: up to 777600"],
])("%j is a problem", (props, message) => {
  const lines = pipelineProblems(props).map((problem) => `${problem.prop}: ${problem.message}`);
  expect(lines).toEqual([expect.stringContaining(message)]);
  expect(() => synthesizeScope((scope) => pipeline(scope, props))).toThrow(message);
});
