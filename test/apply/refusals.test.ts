/** What AWS refuses by its documents, the emulator refuses too: each rule is seen in one request, without Terraform. */
import { describeUnless } from "../terraform/skip.js";
import { Emulator, noEmulator } from "./emulator.js";

const role = "arn:aws:iam::123456789012:role/refusals";

describeUnless(noEmulator(), "the emulator refuses", () => {
  let emulator: Emulator;
  const sagemaker = (action: string, body: object) => emulator.call("sagemaker", `SageMaker.${action}`, body);
  const iam = (action: string, form: Record<string, string>) => emulator.query("iam", "2010-05-08", action, form);
  const ec2 = (action: string, form: Record<string, string>) => emulator.query("ec2", "2016-11-15", action, form);
  const idIn = (xml: string, tag: string) => new RegExp(`<${tag}>([^<]+)`).exec(xml)?.[1] ?? "";
  const model = (ModelName: string, more: object = {}) =>
    sagemaker("CreateModel", { ModelName, ExecutionRoleArn: role, PrimaryContainer: { Image: "image" }, ...more });
  const variant = (ModelName: string, more: object = { InstanceType: "ml.m5.large", InitialInstanceCount: 1 }) => ({
    ...{ VariantName: "live", ModelName },
    ...more,
  });
  const configuration = (EndpointConfigName: string, ProductionVariants: object[], more: object = {}) =>
    sagemaker("CreateEndpointConfig", { EndpointConfigName, ProductionVariants, ...more });
  const serverless = { ServerlessConfig: { MaxConcurrency: 2, MemorySizeInMB: 2048 } };
  const queue = { AsyncInferenceConfig: { OutputConfig: { S3OutputPath: "s3://bucket/out" } } };

  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1");
    await model("open");
    await model("isolated", { EnableNetworkIsolation: true });
    await configuration("small", [variant("open")]);
    await configuration("large", [variant("open", { InstanceType: "ml.m5.4xlarge", InitialInstanceCount: 1 })]);
    await configuration("queue", [variant("open")], queue);
    await configuration("nobodys", [variant("open", serverless)]);
    for (const [EndpointName, EndpointConfigName] of [
      ["realtime", "small"],
      ["async", "queue"],
      ["serverless", "nobodys"],
    ]) {
      await sagemaker("CreateEndpoint", { EndpointName, EndpointConfigName });
    }
  });
  afterAll(() => emulator.stop());

  test.each([
    ["a model", () => model("open"), "Cannot create already existing model"],
    ["a configuration", () => configuration("small", [variant("open")]), "Cannot create already existing endpoint con"],
    [
      "an endpoint",
      () => sagemaker("CreateEndpoint", { EndpointName: "realtime", EndpointConfigName: "small" }),
      "Cannot create already existing endpoint ",
    ],
  ])("%s under a name that is taken", async (_, create, message) => {
    await expect(create()).rejects.toThrow(message);
  });

  test.each([
    ["realtime", "queue", "AsyncInferenceConfig parameter cannot be added to this endpoint realtime"],
    ["async", "small", "AsyncInferenceConfig parameter cannot be removed from this endpoint async"],
    ["realtime", "nobodys", "cannot be changed between instances and Serverless Inference"],
    ["serverless", "small", "cannot be changed between instances and Serverless Inference"],
  ])("the %s endpoint on the configuration %s of another kind", async (EndpointName, EndpointConfigName, message) => {
    const update = sagemaker("UpdateEndpoint", { EndpointName, EndpointConfigName });
    await expect(update).rejects.toThrow(message);
  });

  test("another instance type for a variant that the autoscaler holds, until it lets go", async () => {
    const target = {
      ServiceNamespace: "sagemaker",
      ResourceId: "endpoint/realtime/variant/live",
      ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
    };
    const scaling = (action: string, body: object) =>
      emulator.call("application-autoscaling", `AnyScaleFrontendService.${action}`, body);
    const update = () => sagemaker("UpdateEndpoint", { EndpointName: "realtime", EndpointConfigName: "large" });
    await scaling("RegisterScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 2 });
    await expect(update()).rejects.toThrow('variant(s) \\"live\\" must be deregistered as scalable targets');
    await scaling("DeregisterScalableTarget", target);
    await update();
  });

  test.each([
    ["network isolation", "isolated", {}, {}],
    ["a VPC configuration", "placed", { VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] } }, {}],
    [
      "data capture",
      "captured",
      {},
      {
        DataCaptureConfig: {
          ...{ EnableCapture: true, InitialSamplingPercentage: 10, DestinationS3Uri: "s3://bucket/capture" },
          CaptureOptions: [{ CaptureMode: "Input" }],
        },
      },
    ],
  ])("%s on Serverless Inference", async (what, name, settings, more) => {
    if (name !== "isolated") await model(name, settings);
    const created = configuration(`${name}-serverless`, [variant(name, serverless)], more);
    await expect(created).rejects.toThrow(`Serverless Inference does not support ${what}`);
  });

  test("a key for disks that an instance type brings itself", async () => {
    const gpu = variant("open", { InstanceType: "ml.g5.xlarge", InitialInstanceCount: 1 });
    await expect(configuration("gpu", [gpu], { KmsKeyId: "key" })).rejects.toThrow("KmsKeyId is not supported");
  });

  const tags = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: "v" }));
  test.each([
    ["51 tags", () => model("tagged", { Tags: tags(51) }), "Tags: entries 51, at most 50"],
    ["a name of 64", () => model("x".repeat(64)), "ModelName: characters 64, at most 63"],
    ["a name with _", () => model("a_b"), "ModelName: 'a_b' does not match"],
    [
      "an instance type that hosts nothing",
      () => configuration("nothing", [variant("open", { InstanceType: "ml.m5.tiny", InitialInstanceCount: 1 })]),
      "InstanceType: 'ml.m5.tiny' is none of",
    ],
    [
      "a canary of nothing",
      () => {
        const CanarySize = { Type: "CAPACITY_PERCENT", Value: 0 };
        const TrafficRoutingConfiguration = { Type: "CANARY", WaitIntervalInSeconds: 0, CanarySize };
        const DeploymentConfig = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration } };
        const names = { EndpointName: "realtime", EndpointConfigName: "small" };
        return sagemaker("UpdateEndpoint", { ...names, DeploymentConfig });
      },
      "CanarySize.Value: is 0, at least 1",
    ],
    [
      "what must be there",
      () => sagemaker("CreateEndpoint", { EndpointName: "nothing" }),
      "EndpointConfigName: is missing",
    ],
  ])("%s, by the service's own model", async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });

  test("a deployer whose policies allow too little, and a call whose rights nobody knows", async () => {
    const statement = (Action: string, Resource: string, more: object = {}) => ({
      Statement: [{ Effect: "Allow", Action, Resource, ...more }],
    });
    const passedTo = (service: string) => ({ Condition: { StringEquals: { "iam:PassedToService": [service] } } });
    const models = statement("sagemaker:*", "arn:aws:sagemaker:eu-west-1:123456789012:model/mine-*");
    const denied = "is not authorized to perform: ";
    emulator.accessKey = "deployer";
    try {
      await emulator.hold([models]);
      const describe = sagemaker("DescribeModel", { ModelName: "open" });
      await expect(describe).rejects.toThrow(`${denied}sagemaker:DescribeModel on resource: arn:aws:sagemaker`);
      await expect(model("mine-1")).rejects.toThrow(`${denied}iam:PassRole on resource: ${role}`);
      await emulator.hold([models, statement("iam:PassRole", role, passedTo("scheduler.amazonaws.com"))]);
      await expect(model("mine-1")).rejects.toThrow(`${denied}iam:PassRole`);
      await emulator.hold([models, statement("iam:PassRole", role, passedTo("sagemaker.amazonaws.com"))]);
      await model("mine-1");
      await expect(sagemaker("MakeModel", {})).rejects.toThrow("does not know the rights of sagemaker:MakeModel");
      expect(await emulator.actions()).toEqual(["iam:PassRole", "sagemaker:CreateModel", "sagemaker:DescribeModel"]);
    } finally {
      emulator.accessKey = "nobody";
    }
  });

  const processing = (kind: string, more: object = {}, cluster: object = {}) => ({
    Name: "step",
    Type: "Processing",
    Arguments: {
      AppSpecification: { ImageUri: "image", ...more },
      ProcessingResources: { ClusterConfig: { InstanceType: kind, VolumeSizeInGB: 30, ...cluster } },
    },
  });
  const training = (kind: string, volume: number) => ({
    Name: "step",
    Type: "Training",
    Arguments: { ResourceConfig: { InstanceType: kind, VolumeSizeInGB: volume } },
  });
  const inside = (step: object) => ({ Name: "gate", Type: "Condition", Arguments: { IfSteps: [], ElseSteps: [step] } });
  test.each([
    ["a word of 257", processing("ml.m5.large", { ContainerEntrypoint: ["x".repeat(257)] }), "or equal to 256"],
    ["101 words", processing("ml.m5.large", { ContainerArguments: Array(101).fill("x") }), "or equal to 100"],
    ["251 GB on ml.g5.xlarge", training("ml.g5.xlarge", 251), "VolumeSizeInGB 251 is larger"],
    ["475 GB on ml.trn1.2xlarge", training("ml.trn1.2xlarge", 475), "VolumeSizeInGB 475 is larger"],
    [
      "a volume key on ml.g5.xlarge",
      processing("ml.g5.xlarge", {}, { VolumeKmsKeyId: "key" }),
      "VolumeKmsKeyId is not",
    ],
    ["processing on ml.trn1.2xlarge", processing("ml.trn1.2xlarge"), "must satisfy enum value set"],
    ["1025 GB of a volume, of which an account has 1024", training("ml.m5.large", 1025), "service-limit of 1024 GBs"],
    ["1025 GB for processing", processing("ml.m5.large", {}, { VolumeSizeInGB: 1025 }), "a processing job instance"],
    ["any of these inside of a condition", inside(training("ml.g5.xlarge", 251)), "VolumeSizeInGB 251 is larger"],
  ])("a pipeline with %s", async (_, step, message) => {
    const PipelineDefinition = JSON.stringify({ Version: "2020-12-01", Steps: [step] });
    const pipeline = { PipelineName: "refused", ClientRequestToken: "t".repeat(32), RoleArn: role };
    await expect(sagemaker("CreatePipeline", { ...pipeline, PipelineDefinition })).rejects.toThrow(message);
  });

  const schedule = (ScheduleExpression: string, target: object) =>
    emulator.rest("scheduler", `/schedules/s${Math.abs(ScheduleExpression.length)}`, {
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/nightly", RoleArn: role, ...target },
    });
  const parameters = { SageMakerPipelineParameters: { PipelineParameterList: [{ Name: "In", Value: "s3://b/" }] } };
  test("a schedule of a pipeline without parameters", async () => {
    await expect(schedule("cron(0 3 * * ? *)", {})).rejects.toThrow("SageMakerPipelineParameters must be specified");
    await schedule("cron(0 3 * * ? *)", parameters);
  });

  test.each([
    "cron(99 3 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 3 40 13 ? *)",
    "cron(0 3 * * * *)",
    "cron(0 3 * * ?)",
  ])("the schedule %s", async (expression) => {
    await expect(schedule(expression, parameters)).rejects.toThrow("Invalid Schedule Expression");
  });

  const trust = (characters: number) => {
    const frame = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "" }] });
    return frame.replace('"Sid":""', `"Sid":"${"x".repeat(characters - frame.length)}"`);
  };
  test("a trust policy of 2049 characters, in a new role and in one that is there", async () => {
    const quota = "Cannot exceed quota for ACLSizePerRole: 2048";
    const create = (document: string) => iam("CreateRole", { RoleName: "role", AssumeRolePolicyDocument: document });
    await expect(create(trust(2049))).rejects.toThrow(quota);
    await create(trust(2048));
    const update = iam("UpdateAssumeRolePolicy", { RoleName: "role", PolicyDocument: trust(2049) });
    await expect(update).rejects.toThrow(quota);
  });

  test("a budget in another currency than USD, new or changed", async () => {
    const budget = (Unit: string) => ({
      ...{ BudgetName: "refused", BudgetType: "COST", TimeUnit: "MONTHLY", BudgetLimit: { Amount: "100", Unit } },
    });
    const budgets = (action: string, body: object) =>
      emulator.call("budgets", `AWSBudgetServiceGateway.${action}`, { AccountId: "123456789012", ...body });
    const message = "EUR is not in the supported unit set: [USD]";
    await expect(budgets("CreateBudget", { Budget: budget("EUR") })).rejects.toThrow(message);
    await budgets("CreateBudget", { Budget: budget("USD") });
    await expect(budgets("UpdateBudget", { NewBudget: budget("EUR") })).rejects.toThrow(message);
  });

  describe("in a network", () => {
    let vpc: string;
    const subnet = async (CidrBlock: string) => idIn(await ec2("CreateSubnet", { VpcId: vpc, CidrBlock }), "subnetId");
    const removed = (id: string) => ec2("DeleteSubnet", { SubnetId: id });
    beforeAll(async () => {
      vpc = idIn(await ec2("CreateVpc", { CidrBlock: "10.20.0.0/20" }), "vpcId");
    });

    test("a subnet in a zone that the region does not have", async () => {
      const form = { VpcId: vpc, CidrBlock: "10.20.0.0/22", AvailabilityZone: "eu-west-1f" };
      await expect(ec2("CreateSubnet", form)).rejects.toThrow("eu-west-1f");
    });

    test("a subnet whose block another one holds", async () => {
      await subnet("10.20.0.0/22");
      await expect(subnet("10.20.0.0/22")).rejects.toThrow("InvalidSubnet.Conflict");
    });

    /** A new endpoint of its own role in a subnet and a group of its own. */
    const placed = async (name: string, cidr: string, mayDelete: boolean) => {
      const RoleName = `${name}-role`;
      const created = await iam("CreateRole", { RoleName, AssumeRolePolicyDocument: trust(100) });
      if (mayDelete) {
        const allow = { Effect: "Allow", Action: ["ec2:DeleteNetworkInterface"], Resource: "*" };
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allow] });
        await iam("PutRolePolicy", { RoleName, PolicyName: "work", PolicyDocument });
      }
      const group = { GroupName: name, GroupDescription: name, VpcId: vpc };
      const ids = { subnet: await subnet(cidr), group: idIn(await ec2("CreateSecurityGroup", group), "groupId") };
      const VpcConfig = { Subnets: [ids.subnet], SecurityGroupIds: [ids.group] };
      await model(name, { ExecutionRoleArn: idIn(created, "Arn"), VpcConfig });
      await configuration(name, [variant(name)]);
      await sagemaker("CreateEndpoint", { EndpointName: name, EndpointConfigName: name });
      return ids;
    };
    /** Resolves when a subnet can be deleted; the emulator lets go after seconds, AWS after minutes. */
    const untilRemoved = async (id: string): Promise<void> => {
      for (;;) {
        const answer = await removed(id).catch((error: Error) => error.message);
        if (!answer.includes("DependencyViolation")) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };

    test("a subnet and a group that an endpoint stands in, and for a while after it is gone", async () => {
      const { subnet: id, group } = await placed("held", "10.20.4.0/22", true);
      await expect(removed(id)).rejects.toThrow("DependencyViolation");
      await expect(ec2("DeleteSecurityGroup", { GroupId: group })).rejects.toThrow("DependencyViolation");
      await sagemaker("DeleteEndpoint", { EndpointName: "held" });
      await expect(removed(id)).rejects.toThrow("DependencyViolation");
      await untilRemoved(id);
      await ec2("DeleteSecurityGroup", { GroupId: group });
    });

    test("a subnet of an endpoint that is gone, while its role cannot delete interfaces", async () => {
      const { subnet: id } = await placed("stuck", "10.20.8.0/22", false);
      const other = await placed("leaving", "10.20.12.0/22", true);
      await sagemaker("DeleteEndpoint", { EndpointName: "stuck" });
      await sagemaker("DeleteEndpoint", { EndpointName: "leaving" });
      await untilRemoved(other.subnet);
      await expect(removed(id)).rejects.toThrow("DependencyViolation");
    });
  });

  test("the emulator says which call it lacked", () =>
    expect(emulator.unanswered).toEqual([
      "sagemaker MakeModel, rights of sagemaker:MakeModel is not an action of AWS's service reference",
    ]));
});
