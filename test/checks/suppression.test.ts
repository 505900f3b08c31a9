/** A stack that breaks a rule fails with its id; with a written reason it passes, and its review shows the reason. */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { SagemakerNotebookInstance } from "@cdktf/provider-aws/lib/sagemaker-notebook-instance/index.js";
import type { TerraformStack } from "cdktf";
import { record } from "../../constructs/pilot/record.js";
import { analysisOf } from "../../review/analysis/analysis.js";
import { page } from "../../review/pages/page.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import { checks, rules, type Suppression } from "../../stacks/rules/index.js";
import { type SynthesizedStack, synthesizeScope } from "../synth.js";

const logGroup = (stack: TerraformStack, id: string, name: string) =>
  new CloudwatchLogGroup(stack, id, { name, retentionInDays: 30 });

/** What breaks each rule, and where. */
const wrong: Readonly<Record<string, readonly [address: string, build: (stack: TerraformStack) => void]>> = {
  "dangling-name": [
    "aws_cloudwatch_log_stream.stream",
    (stack) => {
      logGroup(stack, "group", "penguins-log");
      new CloudwatchLogStream(stack, "stream", { name: "stream", logGroupName: "penguins-log" });
    },
  ],
  "double-address": [
    "aws_cloudwatch_log_group.same",
    (stack) => {
      for (const id of ["one", "two"]) logGroup(stack, id, id).overrideLogicalId("same");
    },
  ],
  "mangled-token": [
    "aws_cloudwatch_log_group.lower",
    (stack) => void logGroup(stack, "lower", logGroup(stack, "group", "Penguins").name.toLowerCase()),
  ],
  "unescaped-template": [
    "aws_cloudwatch_log_group.group",
    (stack) => {
      logGroup(stack, "group", "penguins-log").tags = { path: "${{inputs.data}}" };
    },
  ],
  "store-without-expiry": [
    "aws_s3_bucket.archive",
    (stack) => void new S3Bucket(stack, "archive", { bucket: "archive" }),
  ],
  "unowned-limit": [
    "aws_cloudwatch_log_group.group",
    (stack) => {
      const group = logGroup(stack, "group", "penguins-log");
      const kept = {
        kind: "retention",
        unit: "days",
        owner: "",
        enforcement: "hard",
        at: [group, "/retention_in_days"],
      } as const;
      record(group, { box: "pipeline", owner: "ml@example.com", limits: [kept] });
    },
  ],
  "notebook-instance": [
    "aws_sagemaker_notebook_instance.lab",
    (stack) => {
      const roleArn = "arn:aws:iam::123456789012:role/lab";
      new SagemakerNotebookInstance(stack, "lab", { name: "lab", instanceType: "ml.t3.medium", roleArn });
    },
  ],
};

const synthesize = (build: (stack: TerraformStack) => void, suppress: readonly Suppression[]): SynthesizedStack =>
  synthesizeScope((stack) => {
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    build(stack);
    stack.node.addValidation(checks(stack, { suppress }));
  });

const reviewOf = (json: object): string => markdown(page(analysisOf(stackOf("test", "cdk.tf.json", json))));

test("there is a stack that breaks each rule", () => {
  expect(Object.keys(wrong)).toEqual(rules.map(({ id }) => id));
});

test.each(Object.entries(wrong))(
  "%s fails a stack; with a reason it passes, and the review says so",
  (id, [address, build]) => {
    const { problems, json } = synthesize(build, []);
    expect(problems.map((problem) => problem.replace(/^(\S+: [^\s:]+).*/, "$1"))).toEqual([`${id}: ${address}`]);
    expect(reviewOf(json)).not.toContain("switched off");

    const suppressed = synthesize(build, [{ id, address, why: `the law asks for it; finance pays for ${id}` }]);
    expect(suppressed.problems).toEqual([]);
    const review = reviewOf(suppressed.json);
    expect(review).toContain("## Checks that are switched off");
    expect(review).toContain(`| \`${id}\` | \`${address}\` | the law asks for it; finance pays for ${id} |`);
  },
);

test("a reason is text and never markup", () => {
  const [address, build] = wrong["notebook-instance"] ?? ["", () => {}];
  const { json } = synthesize(build, [{ id: "notebook-instance", address, why: "until Friday | <b>really</b>" }]);
  expect(reviewOf(json)).toMatch(/until Friday \\\| \\<b\\?>really\\<\/b\\?>/);
});

test("what somebody else wrote there is shown and never fails", () => {
  const { json } = synthesize(() => {}, []);
  for (const suppressed of [7, "all", [{ id: 1 }], { a: { b: [] } }]) {
    expect(reviewOf({ ...json, "//": { checks: { suppressed } } })).toContain("| not understood |");
  }
});
