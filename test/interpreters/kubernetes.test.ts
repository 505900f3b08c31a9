/**
 * What Terraform applies is what ran: the synthesized WorkflowTemplate on the real image, and the first container of a
 * release with the image's own storage client.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Endpoint } from "../../constructs/kubernetes/endpoint.js";
import { BucketRights } from "../../stacks/kubernetes/rehearsal/bucket.js";
import type { Version } from "../../stacks/kubernetes/rehearsal/registry.js";
import { type ReadWorkflow, readWorkflow, runWorkflow } from "../../stacks/kubernetes/rehearsal/workflow.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { endpointProps } from "../constructs/kubernetes/candidates.js";
import { root, temporaryFolder } from "../scratch.js";
import { synthesizePilot, synthesizeScope } from "../synth.js";
import { Runner } from "./runner.js";

const manifest = '{"manifestVersion": 1}\n';
const sha256 = createHash("sha256").update(manifest).digest("hex");

const lock = join(root, "examples/penguins/image/requirements.lock");
const environment = () => execFileSync(join(root, ".ci/python-env"), ["example", lock], { encoding: "utf8" }).trim();

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
  const python = join(environment(), "bin/python");
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

describe("the workflow", () => {
  const bucket = "s3://penguins-data-123456789012";
  const rights = BucketRights.ofTraining(bucket);
  let runner: Runner;
  beforeEach(() => {
    runner = new Runner();
    runner.upload(join(root, "examples/penguins/data/penguins.csv"), `${bucket}/data/penguins.csv`);
  });
  afterEach(() => runner.dispose());

  async function workflowOf(change: (input: PilotSpecInput) => void = () => {}): Promise<ReadWorkflow> {
    const stack = await synthesizePilot("kubernetes", (input) => {
      input.image = { digest: `sha256:${"a1".repeat(32)}` };
      input.training = { ...input.training, retries: 0 };
      change(input);
    });
    if (stack === undefined) throw new Error("the example has no block of this platform");
    return readWorkflow(stack.json, "pipeline");
  }

  test("a model that passes the gate is registered with the hash by which it is released, and once per run", async () => {
    const versions: Version[] = [];
    const read = await workflowOf();
    const outcome = await runWorkflow(read, runner, "k2x9c", rights, versions);
    expect([outcome.message, outcome.ended]).toEqual([undefined, "succeeded"]);
    expect(outcome.ran).toEqual(["probe", "prepare", "train", "evaluate", "gate", "register"]);
    const approved = `${bucket}/models/penguins-pipeline-k2x9c/approved`;
    const sha = createHash("sha256")
      .update(runner.read(`${approved}/manifest.json`))
      .digest("hex");
    const tags = { run: "penguins-pipeline-k2x9c", sha256: sha, approval: "pending" };
    const [first] = versions;
    expect([outcome.registered, versions.length]).toEqual([{ ...first, version: "1", source: approved, tags }, 1]);
    const probe = JSON.parse(runner.read(`${bucket}/evaluation/penguins-pipeline-k2x9c/probe/probe.json`));
    const verdicts = probe.claims.map(({ name, verdict }: { name: string; verdict: string }) => `${name}: ${verdict}`);
    expect(verdicts).toEqual([
      "data-readable: held",
      "artifacts-writable: held",
      "other-prefix-unreadable: held",
      "public-address-unreachable: held",
    ]);
  });

  test("a model below the gate is not registered, and the run says why", async () => {
    const read = await workflowOf((input) => {
      input.gate = { metric: "accuracy", threshold: 0.999 };
    });
    const versions: Version[] = [];
    const outcome = await runWorkflow(read, runner, "k2x9c", rights, versions);
    expect(outcome.ran).toEqual(["probe", "prepare", "train", "evaluate", "gate"]);
    expect([outcome.ended, outcome.message, versions]).toEqual([
      "failed",
      expect.stringMatching(/gate ended with 1: gate: accuracy 0\.\d+ is below 0\.999/),
      [],
    ]);
  });

  test("an identity that could read what leaves ends at the probe, after each of its retries", async () => {
    const wide = new BucketRights(bucket, { read: [""], list: [""], write: [""], delete: [""] });
    const read = await workflowOf();
    for (const template of read.spec.templates) if (template.name === "probe") template.retryStrategy = { limit: 1 };
    const outcome = await runWorkflow(read, runner, "k2x9c", wide);
    expect(outcome).toMatchObject({ ran: ["probe", "probe"], ended: "failed" });
    expect(outcome.message).toContain("other-prefix-unreadable");
  });

  test("a right that is missing, an artifact that no step makes and a field that is not followed are found", async () => {
    const narrow = new BucketRights(bucket, { read: ["artifacts/"], list: [], write: ["artifacts/"], delete: [] });
    await expect(runWorkflow(await workflowOf(), runner, "k2x9c", narrow)).rejects.toThrow("may not read");
    const misspelt = await workflowOf();
    const [, ...groups] = misspelt.spec.templates[0].steps;
    misspelt.spec.templates[0].steps = groups.slice(1);
    await expect(runWorkflow(misspelt, runner, "k2x9c", rights)).rejects.toThrow("is not known when it is used");
    const other = await workflowOf();
    other.spec.templates[1].daemon = true;
    await expect(runWorkflow(other, runner, "k2x9c", rights)).rejects.toThrow("daemon is not followed here");
  });
});

test("a model that a managed platform has packed is held to the same hash, and copied as it is", () => {
  const { status, stderr, to } = fetched(sha256, true);
  expect([status, stderr]).toEqual([0, ""]);
  expect(readdirSync(to)).toEqual(["model.tar.gz"]);
  const other = fetched("0".repeat(64), true);
  expect([other.status, other.stderr]).toEqual([1, expect.stringContaining(`manifest.json has sha256 ${sha256}`)]);
});
