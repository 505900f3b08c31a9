import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withCdktnNames } from "../../scripts/longevity/cdktn-names.js";
import { temporaryFolder } from "../scratch.js";
import { differentStacks } from "./compare.js";

const stack = {
  "//": { metadata: { version: "0.21.0", stackName: "penguins-aws" }, source: { codeHash: "1" } },
  resource: { aws_s3_bucket: { data: { bucket: "penguins-data", force_destroy: false, tags: [] } } },
  terraform: { required_providers: { aws: { source: "aws", version: "6.25.0" } } },
};

/** Two outputs of an app: the second is changed. */
function outputs(change: (text: string) => string): readonly [string, string] {
  const [before, after] = [temporaryFolder("before"), temporaryFolder("after")];
  const place = "stacks/penguins-aws";
  mkdirSync(join(before, place), { recursive: true });
  writeFileSync(join(before, place, "cdk.tf.json"), JSON.stringify(stack));
  cpSync(before, after, { recursive: true });
  const file = join(after, place, "cdk.tf.json");
  writeFileSync(file, change(readFileSync(file, "utf8")));
  return [before, after];
}

test.each([
  ["versions of the engine and of the bindings", '"0.21.0"', '"0.24.0"'],
  ["the version of a provider", '"6.25.0"', '"6.66.0"'],
  ["the hash of the sources", '"codeHash":"1"', '"codeHash":"2"'],
])("%s may differ", (_, from, to) => {
  expect(differentStacks(...outputs((text) => text.replace(from, to)))).toEqual([]);
});

test.each([
  [
    "a changed argument",
    '"force_destroy":false',
    '"force_destroy":true',
    "penguins-aws/resource/aws_s3_bucket/data/force_destroy: false → true",
  ],
  ["a missing argument", ',"tags":[]', "", "penguins-aws/resource/aws_s3_bucket/data/tags: [] → undefined"],
  [
    "another name of the stack",
    '"stackName":"penguins-aws"',
    '"stackName":"penguins"',
    'penguins-aws////metadata/stackName: "penguins-aws" → "penguins"',
  ],
])("%s is a difference", (_, from, to, line) => {
  expect(differentStacks(...outputs((text) => text.replace(from, to)))).toEqual([line]);
});

test("an app that wrote no stack is a difference", () => {
  const empty = temporaryFolder("empty");
  mkdirSync(join(empty, "stacks"));
  expect(differentStacks(empty, empty)).toEqual([expect.stringContaining("holds no stack")]);
});

test.each([
  ['import { App } from "cdktf";', 'import { App } from "cdktn";'],
  ['require("cdktf/lib/tokens/private/resolve")', 'require("cdktn/lib/tokens/private/resolve")'],
  [
    'import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";',
    'import { S3Bucket } from "@cdktn/provider-aws/lib/s3-bucket/index.js";',
  ],
  ['providerPackages: ["@cdktf/provider-aws"]', 'providerPackages: ["@cdktn/provider-aws"]'],
  // what cdktn does not publish keeps its name, and so does a text
  ['from "@cdktf/provider-google/lib/project/index.js"', 'from "@cdktf/provider-google/lib/project/index.js"'],
  ['"run cdktf synth"', '"run cdktf synth"'],
  ['"cdktf-ml-pilot"', '"cdktf-ml-pilot"'],
])("%s becomes %s", (text, said) => {
  expect(withCdktnNames(text, ["provider-aws"])).toBe(said);
});
