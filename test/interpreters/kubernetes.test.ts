/**
 * What Terraform applies is what ran: the synthesized WorkflowTemplate on the real image, with MLflow's own server as
 * the stack starts it, and the endpoint of what was registered, whose first container has the image's storage client.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Endpoint } from "../../constructs/kubernetes/endpoint.js";
import { BucketRights, startBucket } from "../../stacks/kubernetes/rehearsal/bucket.js";
import { type ReadWorkflow, readWorkflow, runWorkflow } from "../../stacks/kubernetes/rehearsal/workflow.js";
import { rehearsal } from "../../stacks/kubernetes/rehearsal.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import type { Json, Outcome, Served } from "../../stacks/rehearsal/contract.js";
import { versionsOf } from "../../stacks/rehearsal/mlflow.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { start } from "../../trial/serving.js";
import { endpointProps } from "../constructs/kubernetes/candidates.js";
import { root, temporaryFolder } from "../scratch.js";
import { synthesizePilot, synthesizeScope } from "../synth.js";
import { describeUnless, noPrograms } from "../terraform/skip.js";
import { environmentOf, exampleLock } from "./environments.js";
import { asked, startMlflow } from "./mlflow.js";
import { held, Runner } from "./runner.js";

const manifest = '{"manifestVersion": 1}\n';
const sha256 = createHash("sha256").update(manifest).digest("hex");

/** Runs the container's command as it was synthesized, on a folder instead of a bucket. */
function fetched(expected: string, packed = false) {
  const made = temporaryFolder("model");
  const to = temporaryFolder("fetched");
  mkdirSync(join(made, "mlflow"));
  writeFileSync(join(made, "manifest.json"), manifest);
  writeFileSync(join(made, "mlflow/MLmodel"), "flavors: {}\n");
  const from = packed ? temporaryFolder("packed") : made;
  if (packed)
    execFileSync("tar", ["--create", "--gzip", "--file", join(from, "model.tar.gz"), "--directory", made, "."]);
  const stack = synthesizeScope((scope) => void new Endpoint(scope, "endpoint", endpointProps));
  const deployment = stack.one("kubernetes_deployment_v1", "release-r1");
  const [{ command, args }] = deployment.spec.template.spec.init_container;
  expect([command[0], args[2]]).toEqual(["python", "/model"]);
  const python = join(environmentOf("example", exampleLock), "bin/python");
  const done = spawnSync(python, [...command.slice(1), `file://${from}`, expected, to], { encoding: "utf8" });
  return { ...done, to };
}

test("a model whose manifest has the release's hash is copied as a whole", () => {
  const { status, stderr, to } = fetched(sha256);
  expect([status, stderr]).toEqual([0, ""]);
  expect(readFileSync(join(to, "manifest.json"), "utf8")).toBe(manifest);
  expect(readFileSync(join(to, "mlflow/MLmodel"), "utf8")).toBe("flavors: {}\n");
});

test("another model ends the container, so that its pod never serves", () => {
  const { status, stderr } = fetched("0".repeat(64));
  expect(status).toBe(1);
  expect(stderr).toContain(`manifest.json has sha256 ${sha256}, not ${"0".repeat(64)} as the release says`);
});

const bucket = "s3://penguins-data-123456789012";
const rights = BucketRights.of("training", bucket);

/** A copy of the synthesized example, which a test may break. */
async function stackOf(change: (input: PilotSpecInput) => void = () => {}): Promise<Json & Synthesized> {
  const stack = await synthesizePilot("kubernetes", (input) => {
    input.image = { digest: `sha256:${"a1".repeat(32)}` };
    input.training = { ...input.training, retries: 0 };
    change(input);
  });
  if (stack === undefined) throw new Error("the example has no block of this platform");
  return JSON.parse(JSON.stringify(stack.json));
}

const workflowOf = async (change?: (input: PilotSpecInput) => void): Promise<ReadWorkflow> =>
  readWorkflow(await stackOf(change), "pipeline");

