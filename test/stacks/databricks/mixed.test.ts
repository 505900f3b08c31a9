/** A workspace trains, and a cluster serves: what crosses is a folder and a hash. */
import { readFileSync } from "node:fs";
import { App, TerraformStack } from "cdktf";
import { parse } from "yaml";
import { analysisOf } from "../../../review/analysis/analysis.js";
import { page } from "../../../review/pages/page.js";
import { stackOf } from "../../../review/read/stack.js";
import { markdown } from "../../../review/write/markdown.js";
import { bucketOf } from "../../../stacks/databricks/mixed-halves.js";
import { addPilots, loadSpecs, stacksOf } from "../../../stacks/load.js";
import { nameProblems } from "../../../stacks/pilot-spec/names.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../../scratch.js";
import { mixedFile, mixedVariants, type SynthesizedStack, synthesizeMixed } from "../../synth.js";
import { mixedSpec } from "../../variants.js";
import { checkedWhole } from "../random/random-spec.js";

const name = "penguins-databricks-kubernetes";
const [train, serve] = [`${name}-train`, `${name}-serve`];
let stacks: ReadonlyMap<string, SynthesizedStack>;
beforeAll(async () => {
  stacks = await synthesizeMixed();
});
const stackNamed = (id: string): SynthesizedStack => {
  const stack = stacks.get(id);
  if (stack === undefined) throw new Error(`${id} is missing; made were ${[...stacks.keys()].join(", ")}`);
  return stack;
};

test("each half has a stack of its own with its parts, as the app says before it makes them", async () => {
  const [loaded] = await loadSpecs([mixedFile]);
  const named = (await stacksOf(loaded as never)).map((stack) => stack.name);
  const own = named.filter((each) => each.includes("databricks"));
  expect(own).toEqual([train, `${train}-account`, serve, `${serve}-runs`]);
  const made = [train, serve]
    .flatMap((id) => [stackNamed(id).stack, ...stackNamed(id).parts])
    .map(({ node }) => node.id);
  expect(made).toEqual(own);
  for (const id of [train, serve]) expect(stackNamed(id).problems).toEqual([]);
});

test("the half that trains makes a job and a model, serves nothing, and registers under a name of its own", () => {
  const stack = stackNamed(train);
  expect(stack.all("databricks_model_serving")).toEqual([]);
  expect(stack.one("databricks_job").name).toBe(`${name}-pipeline`);
  expect(stack.one("databricks_catalog").name).toBe("penguins_databricks_kubernetes");
  expect(Object.keys(stack.json.output ?? {})).not.toContain("next_5_invoke");
  expect(stack.ledger.wayBack ?? "").toBe("");
});

test("the release is checked by its hash: the first container of the half that serves compares it", () => {
  const stack = stackNamed(serve);
  const [fetch] = stack.one("kubernetes_deployment_v1", "release-r1").spec.template.spec.init_container;
  expect(fetch.args).toEqual([
    "s3://penguins-databricks-123456789012/pilot/models/731905264870001/approved",
    "486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7",
    "/model",
  ]);
  expect(fetch.env).toEqual([{ name: "AWS_REGION", value: "eu-west-1" }]);
  // the bucket exists, so its owner has said as whom the pods read it
  expect(stack.one("kubernetes_service_account_v1", "endpoint").metadata.annotations).toEqual({
    "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/penguins-serving",
  });
  const other = stackNamed("penguins-aws-kubernetes-serve");
  expect(other.one("kubernetes_service_account_v1", "endpoint").metadata.annotations).toEqual({
    "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/penguins-aws-kubernetes-reader-role",
  });
});

test("the approval of the half that trains prints the folder and the hash that the other half takes", () => {
  const { next_4_approve: approve } = stackNamed(train).json.output as Record<string, { value: string }>;
  expect(approve?.value).toContain('uri: (\\"s3://penguins-databricks-123456789012/pilot/models/\\" + \\$tags.run');
  expect(approve?.value).toContain("sha256: \\$tags.sha256");
});

test("both pages draw the crossing, and the half that trains is deployed first", () => {
  for (const id of [train, serve]) {
    const text = markdown(page(analysisOf(stackOf(id, "f", structuredClone(stackNamed(id).json)))));
    const section = (text.split("## What crosses from one platform to the other\n")[1] ?? "").split("\n## ")[0] ?? "";
    for (const part of [
      "databricks → kubernetes",
      "/pilot/models/",
      "the owner of the bucket",
      `${name}-serving`,
      "port 443",
    ])
      expect([id, section]).toEqual([id, expect.stringContaining(part)]);
  }
  expect(stackNamed(serve).stack.dependsOn(stackNamed(train).stack)).toBe(true);
  for (const id of [train, serve]) expect(JSON.stringify(stackNamed(id).json)).not.toContain("terraform_remote_state");
});

