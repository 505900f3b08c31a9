import { Pipeline, type PipelineProps } from "../../../constructs/kubernetes/pipeline.js";
import { TrainingJob } from "../../../constructs/kubernetes/training-job.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";
import { bucket, digest, image, step } from "./candidates.js";

const synthesized = (change: Partial<PipelineProps> = {}) => {
  let pipeline: Pipeline | undefined;
  const stack = synthesizeScope((scope) => {
    const trainingJob = new TrainingJob(scope, "training-job", {
      ...{ namespace: "penguins", owner: "ml@example.com", serviceAccountName: "training", image, bucket },
      imageRepository: "registry.example.com/penguins/image",
    });
    pipeline = new Pipeline(scope, "pipeline", {
      ...{ name: "penguins-pipeline", namespace: "penguins", owner: "ml@example.com", trainingJob, image: { digest } },
      steps: [
        step("prepare", { outputs: ["prepared"] }),
        step("train", { inputs: { prepared: { step: "prepare", output: "prepared" } }, outputs: ["model"] }),
        step("evaluate", { inputs: { model: { step: "train", output: "model" } }, outputs: ["evaluation"] }),
      ],
      gate: { metric: "accuracy", threshold: 0.8 },
      modelRegistry: { modelName: "penguins", trackingUri: "http://penguins-registry.penguins.svc:5000" },
      ...change,
    });
  });
  const entries = (pipeline?.node.metadata ?? [])
    .filter(({ type }) => type === RECORD)
    .map(({ data }) => data as Entry);
  return { stack, pipeline, entries };
};

const template = ({ stack }: { readonly stack: SynthesizedStack }) =>
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any resource
  stack.all("kubernetes_manifest").find(({ address }) => !address.includes("schedule"))?.arguments as any;

const spec = (change: Partial<PipelineProps> = {}) => template(synthesized(change)).manifest.spec;
const templateOf = (all: { templates: Array<{ name: string }> }, name: string) =>
  all.templates.find((each) => each.name === name) as never as {
    retryStrategy?: object;
    container: { args: string[]; command: string[]; env: Array<{ name: string; value: string }> };
    outputs?: { artifacts: Array<{ s3: { key: string } }> };
  };

test("steps run one after the other, and each gets what the one before wrote", () => {
  const { templates, entrypoint, parallelism } = spec();
  expect([entrypoint, parallelism]).toEqual(["run", 1]);
  const [{ steps }] = templates;
  expect(steps.map(([{ name }]: [{ name: string }]) => name)).toEqual([
    ...["prepare", "train", "evaluate", "gate", "register"],
  ]);
  expect(steps[1][0].arguments.artifacts).toEqual([
    { name: "prepared", from: "{{steps.prepare.outputs.artifacts.prepared}}" },
  ]);
  expect(templateOf(spec(), "train").outputs?.artifacts[0]?.s3.key).toBe("artifacts/{{workflow.name}}/model");
});

test("the gate ends a run by its exit code, is not tried again, and what passes lies under models/", () => {
  const gate = templateOf(spec(), "gate");
  expect(gate.retryStrategy).toBeUndefined();
  expect(gate.container.args).toEqual(expect.arrayContaining(["gate", "--metric", "accuracy", "--threshold", "0.8"]));
  expect(gate.outputs?.artifacts[0]?.s3.key).toBe("models/{{workflow.name}}/approved");
});

test("the registry gets the folder and the run, by fixed words and arguments", () => {
  const register = templateOf(spec(), "register");
  expect(register.container.command.slice(0, 2)).toEqual(["python", "-c"]);
  expect(register.container.args).toEqual([
    "penguins",
    "s3://penguins-data-123456789012/models/{{workflow.name}}/approved",
    "{{workflow.name}}",
  ]);
  expect(register.container.env).toContainEqual({
    name: "MLFLOW_TRACKING_URI",
    value: "http://penguins-registry.penguins.svc:5000",
  });
});

