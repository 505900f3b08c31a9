/** A mixed pilot: one platform trains, another serves, and what crosses is a URI, a hash and who may read it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { parse, stringify } from "yaml";
import { analysisOf } from "../../../review/analysis/analysis.js";
import { page } from "../../../review/pages/page.js";
import { stackOf } from "../../../review/read/stack.js";
import { markdown } from "../../../review/write/markdown.js";
import { partsOf } from "../../../stacks/add-part.js";
import { addPilots, loadSpecs, stacksOf } from "../../../stacks/load.js";
import { UserError } from "../../../stacks/user-error.js";
import { temporaryFolder } from "../../scratch.js";
import { SynthesizedStack, statementsOf } from "../../synth.js";

const example = join(__dirname, "../../../examples/penguins/pilot.mixed.yaml");
const name = "penguins-aws-kubernetes";
const role = `${name}-reader-role`;
const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

type Spec = Record<string, Record<string, unknown>> & { mixed: Array<Record<string, unknown>> };

/** A spec file: the example, changed. */
function file(change: (spec: Spec) => void = () => {}): string {
  const spec = parse(readFileSync(example, "utf8")) as Spec;
  change(spec);
  const path = join(temporaryFolder("mixed"), "pilot.yaml");
  writeFileSync(path, stringify(spec));
  return path;
}

async function stacksIn(path: string): Promise<ReadonlyMap<string, SynthesizedStack>> {
  const app = new App({ outdir: temporaryFolder("mixed-out") });
  await addPilots(app, await loadSpecs([path]));
  const all = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  const parts = new Set(all.flatMap(partsOf));
  const alone = all.filter((stack) => !parts.has(stack));
  return new Map(alone.map((stack) => [stack.node.id, new SynthesizedStack(stack, partsOf(stack))]));
}

let stacks: ReadonlyMap<string, SynthesizedStack>;
beforeAll(async () => {
  stacks = await stacksIn(example);
});
const stackNamed = (id: string): SynthesizedStack => {
  const stack = stacks.get(id);
  if (stack === undefined) throw new Error(`${id} is missing; made were ${[...stacks.keys()].join(", ")}`);
  return stack;
};

test("each half has a stack of its own, and a platform with pilot: false has none besides", async () => {
  const [loaded] = await loadSpecs([example]);
  expect([...stacks.keys()]).toEqual(["penguins-aws", `${name}-train`, `${name}-serve`]);
  expect((await stacksOf(loaded as never)).map((stack) => stack.name)).toEqual([
    "penguins-aws",
    `${name}-train`,
    `${name}-serve`,
    `${name}-serve-runs`,
  ]);
  for (const stack of stacks.values()) expect(stack.problems).toEqual([]);
});

test("the half that trains serves nothing, and lets one service account of one issuer read its models", () => {
  const train = stackNamed(`${name}-train`);
  expect(train.all("aws_sagemaker_endpoint")).toEqual([]);
  expect(train.all("aws_sagemaker_pipeline")).toHaveLength(1);
  const reader = train.one("aws_iam_role", "reader");
  expect(reader.name).toBe(role);
  const [trust] = statementsOf(reader.assume_role_policy);
  expect(trust?.Condition).toEqual({
    StringEquals: {
      [`${issuer}:sub`]: `system:serviceaccount:${name}:${name}-serving`,
      [`${issuer}:aud`]: "sts.amazonaws.com",
    },
  });
  const granted = train
    .all("aws_iam_role_policy")
    .filter(({ arguments: given }) => given["role"] === "${aws_iam_role.reader.name}")
    .flatMap(({ arguments: given }) => statementsOf(String(given["policy"])));
  const objects = granted.filter(({ Sid }) => Sid === "Objects");
  expect(objects.map(({ Action, Resource }) => [Action, String(Resource).replace(/^.*\}/, "")])).toEqual([
    [["s3:GetObject"], "/models/*"],
  ]);
});

