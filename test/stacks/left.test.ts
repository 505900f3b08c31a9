/** What leaves an app: said, kept, and never silently forgotten. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppStack, formerStacks, keepLeaving, linesOfLeaving, linesOfLeft } from "../../stacks/left.js";
import type { Source } from "../../stacks/source.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "left-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const inCloud = { backend: "s3", bucket: "states", region: "eu-west-1" };
const source = (change: Partial<Source> = {}): Source => ({
  spec: "pilot.yaml",
  specHash: "",
  codeHash: "",
  place: { account: "123456789012", region: "eu-west-1" },
  state: inCloud,
  ...change,
});
const app = () => join(dir, "cdktf.out");

/** Writes the stack that a former synth made. */
function former(stack: AppStack): void {
  const folder = join(app(), "stacks", stack.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ "//": { source: stack.source } }));
  writeFileSync(join(app(), "manifest.json"), JSON.stringify({ stacks: { [stack.name]: {} } }));
}

const state = (name: string, resources: number) =>
  writeFileSync(join(dir, name), JSON.stringify({ resources: Array(resources).fill({ mode: "managed" }) }));

const next = (change: Partial<Source>): readonly AppStack[] => [{ name: "penguins-aws", source: source(change) }];

test("the same spec again is not a change", () => {
  former({ name: "penguins-aws", source: source() });
  expect(linesOfLeaving(app(), next({ specHash: "other" }))).toEqual([]);
});

test.each([
  [
    "a stack that no spec makes any more",
    [],
    /^penguins-aws leaves the app\. Nothing of what is deployed is destroyed/,
  ],
  [
    "another region",
    next({ place: { account: "123456789012", region: "eu-central-1" } }),
    /^penguins-aws moves from account 123456789012, region eu-west-1 to account 123456789012, region eu-central-1\. /,
  ],
  [
    "another account",
    next({ place: { account: "210987654321", region: "eu-west-1" } }),
    /^penguins-aws moves from account 123456789012, .* to account 210987654321, /,
  ],
  [
    "another backend",
    next({ state: { backend: "local" } }),
    /^penguins-aws keeps its state in another place: from backend s3, bucket states, .* to backend local\. .* init -migrate-state$/,
  ],
])("%s is said, with the command", (_, now, expected) => {
  former({ name: "penguins-aws", source: source() });
  expect(linesOfLeaving(app(), now).join("\n")).toMatch(expected);
});

test("what left is kept for Terraform until somebody removes it, and every synth says so", () => {
  former({ name: "penguins-aws", source: source() });
  keepLeaving(app(), formerStacks(app()), []);
  const left = join(app(), "left");
  const kept = existsSync(left) ? readdirSync(left, { recursive: true, encoding: "utf8" }) : [];
  expect(kept).toContain("penguins-aws/cdk.tf.json");
  expect(linesOfLeft(app(), []).join()).toMatch(
    /^penguins-aws left the app and may still be deployed; to destroy it: /,
  );
  expect(linesOfLeft(app(), next({}))).toEqual([]);
});

test("a local state that holds nothing was never deployed: nothing is said or kept", () => {
  former({ name: "penguins-aws", source: source({ state: { backend: "local" } }) });
  state("penguins-aws.tfstate", 0);
  expect(linesOfLeaving(app(), [])).toEqual([]);
  keepLeaving(app(), formerStacks(app()), []);
  expect(linesOfLeft(app(), [])).toEqual([]);
});

test("each state beside the app that holds something and that no stack uses is named", () => {
  state("churn-aws.tfstate", 80);
  state("empty-aws.tfstate", 0);
  state("penguins-aws.tfstate", 98);
  const lines = linesOfLeft(app(), next({ state: { backend: "local" } }));
  expect(lines).toEqual([
    expect.stringMatching(
      /churn-aws\.tfstate holds 80 resources, and no stack of this app uses it; docs\/teardown\.md/,
    ),
  ]);
});

test("a local state beside a stack that keeps its state elsewhere is not its state", () => {
  state("penguins-aws.tfstate", 98);
  expect(linesOfLeft(app(), next({})).join()).toMatch(/penguins-aws\.tfstate holds 98 resources/);
});
