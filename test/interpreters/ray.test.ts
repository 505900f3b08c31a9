/**
 * The steps of a pilot on several nodes, on a local Ray: the RayJob out of the synthesized stack, its head and nodes
 * with its own parameters, its files staged by its own first container, its entry point by `ray job submit`. It runs in
 * a network namespace, because the head listens on every interface.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Json } from "../../stacks/rehearsal/contract.js";
import { root, temporaryFolder } from "../scratch.js";
import { synthesizePilot } from "../synth.js";
import { describeUnless } from "../terraform/skip.js";
import { environmentOf } from "./environments.js";

const namespaces = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** Why no network namespace can be had here, or nothing. */
function noNamespace(): readonly string[] {
  const { status } = spawnSync("unshare", [...namespaces, "ip", "link", "set", "lo", "up"], { stdio: "ignore" });
  return status === 0 ? [] : ["no network namespace here; run as root on Linux, with unshare and ip"];
}

const nodes = 2;
const bucket = "s3://penguins-data-123456789012";

describeUnless(noNamespace(), "several nodes on a local Ray", () => {
  const folder = temporaryFolder("ray");
  const work = join(folder, "work");
  const store = join(folder, "bucket");
  const run = "penguins-pipeline-x7k2p";
  let templates: readonly Json[] = [];
  let ended: Json;

  /** Text of the stack with this machine's folders: of the pod, and of the bucket, which is a folder here. */
  const here = (text: string): string =>
    text
      .replaceAll("{{workflow.name}}", run)
      .replaceAll("{{workflow.creationTimestamp.s}}", "0")
      .replaceAll(`${bucket}/`, `file://${store}/`)
      .replaceAll("/work", work);

  /** The RayJob of the step that runs on several nodes, or that of another step: its command, inputs and outputs. */
  function jobOf(step: string, job: Json): Json {
    const { entrypoint, entrypointNumCpus: cpus, rayClusterSpec } = job.spec;
    const [stage] = rayClusterSpec.workerGroupSpecs[0].template.spec.initContainers;
    const { container, inputs, outputs } = templates.find(({ name }) => name === step);
    const [program, plan] = stage.args;
    if (container === undefined) return { name: step, entrypoint: here(entrypoint), cpus, program, plan: here(plan) };
    // a step of one node reads and writes by Argo what the others do by themselves: the same folders, the same keys
    const places = (artifacts: readonly Json[]) =>
      Object.fromEntries(artifacts.map(({ path, s3, from }) => [path, `${bucket}/${s3?.key ?? from}`]));
    const taken = templates[0].steps.flat().find(({ name }: Json) => name === step).arguments?.artifacts ?? [];
    const given = (inputs?.artifacts ?? []).map((each: Json) => {
      const [, from, output] =
        /^\{\{steps\.(\w+)\.outputs\.artifacts\.(\w+)\}\}$/.exec(
          taken.find(({ name }: Json) => name === each.name)?.from ?? "",
        ) ?? [];
      const made = templates.find(({ name }) => name === from)?.outputs.artifacts;
      return { ...each, from: made?.find(({ name }: Json) => name === output).s3.key };
    });
    const own = {
      folder: "/work",
      inputs: places(given),
      command: [...container.command, ...container.args],
      outputs: places(outputs.artifacts),
    };
    return { name: step, entrypoint: here(entrypoint), cpus, program, plan: here(JSON.stringify(own)) };
  }

  beforeAll(async () => {
    const stack = await synthesizePilot("kubernetes", (input) => {
      input.image = { digest: `sha256:${"a1".repeat(32)}`, folder: "test/interpreters/ray" };
      input.training = { ...input.training, nodes };
      if (input.kubernetes) {
        input.kubernetes.ray = { version: "2.60.0", operatorNamespace: "kuberay" };
        input.kubernetes.hardware = { "cpu-small": { cpus: 1, memoryGiB: 1 } };
      }
    });
    if (stack === undefined) throw new Error("the example has no kubernetes block");
    const manifest: Json = (stack.json as Json).resource.kubernetes_manifest.pipeline.manifest;
    // as Terraform reads it
    const read = JSON.parse(JSON.stringify(manifest).replace(/([$%])\1\{/g, "$1{"));
    templates = read.spec.templates;
    const job = JSON.parse(templates.find(({ name }) => name === "train").resource.manifest);
    const group = job.spec.rayClusterSpec.workerGroupSpecs[0];
    const [stage] = group.template.spec.initContainers;
    for (const each of [store, work]) mkdirSync(each);
    for (const prefix of ["artifacts", "evaluation", "models"])
      for (const output of ["prepared", "model", "evaluation", "approved"])
        mkdirSync(join(store, prefix, run, output), { recursive: true });
    cpSync(join(root, "examples/penguins/data"), join(store, "data"), { recursive: true });
    const jobs = ["prepare", "train", "evaluate", "gate"].map((step) => jobOf(step, job));
    // the same job with an entry point that the image does not have
    const wrong = { ...jobs[1], name: "wrong", plan: jobs[1].plan.replace('"train"', '"no-such-step"') };
    const plan = {
      folder,
      head: job.spec.rayClusterSpec.headGroupSpec.rayStartParams,
      nodes: group.replicas,
      cpus: group.template.spec.containers[0].resources.limits.cpu,
      jobs: [...jobs, wrong].map(({ program, plan: text, ...each }) => ({
        ...each,
        // the line of KubeRay's submitter asks twice more, which takes its time
        isWhole: each.name === "train",
        stage: [[...stage.command.slice(1), program, text]],
      })),
    };
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
    const python = environmentOf("ray", "test/interpreters/ray/requirements.lock");
    const env = {
      ...process.env,
      // killed with its namespace, Ray leaves its temporary files
      ...{ HOME: folder, TMPDIR: folder, PYTHONPATH: join(root, "examples/penguins/image") },
      // each of its many processes imports the same: compiled once, and not beside the image's files
      ...{ PYTHONDONTWRITEBYTECODE: "", PYTHONPYCACHEPREFIX: join(root, ".cache/bytecode") },
      PATH: `${join(python, "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    };
    const program = join(root, "test/interpreters/ray/cluster.py");
    const line = 'ip link set lo up && exec python "$0" "$1"';
    const done = spawnSync("unshare", [...namespaces, "sh", "-c", line, program, join(folder, "plan.json")], {
      ...{ env, encoding: "utf8" },
    });
    if (done.status !== 0) throw new Error(`${done.status}: ${done.stdout.slice(-2000)}${done.stderr.slice(-4000)}`);
    ended = JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "");
  });

  const jobNamed = (name: string): Json => ended.jobs.find((each: Json) => each.name === name);

  test("every step ends as it should, the shared one too", () => {
    for (const step of ["prepare", "train", "evaluate", "gate"])
      expect([step, jobNamed(step).status, jobNamed(step).log]).toEqual([step, "SUCCEEDED", expect.any(String)]);
  });

  test("what the shared step made lies in the bucket, and the gate has passed it on", () => {
    for (const model of [`artifacts/${run}/model`, `models/${run}/approved`])
      expect([model, readdirSync(join(store, model))]).toEqual([model, expect.arrayContaining(["manifest.json"])]);
    const { metrics } = JSON.parse(readFileSync(join(store, `evaluation/${run}/evaluation/evaluation.json`), "utf8"));
    expect(metrics.accuracy.value).toBeGreaterThan(0.8);
  });

  test("the step runs on one of the nodes that joined, and not on the head", () => {
    expect([ended.nodes, ended.heads.length]).toEqual([nodes + 1, 1]);
    for (const { node } of ended.jobs) expect(ended.heads).not.toContain(node);
  });

  test("a step that fails is a failed job", () => {
    expect(jobNamed("wrong").status).toBe("FAILED");
  });

  test("whoever has no token of the cluster starts nothing", () => {
    expect([401, 403]).toContain(ended.refused);
  });

  test("nothing is written beside the folders of the step", () => {
    expect(existsSync(join(work, "step.json"))).toBe(true);
    expect(readdirSync(store).sort()).toEqual(["artifacts", "data", "evaluation", "models"]);
  });
});
