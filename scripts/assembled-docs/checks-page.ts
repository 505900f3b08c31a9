/** The page of the whole-stack rules, made of the rules themselves. */
import { rules } from "../../stacks/rules/index.js";

const usage = `import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { App, TerraformStack } from "cdktf";
import { checks } from "cdktf-ml-pilot/checks";

const app = new App();
const stack = new TerraformStack(app, "archive");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new S3Bucket(stack, "archive", { bucket: "penguins-archive-123456789012" });

stack.node.addValidation(
  checks(stack, {
    suppress: [
      {
        id: "store-without-expiry",
        address: "aws_s3_bucket.archive",
        why: "the auditors ask for ten years; finance@example.com pays",
      },
    ],
  }),
);
app.synth();`;

const cell = (text: string): string => text.replace(/([|{}$])/g, "\\$1");

/** The text of the page. */
export function checksPage(): string {
  return [
    "<!-- made by `npm run golden` of stacks/rules/*.ts; a test fails when it is stale -->",
    "# Checks for any cdktf stack",
    "",
    "A scanner reads what was synthesized. These few rules need more: the construct tree, what the constructs",
    "recorded, or how cdktf writes strings. The pilot stacks are held to them, and one line holds any other stack to",
    "them: problems fail its synth, each with the rule's id, the address, and the fix. Resource types that the rules do",
    "not know are passed over. For the rest run a scanner, such as checkov.",
    "",
    "```ts",
    usage,
    "```",
    "",
    "A problem that is right where it stands is accepted in writing, as above: `why` stands in the synthesized stack,",
    "the review (`npx --no cdktf-ml-pilot review`) shows it under *Checks that are switched off*, and one that is needed",
    "no more is a problem itself.",
    "",
    "| Id | Why | Fix |",
    "| --- | --- | --- |",
    ...rules.map(({ id, why, fix }) => `| \`${id}\` | ${cell(why)} | ${cell(fix)} |`),
    "",
    "`dangling-name` knows the name attribute of the types that the pilots use; `nameAttributes` adds others, and",
    "`plainNames` lists names that have to be plain strings, by construct path, each with its reason. The library's own",
    "constructs say it of themselves by `plainName(resource, pointer, reason)`, and so can yours; `plainNamesOf(stack)` lists",
    "what the constructs of a stack say.",
    "",
  ].join("\n");
}
