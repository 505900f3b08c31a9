/**
 * What Terraform applies is what ran: the Azure ML pipeline jobs of the synthesized stack, step by step, on the real
 * image.
 */
import { type ReadPipelineJob, readAzureMl, runAzureMl } from "../../stacks/azure/rehearsal/pipeline.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { synthesizePilots } from "../synth.js";
import { held, Runner, ranOnce } from "./runner.js";

const bucket = "https://penguins4e30ca01.blob.core.windows.net";

let runner: Runner;
beforeEach(() => {
  runner = Runner.withData(bucket);
});
afterEach(() => runner.dispose());

async function pipelineOf(id: string, change: (input: PilotSpecInput) => void = () => {}): Promise<ReadPipelineJob> {
  const { azure } = await synthesizePilots((input) => {
    input.image = { digest: `sha256:${"a1".repeat(32)}` };
    change(input);
  });
  if (azure === undefined) throw new Error("the example has no azure block");
  return readAzureMl(azure.json, id);
}

/** One run for several tests; one with no hyperparameter is that of a model below the gate. */
describe("a model that passes the gate", () => {
  const once = ranOnce(bucket, async (runner) => {
    const read = await pipelineOf("pipeline", (input) => {
      input.training = { ...input.training, hyperparameters: { max_iterations: "7" } };
    });
    return runAzureMl(read, runner);
  });

  test("is registered under the registry's name", () => {
    const { runner, outcome } = once();
    expect(outcome.message).toBeUndefined();
    expect(outcome).toEqual({
      ran: ["probe", "prepare", "train", "evaluate", "gate"],
      ended: "succeeded",
      registered: {
        name: "penguins-models",
        type: "custom_model",
        path: `${bucket}/models/runs/gate/approved`,
        job: "gate",
      },
    });
    expect(runner.verdicts(`${bucket}/evaluation/runs/probe/probe/probe.json`)).toEqual(held);
    const probe = JSON.parse(runner.read(`${bucket}/evaluation/runs/probe/probe/probe.json`));
    expect(probe.contract).toBe("azure-ml");
    const manifest = JSON.parse(runner.read(`${bucket}/models/runs/gate/approved/manifest.json`));
    expect(manifest.image.digest).toBe(`sha256:${"a1".repeat(32)}`);
  });

  test("is of the hyperparameters of the spec, and no shell reads them", async () => {
    const { runner } = once();
    const manifest = JSON.parse(runner.read(`${bucket}/models/runs/gate/approved/manifest.json`));
    expect(manifest.hyperparameters).toMatchObject({ max_iterations: 7 });
    const hostile = await pipelineOf("pipeline", (input) => {
      input.training = { ...input.training, hyperparameters: { max_iterations: "$(touch hostile); `touch hostile`" } };
    });
    expect([...hostile.components.values()].filter((body) => JSON.stringify(body).includes("hostile"))).toEqual([]);
    expect(hostile.job.jobs.train.environment_variables.PILOT_MAX_ITERATIONS).toBe("$(touch hostile); `touch hostile`");
  });

  test("scores in the batch pipeline once it is the live release", async () => {
    const { runner, outcome } = once();
    const read = await pipelineOf("batch", (input) => {
      input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
      Object.assign(input.azure ?? {}, { releases: { r1: "1" }, live: "r1" });
    });
    const id = read.job.jobs.predict.inputs.model.uri;
    expect(id).toMatch(/\/workspaces\/penguins\/models\/penguins-models\/versions\/1$/);
    const scoring = await runAzureMl(read, runner, new Map([[id, String(outcome.registered?.["path"])]]));
    expect(scoring).toEqual({ ran: ["predict"], ended: "succeeded" });
    const scored = runner.read(`${bucket}/artifacts/runs/predict/predictions/predictions.csv`).trim().split("\n");
    expect(scored).toHaveLength(345); // 344 penguins and a header
  });
});

test("a model below the gate is not registered, and the run says why", async () => {
  const read = await pipelineOf("pipeline", (input) => {
    input.gate = { metric: "accuracy", threshold: 0.999 };
  });
  const outcome = await runAzureMl(read, runner);
  expect(outcome).toMatchObject({ ran: ["probe", "prepare", "train", "evaluate", "gate"], ended: "failed" });
  expect(outcome.message).toMatch(/gate ended with 1: gate: accuracy 0\.\d+ is below 0\.999/);
  expect(outcome.registered).toBeUndefined();
});

test("a job that could read what leaves the platform ends at the probe", async () => {
  const read = await pipelineOf("pipeline");
  const allows = read.access.allows.bind(read.access);
  jest
    .spyOn(read.access, "allows")
    .mockImplementation((action, uri) => uri.includes("/exports") || allows(action, uri));
  const outcome = await runAzureMl(read, runner);
  expect(outcome).toMatchObject({ ran: ["probe"], ended: "failed" });
  expect(outcome.message).toContain("other-prefix-unreadable");
});

test("a binding to an output that no step makes is found", async () => {
  const read = await pipelineOf("pipeline");
  read.job.jobs.evaluate.inputs.model.value = "${{parent.jobs.train.outputs.modle}}";
  await expect(runAzureMl(read, runner)).rejects.toThrow("evaluate, gate wait for each other");
});

test("a role that is missing is found", async () => {
  const read = await pipelineOf("pipeline");
  const allows = read.access.allows.bind(read.access);
  jest
    .spyOn(read.access, "allows")
    .mockImplementation((action, uri) => !(action === "write" && uri.includes("/evaluation/")) && allows(action, uri));
  await expect(runAzureMl(read, runner)).rejects.toThrow("may not write");
});