test("the half that serves takes that role, and its first container compares the hash of the release", () => {
  const serve = stackNamed(`${name}-serve`);
  const account = serve.one("kubernetes_service_account_v1", "endpoint");
  expect(account.metadata.name).toBe(`${name}-serving`);
  expect(account.metadata.annotations).toEqual({
    "eks.amazonaws.com/role-arn": `arn:aws:iam::123456789012:role/${role}`,
  });
  const [fetch] = serve.one("kubernetes_deployment_v1", "release-r1").spec.template.spec.init_container;
  expect(fetch.args).toEqual([
    `s3://${name}-data-123456789012/models/k2x9c4v7w1zp/train/output`,
    "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
    "/model",
  ]);
  expect(fetch.env).toEqual([{ name: "AWS_REGION", value: "eu-west-1" }]);
  // nothing is trained there
  expect(
    serve.all("kubernetes_manifest").map(({ arguments: given }) => (given["manifest"] as { kind: string }).kind),
  ).toEqual(["PodMonitor", "PrometheusRule"]);
  expect(Object.keys(serve.json.output ?? {})).toEqual(["next_1_push_image", "next_5_invoke"]);
});

test("no stack refers to another one, and no name of the mixed pilot is one of a pilot of its own", () => {
  for (const stack of stacks.values()) expect(JSON.stringify(stack.json)).not.toContain("terraform_remote_state");
  const named = (id: string) =>
    stackNamed(id)
      .resources.filter(({ type }) => /^aws_(s3_bucket|iam_role|ecr_repository|kms_alias)$/.test(type))
      .map(({ arguments: given }) => String(given["name"] ?? given["bucket"]));
  const own = new Set(named("penguins-aws"));
  expect(own.size).toBeGreaterThan(4);
  expect(named(`${name}-train`).filter((each) => own.has(each))).toEqual([]);
});

test("both pages draw the crossing: what is read, by which identity, over which way, and who pays", () => {
  for (const id of [`${name}-train`, `${name}-serve`]) {
    const text = markdown(page(analysisOf(stackOf(id, "f", structuredClone(stackNamed(id).json)))));
    const section = (text.split("## What crosses from one platform to the other\n")[1] ?? "").split("\n## ")[0] ?? "";
    for (const part of ["aws → kubernetes", "/models/", role, "port 443", "the account 123456789012"])
      expect([id, section]).toEqual([id, expect.stringContaining(part)]);
  }
  const own = markdown(page(analysisOf(stackOf("own", "f", structuredClone(stackNamed("penguins-aws").json)))));
  expect(own).not.toContain("What crosses from one platform to the other");
});

describe("the check refuses", () => {
  const mix = (change: (entry: Record<string, unknown>) => void) => (spec: Spec) => change(spec.mixed[0] ?? {});
  test.each<[string, (spec: Spec) => void, string]>([
    [
      "one platform for both",
      mix((entry) => Object.assign(entry, { serve: "aws" })),
      'serve: "aws" must differ from train',
    ],
    [
      "a platform without a block",
      mix((entry) => Object.assign(entry, { train: "google" })),
      '"google" has no block in this spec',
    ],
    [
      "halves the other way round, which nothing here can make yet",
      mix((entry) => Object.assign(entry, { train: "kubernetes", serve: "aws", releases: {}, live: null })),
      '"kubernetes" trains no half of a mixed pilot; allowed: aws',
    ],
    [
      "a release that is not listed",
      mix((entry) => Object.assign(entry, { live: "r2" })),
      '"r2" is not one of the releases',
    ],
    [
      "a release without an image",
      (spec) => Object.assign(spec["image"] ?? {}, { digest: null }),
      "set image.digest first",
    ],
    ["an entry twice", (spec) => void spec.mixed.push(structuredClone(spec.mixed[0] ?? {})), "must not stand twice"],
    ["a cluster without its issuer", (spec) => delete spec["kubernetes"]?.["issuer"], "issuer: is missing"],
    [
      "a name that is too long once both platforms are in it",
      (spec) => Object.assign(spec, { name: "a-pilot-with-quite-a-long-name" }),
      "a-pilot-with-quite-a-long-name-aws-kubernetes",
    ],
  ])("%s", async (_, change, said) => {
    const refused = loadSpecs([file(change)]);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(said);
  });
});
