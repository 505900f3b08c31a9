import type { TerraformStack } from "cdktf";
import { Endpoint, type EndpointProps, endpointProblems } from "../../../constructs/aws/endpoint.js";
import { statementsOf, synthesizeScope } from "../../synth.js";

const endpoint = (stack: TerraformStack, change: Partial<EndpointProps> = {}) =>
  new Endpoint(stack, "endpoint", {
    name: "penguins-endpoint",
    account: "123456789012",
    region: "eu-west-1",
    owner: "serving@example.com",
    roleName: "penguins-endpoint-role",
    releases: { r1: "1", r2: "2" },
    live: "r1",
    modelRegistry: { modelPackageGroup: "penguins-models" },
    instanceType: "ml.m5.large",
    minReplicas: 2,
    maxReplicas: 4,
    p95Milliseconds: 500,
    errorPercent: 1,
    canaryPercent: 10,
    idleHours: 72,
    network: { subnetIds: ["subnet-a", "subnet-b"], endpointSecurityGroupId: "sg-e", s3EndpointId: "vpce-s3" },
    bucket: { bucketName: "penguins-data", keyArn: "arn:aws:kms:eu-west-1:123456789012:key/k", keyAlias: "alias/k" },
    alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
    ...change,
  });
const stackOf = (change: Partial<EndpointProps> = {}) => synthesizeScope((scope) => endpoint(scope, change));

const namesOf = (change: Partial<EndpointProps>, type: string) =>
  stackOf(change)
    .all(type)
    .map(({ arguments: given }) => given["name"]);

describe("releases", () => {
  test("each has a model of an approved version and a configuration, and only the live one serves", () => {
    const stack = stackOf();
    const models = stack.all("aws_sagemaker_model").map(({ arguments: given }) => given["primary_container"]);
    const version = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models";
    expect(models).toEqual([{ model_package_name: `${version}/1` }, { model_package_name: `${version}/2` }]);
    expect(stack.one("aws_sagemaker_endpoint").endpoint_config_name).toContain("endpoint_r1_configuration");
  });

  test("going live changes the endpoint's configuration and the message, and nothing else", () => {
    const before = stackOf().resources;
    const after = stackOf({ live: "r2" }).resources;
    const changed = after.filter((resource, at) => JSON.stringify(resource) !== JSON.stringify(before[at]));
    expect(changed.map(({ type }) => type)).toEqual(["aws_sagemaker_endpoint"]);
  });

  test("a changed setting makes a new configuration under a new name before the old one goes", () => {
    const before = namesOf({}, "aws_sagemaker_endpoint_configuration");
    const after = namesOf({ instanceType: "ml.m5.4xlarge" }, "aws_sagemaker_endpoint_configuration");
    expect(before).toHaveLength(2);
    for (const name of before) expect(after).not.toContain(name);
    expect(namesOf({ p95Milliseconds: 100 }, "aws_sagemaker_endpoint_configuration")).toEqual(before);
    for (const type of ["aws_sagemaker_model", "aws_sagemaker_endpoint_configuration"]) {
      for (const { arguments: given } of stackOf().all(type)) {
        expect(given["lifecycle"]).toEqual({ create_before_destroy: true });
      }
    }
  });

  test("a version may be named by its number or its ARN: the same model", () => {
    const arn = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/7";
    expect(namesOf({ releases: { r1: arn } }, "aws_sagemaker_model")).toEqual(
      namesOf({ releases: { r1: "7" } }, "aws_sagemaker_model"),
    );
  });
});

describe("a rollout", () => {
  test("fails the apply where SageMaker went back by itself", () => {
    const { postcondition } = stackOf().one("aws_sagemaker_endpoint").lifecycle;
    expect(postcondition).toHaveLength(1);
    expect(postcondition[0].condition).toMatch(
      /^\$\{\(?self\.endpoint_config_name == aws_sagemaker_endpoint_configuration\.endpoint_r1_configuration_\w+\.name\)?\}$/,
    );
    expect(postcondition[0].error_message).toContain("Set live back to what serves");
  });

  test("is watched by the latency and error alarms, on a canary where there is more than one replica", () => {
    const { deployment_config: config } = stackOf().one("aws_sagemaker_endpoint");
    expect(config.blue_green_update_policy.traffic_routing_configuration).toEqual({
      type: "CANARY",
      canary_size: { type: "CAPACITY_PERCENT", value: 10 },
      wait_interval_in_seconds: 300,
    });
    const alarms = config.auto_rollback_configuration.alarms.map(
      ({ alarm_name }: { alarm_name: string }) => alarm_name,
    );
    expect(alarms).toEqual([expect.stringContaining("alarms_p95"), expect.stringContaining("alarms_errors")]);
    const one = stackOf({ minReplicas: 1 }).one("aws_sagemaker_endpoint").deployment_config;
    expect(one.blue_green_update_policy.traffic_routing_configuration.type).toBe("ALL_AT_ONCE");
    // without it a later update would replace the endpoint
    expect(one.auto_rollback_configuration.alarms).toHaveLength(2);
  });

  test.each([0, 300, 900])("that is watched for %i seconds ends before the provider's hour is over", (watchSeconds) => {
    const { deployment_config: config } = stackOf({ watchSeconds }).one("aws_sagemaker_endpoint");
    const { maximum_execution_timeout_in_seconds: longest, termination_wait_in_seconds: watched } =
      config.blue_green_update_policy;
    expect(longest).toBe(3000);
    // both watches, and time to start replicas
    expect(longest - 2 * watched).toBeGreaterThanOrEqual(1200);
  });
});

