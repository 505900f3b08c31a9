/**
 * The deployer's policies in small: one thing of each kind, deployed, changed, served back and destroyed. Whoever lacks
 * a right is refused with its name, and each right that a change takes is recorded.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { repository, Workspace } from "../terraform/workspace.js";
import { policiesOf, recordedActions, without } from "./deployer.js";
import { Emulator, noEmulator } from "./emulator.js";

const stack = "rights";
const account = "123456789012";
const image = `${account}.dkr.ecr.eu-west-1.amazonaws.com/penguins/image@sha256:${"a1".repeat(32)}`;
const trust = (...services: readonly string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: services } }],
  });
const keyPolicy = (Sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid, Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
    ],
  });

/** One thing of each kind, as it is first made, and after a change of what can be changed. */
function things(when: "first" | "changed"): object {
  const isFirst = when === "first";
  const tags = isFirst ? { pilot: "penguins", owner: "ml" } : { pilot: "penguins" };
  const served = isFirst ? "r2" : "r1";
  const release = (name: string) => ({
    production_variants: [
      {
        ...{ variant_name: "live", model_name: "${aws_sagemaker_model.model.name}" },
        ...{ instance_type: "ml.m5.large", initial_instance_count: 1 },
      },
    ],
    ...{ name: `penguins-${name}`, tags },
  });
  return {
    aws_iam_role: {
      role: {
        ...{ name: "penguins-pipeline-role", tags, max_session_duration: isFirst ? 3600 : 7200 },
        assume_role_policy: trust("sagemaker.amazonaws.com", ...(isFirst ? [] : ["scheduler.amazonaws.com"])),
      },
    },
    aws_kms_key: { key: { tags, deletion_window_in_days: 7, policy: keyPolicy(when) } },
    aws_sns_topic: { topic: { name: "penguins-budget-alarms", tags } },
    aws_ecr_repository: { repository: { name: "penguins/image", tags } },
    aws_cloudwatch_log_group: {
      group: { name: "/penguins/flow-logs", tags, ...(isFirst ? {} : { kms_key_id: "${aws_kms_key.key.arn}" }) },
    },
    aws_cloudwatch_dashboard: {
      board: {
        dashboard_name: "penguins-dashboard",
        dashboard_body: JSON.stringify({ widgets: [], start: isFirst ? "-P1D" : "-P2D" }),
      },
    },
    aws_cloudwatch_metric_alarm: {
      alarm: {
        ...{
          alarm_name: "penguins-failed",
          namespace: "AWS/SageMaker",
          metric_name: "Invocations",
          statistic: "Sum",
          tags,
        },
        ...{ comparison_operator: "GreaterThanThreshold", evaluation_periods: 1, period: 300, threshold: 0 },
      },
    },
    aws_vpc: { network: { cidr_block: "10.20.0.0/24", tags } },
    aws_security_group: { clients: { name: "penguins-clients", vpc_id: "${aws_vpc.network.id}", tags } },
    aws_vpc_security_group_ingress_rule: {
      client: {
        ...{ security_group_id: "${aws_security_group.clients.id}", ip_protocol: "tcp", from_port: 443, to_port: 443 },
        ...{ cidr_ipv4: isFirst ? "10.30.0.0/24" : "10.31.0.0/24", tags },
      },
    },
    aws_budgets_budget: {
      budget: {
        ...{ name: "penguins-budget", budget_type: "COST", limit_amount: isFirst ? "500" : "400", limit_unit: "USD" },
        ...{ time_unit: "MONTHLY", tags },
      },
    },
    aws_scheduler_schedule: {
      schedule: {
        ...{
          name: "penguins-batch-schedule",
          schedule_expression: isFirst ? "cron(0 3 * * ? *)" : "cron(0 4 * * ? *)",
        },
        flexible_time_window: { mode: "OFF" },
        target: {
          ...{
            arn: `arn:aws:sagemaker:eu-west-1:${account}:pipeline/penguins-batch`,
            role_arn: "${aws_iam_role.role.arn}",
          },
          sagemaker_pipeline_parameters: { pipeline_parameter: [{ name: "In", value: "s3://b/" }] },
        },
      },
    },
    aws_sagemaker_model: {
      model: {
        ...{
          name: "penguins-model",
          execution_role_arn: "${aws_iam_role.role.arn}",
          primary_container: { image },
          tags,
        },
      },
    },
    aws_sagemaker_endpoint_configuration: { r1: release("r1"), r2: release("r2") },
    aws_sagemaker_endpoint: {
      endpoint: {
        ...{ name: "penguins-endpoint", tags },
        endpoint_config_name: `\${aws_sagemaker_endpoint_configuration.${served}.name}`,
      },
    },
    aws_appautoscaling_target: {
      scaling: {
        ...{ min_capacity: 1, max_capacity: 2, service_namespace: "sagemaker", tags },
        resource_id: "endpoint/${aws_sagemaker_endpoint.endpoint.name}/variant/live",
        scalable_dimension: "sagemaker:variant:DesiredInstanceCount",
      },
    },
  };
}