describe("a cluster", () => {
  let runner: Runner;
  let registry: string;
  /** The run that the tests of the endpoint serve. */
  let first: Outcome;
  beforeAll(async () => {
    runner = Runner.withData(bucket);
    registry = await startMlflow(runner, await stackOf());
    const json = await stackOf();
    first = await rehearsal.run(json, { host: runner, id: "k2x9c", registered: 0, companion: registry });
  });
  afterAll(() => runner.dispose());

  const runOf = (read: ReadWorkflow, id: string, may = rights) =>
    runWorkflow(read, { host: runner, id, rights: may, registry });
  /** The last step alone, of the first run. */
  const registering = {
    ...{ name: "register", template: "register" },
    arguments: { artifacts: [{ name: "approved", from: `${bucket}/models/penguins-pipeline-k2x9c/approved` }] },
  };
  const registeredBy = (id: string) => versionsOf(registry, "penguins", `penguins-pipeline-${id}`);

  test("registers a model that passes the gate, with the hash by which it is released", async () => {
    expect([first.message, first.ended]).toEqual([undefined, "succeeded"]);
    expect(first.ran).toEqual(["probe", "prepare", "train", "evaluate", "gate", "register"]);
    const source = `${bucket}/models/penguins-pipeline-k2x9c/approved`;
    const sha = createHash("sha256")
      .update(runner.read(`${source}/manifest.json`))
      .digest("hex");
    const tags = { run: "penguins-pipeline-k2x9c", sha256: sha, approval: "pending" };
    expect(first.registered).toEqual({ name: "penguins", version: "1", source, tags });
    expect(runner.verdicts(`${bucket}/evaluation/penguins-pipeline-k2x9c/probe/probe.json`)).toEqual(held);
  });

  test("registers once per run, also where the step runs again", async () => {
    const read = await workflowOf();
    read.spec.templates[0].steps = [[registering]];
    expect(await runOf(read, "k2x9c")).toMatchObject({ ran: ["register"], ended: "succeeded" });
    expect((await registeredBy("k2x9c")).map(({ version }) => version)).toEqual(["1"]);
  });

  test("has an MLflow that answers nobody by a host that the stack does not allow", async () => {
    const { port } = new URL(registry);
    expect((await asked(registry, "registered-models/search")).status).toBe(200);
    const stranger = await fetch(`http://127.0.0.1:${port}/api/2.0/mlflow/registered-models/search`);
    expect([stranger.status, await stranger.text()]).toEqual([403, expect.stringContaining("Invalid Host header")]);
    // the kubelet asks by the address of the pod
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  });

  describeUnless(noPrograms("curl", "jq"), "its runbook", () => {
    test("approves by a command that prints the release as the spec takes it", async () => {
      const json = await stackOf();
      // a tunnel to port 5000 of this machine; MLflow has another one here, and a kubectl that opens none
      const command = String(json.output.next_4_approve.value).replaceAll(":5000/", `:${new URL(registry).port}/`);
      const bin = temporaryFolder("bin");
      writeFileSync(join(bin, "kubectl"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
      const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}` };
      const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8", env });
      expect([status, stderr]).toEqual([0, ""]);
      const { source, tags } = first.registered as Json;
      expect(JSON.parse(stdout)).toEqual({ uri: source, sha256: tags.sha256 });
      const [approved, ...more] = await registeredBy("k2x9c");
      expect([approved?.tags, more]).toEqual([{ ...tags, approval: "approved" }, []]);
      expect(rehearsal.version(json, 1, first.registered)).toBe(`${source}@sha256:${tags.sha256}`);
    });
  });

  test("keeps a model below the gate out of the registry, and the run says why", async () => {
    const read = await workflowOf((input) => {
      input.gate = { metric: "accuracy", threshold: 0.999 };
    });
    const outcome = await runOf(read, "below");
    expect(outcome.ran).toEqual(["probe", "prepare", "train", "evaluate", "gate"]);
    expect([outcome.ended, outcome.message, await registeredBy("below")]).toEqual([
      "failed",
      expect.stringMatching(/gate ended with 1: gate: accuracy 0\.\d+ is below 0\.999/),
      [],
    ]);
  });

  test("ends a run whose step is killed by its deadline, and registers nothing", async () => {
    const read = await workflowOf();
    for (const template of read.spec.templates) if (template.name === "train") template.activeDeadlineSeconds = 0.01;
    const outcome = await runOf(read, "killed");
    expect(outcome).toMatchObject({ ran: ["probe", "prepare", "train"], ended: "failed" });
    expect([outcome.message, await registeredBy("killed")]).toEqual([
      expect.stringMatching(/^train ended with 137/),
      [],
    ]);
  });

  test("ends a run at the probe whose identity could read what leaves, after each of its retries", async () => {
    const wide = new BucketRights(bucket, { read: [""], list: [""], write: [""], delete: [""] });
    const read = await workflowOf();
    for (const template of read.spec.templates) if (template.name === "probe") template.retryStrategy = { limit: 1 };
    const outcome = await runOf(read, "wide", wide);
    expect(outcome).toMatchObject({ ran: ["probe", "probe"], ended: "failed" });
    expect(outcome.message).toContain("other-prefix-unreadable");
  });

  test("finds a right that is missing, an artifact that no step makes and a field that is not followed", async () => {
    const narrow = new BucketRights(bucket, { read: ["artifacts/"], list: [], write: ["artifacts/"], delete: [] });
    await expect(runOf(await workflowOf(), "narrow", narrow)).rejects.toThrow("may not read");
    const misspelt = await workflowOf();
    const [, ...groups] = misspelt.spec.templates[0].steps;
    misspelt.spec.templates[0].steps = groups.slice(1);
    await expect(runOf(misspelt, "misspelt")).rejects.toThrow("is not known when it is used");
    const other = await workflowOf();
    other.spec.templates[1].daemon = true;
    await expect(runOf(other, "other")).rejects.toThrow("daemon is not followed here");
  });

  test("refuses a run that Argo's own container may not report, and one without a registry", async () => {
    const request = { host: runner, id: "report", registered: 1, companion: registry };
    const json = await stackOf();
    const [role = ""] = Object.keys(json.resource.kubernetes_role_v1).filter((id) => id.includes("report"));
    json.resource.kubernetes_role_v1[role].rule[0].verbs = ["create"];
    await expect(rehearsal.run(json, request)).rejects.toThrow(
      "workflowtaskresults.argoproj.io is forbidden: system:serviceaccount:penguins:penguins-training may not patch it",
    );
    const { companion: _, ...without } = request;
    const read = await workflowOf();
    read.spec.templates[0].steps = [[registering]];
    await expect(runWorkflow(read, { ...without, rights })).rejects.toThrow("MLflow is not running");
    const moved = await stackOf();
    const [service = ""] = Object.keys(moved.resource.kubernetes_service_v1).filter((id) => id.includes("registry"));
    moved.resource.kubernetes_service_v1[service].spec.port[0].port = 5001;
    expect(() => rehearsal.companion?.(moved)).toThrow(
      "http://penguins-registry.penguins.svc:5000 must be the Service penguins-registry of the stack",
    );
  });

  describe("scores", () => {
    const batchOf = (sha256: string) =>
      stackOf((input) => {
        const { source: uri } = first.registered as Json;
        input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
        Object.assign(input.kubernetes ?? {}, { releases: { r1: { uri, sha256 } }, live: "r1" });
      });

    test("with the model of the live release, whose hash is compared first", async () => {
      const { tags } = first.registered as Json;
      const outcome = await runOf(readWorkflow(await batchOf(tags.sha256), "batch"), "scored");
      expect([outcome.message, outcome.ended, outcome.ran]).toEqual([undefined, "succeeded", ["predict"]]);
      const scored = runner.read(`${bucket}/artifacts/penguins-batch-scored/predictions/predictions.csv`);
      expect(scored.trim().split("\n")).toHaveLength(345); // 344 penguins and a header
    });

    test("with no other model: the pod ends before the step's own container", async () => {
      const before = runner.timings.length;
      const outcome = await runOf(readWorkflow(await batchOf("0".repeat(64)), "batch"), "other");
      expect(outcome).toMatchObject({ ran: ["predict"], ended: "failed" });
      expect(outcome.message).toMatch(
        /^predict: compare-model ended with 1: s3:\/\/.*\/approved: manifest\.json has sha256 [0-9a-f]{64}, not 0{64} as the release says$/,
      );
      expect(runner.timings.slice(before).map(({ name }) => name)).toEqual(["compare-model"]);
      expect(runner.has(`${bucket}/artifacts/penguins-batch-other`)).toBe(false);
    });
  });

  describe("serves", () => {
    const release = () => rehearsal.version({}, 1, first.registered);
    const inStack = (sha256?: string) =>
      stackOf((input) => {
        const [, uri = "", own = ""] = /^(.*)@sha256:(.*)$/.exec(release()) ?? [];
        Object.assign(input.kubernetes ?? {}, { releases: { r1: { uri, sha256: sha256 ?? own } }, live: "r1" });
      });
    const servedBy = (json: Json & Synthesized): Served =>
      rehearsal.served(json, new Map([[release(), first.registered ?? {}]]), runner, []);

    test("what was registered, on the port and the routes of the stack", async () => {
      const served = servedBy(await inStack());
      expect(served).toMatchObject({
        release: "r1",
        command: ["python", "-m", "pilot_image", "serve", "--model", "model"],
        port: 8080,
        routes: { readiness: "/ping", scoring: "/invocations" },
        first: {
          command: ["python", "-c", expect.any(String), first.registered?.["source"], expect.any(String), "model"],
        },
      });
      const live = await start(runner, served);
      const body = readFileSync(join(root, "examples/penguins/request.json"));
      const answer = await fetch(live.url, { method: "POST", headers: { "content-type": "application/json" }, body });
      expect([answer.status, await answer.json()]).toEqual([200, { predictions: expect.any(Array) }]);
      expect(await live.stop()).toBe(true);
    });

    test("no release whose hash is another one: its first container ends, and nothing is started", async () => {
      const served = servedBy(await inStack());
      const other = served.first?.command.map((each) => (/^[0-9a-f]{64}$/.test(each) ? "0".repeat(64) : each)) ?? [];
      await expect(start(runner, { ...served, first: { command: other, environment: {} } })).rejects.toThrow(
        /^release r1 ended with 1 before it was ready: .*manifest\.json has sha256 [0-9a-f]{64}, not 0{64} as the release says/,
      );
      const listed = await inStack("0".repeat(64));
      expect(() => servedBy(listed)).toThrow(`with sha256 ${"0".repeat(64)}, which no run has registered`);
    });

    test("no model that was tampered with: by its manifest, or behind it", async () => {
      const source = String(first.registered?.["source"]);
      const tampered = new Runner();
      try {
        tampered.upload(runner.at(source), source);
        writeFileSync(join(tampered.at(source), "model.onnx"), "not a model");
        await expect(start(tampered, withStorage(tampered, servedBy(await inStack())))).rejects.toThrow(
          /^release r1 ended with 1 before it was ready: .*model\.onnx/,
        );
        writeFileSync(join(tampered.at(source), "manifest.json"), "{}");
        await expect(start(tampered, withStorage(tampered, servedBy(await inStack())))).rejects.toThrow(
          "as the release says",
        );
      } finally {
        tampered.dispose();
      }
    });

    test("nothing that its identity may not read, or that its Service does not reach", async () => {
      const served = servedBy(await inStack());
      const blind = new BucketRights(bucket, { read: [], list: [], write: [], delete: [] });
      await expect(start(runner, { ...served, storage: () => startBucket(blind, runner) })).rejects.toThrow(
        /^release r1 ended with 1 before it was ready: .*(403|PermissionDenied)/i,
      );
      const deaf = await inStack();
      deaf.resource.kubernetes_service_v1.endpoint.spec.port[0].target_port = "8081";
      expect(() => servedBy(deaf)).toThrow("sends to port 8081, which no container listens on");
      const astray = await inStack();
      astray.resource.kubernetes_service_v1.endpoint.spec.selector["ml-pilot/release"] = "r2";
      expect(() => servedBy(astray)).toThrow("must select the pods of one Deployment, got 0");
    });

    test("and lets nobody but the exporter take it out", async () => {
      const json = await inStack();
      expect(rehearsal.exported(json, first.registered ?? {})).toBe(first.registered?.["source"]);
      expect(() => rehearsal.exported(json, { source: `${bucket}/data/x` })).toThrow("AccessDenied: may not read");
      delete json.resource.kubernetes_service_account_v1.exporter;
      expect(() => rehearsal.exported(json, first.registered ?? {})).toThrow("the stack has no exporter");
    });
  });
});

/** What is served, with the objects of another host. */
const withStorage = (host: Runner, served: Served): Served => ({
  ...served,
  storage: () => startBucket(BucketRights.of("serving", bucket), host),
});

test.each([
  ["s3://penguins-data-123456789012"],
  ["gs://penguins-data"],
  ["https://penguins.blob.core.windows.net/penguins"],
])("%s answers the image's own storage client by the rights of its identity", async (uri) => {
  const runner = new Runner();
  const storage = await startBucket(BucketRights.of("training", uri), runner);
  try {
    runner.upload(join(root, "examples/penguins/request.json"), `${uri}/data/a b.json`);
    const program = `
import sys
from pilot_image import storage
own = storage.Storage(sys.argv[1] + "/data/")
print(own.list("data/"), len(own.get("data/a b.json")))
own.put("artifacts/x", b"1")
print(own.get("artifacts/x"), own.list("artifacts/"))
for call in (lambda: own.get("artifacts/y"), lambda: own.get("exports/x"), lambda: own.list("exports/"), lambda: own.put("data/x", b"")):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__)
`;
    const run = { inputs: [], outputs: [], roots: {}, stopsAfterSeconds: 60 };
    const { stdout, stderr } = await runner.run({
      ...{ ...run, name: "client", command: ["python", "-c", program, uri] },
      environment: storage.environment,
      network: "loopback",
    });
    const bytes = readFileSync(join(root, "examples/penguins/request.json")).length;
    expect([stderr, stdout.trim().split("\n")]).toEqual([
      "",
      [`['data/a b.json'] ${bytes}`, "b'1' ['artifacts/x']", "Absent", "Denied", "Denied", "Denied"],
    ]);
  } finally {
    await storage.stop();
    runner.dispose();
  }
});

test("a model that a managed platform has packed is held to the same hash, and copied as it is", () => {
  const { status, stderr, to } = fetched(sha256, true);
  expect([status, stderr]).toEqual([0, ""]);
  expect(readdirSync(to)).toEqual(["model.tar.gz"]);
  const other = fetched("0".repeat(64), true);
  expect([other.status, other.stderr]).toEqual([1, expect.stringContaining(`manifest.json has sha256 ${sha256}`)]);
});