describe("alarms", () => {
  test("p95 in milliseconds, percent of errors, hours without a request: each says what missing data means", () => {
    const stack = stackOf();
    expect(stack.one("aws_cloudwatch_metric_alarm", "p95")).toMatchObject({
      threshold: 500,
      treat_missing_data: "notBreaching",
      metric_query: [
        { id: "latency", metric: { metric_name: "ModelLatency", stat: "p95" } },
        { id: "milliseconds", expression: "latency / 1000", return_data: true },
      ],
    });
    expect(stack.one("aws_cloudwatch_metric_alarm", "errors")).toMatchObject({
      threshold: 1,
      treat_missing_data: "notBreaching",
    });
    expect(stack.one("aws_cloudwatch_metric_alarm", "idle")).toMatchObject({
      evaluation_periods: 72,
      period: 3600,
      treat_missing_data: "breaching",
    });
    for (const { arguments: given } of stack.all("aws_cloudwatch_metric_alarm")) {
      expect(given["alarm_actions"]).toEqual(["arn:aws:sns:eu-west-1:123456789012:alarms"]);
    }
  });

  test("stand as long as the endpoint does", () => {
    const stack = stackOf();
    const alarms = stack.all("aws_cloudwatch_metric_alarm").map(({ address }) => address);
    expect(stack.one("aws_sagemaker_endpoint").depends_on).toEqual(expect.arrayContaining(alarms));
  });
});