test("a run has an end: every step with all of its retries, and the wait for nodes", () => {
  // three steps of an hour, each with two retries; the gate once; an hour of waiting
  expect(spec().activeDeadlineSeconds).toBe(3 * 3 * 3600 + 3600 + 3600);
  expect(spec({ waitSeconds: 60 }).activeDeadlineSeconds).toBe(3 * 3 * 3600 + 3600 + 60);
  expect(spec().ttlStrategy).toEqual({ secondsAfterCompletion: 7 * 86_400 });
});

test("Terraform holds no run: a template, and a schedule that is suspended until one is given", () => {
  const kinds = (change: Partial<PipelineProps>) =>
    synthesized(change)
      .stack.all("kubernetes_manifest")
      .map(({ arguments: given }) => (given["manifest"] as { kind: string }).kind);
  expect(kinds({})).toEqual(["WorkflowTemplate", "CronWorkflow"]);
  expect(kinds({ image: { digest: null } })).toEqual([]);
  const cron = (change: Partial<PipelineProps>) =>
    synthesized(change).stack.one("kubernetes_manifest", "schedule").manifest.spec;
  expect(cron({}).suspend).toBe(true);
  expect(cron({ schedule: "0 4 * * 1" })).toMatchObject({ suspend: false, schedules: ["0 4 * * 1"] });
  expect(cron({ schedule: "0 4 * * 1", paused: true }).suspend).toBe(true);
  expect(cron({}).concurrencyPolicy).toBe("Forbid");
});

test("it waits for the rights of what the steps run as", () => {
  expect(template(synthesized()).depends_on).toEqual([
    expect.stringMatching(/^kubernetes_role_binding_v1\.training-job_/),
  ]);
});

test("every number in its ledger stands in the template", () => {
  const { stack, entries } = synthesized();
  const manifest = template({ stack });
  const at = (pointer: string) =>
    pointer
      .split("/")
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], manifest);
  const rows = entries.flatMap(({ limits = [] }) => limits);
  const found = rows.map(({ kind, subject, at: place }) => [kind, subject, place && at(place[1])]);
  expect(found).toContainEqual(["runtime", "train", 3600]);
  expect(found).toContainEqual(["retries", "train", 2]);
  expect(found).toContainEqual(["gate", "accuracy", "0.8"]);
  expect(found).toContainEqual(["run-runtime", undefined, 3 * 3 * 3600 + 3600 + 3600]);
  expect(found.filter(([, , value]) => value === undefined)).toEqual([]);
  expect(entries[0]?.arrows?.map(({ retriedBy }) => retriedBy)).toEqual([
    ...["Argo Workflows", "Argo Workflows", "nobody", "nobody"],
  ]);
});

test("a pipeline that scores has no gate and registers nothing", () => {
  const { stack } = synthesized({ steps: [step("predict")], gate: undefined as never });
  const [{ steps }] = template({ stack }).manifest.spec.templates;
  expect(steps.map(([{ name }]: [{ name: string }]) => name)).toEqual(["predict"]);
});

test("a step that reads a release sees no other model than the one with its hash", () => {
  const scoring = step("predict", { inputs: { model: { release: "models/r1/approved" }, data: { prefix: "data/" } } });
  const made = (modelSha256?: Record<string, string>) =>
    synthesized({
      steps: [modelSha256 === undefined ? scoring : { ...scoring, modelSha256 }],
      gate: undefined as never,
    });
  const [, predict] = template(made({ model: "1".repeat(64) })).manifest.spec.templates;
  const [compare, ...more] = predict.initContainers;
  expect(more).toEqual([]);
  expect([compare.name, compare.args]).toEqual([
    "compare-model",
    [`${bucket.uri}/models/r1/approved`, "1".repeat(64), "/work/model"],
  ]);
  expect(compare.command).toEqual(["python", "-c", expect.stringContaining("hashlib.sha256(content)")]);
  // the same image, rights, folder and share of a node as the step's own container
  for (const key of ["image", "securityContext", "volumeMounts", "resources"])
    expect([key, compare[key]]).toEqual([key, predict.container[key]]);
  expect(() => made()).toThrow("modelSha256 must have the hash of model, which is a release, got none");
  expect(() => made({ model: "latest" })).toThrow("must be 64 hex digits");
  expect(templateOf(spec(), "evaluate")).not.toHaveProperty("initContainers");
});