test("beside a pilot of its own the half has no account: a workspace has one policy", async () => {
  const own = (input: PilotSpecInput) => {
    delete input.databricks?.pilot;
  };
  const beside = await synthesizeMixed(own);
  expect(beside.get(train)?.parts).toEqual([]);
  const app = new App({ outdir: temporaryFolder("databricks-mixed") });
  const spec = mixedSpec(own);
  await addPilots(app, [{ file: mixedFile, spec }]);
  const ids = app.node.children.filter((child) => TerraformStack.isStack(child)).map(({ node }) => node.id);
  expect(ids.filter((id) => id.endsWith("-account"))).toEqual(["penguins-databricks-account"]);
  expect([...(await stacksOf({ file: mixedFile, spec }))].map((stack) => stack.name).sort()).toEqual(ids.sort());
  // its name is too long for a policy that it does not make
  const long = { ...spec, name: "penguins-of-the-north-databricks-kubernetes" };
  expect(nameProblems("databricks", long)).toEqual([]);
  expect(nameProblems("databricks", { ...long, mixed: [] })).not.toEqual([]);
});

test.each(Object.entries(mixedVariants))("%s: no rule finds a problem in a half", async (_, change) => {
  const made = await synthesizeMixed(change);
  for (const id of [train, serve]) expect([id, made.get(id)?.problems]).toEqual([id, []]);
});

describe("the check refuses", () => {
  type Mix = NonNullable<PilotSpecInput["mixed"]>[number];
  const linesOf = async (change: (input: PilotSpecInput, mix: Mix) => void) => {
    const input = parse(readFileSync(mixedFile, "utf8")) as PilotSpecInput;
    const mix = (input.mixed ?? []).find((each) => each.train === "databricks");
    if (mix === undefined) throw new Error("no workspace trains");
    change(input, mix);
    return (await checkedWhole(input)).problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };
  const r1 = (uri: string) => ({ r1: { uri, sha256: "a".repeat(64) } });

  test("nothing of the example", async () => {
    expect(await linesOf(() => {})).toEqual([]);
  });

  test.each<[string, (input: PilotSpecInput, mix: Mix) => void, string]>([
    [
      "a model that lies elsewhere",
      (_, mix) => Object.assign(mix, { releases: r1("s3://penguins-databricks-123456789012/models/1/approved") }),
      'mixed.2.releases.r1: "s3://penguins-databricks-123456789012/models/1/approved" must be a folder below s3://penguins-databricks-123456789012/pilot/models/ without a / at the end',
    ],
    [
      "two platforms that each have their own bucket",
      (_, mix) => Object.assign(mix, { serve: "aws", releases: {}, live: null }),
      'mixed.2.serve: "aws" cannot serve what databricks trains, because aws serves out of its own bucket, and databricks trains into its own; use another platform for one of them',
    ],
    [
      "a workspace that serves",
      (_, mix) => Object.assign(mix, { train: "aws", serve: "databricks", releases: {}, live: null }),
      'mixed.2.serve: "databricks" cannot serve in a mixed pilot, because Model Serving serves versions of Unity Catalog alone, and Terraform cannot make one of a URI; use aws or kubernetes',
    ],
    [
      "a bucket of S3 without its region",
      (input) => {
        delete input.databricks?.location?.region;
      },
      "databricks.location.region: is missing; whoever reads a bucket of S3 elsewhere needs its region",
    ],
    [
      "a region that does not exist",
      (input) => Object.assign(input.databricks?.location ?? {}, { region: "eu-centrl-1" }),
      'databricks.location.region: "eu-centrl-1" was not a region of aws in November 2026; did you mean "eu-central-1"?',
    ],
  ])("%s", async (_, change, line) => {
    const lines = await linesOf(change);
    expect(lines.find((each) => each.startsWith(line)) ?? lines).toEqual(expect.stringContaining(line));
  });
});

test.each([
  ["s3://b", { bucketUri: "s3://b", folder: "" }],
  ["gs://b/a/c", { bucketUri: "gs://b", folder: "/a/c" }],
  ["abfss://c@acc.dfs.core.windows.net", { bucketUri: "https://acc.blob.core.windows.net/c", folder: "" }],
  ["abfss://c@acc.dfs.core.windows.net/x/y", { bucketUri: "https://acc.blob.core.windows.net/c", folder: "/x/y" }],
])("a cluster knows %s by another name", (url, expected) => {
  expect(bucketOf({ location: { name: "l", url } })).toEqual(expected);
});
