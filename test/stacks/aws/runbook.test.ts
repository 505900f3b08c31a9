/**
 * AWS: who runs each command of the runbook, and that this identity may, from the allowed networks and from no other.
 */
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";
import { holdsForEveryCommand, type Right, type Row } from "../runbook.js";
import { Account } from "./simulator.js";

/** From where a call comes: an address, and the VPC and endpoint that it went through. */
interface Place {
  readonly ip: string;
  readonly vpc?: string;
  readonly endpoint?: string;
}

const account = "123456789012";
const person = `arn:aws:iam::${account}:role/ml-operator`;
const operator = `arn:aws:iam::${account}:role/penguins-operator-role`;
const exporter = `arn:aws:iam::${account}:role/penguins-exporter-role`;
const sagemaker = (what: string) => `arn:aws:sagemaker:eu-west-1:${account}:${what}`;
const log = (group: string) => `arn:aws:logs:eu-west-1:${account}:log-group:${group}:log-stream:any`;
const bucket = `arn:aws:s3:::penguins-data-${account}`;
const repository = `arn:aws:ecr:eu-west-1:${account}:repository/penguins/image`;
const pipeline = sagemaker("pipeline/penguins-pipeline");

/** Where the example's clients are, and where somebody is who only has the same address, or an operator's keys. */
function places(stack: SynthesizedStack, endpoint: string) {
  const own = new Account(stack);
  const paused = stack.all("aws_vpc_endpoint").length === 1;
  const vpc = own.idOf("aws_vpc");
  return {
    allowed: paused ? [] : [{ ip: "192.168.10.5", vpc, endpoint: own.idOf("aws_vpc_endpoint", endpoint) }],
    refused: [
      { ip: "203.0.113.5" },
      { ip: "192.168.10.5", vpc: "vpc-0evil", endpoint: "vpce-0evil" },
      { ip: "10.99.0.1", vpc, endpoint: "vpce-other" },
      { ip: "192.168.10.5" },
    ],
  };
}

