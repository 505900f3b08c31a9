/** What a change of the props does to an endpoint that serves: new names, refusals, and an autoscaler that lets go. */
import type { TerraformStack } from "cdktf";
import { Endpoint, type EndpointProps } from "../../../constructs/aws/endpoint.js";
import { synthesizeScope } from "../../synth.js";

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

describe("a name holds all that replaces what it names", () => {
  const network = { subnetIds: ["subnet-a", "subnet-b"], endpointSecurityGroupId: "sg-e", s3EndpointId: "vpce-s3" };
  const own = (placement: readonly string[]) => ({ network: { ...network, placement } });
  test.each<[string, Partial<EndpointProps>, Partial<EndpointProps>]>([
    ["zones", own(["a 10.20.0.0/22"]), own(["a 10.20.0.0/22", "c 10.20.8.0/22"])],
    ["a network, or none", {}, { network: undefined }],
    ["other subnets", {}, { network: { ...network, subnetIds: ["subnet-c", "subnet-d"] } }],
    ["serverless, and none", { network: undefined }, { network: undefined, kind: "serverless" }],
    ["the role", {}, { roleName: "other-role" }],
    ["the group", {}, { modelRegistry: { modelPackageGroup: "other-models" } }],
    ["the version", { releases: { r1: "1" } }, { releases: { r1: "2" } }],
  ])("%s", (_, before, after) => {
    for (const type of ["aws_sagemaker_model", "aws_sagemaker_endpoint_configuration"]) {
      const names = namesOf(after, type);
      for (const name of namesOf(before, type)) expect(names).not.toContain(name);
    }
  });
});

describe("a change of kind", () => {
  test("is refused while the endpoint serves, with the way in words", () => {
    const stack = stackOf({ kind: "async" });
    const kept = stack.one("terraform_data", "kept");
    expect(kept).toMatchObject({ input: { kind: "async" }, lifecycle: { ignore_changes: ["input"] } });
    const [{ condition, error_message: message }] = stack.one("aws_sagemaker_endpoint").lifecycle.precondition;
    expect(condition).toMatch(/^\$\{terraform_data\.endpoint_kept_\w+\.input\.kind == "async"\}$/);
    expect(message).toContain("Set paused: true and deploy; then set the kind with paused: false and deploy again");
  });

  test("is free while paused: nothing holds the old kind", () => {
    expect(stackOf({ paused: true }).all("terraform_data")).toEqual([]);
  });
});

test("a serverless container is not isolated: SageMaker refuses it", () => {
  const isolated = (change: Partial<EndpointProps>) =>
    stackOf(change)
      .all("aws_sagemaker_model")
      .map(({ arguments: given }) => given["enable_network_isolation"]);
  expect(isolated({ kind: "serverless", network: undefined })).toEqual([false, false]);
  expect(isolated({ network: undefined })).toEqual([true, true]);
});

test("the autoscaler lets go before an instance type changes, with its policies, and comes back after", () => {
  for (const kind of ["realtime", "async"] as const) {
    const stack = stackOf({ kind, instanceType: "ml.m5.4xlarge" });
    expect(stack.one("terraform_data", "machine").input).toEqual({ instanceType: "ml.m5.4xlarge" });
    const held = [...stack.all("aws_appautoscaling_target"), ...stack.all("aws_appautoscaling_policy")];
    expect(held).toHaveLength(kind === "async" ? 3 : 2);
    for (const { arguments: given } of held) {
      const trigger = expect.stringMatching(/^terraform_data\.endpoint_scaling_machine_\w+$/);
      expect(given["lifecycle"]).toEqual({ replace_triggered_by: [trigger] });
    }
  }
});
