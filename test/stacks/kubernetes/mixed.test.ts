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
const back = "penguins-kubernetes-aws";
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
  const halves = [`${name}-train`, `${name}-serve`, `${back}-train`, `${back}-serve`];
  expect([...stacks.keys()].filter((each) => !each.includes("databricks"))).toEqual(["penguins-aws", ...halves]);
  const named = (await stacksOf(loaded as never)).map((stack) => stack.name);
  expect(named.filter((each) => !each.includes("databricks"))).toEqual([
    "penguins-aws",
    `${name}-train`,
    `${name}-serve`,
    `${name}-serve-runs`,
    `${back}-train`,
    `${back}-train-runs`,
    `${back}-serve`,
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

describe("the cluster trains, and SageMaker serves", () => {
  const roleOf = (id: string) => stackNamed(`${back}-serve`).one("aws_iam_role", id);
  const grantsOf = (id: string) =>
    stackNamed(`${back}-serve`)
      .all("aws_iam_role_policy")
      .filter(({ arguments: given }) => given["role"] === `\${aws_iam_role.${id}.name}`)
      .flatMap(({ arguments: given }) => statementsOf(String(given["policy"])));
  const objects = (id: string, action: string) =>
    grantsOf(id)
      .filter(({ Sid, Action }) => Sid === "Objects" && Action.includes(action))
      .map(({ Resource }) => String(Resource).replace(/^.*\}/, ""))
      .sort();

  test("one service account writes models into the bucket of the half that serves, and another only reads", () => {
    const [trust] = statementsOf(roleOf("trainer").assume_role_policy);
    expect(trust?.Condition).toEqual({
      StringEquals: {
        [`${issuer}:sub`]: `system:serviceaccount:${back}:${back}-training`,
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    });
    expect(objects("trainer", "s3:PutObject")).toEqual(["/artifacts/*", "/evaluation/*", "/models/*"]);
    expect(objects("trainer", "s3:GetObject")).toEqual(["/artifacts/*", "/data/*", "/evaluation/*", "/models/*"]);
    expect(objects("exporter", "s3:PutObject")).toEqual([]);
    expect(objects("exporter", "s3:GetObject")).toEqual(["/evaluation/*", "/models/*"]);
    for (const id of ["trainer", "exporter"]) expect(JSON.stringify(grantsOf(id))).not.toMatch(/sagemaker|exports/);
    const accounts = stackNamed(`${back}-train`).all("kubernetes_service_account_v1");
    const roles = accounts.map(({ arguments: given }) => {
      const { name: account, annotations } = given["metadata"] as {
        name: string;
        annotations?: Record<string, string>;
      };
      return [account, annotations?.["eks.amazonaws.com/role-arn"]?.split("/").at(-1)];
    });
    expect(roles).toEqual(
      expect.arrayContaining([
        [`${back}-training`, `${back}-training-role`],
        [`${back}-exporter`, `${back}-exporter-role`],
      ]),
    );
  });

  test("the workflow writes below models/ of that bucket, and serves nothing", () => {
    const train = stackNamed(`${back}-train`);
    const [template] = train
      .all("kubernetes_manifest")
      .map(({ arguments: given }) => given["manifest"] as { kind: string; spec: { templates: object[] } })
      .filter(({ kind }) => kind === "WorkflowTemplate");
    const gate = template?.spec.templates.find((each) => "name" in each && each.name === "gate") as {
      outputs: { artifacts: Array<{ s3: { bucket: string; key: string; region: string } }> };
    };
    expect(gate.outputs.artifacts[0]?.s3).toMatchObject({
      bucket: `${back}-data-123456789012`,
      key: "models/{{workflow.name}}/approved",
      region: "eu-west-1",
    });
    for (const type of ["kubernetes_deployment_v1", "kubernetes_horizontal_pod_autoscaler_v2"]) {
      expect(train.all(type).filter(({ address }) => address.includes("endpoint"))).toEqual([]);
    }
    expect(Object.keys(train.json.output ?? {})).not.toContain("next_5_invoke");
  });

  test("the model is the listed folder and no other: its container gets the hash that it must find", () => {
    const serve = stackNamed(`${back}-serve`);
    const { primary_container: container, enable_network_isolation: isolated } = serve.one("aws_sagemaker_model");
    const uri = "models/penguins-kubernetes-aws-pipeline-x7k2p/approved/";
    expect(container).toEqual({
      image: expect.stringMatching(
        /^123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/\$\{aws_ecr_repository\.image\.name\}@sha256:9f86d08/,
      ),
      environment: { PILOT_MODEL_SHA256: "2c624232cc59a19a47ab4c3b49e86f2e4b1d3a2f2b1f1d8c1f0b2b1a9d0c7e55" },
      model_data_source: {
        s3_data_source: [
          {
            compression_type: "None",
            s3_data_type: "S3Prefix",
            s3_uri: `s3://\${aws_s3_bucket.data-bucket.bucket}/${uri}`,
          },
        ],
      },
    });
    expect(isolated).toBe(true);
    // the command that starts the image reads that variable: examples/penguins/image/tests/test_platforms.py
    const contract = readFileSync(join(__dirname, "../../../examples/penguins/image/CONTRACT.md"), "utf8");
    expect(contract).toContain("`PILOT_MODEL_SHA256`");
    for (const type of ["aws_sagemaker_pipeline", "aws_sagemaker_model_package_group", "aws_cloudwatch_log_group"]) {
      expect(serve.all(type).filter(({ address }) => /pipeline|registry|training/.test(address))).toEqual([]);
    }
    expect(Object.keys(serve.json.output ?? {})).toEqual([
      "next_1_push_image",
      "next_2_upload_data",
      "next_4_approve",
      "next_5_invoke",
    ]);
  });

  test("another hash or another image is another model: the endpoint moves, and can be rolled back", async () => {
    const names = async (change: (spec: Spec) => void) => {
      const made = await stacksIn(file(change));
      const serve = made.get(`${back}-serve`) as SynthesizedStack;
      return [serve.one("aws_sagemaker_model").name, serve.one("aws_sagemaker_endpoint_configuration").name] as const;
    };
    const [model, configuration] = await names(() => {});
    const [otherModel, otherConfiguration] = await names((spec) => {
      const releases = spec.mixed[1]?.["releases"] as { r1: { sha256: string } };
      releases.r1.sha256 = "0".repeat(64);
    });
    expect([otherModel === model, otherConfiguration === configuration]).toEqual([false, false]);
  });

  test("the quotas that are asked of the account are the endpoint's, and those of the namespace the steps'", () => {
    const quotas = stackNamed(`${back}-serve`).ledger.boxes.find(({ box }) => box === "quotas");
    const needs = quotas?.limits.map(({ name: quota }) => quota).join("; ");
    expect(needs).toContain("for endpoint usage");
    expect(needs).not.toMatch(/training job|processing job/);
    expect(stackNamed(`${back}-train`).one("kubernetes_resource_quota_v1").spec.hard.pods).toBe("3");
    expect(stackNamed(`${name}-serve`).one("kubernetes_resource_quota_v1").spec.hard.pods).toBe("3");
  });

  test("its stack is deployed before the one that trains", () => {
    expect(stackNamed(`${back}-train`).stack.dependsOn(stackNamed(`${back}-serve`).stack)).toBe(true);
    expect(stackNamed(`${name}-serve`).stack.dependsOn(stackNamed(`${name}-train`).stack)).toBe(true);
  });
});

test("no stack refers to another one, and no name of the mixed pilot is one of a pilot of its own", () => {
  for (const stack of stacks.values()) expect(JSON.stringify(stack.json)).not.toContain("terraform_remote_state");
  const named = (id: string) =>
    stackNamed(id)
      .resources.filter(({ type }) => /^aws_(s3_bucket|iam_role|ecr_repository|kms_alias)$/.test(type))
      .map(({ arguments: given }) => String(given["name"] ?? given["bucket"]));
  const own = new Set(named("penguins-aws"));
  expect(own.size).toBeGreaterThan(4);
  for (const half of [`${name}-train`, `${back}-serve`]) {
    expect(named(half).filter((each) => own.has(each))).toEqual([]);
  }
  const both = [...named(`${name}-train`), ...named(`${back}-serve`)];
  expect(new Set(both).size).toBe(both.length);
});

test("both pages draw the crossing: what is read, by which identity, over which way, and who pays", () => {
  for (const id of [`${back}-train`, `${back}-serve`]) {
    const text = markdown(page(analysisOf(stackOf(id, "f", structuredClone(stackNamed(id).json)))));
    const section = (text.split("## What crosses from one platform to the other\n")[1] ?? "").split("\n## ")[0] ?? "";
    for (const part of [
      ...["kubernetes → aws", "/models/", `${back}-training-role`, `${back}-endpoint-role`, "port 443"],
      "whoever runs the cluster for what leaves its network",
    ])
      expect([id, section]).toEqual([id, expect.stringContaining(part)]);
    expect(text).toContain("live of mixed (train: kubernetes, serve: aws)");
  }
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
  const back1 = (change: (entry: Record<string, unknown>) => void) => (spec: Spec) => change(spec.mixed[1] ?? {});
  const model = { uri: "s3://penguins-kubernetes-aws-data-123456789012/models/run/approved", sha256: "a".repeat(64) };
  const googleBlock = {
    ...{ project: "penguins-pilot", projectNumber: "123456789012", region: "europe-west4" },
    billingAccount: "012345-6789AB-CDEF01",
  };
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
      "a platform that deploys versions of its own registry alone",
      (spec) => {
        Object.assign(spec.mixed[1] ?? {}, { serve: "google", releases: {}, live: null });
        Object.assign(spec, { google: googleBlock });
      },
      '"google" cannot serve in a mixed pilot, because Vertex AI deploys versions of its own model registry alone, and ' +
        "Terraform cannot make one of a URI; use aws or kubernetes",
    ],
    [
      "a model in another bucket than that of the half that serves",
      back1((entry) =>
        Object.assign(entry["releases"] as object, { r1: { ...model, uri: "s3://other/models/run/a" } }),
      ),
      "mixed.1.releases: r1: uri: must lie in penguins-kubernetes-aws-data-123456789012",
    ],
    [
      "a model in another bucket than that of the half that trains",
      mix((entry) => Object.assign(entry["releases"] as object, { r1: { ...model, uri: "s3://other/models/run/a" } })),
      'mixed.0.releases.r1.uri: "s3://other/models/run/a" must lie below s3://penguins-aws-kubernetes-data-123456789012/models/, where the half that trains',
    ],
    [
      "a folder of that bucket that holds other things",
      mix((entry) =>
        Object.assign(entry["releases"] as object, {
          r1: { ...model, uri: "s3://penguins-aws-kubernetes-data-123456789012/artifacts/run/a" },
        }),
      ),
      "must lie below s3://penguins-aws-kubernetes-data-123456789012/models/",
    ],
    [
      "a model that is not a folder",
      back1((entry) => Object.assign(entry["releases"] as object, { r1: { ...model, uri: `${model.uri}/` } })),
      "r1: uri: must be a folder below s3://<bucket>/models/ without a / at the end",
    ],
    [
      "a URI that no cluster copies from",
      mix((entry) => Object.assign(entry["releases"] as object, { r1: { ...model, uri: "ftp://other/models" } })),
      "mixed.0.releases",
    ],
    [
      "batches of what another platform trained",
      (spec) => Object.assign(spec["endpoint"] ?? {}, { mode: "batch", schedule: "0 3 * * *" }),
      "aws scores in batches only with models of its own registry",
    ],
    [
      "an endpoint without machines, which takes no folder",
      (spec) => {
        Object.assign(spec["aws"] ?? {}, { endpointKind: "serverless" });
        Object.assign(spec["needs"] ?? {}, { privateNetwork: false });
      },
      'r1: must not be listed by its URI with kind "serverless"',
    ],
    [
      "callers without a way to what a mixed pilot serves",
      (spec) => {
        Object.assign(spec["aws"] ?? {}, { releases: {}, live: null, interfaceEndpoints: { s3: "operators upload" } });
      },
      "has no sagemaker.runtime",
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