const workspace = new Workspace();
const write = (resource: object) =>
  writeFileSync(
    join(workspace.stackFolder(stack), "cdk.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } },
      provider: { aws: [{ region: "eu-west-1" }] },
      resource,
    }),
  );
mkdirSync(workspace.stackFolder(stack), { recursive: true });
write(things("first"));

const why = [...noTerraform(), ...noEmulator(), ...workspace.missing(stack)];
if (why.length > 0) workspace.remove();

describeUnless(why, "a deployer", () => {
  const policies = policiesOf(join(repository, "examples/penguins/pilot.serving.yaml"));
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await Emulator.start("eu-west-1");
    workspace.prepare(stack, {}, emulator.provider);
    await workspace.attach(stack);
    await workspace.terraform(stack, "init");
  });
  afterAll(async () => {
    await emulator.stop();
    workspace.remove();
  });

  /** What is refused to somebody whose policies lack some actions: `action on resource`, in alphabetical order. */
  const refused = async (actions: readonly string[], ...command: readonly string[]): Promise<readonly string[]> => {
    await emulator.hold(actions.reduce((left, action) => without(action, left), policies));
    const { code, output } = await workspace.run(stack, ...command, "-no-color");
    await emulator.hold(policies);
    expect(code).toBe(1);
    const text = output.replace(/\s*\n[│╷╵\s]*/g, " ");
    const found = text.matchAll(/is not authorized to perform: (\S+) on resource: (\S+)/g);
    return [...new Set([...found].map(([, action, resource]) => `${action} on ${resource}`))].sort();
  };
  const own = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
  const change = ["apply", "-auto-approve", "-refresh=false"];

  test("who lacks rights to create is refused each of them, by its name", async () => {
    const lacking = ["ec2:CreateVpc", "ecr:CreateRepository", "iam:PassRole", "kms:CreateKey", "sns:CreateTopic"];
    expect(await refused(lacking, ...change)).toEqual([
      "ec2:CreateVpc on *",
      `ecr:CreateRepository on ${own("ecr", "repository/penguins/image")}`,
      `iam:PassRole on arn:aws:iam::${account}:role/penguins-pipeline-role`,
      "kms:CreateKey on *",
      `sns:CreateTopic on ${own("sns", "penguins-budget-alarms")}`,
    ]);
  });

  test("the printed policies are enough to deploy, and to find nothing to do", async () => {
    await workspace.terraform(stack, ...change, "-no-color");
    expect(await workspace.changes(stack)).toEqual([]);
  });

  test("who lacks a right to read is refused at the plan", async () => {
    expect(await refused(["budgets:ViewBudget"], "plan")).toEqual([
      `budgets:ViewBudget on arn:aws:budgets::${account}:budget/penguins-budget`,
    ]);
  });

  test("who lacks rights to change, and to serve what was served before, is refused each of them", async () => {
    write(things("changed"));
    const lacking = [
      ...["ec2:ModifySecurityGroupRules", "logs:UntagResource"],
      ...["sagemaker:UpdateEndpoint", "scheduler:UpdateSchedule"],
    ];
    expect(await refused(lacking, ...change)).toEqual([
      "ec2:ModifySecurityGroupRules on *",
      `logs:UntagResource on ${own("logs", "log-group:/penguins/flow-logs")}`,
      `sagemaker:UpdateEndpoint on ${own("sagemaker", "endpoint-config/penguins-r1")}`,
      `scheduler:UpdateSchedule on ${own("scheduler", "schedule/default/penguins-batch-schedule")}`,
    ]);
  });

  test("the printed policies are enough to change the rest, and a plan finds again what was refused", async () => {
    await workspace.terraform(stack, ...change, "-no-color");
    // until a plan reads it, Terraform's state says of a refused update that it was made
    expect(await workspace.changes(stack)).toEqual([
      "aws_cloudwatch_log_group.group: update: kms_key_id, tags, tags_all",
      "aws_sagemaker_endpoint.endpoint: update: endpoint_config_name",
      "aws_scheduler_schedule.schedule: update: schedule_expression",
    ]);
  });

  test("who lacks rights to delete is refused each of them", async () => {
    const lacking = ["cloudwatch:DeleteDashboards", "sagemaker:DeleteEndpointConfig"];
    expect(await refused(lacking, "destroy", "-auto-approve", "-refresh=false")).toEqual([
      `cloudwatch:DeleteDashboards on arn:aws:cloudwatch::${account}:dashboard/penguins-dashboard`,
      `sagemaker:DeleteEndpointConfig on ${own("sagemaker", "endpoint-config/penguins-r1")}`,
      `sagemaker:DeleteEndpointConfig on ${own("sagemaker", "endpoint-config/penguins-r2")}`,
    ]);
  });

  test("the printed policies are enough to destroy", async () => {
    await workspace.terraform(stack, "destroy", "-auto-approve", "-refresh=false", "-no-color");
    expect(await workspace.terraform(stack, "state", "list")).toBe("");
  });

  test("the emulator lacked no call", () => expect(emulator.unanswered).toEqual([]));

  test("the actions that the calls asked for are the recorded ones", async () => {
    const asked = await emulator.actions();
    expect(asked).toEqual(recordedActions("deployer", asked));
  });
});