function rows(stack: SynthesizedStack): ReadonlyArray<Row<Place>> {
  const s3 = places(stack, "interface-endpoints_to-s3");
  const runtime = places(stack, "interface-endpoints_to-sagemaker-runtime");
  const plain = (...actions: ReadonlyArray<readonly [action: string, on: string]>): Array<Right<Place>> =>
    actions.map(([action, on]) => ({ action, on }));
  const objects = (actions: readonly string[], on: string): Array<Right<Place>> =>
    actions.map((action) => ({ action, on, onlyFrom: s3 }));
  const become = (role: string): Right<Place> => ({ action: "sts:AssumeRole", on: role });
  const push = [
    "InitiateLayerUpload",
    "UploadLayerPart",
    "CompleteLayerUpload",
    "PutImage",
    "BatchCheckLayerAvailability",
  ];
  const withPipeline = ["phase 1", "phase 2", "phase 2, async", "phase 2, paused", "phase 2, batch"];
  const serving = ["phase 2"];
  const version = sagemaker("model-package/penguins-models/7");
  return [
    { command: "next_1_push_image", who: person, rights: [become(operator)] },
    {
      command: "docker push, as the operator role",
      who: operator,
      rights: plain(
        ["ecr:GetAuthorizationToken", "*"],
        ...push.map((action) => [`ecr:${action}`, repository] as const),
      ),
    },
    { command: "next_2_upload_data", who: person, rights: objects(["s3:PutObject"], `${bucket}/data/penguins.csv`) },
    {
      command: "next_3_run",
      who: operator,
      rights: plain(["sagemaker:StartPipelineExecution", pipeline]),
      onlyIn: withPipeline,
    },
    {
      command: "next_4_approve",
      who: operator,
      rights: plain(
        ["sagemaker:ListModelPackages", sagemaker("model-package/penguins-models/*")],
        ["sagemaker:UpdateModelPackage", version],
        ["sagemaker:DescribeModelPackage", version],
        ["ecr:DescribeImages", repository],
        ["ecr:BatchGetImage", repository],
        ["ecr:PutImage", repository],
      ),
      onlyIn: withPipeline,
    },
    {
      command: "next_5_invoke",
      who: operator,
      rights: [{ action: "sagemaker:InvokeEndpoint", on: sagemaker("endpoint/penguins-endpoint"), onlyFrom: runtime }],
      onlyIn: serving,
    },
    {
      command: "next_5_invoke",
      who: operator,
      rights: [
        { action: "sagemaker:InvokeEndpointAsync", on: sagemaker("endpoint/penguins-endpoint"), onlyFrom: runtime },
      ],
      onlyIn: ["phase 2, async"],
    },
    {
      command: "aws s3 cp, of the request of an asynchronous call",
      who: person,
      rights: objects(["s3:PutObject"], `${bucket}/data/requests/1.json`),
      onlyIn: ["phase 2, async"],
    },
    {
      command: "next_5_invoke",
      who: operator,
      rights: plain(["sagemaker:StartPipelineExecution", sagemaker("pipeline/penguins-batch")]),
      onlyIn: ["phase 2, batch"],
    },
    { command: "next_6_export", who: person, rights: [become(exporter)] },
    {
      command: "aws s3 sync, as the exporter role",
      who: exporter,
      rights: [
        ...objects(["s3:GetObject"], `${bucket}/models/runs/a/output/model.tar.gz`),
        ...objects(["s3:GetObject"], `${bucket}/artifacts/runs/a/prepared.csv`),
        ...objects(["s3:GetObject"], `${bucket}/evaluation/runs/a/evaluation.json`),
        { action: "s3:ListBucket", on: bucket, onlyFrom: s3 },
      ],
    },
    {
      command: "stop_run",
      who: operator,
      rights: plain(
        ...stack
          .all("aws_sagemaker_pipeline")
          .map(({ arguments: { pipeline_name: name } }) => sagemaker(`pipeline/${name}`))
          .flatMap((each) => [
            ["sagemaker:ListPipelineExecutions", each] as const,
            ["sagemaker:StopPipelineExecution", `${each}/execution/abc`] as const,
          ]),
      ),
      onlyIn: withPipeline,
    },
    {
      command: "aws sagemaker list-pipeline-execution-steps (docs/aws.md)",
      who: operator,
      rights: plain(
        ["sagemaker:ListPipelineExecutions", pipeline],
        ["sagemaker:ListPipelineExecutionSteps", `${pipeline}/execution/abc`],
        ["sagemaker:DescribePipelineExecution", `${pipeline}/execution/abc`],
        ["sagemaker:RetryPipelineExecution", `${pipeline}/execution/abc`],
      ),
      onlyIn: withPipeline,
    },
    {
      command: "aws logs tail, of a run that failed (docs/aws.md)",
      who: operator,
      rights: plain(
        ["sagemaker:DescribeProcessingJob", sagemaker("processing-job/pipelines-abc-probe-x")],
        ["sagemaker:DescribeTrainingJob", sagemaker("training-job/pipelines-abc-train-x")],
        ...["/aws/sagemaker/ProcessingJobs", "/aws/sagemaker/TrainingJobs", "/penguins/flow-logs"].flatMap((group) =>
          (["logs:FilterLogEvents", "logs:GetLogEvents", "logs:DescribeLogStreams"] as const).map(
            (action) => [action, log(group)] as const,
          ),
        ),
      ),
    },
    {
      command: "aws logs tail, of the endpoint, and its p95 (docs/aws.md)",
      who: operator,
      rights: plain(
        ["sagemaker:DescribeEndpoint", sagemaker("endpoint/penguins-endpoint")],
        ["logs:FilterLogEvents", log("/aws/sagemaker/Endpoints/penguins-endpoint")],
        ["cloudwatch:GetMetricStatistics", "*"],
        ["cloudwatch:DescribeAlarms", `arn:aws:cloudwatch:eu-west-1:${account}:alarm:penguins-endpoint-p95`],
      ),
      onlyIn: serving,
    },
  ];
}

