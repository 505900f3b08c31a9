import { isCron } from "../../../constructs/google/pipeline/schedule.js";
import type { Pipeline } from "../../../constructs/google/pipeline.js";
import { pipelineFaults } from "../../../constructs/google/pipeline.js";
import type { PilotSpecInput } from "../../../stacks/spec/schema.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

async function pilot(change: (input: PilotSpecInput) => void): Promise<SynthesizedStack> {
  const google = await synthesizePilot("google", change);
  if (google === undefined) throw new Error("the example has no google block");
  return google;
}
const none = () => {};
// biome-ignore lint/suspicious/noExplicitAny: a workflow is read as whatever it holds
const sourceOf = (stack: SynthesizedStack, part = "pipeline"): any =>
  JSON.parse(stack.one("google_workflows_workflow", part).source_contents);
// biome-ignore lint/suspicious/noExplicitAny: a workflow is read as whatever it holds
const bodyOf = (source: any): any => source.main.steps.find((step: object) => "create" in step).create.try.args.body;

test("without an image: the accounts and no workflow", async () => {
  const stack = await pilot(variants["phase 0"] ?? none);
  expect(stack.all("google_workflows_workflow")).toEqual([]);
  expect(stack.all("google_service_account").filter(({ address }) => address.includes("pipeline"))).toHaveLength(2);
});

describe("with an image", () => {
  let stack: SynthesizedStack;
  beforeAll(async () => {
    stack = await pilot(variants["phase 1"] ?? none);
  });

  test("the steps in their order, each after the one before, and the gate before the registration", () => {
    const { root, components } = bodyOf(sourceOf(stack)).pipelineSpec;
    const after = Object.entries(root.dag.tasks).map(([name, task]) => [
      name,
      (task as Record<string, unknown>)["dependentTasks"],
    ]);
    expect(after).toEqual([
      ["import-data", undefined],
      ["probe", undefined],
      ["prepare", ["probe"]],
      ["train", ["prepare"]],
      ["evaluate", ["train"]],
      ["gate", ["evaluate", "train"]],
    ]);
    expect(root.dag.tasks.gate.triggerPolicy.condition).toBe(
      "inputs.parameter_values['accuracy'] >= inputs.parameter_values['threshold']",
    );
    expect(Object.keys(components["comp-gate"].dag.tasks)).toEqual(["register"]);
  });

  test("nobody who starts a run can loosen the gate, or leave a cached step in it", () => {
    const { runtimeConfig, pipelineSpec } = bodyOf(sourceOf(stack));
    expect(Object.keys(runtimeConfig.parameterValues)).toEqual(["parent_model"]);
    expect(sourceOf(stack).main.params).toBeUndefined();
    expect(JSON.stringify(pipelineSpec)).not.toContain("enableCache");
  });

  test("it runs as accounts of its own, which act as no others than they start", () => {
    const grants = stack.all("google_service_account_iam_member").filter(({ address }) => address.includes("pipeline"));
    expect(grants.map(({ arguments: given }) => [given["role"], given["service_account_id"]])).toEqual([
      [
        "roles/iam.serviceAccountUser",
        "projects/${google_project_service.service-iam.project}/serviceAccounts/${google_service_account.pipeline_accounts_747B97D5.email}",
      ],
      [
        "roles/iam.serviceAccountUser",
        "projects/${google_project_service.service-iam.project}/serviceAccounts/${google_service_account.training-job.email}",
      ],
    ]);
  });

  test("a scheduler that is paused, and an alert on every run that does not end well", () => {
    expect(stack.one("google_cloud_scheduler_job")).toMatchObject({ paused: true, schedule: "0 3 * * 1" });
    expect(
      stack.one("google_monitoring_alert_policy", "pipeline_failed").conditions[0].condition_threshold.filter,
    ).toContain('metric.labels.status="FAILED"');
  });

  test("the probe fails on an open way out only where a perimeter closes it", async () => {
    const failOn = (from: SynthesizedStack) =>
      /"--fail-on","([a-z,-]*)"/.exec(
        bodyOf(sourceOf(from)).pipelineSpec.deploymentSpec.executors["exec-probe"].container.args[3],
      )?.[1];
    expect(failOn(stack)).toBe("data-readable,artifacts-writable,other-prefix-unreadable");
    const guarded = await pilot((input) => {
      variants["phase 1"]?.(input);
      input.network = { ...input.network, allowedClients: ["198.51.100.0/24"] };
      Object.assign(input.google ?? {}, { serviceControls: true, accessPolicy: "987654321" });
    });
    expect(failOn(guarded)).toContain("public-address-unreachable");
  });
});

test("batch: one scoring step on a schedule, and no endpoint", async () => {
  const stack = await pilot(variants["phase 2, batch"] ?? none);
  const { pipelineSpec, runtimeConfig } = bodyOf(sourceOf(stack, "batch"));
  expect(Object.keys(pipelineSpec.root.dag.tasks)).toEqual(["import-model", "import-data", "predict"]);
  expect(runtimeConfig.parameterValues).toEqual({ model_uri: "$${model_uri}" });
  expect(stack.one("google_cloud_scheduler_job", "batch")).toMatchObject({ paused: false, schedule: "0 3 * * *" });
  expect(stack.all("google_vertex_ai_endpoint")).toEqual([]);
});

test.each(["0 3 * * *", "*/5 0-6 1,15 * 1"])("%s is a schedule", (cron) => expect(isCron(cron)).toBe(true));
test.each(["60 3 * * *", "0 3 * *", "0 3 * * * *", "@daily", "0 3 * * x"])("%s is none", (cron) =>
  expect(isCron(cron)).toBe(false),
);

test("an input that nothing makes, and a release that is no version, are faults", () => {
  const step: Parameters<typeof pipelineFaults>[0]["steps"][number] = {
    ...{ name: "train", entryPoint: "train", outputs: [], outputPrefix: "artifacts/", parameters: {} },
    ...{ machineType: "e2-standard-4", nodes: 1, volumeGiB: 100, timeoutSeconds: 60, retries: 0 },
    inputs: { prepared: { step: "prepare", output: "prepared" }, model: { release: "latest" } },
  };
  const props: Pick<ConstructorParameters<typeof Pipeline>[2], "steps"> = { steps: [step] };
  expect(pipelineFaults(props).map(({ message }) => message)).toEqual([
    "train reads prepared from prepare/prepared; made before it: nothing",
    'train reads the release "latest"; allowed: the number of a version, such as 1',
  ]);
});
