import { cronProblem } from "../../../constructs/google/pipeline/schedule.js";
import type { Pipeline } from "../../../constructs/google/pipeline.js";
import { pipelineProblems } from "../../../constructs/google/pipeline.js";
import { sourceProblems } from "../../../constructs/google/workflows/source.js";
import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { type SynthesizedStack, synthesizePilot, variants } from "../../synth.js";

async function pilot(change: (input: PilotSpecInput) => void): Promise<SynthesizedStack> {
  const google = await synthesizePilot("google", change);
  if (google === undefined) throw new Error("the example has no google block");
  return google;
}
const none = () => {};
// biome-ignore lint/suspicious/noExplicitAny: a workflow is read as whatever it holds
const sourceOf = (stack: SynthesizedStack, id = "pipeline"): any =>
  JSON.parse(String(stack.json.resource?.["google_workflows_workflow"]?.[id]?.["source_contents"]));
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
      "inputs.parameter_values['gate_value'] >= inputs.parameter_values['gate_threshold']",
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

test.each([
  ...[
    "0 3 * * *",
    "*/5 0-6 1,15 * 1",
    "0 0 31 1-3 *",
    "0 0 29 2 *",
    "0 0 31 2 1",
    "0 9 * JAN-MAR MON-FRI",
    "0 0 * * 7",
  ],
])("%s is a schedule", (cron) => expect(cronProblem(cron)).toBeUndefined());

test.each([
  ["60 3 * * *", 'the minute must be numbers from 0 to 59, a range from low to high, .* got "60"'],
  ["0 24 * * *", "the hour must be numbers from 0 to 23"],
  ["0 0 0 * *", 'the day of the month must be numbers from 1 to 31, .* got "0"'],
  ["0 0 * 0 *", 'the month must be numbers from 1 to 12, .* got "0"'],
  ["0 0 0 0 *", "the day of the month"],
  ["0 5-1 * * *", 'the hour must be .* got "5-1"'],
  ["0 0 * * 6-8", "the day of the week"],
  ["5/15 * * * *", "the minute"],
  ["*/0 * * * *", "the minute"],
  ["0 0 30 2 *", "must be due some day"],
  ["0 0 31 4,6,9,11 *", "must be due some day"],
  ["0 3 * *", "must have five fields"],
  // whatever is given, a problem stays one line
  ["0 3\n* * *", "^must have five fields .*; write it like .*$"],
  ["0 3 *\n1 * *", "^the day of the month .*$"],
  ["0 3 * * * *", "must have five fields"],
  ["@daily", "must have five fields"],
  ["0 3 * * x", "the day of the week"],
  ["0 3 * * MON-", "the day of the week"],
  ["0 3 * * MOX", "the day of the week"],
])("%s is none", (cron, message) => expect(cronProblem(cron)).toMatch(new RegExp(message)));

test.each(["threshold", "gcp_resources", "parent_model", "model_uri", "gate_value"])(
  "a metric called %s changes what the gate compares in nothing but the image's argument",
  async (metric) => {
    const named = await pilot((input) => {
      variants["phase 1"]?.(input);
      input.gate = { metric, threshold: 0.8 };
    });
    const { root, components, deploymentSpec } = bodyOf(sourceOf(named)).pipelineSpec;
    expect(root.dag.tasks.gate.triggerPolicy.condition).toBe(
      "inputs.parameter_values['gate_value'] >= inputs.parameter_values['gate_threshold']",
    );
    expect(root.dag.tasks.gate.inputs.parameters).toEqual({
      gate_value: { taskOutputParameter: { producerTask: "evaluate", outputParameterKey: "gate_value" } },
      gate_threshold: { runtimeValue: { constant: 0.8 } },
      parent_model: { componentInputParameter: "parent_model" },
    });
    expect(Object.keys(components["comp-evaluate"].outputDefinitions.parameters)).toEqual([
      "gcp_resources",
      "gate_value",
    ]);
    expect(deploymentSpec.executors["exec-evaluate"].container.args[3]).toContain(`"--metric","${metric}"`);
  },
);

test.each([
  [
    "hyperparameters",
    (input: PilotSpecInput) => {
      const many = Array.from({ length: 600 }, (_, index) => [`p${index}`, "x".repeat(200)]);
      input.training = { ...input.training, hyperparameters: Object.fromEntries(many) };
    },
  ],
  [
    "a command",
    (input: PilotSpecInput) => {
      input.image = { ...input.image, command: Array.from({ length: 60 }, () => "x".repeat(490)) };
    },
  ],
])("a source that %s makes too large is refused before Google refuses it", async (_, change) => {
  const made = pilot((input) => {
    variants["phase 1"]?.(input);
    change(input);
  });
  await expect(made).rejects.toThrow(/the workflow's source must have at most 131072 bytes, and would have \d{6}/);
});

test.each(["x", "é", "日", "😀", "\ud7ff\ue000"])("a source is measured in bytes of UTF-8: %s", (text) => {
  const source = { text: text.repeat(131_072) };
  expect(sourceProblems(source, "it").join()).toContain(`would have ${Buffer.byteLength(JSON.stringify(source))} with`);
});

test("what stops a run is a workflow that operators may start, and goes after the one that starts runs", async () => {
  const stack = await pilot(variants["phase 1"] ?? none);
  const stop = stack.one("google_workflows_workflow", "pipeline_stop");
  expect(stop.name).toBe("penguins-pipeline-stop");
  expect(stack.one("google_workflows_workflow", "pipeline_stop").depends_on).toEqual(
    expect.arrayContaining([expect.stringContaining("google_project_iam_member.pipeline_accounts_start")]),
  );
  expect(stack.json.resource?.["google_workflows_workflow"]?.["pipeline"]?.["source_contents"]).toContain(
    "${google_workflows_workflow.pipeline_stop",
  );
  const role = stack.one("google_project_iam_custom_role", "start-role").permissions;
  for (const permission of ["pipelineJobs.list", "pipelineJobs.cancel", "customJobs.list", "customJobs.cancel"]) {
    expect(role).toContain(`aiplatform.${permission}`);
  }
});

test("an input that nothing makes, and a release that is no version, are problems", () => {
  const step: ConstructorParameters<typeof Pipeline>[2]["steps"][number] = {
    ...{ name: "train", entryPoint: "train", outputs: [], outputPrefix: "artifacts/", parameters: {} },
    ...{ machineType: "e2-standard-4", nodes: 1, volumeGiB: 100, timeoutSeconds: 60, retries: 0 },
    inputs: { prepared: { step: "prepare", output: "prepared" }, model: { release: "latest" } },
  };
  const props: Pick<ConstructorParameters<typeof Pipeline>[2], "steps"> = { steps: [step] };
  expect(pipelineProblems(props).map(({ message }) => message)).toEqual([
    "train reads prepared from prepare/prepared; made before it: nothing",
    'train reads the release "latest"; allowed: the number of a version, such as 1',
  ]);
});