test("the endpoint is private, encrypted and captured", () => {
  const stack = stackOf({ releases: { r1: "1" } });
  expect(stack.one("aws_sagemaker_model")).toMatchObject({
    enable_network_isolation: true,
    vpc_config: { subnets: ["subnet-a", "subnet-b"], security_group_ids: ["sg-e"] },
  });
  expect(stack.one("aws_sagemaker_endpoint_configuration")).toMatchObject({
    kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:key/k",
    data_capture_config: { destination_s3_uri: expect.stringMatching(/^s3:\/\/penguins-data\/capture\//) },
  });
  const local = stackOf({ releases: { r1: "1" }, localStorage: true }).one("aws_sagemaker_endpoint_configuration");
  expect(local).not.toHaveProperty("kms_key_arn");
});

test("replicas start at the least and end at the most", () => {
  const stack = stackOf({ releases: { r1: "1" } });
  expect(stack.one("aws_appautoscaling_target")).toMatchObject({ min_capacity: 2, max_capacity: 4 });
  const [variant] = stack.one("aws_sagemaker_endpoint_configuration").production_variants;
  expect(variant.initial_instance_count).toBe(2);
});

test("async goes down to none and wakes by what waits", () => {
  const stack = stackOf({ kind: "async", releases: { r1: "1" } });
  expect(stack.one("aws_appautoscaling_target").min_capacity).toBe(0);
  expect(stack.one("aws_sagemaker_endpoint_configuration")).toMatchObject({
    async_inference_config: { output_config: { kms_key_id: "arn:aws:kms:eu-west-1:123456789012:key/k" } },
  });
  expect(stack.one("aws_cloudwatch_metric_alarm", "waiting").metric_name).toBe("HasBacklogWithoutCapacity");
  expect(stack.all("aws_appautoscaling_policy")).toHaveLength(2);
});

test("serverless has no replica, no network and no rollout of its own", () => {
  const stack = stackOf({ kind: "serverless", network: undefined, releases: { r1: "1" } });
  expect(stack.all("aws_appautoscaling_target")).toEqual([]);
  expect(stack.one("aws_sagemaker_model")).not.toHaveProperty("vpc_config");
  expect(stack.one("aws_sagemaker_endpoint")).not.toHaveProperty("deployment_config");
  const [variant] = stack.one("aws_sagemaker_endpoint_configuration").production_variants;
  expect(variant.serverless_config).toEqual({ max_concurrency: 4, memory_size_in_mb: 2048 });
});

test.each([{ live: null }, { paused: true }])("%j: nothing that bills", (change) => {
  const types = stackOf(change).resources.map(({ type }) => type);
  for (const type of ["aws_sagemaker_endpoint", "aws_cloudwatch_metric_alarm", "aws_appautoscaling_target"]) {
    expect(types).not.toContain(type);
  }
  expect(types).toContain("aws_sagemaker_model");
});

test("who may invoke may do that only, and from the allowed networks only", () => {
  const identity = () => ({ name: "operator", roleName: "operator-role", policies: [] });
  const granted = (change: Partial<EndpointProps>) =>
    statementsOf(
      synthesizeScope((scope) => endpoint(scope, change).grantInvoke(identity())).one(
        "aws_iam_role_policy",
        "operator-invoke_",
      ).policy,
    );
  const clients = ["192.168.10.0/24", "203.0.113.0/24"];
  expect(granted({ allowedClients: clients, clientVpcIds: ["vpc-own"] })).toMatchObject([
    { Action: "sagemaker:InvokeEndpoint", Condition: { IpAddress: { "aws:VpcSourceIp": ["192.168.10.0/24"] } } },
    { Action: "sagemaker:InvokeEndpoint", Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } },
  ]);
  const bounds = synthesizeScope((scope) =>
    endpoint(scope, { allowedClients: clients, clientVpcIds: ["vpc-own"] }).grantInvoke(identity()),
  ).one("aws_iam_role_policy", "operator-invoke-bounds");
  expect(statementsOf(bounds.policy)).toMatchObject([
    {
      Effect: "Deny",
      Action: "sagemaker:InvokeEndpoint",
      Condition: { Null: { "aws:VpcSourceIp": "false" }, StringNotEquals: { "aws:SourceVpc": ["vpc-own"] } },
    },
  ]);
  expect(granted({})).toHaveLength(1);
  expect(granted({ kind: "async" })).toMatchObject([{ Action: "sagemaker:InvokeEndpointAsync" }]);
  expect(() => synthesizeScope((scope) => endpoint(scope, { live: null }).grantInvoke(identity()))).toThrow(
    "live: null; nothing serves",
  );
});

test("the role may read by any way unless it is told to read through the network only", () => {
  const denials = (change: Partial<EndpointProps>) =>
    statementsOf(stackOf(change).one("aws_iam_role_policy", "endpoint-bounds").policy).map(({ Sid }) => Sid);
  expect(denials({})).toEqual(["OnlyOneKey"]);
  expect(denials({ modelsThroughNetworkOnly: true })).toEqual(["OnlyOneKey", "ReadOnlyThroughTheEndpoint"]);
});

test("the role reads through the network, writes logs to its group, and sees its own alarms", () => {
  const stack = stackOf({ modelsThroughNetworkOnly: true });
  const bounds = statementsOf(stack.one("aws_iam_role_policy", "endpoint-bounds").policy);
  expect(bounds.map(({ Effect }) => Effect)).toEqual(["Deny", "Deny"]);
  expect(bounds[1]?.Condition).toEqual({ StringNotEquals: { "aws:SourceVpce": "vpce-s3" } });
  const work = statementsOf(stack.one("aws_iam_role_policy", "role_work").policy);
  const alarms = work.find(({ Action }) => Action === "cloudwatch:DescribeAlarms");
  expect(alarms?.Resource).toBe("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:penguins-endpoint-*");
  expect(stack.one("aws_cloudwatch_log_group")).toMatchObject({
    name: "/aws/sagemaker/Endpoints/penguins-endpoint",
    retention_in_days: 30,
  });
});

const fine = {
  ...{ account: "123456789012", region: "eu-west-1", modelRegistry: { modelPackageGroup: "penguins-models" } },
  ...{ releases: { r1: "1" }, live: "r1", minReplicas: 1, maxReplicas: 2, idleHours: 72 },
};
test.each([
  [{ releases: { r1: "latest" }, live: null }, 'releases: r1: "latest"; allowed: a version\'s number'],
  [{ releases: { r1: "0" }, live: null }, 'releases: r1: "0"'],
  [
    { releases: { r1: "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7" }, live: null },
    'must be a version of the pilot\'s own region "eu-west-1"',
  ],
  [{ live: "r9" }, 'live: "r9"; allowed: a listed release: r1'],
  [{ minReplicas: 3 }, "minReplicas: 3; allowed: up to maxReplicas, 2"],
  [{ idleHours: 200 }, "idleHours: 200; allowed: 1 to 168"],
  [
    { kind: "serverless" as const, network: { subnetIds: [], endpointSecurityGroupId: "sg", s3EndpointId: "vpce" } },
    'kind: "serverless" has no private network',
  ],
])("%j is a problem", (change, message) => {
  const props = { ...fine, ...change };
  const lines = endpointProblems(props).map((problem) => `${problem.prop}: ${problem.message}`);
  expect(lines).toEqual([expect.stringContaining(message)]);
  expect(() => synthesizeScope((scope) => endpoint(scope, props))).toThrow(message);
});
