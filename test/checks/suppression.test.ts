/**
 * A stack of somebody's own that breaks a rule fails with its id; with a written reason it passes, and its review shows
 * it.
 */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { SagemakerNotebookInstance } from "@cdktf/provider-aws/lib/sagemaker-notebook-instance/index.js";
import { factsOf } from "../../cli/review/facts.js";
import { markdown } from "../../cli/review/markdown.js";
import { page } from "../../cli/review/page.js";
import { stackOf } from "../../cli/review/stack.js";
import { checks, type Suppression } from "../../stacks/rules/index.js";
import { type SynthesizedStack, synthesizeScope } from "../synth.js";

const synthesize = (suppress: readonly Suppression[]): SynthesizedStack =>
  synthesizeScope((stack) => {
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    new S3Bucket(stack, "archive", { bucket: "penguins-archive" });
    new SagemakerNotebookInstance(stack, "lab", {
      name: "lab",
      instanceType: "ml.t3.medium",
      roleArn: "arn:aws:iam::1:role/x",
    });
    stack.node.addValidation(checks(stack, { suppress }));
  });

const reviewOf = ({ json }: SynthesizedStack): string => markdown(page(factsOf(stackOf("test", "cdk.tf.json", json))));

const suppress = [
  { id: "store-without-expiry", address: "aws_s3_bucket.archive", why: "the law asks for ten years; finance pays" },
  {
    id: "notebook-instance",
    address: "aws_sagemaker_notebook_instance.lab",
    why: "a course, until Friday | <b>really</b>",
  },
];

test("without a reason each fault stands with the id of its rule, and the review has no such section", () => {
  const stack = synthesize([]);
  expect(stack.faults).toEqual([
    expect.stringMatching(/^store-without-expiry: aws_s3_bucket\.archive: /),
    expect.stringMatching(/^notebook-instance: aws_sagemaker_notebook_instance\.lab: /),
  ]);
  expect(reviewOf(stack)).not.toContain("switched off");
});

test("with a reason the stack passes, and the review shows what was switched off, where and why", () => {
  const stack = synthesize(suppress);
  expect(stack.faults).toEqual([]);
  const review = reviewOf(stack);
  expect(review).toContain("## Checks that are switched off");
  expect(review).toContain(
    "| `store-without-expiry` | `aws_s3_bucket.archive` | the law asks for ten years; finance pays |",
  );
  expect(review).toMatch(/a course, until Friday \\\| \\<b\\?>really\\<\/b\\?>/);
});

test("what somebody else wrote there is shown and never fails", () => {
  const { json } = synthesize([]);
  for (const suppressed of [7, "all", [{ id: 1 }], { a: { b: [] } }]) {
    const review = markdown(page(factsOf(stackOf("test", "f", { ...json, "//": { checks: { suppressed } } }))));
    expect(review).toContain("| not understood |");
  }
});
