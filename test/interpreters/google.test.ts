/**
 * What Terraform applies is what ran: the Vertex AI pipelines of the synthesized workflows, step by step, on the real
 * image.
 */
import { GoogleAccess } from "../../stacks/google/rehearsal/access.js";
import { type ReadPipelineJob, readVertex, runVertex } from "../../stacks/google/rehearsal/pipeline.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { synthesizePilots } from "../synth.js";
import { held, Runner, ranOnce } from "./runner.js";

const bucket = "gs://penguins-data-penguins-pilot";
const first = { parent_model: "" };

let runner: Runner;
beforeEach(() => {
  runner = Runner.withData(bucket);
});
afterEach(() => runner.dispose());
afterEach(() => jest.restoreAllMocks());

async function pipelineOf(id: string, change: (input: PilotSpecInput) => void = () => {}): Promise<ReadPipelineJob> {
  const { google } = await synthesizePilots((input) => {
    input.image = { digest: `sha256:${"a1".repeat(32)}` };
    change(input);
  });
  if (google === undefined) throw new Error("the example has no google block");
  return readVertex(google.json, id);
}

/** One run for several tests. */
describe("a model that passes the gate", () => {
  const once = ranOnce(bucket, async (runner) => runVertex(await pipelineOf("pipeline"), runner, first));

  test("is registered as a version, with what serves it", () => {
    const { runner, outcome } = once();
    expect(outcome.message).toBeUndefined();
    expect(outcome).toMatchObject({
      ran: ["import-data", "probe", "prepare", "train", "evaluate", "gate", "register"],
      ended: "succeeded",
      registered: {
        display_name: "penguins-model",
        parent: "",
        artifact_uri: `${bucket}/artifacts/123456789012/pipeline-4f1c/train_1/model`,
        container_spec: { args: ["serve"], ports: [{ container_port: 8080 }] },
      },
    });
    expect(runner.verdicts(`${bucket}/evaluation/pipeline-4f1c/probe/probe/probe.json`)).toEqual(held);
    const probe = JSON.parse(runner.read(`${bucket}/evaluation/pipeline-4f1c/probe/probe/probe.json`));
    expect(probe.contract).toBe("vertex-ai");
    expect(probe.startupSeconds).not.toBeNull();
    const evaluation = runner.read(`${bucket}/evaluation/pipeline-4f1c/evaluate/evaluation/evaluation.json`);
    expect(JSON.parse(evaluation).metrics.accuracy.value).toBeGreaterThan(0.8);
  });

  test("scores in the batch pipeline once it is the live release", async () => {
    const { runner, outcome } = once();
    const read = await pipelineOf("batch", (input) => {
      input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
      Object.assign(input.google ?? {}, { releases: { r1: "1" }, live: "r1" });
    });
    const scoring = await runVertex(read, runner, { model_uri: outcome.registered?.["artifact_uri"] });
    expect(scoring).toEqual({ ran: ["import-model", "import-data", "predict"], ended: "succeeded" });
    const at = `${bucket}/artifacts/123456789012/pipeline-4f1c/predict_1/predictions/predictions.csv`;
    expect(runner.read(at).trim().split("\n")).toHaveLength(345); // 344 penguins and a header
  });
});

test("a later model is a version of the one before", async () => {
  const parent_model = "projects/123456789012/locations/europe-west4/models/4711";
  const outcome = await runVertex(await pipelineOf("pipeline"), runner, { parent_model });
  expect(outcome.registered).toMatchObject({ parent: parent_model });
});

test("a model below the gate is not registered", async () => {
  const read = await pipelineOf("pipeline", (input) => {
    input.gate = { metric: "accuracy", threshold: 0.999 };
  });
  const outcome = await runVertex(read, runner, first);
  expect(outcome).toMatchObject({
    ran: ["import-data", "probe", "prepare", "train", "evaluate"],
    ended: "failed",
    message: expect.stringMatching(/^gate: 0\.9\d+ >= 0\.999$/),
  });
  expect(outcome.registered).toBeUndefined();
});

test("a job that could read what leaves the platform ends at the probe", async () => {
  const read = await pipelineOf("pipeline");
  const { may } = GoogleAccess.prototype;
  jest.spyOn(GoogleAccess.prototype, "may").mockImplementation(function (this: GoogleAccess, permission, target) {
    return target.object?.startsWith("exports/") || may.call(this, permission, target);
  });
  const outcome = await runVertex(read, runner, first);
  expect(outcome).toMatchObject({ ran: ["import-data", "probe"], ended: "failed" });
  expect(outcome.message).toContain("other-prefix-unreadable");
});

test("a job that may not write its artifacts ends at the probe", async () => {
  const read = await pipelineOf("pipeline");
  const { may } = GoogleAccess.prototype;
  jest.spyOn(GoogleAccess.prototype, "may").mockImplementation(function (this: GoogleAccess, permission, target) {
    const isProbe = permission === "storage.objects.create" && target.object?.startsWith("artifacts/probe/");
    return !isProbe && may.call(this, permission, target);
  });
  const outcome = await runVertex(read, runner, first);
  expect(outcome).toMatchObject({ ran: ["import-data", "probe"], ended: "failed" });
  expect(outcome.message).toContain("artifacts-writable is broken");
});

test("inputs that are swapped in the definition are found", async () => {
  const read = await pipelineOf("pipeline");
  const { inputs } = read.body.pipelineSpec.root.dag.tasks.evaluate;
  [inputs.artifacts.model, inputs.artifacts.prepared] = [inputs.artifacts.prepared, inputs.artifacts.model];
  expect(await runVertex(read, runner, first)).toMatchObject({ ended: "failed" });
});
