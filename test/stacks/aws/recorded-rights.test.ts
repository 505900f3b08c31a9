/**
 * The rights that `deployer aws` prints are those that the provider's calls asked for, both ways. The apply tier
 * records them (test/apply/actions) and holds its runs to them. What no call asks for has a document beside it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { coversAction } from "../../../stacks/aws/review/actions.js";
import { deployerPolicies, rights } from "../../../stacks/aws/rights.js";
import { problems, type Statement } from "../../oracles/aws/service-reference.js";
import { exampleSpec } from "../../synth.js";

const folder = join(__dirname, "../../apply/actions");
const recorded = new Set(
  readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").trim().split("\n")),
);

const everything = () => {
  const { aws, ...spec } = exampleSpec((input) =>
    Object.assign(input, { onDestroy: "delete", quotas: { request: true }, budget: { ...input.budget, brake: true } }),
  );
  if (aws === undefined) throw new Error("the example names AWS");
  return deployerPolicies({ ...spec, aws }) as ReadonlyArray<{ readonly Statement: readonly Statement[] }>;
};
const statements = everything().flatMap(({ Statement }) => Statement);
const printed = statements.flatMap(({ Action }) => Action);
const documented = new Set(rights.filter((right) => right.documented !== undefined).flatMap(({ actions }) => actions));

test("deploys, updates, rollbacks and destroys were recorded", () => {
  expect(recorded.size).toBeGreaterThan(150);
  for (const action of ["s3:CreateBucket", "sagemaker:UpdateEndpoint", "logs:UntagResource", "iam:DeleteRole"]) {
    expect(recorded).toContain(action);
  }
});

test("what a call asked for is printed", () => {
  expect([...recorded].filter((action) => !printed.some((pattern) => coversAction(pattern, action)))).toEqual([]);
});

test("what is printed was asked for, or a document with its date says so", () => {
  const asked = (pattern: string) => [...recorded].some((action) => coversAction(pattern, action));
  expect(printed.filter((pattern) => !documented.has(pattern) && !asked(pattern))).toEqual([]);
  expect([...documented].filter(asked)).toEqual([]);
  const without = rights.filter((right) => !/\((20\d\d-\d\d|v\d+\.\d+\.\d+)\)/.test(right.documented ?? "(2026-11)"));
  expect(without).toEqual([]);
});

test("each right is printed once, and short for reads alone", () => {
  expect([...printed].sort()).toEqual([...new Set(printed)].sort());
  expect(printed.filter((pattern) => pattern.includes("*"))).toEqual(["s3:GetBucket*", "ec2:Describe*"]);
});

test("AWS takes each action for the resources of its statement", async () => {
  const found: string[] = [];
  for (const statement of statements) {
    for (const problem of await problems(statement)) found.push(`${statement.Sid}: ${problem}`);
  }
  expect(found).toEqual([]);
});