const chosen: Readonly<Record<string, (input: PilotSpecInput) => void>> = {
  ...Object.fromEntries(
    ["phase 0", "phase 1", "phase 2", "phase 2, paused", "phase 2, batch"].map((name) => [
      name,
      variants[name] ?? (() => {}),
    ]),
  ),
  "phase 2, async": (input) => {
    variants["phase 2"]?.(input);
    Object.assign(input.aws ?? {}, { endpointKind: "async" });
  },
};

async function stackOf(change: (input: PilotSpecInput) => void): Promise<SynthesizedStack> {
  const stack = await synthesizePilot("aws", change);
  if (stack === undefined) throw new Error("the example has no aws block");
  return stack;
}

/** The actions that a command calls, by its words; those of `aws s3` are rights on objects, and have their rows. */
const calledBy = (command: string): readonly string[] =>
  [...command.matchAll(/\baws (sagemaker-runtime|sagemaker|ecr) ([a-z-]+)/g)].map(([, service = "", verb = ""]) => {
    const action = verb.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return action === "GetLoginPassword" ? "ecr:GetAuthorizationToken" : `${service.split("-")[0]}:${action}`;
  });

test.each(Object.entries(chosen))("%s: every call of a command is a right of its row", async (variant, change) => {
  const stack = await stackOf(change);
  const here = rows(stack).filter(({ onlyIn }) => onlyIn === undefined || onlyIn.includes(variant));
  const asOperator = here.filter(({ who }) => who === operator);
  for (const [name, { value }] of Object.entries(stack.json.output ?? {}) as Array<[string, { value: string }]>) {
    const mine = asOperator.filter(({ command }) => command === name || command.startsWith("docker push"));
    const rights = mine.flatMap((row) => row.rights.map(({ action }) => action));
    expect(calledBy(value).filter((action) => !rights.includes(action))).toEqual([]);
  }
});

describe("the runbook", () => {
  holdsForEveryCommand<Place>({
    stackOf,
    variants: chosen,
    rows,
    refusal: (stack, who, { action, on = "*" }, from) => {
      const decision = new Account(stack).decide({
        principal: who,
        action,
        resource: on,
        context: {
          "aws:PrincipalAccount": account,
          "aws:SecureTransport": "true",
          "aws:ResourceTag/pilot": "penguins",
          "s3:prefix": "artifacts/",
          ...(from === undefined || from.vpc === undefined
            ? { "aws:SourceIp": from?.ip ?? "203.0.113.5" }
            : { "aws:VpcSourceIp": from.ip, "aws:SourceVpc": from.vpc, "aws:SourceVpce": from.endpoint ?? "" }),
        },
      });
      return decision.allowed ? undefined : decision.because;
    },
  });
});

describe("what the operator may not do", () => {
  test.each([
    ["the job of another team", "sagemaker:DescribeTrainingJob", sagemaker("training-job/pipelines-abc-x"), "others"],
    ["another log group", "logs:GetLogEvents", log("/other/group"), "penguins"],
    ["a version of another group", "sagemaker:UpdateModelPackage", sagemaker("model-package/other/1"), "penguins"],
    ["raw data as the exporter", "s3:GetObject", `${bucket}/data/penguins.csv`, "penguins"],
  ])("%s", async (what, action, resource, tag) => {
    const stack = await synthesizePilot("aws", variants["phase 2"]);
    if (stack === undefined) throw new Error("the example has no aws block");
    const own = new Account(stack);
    const decision = own.decide({
      principal: what.endsWith("exporter") ? exporter : operator,
      action,
      resource,
      context: {
        ...{ "aws:ResourceTag/pilot": tag, "aws:VpcSourceIp": "192.168.10.5", "aws:SourceVpc": own.idOf("aws_vpc") },
        ...{ "aws:PrincipalAccount": account, "aws:SecureTransport": "true" },
      },
    });
    expect(decision).toEqual({ allowed: false, because: "nothing allows it" });
  });
});
