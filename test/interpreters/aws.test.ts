/**
 * What Terraform applies is what ran: the SageMaker pipelines of the synthesized stack, step by step, on the real
 * image.
 */
import { execFileSync } from "node:child_process";
import { type ReadPipeline, readSageMaker, runSageMaker } from "../../stacks/aws/rehearsal/pipeline.js";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { synthesizePilots } from "../synth.js";
import { held, Runner, ranOnce } from "./runner.js";

const bucket = "s3://penguins-data-123456789012";

let runner: Runner;
beforeEach(() => {
  runner = Runner.withData(bucket);
});
afterEach(() => runner.dispose());

async function pipelineOf(id: string, change: (input: PilotSpecInput) => void = () => {}): Promise<ReadPipeline> {
  const { aws } = await synthesizePilots((input) => {
    input.image = { digest: `sha256:${"a1".repeat(32)}` };
    change(input);
  });
  if (aws === undefined) throw new Error("the example has no aws block");
  return readSageMaker(aws.json, id);
}

/** One run for several tests; one with no hyperparameter is that of a model below the gate. */
describe("a model that passes the gate", () => {
  const once = ranOnce(bucket, async (runner) => {
    const read = await pipelineOf("pipeline", (input) => {
      input.training = { ...input.training, hyperparameters: { max_iterations: "7" } };
    });
    return runSageMaker(read, runner);
  });

  test("is registered, and waits for approval", () => {
    const { runner, outcome } = once();
    expect(outcome.message).toBeUndefined();
    expect(outcome).toMatchObject({
      ran: ["probe", "prepare", "train", "evaluate", "gate", "register"],
      ended: "succeeded",
      registered: { ModelPackageGroupName: "penguins-models", ModelApprovalStatus: "PendingManualApproval" },
    });
    expect(runner.verdicts(`${bucket}/evaluation/runs/k2x9c4v7w1zp/probe/probe.json`)).toEqual(held);
    const probe = JSON.parse(runner.read(`${bucket}/evaluation/runs/k2x9c4v7w1zp/probe/probe.json`));
    expect(probe.startupSeconds).not.toBeNull();
    const evaluation = JSON.parse(runner.read(`${bucket}/evaluation/runs/k2x9c4v7w1zp/evaluation/evaluation.json`));
    expect(evaluation.metrics.accuracy.value).toBeGreaterThan(0.8);
  });

  test("is of the hyperparameters of the spec", () => {
    const { runner, outcome } = once();
    const inference = outcome.registered?.["InferenceSpecification"] as { Containers: Array<{ ModelDataUrl: string }> };
    const archive = runner.at(inference.Containers[0]?.ModelDataUrl ?? "");
    const manifest = execFileSync("tar", ["-xzOf", archive, "./manifest.json"], { encoding: "utf8" });
    expect(JSON.parse(manifest).hyperparameters).toMatchObject({ max_iterations: 7 });
  });

  test("scores in the batch pipeline once it is the live release", async () => {
    const { runner, outcome } = once();
    const inference = outcome.registered?.["InferenceSpecification"] as { Containers: Array<{ ModelDataUrl: string }> };
    const model = inference.Containers[0]?.ModelDataUrl.replace(`${bucket}/`, "") ?? "";
    const read = await pipelineOf("batch", (input) => {
      input.endpoint = { ...input.endpoint, mode: "batch", schedule: "0 3 * * *" };
      Object.assign(input.aws ?? {}, { releases: { r1: model }, live: "r1" });
    });
    expect(await runSageMaker(read, runner)).toEqual({ ran: ["predict"], ended: "succeeded" });
    const scored = runner.read(`${bucket}/artifacts/runs/k2x9c4v7w1zp/predictions/predictions.csv`).trim().split("\n");
    expect(scored).toHaveLength(345); // 344 penguins and a header
  });
});

test("a model below the gate is not registered, and the run says why", async () => {
  const read = await pipelineOf("pipeline", (input) => {
    input.gate = { metric: "accuracy", threshold: 0.999 };
  });
  const outcome = await runSageMaker(read, runner);
  expect(outcome).toEqual({
    ran: ["probe", "prepare", "train", "evaluate", "gate", "rejected"],
    ended: "failed",
    message: "accuracy is below 0.999 in run k2x9c4v7w1zp",
  });
});

test("a job that could read what leaves the platform ends at the probe", async () => {
  const read = await pipelineOf("pipeline");
  const allows = read.jobAccess.allows.bind(read.jobAccess);
  jest
    .spyOn(read.jobAccess, "allows")
    .mockImplementation((action, uri) => uri.includes("/exports/") || allows(action, uri));
  const outcome = await runSageMaker(read, runner);
  expect(outcome).toMatchObject({ ran: ["probe"], ended: "failed" });
  expect(outcome.message).toContain("other-prefix-unreadable");
});

test("outputs that are swapped in the definition are found", async () => {
  const read = await pipelineOf("pipeline");
  const prepare = read.definition.Steps.find(({ Name }: { Name: string }) => Name === "prepare");
  const evaluate = read.definition.Steps.find(({ Name }: { Name: string }) => Name === "evaluate");
  const path = (step: typeof prepare) => step.Arguments.ProcessingOutputConfig.Outputs[0].S3Output;
  [path(prepare).LocalPath, path(evaluate).LocalPath] = [path(evaluate).LocalPath, path(prepare).LocalPath];
  const outcome = await runSageMaker(read, runner);
  expect(outcome).toMatchObject({ ran: ["probe", "prepare", "train"], ended: "failed" });
});
