import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import type { TerraformStack } from "cdktf";
import type { ComponentVersionBody } from "../../../constructs/azure/pipeline/component.js";
import {
  Pipeline,
  type PipelineProps,
  type PipelineStep,
  pipelineProblems,
} from "../../../constructs/azure/pipeline.js";
import { synthesizeScope } from "../../synth.js";
import { actionGroupId, jobIdentityId, workspaceId } from "./ids.js";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const step = (name: string, more: Partial<PipelineStep> = {}): PipelineStep => ({
  name,
  entryPoint: name,
  inputs: {},
  outputs: [name],
  outputPrefix: "artifacts/",
  parameters: {},
  vmSize: "Standard_D2as_v4",
  nodes: 1,
  volumeGiB: 100,
  timeoutSeconds: 600,
  retries: 0,
  ...more,
});
const steps = [
  step("prepare", { inputs: { data: { prefix: "data/" } } }),
  step("train", { inputs: { prepared: { step: "prepare", output: "prepare" } }, timeoutSeconds: 7200, nodes: 2 }),
  step("evaluate", { inputs: { model: { step: "train", output: "train" } }, outputPrefix: "evaluation/" }),
];
const pipeline = (stack: TerraformStack, change: Partial<PipelineProps> = {}) => {
  const place = { location: "westeurope", resourceGroupName: "penguins" };
  const runsAs = new UserAssignedIdentity(stack, "jobs", { name: "jobs", ...place });
  return new Pipeline(stack, "pipeline", {
    name: "penguins-pipeline",
    resourceGroupName: "penguins",
    owner: "ml@example.com",
    steps,
    gate: { metric: "accuracy", threshold: 0.8 },
    modelRegistry: { modelName: "penguins-models", versionId: (version) => `/models/penguins/versions/${version}` },
    image: { digest, command: ["python", "-m", "pilot_image"] },
    trainingJob: {
      identity: { name: "training-job", principalId: runsAs.principalId, policies: [runsAs] },
      jobIdentityId,
      workspaceId,
      environmentId: "/environments/image",
      ready: [],
      makeRoomFor: () => {},
      computeFor: ({ vmSize }) => `/computes/${vmSize}`,
      pathOf: (prefix) => `azureml://datastores/${prefix.slice(0, -1)}/paths/`,
    },
    ...change,
  });
};
const stackOf = (change: Partial<PipelineProps> = {}) => synthesizeScope((scope) => pipeline(scope, change));
const scheduleOf = (change: Partial<PipelineProps> = {}) => {
  const stack = stackOf(change);
  const [found] = stack.all("azapi_resource").filter(({ address }) => address === "azapi_resource.pipeline");
  return found?.arguments as { body: { properties: Record<string, never> }; depends_on: string[] };
};
// biome-ignore lint/suspicious/noExplicitAny: the JSON of a job
const jobOf = (change: Partial<PipelineProps> = {}): any =>
  (scheduleOf(change).body.properties as Record<string, { jobDefinition: object }>)["action"]?.jobDefinition;
const componentsOf = (change: Partial<PipelineProps> = {}) =>
  stackOf(change)
    .all("azapi_resource")
    .filter(({ arguments: given }) => String(given["type"]).includes("components/versions"))
    .map(({ arguments: given }) => given);

const commandsOf = (change: Partial<PipelineProps>) =>
  componentsOf(change).map(({ body }) => (body as ComponentVersionBody).properties.componentSpec.command);

test("without an image there is no pipeline, and the ledger's rows wait", () => {
  expect(stackOf({ image: { digest: null, command: ["x"] } }).all("azapi_resource")).toEqual([]);
});

test.each([undefined, "0 3 * * *"])(
  "a schedule at %s is disabled before it is deleted, as it is by then",
  (schedule) => {
    const stack = stackOf({ schedule });
    const made = scheduleOf({ schedule });
    const disable = stack.one("azapi_resource_action", "disable");
    expect(disable).toMatchObject({
      method: "PUT",
      when: "destroy",
      resource_id: `${workspaceId}/schedules/\${azapi_resource.pipeline.name}`,
      // an update of it is impossible, so it is replaced with each change of the schedule
      lifecycle: { ignore_changes: "all", replace_triggered_by: ["azapi_resource.pipeline"] },
    });
    const written = JSON.parse(
      JSON.stringify(disable.body.properties).replaceAll("${azapi_resource.pipeline.name}", "penguins-pipeline"),
    );
    expect(written).toEqual({ ...made.body.properties, isEnabled: false });
    expect(made.body.properties["isEnabled"]).toBe(schedule !== undefined);
  },
);

describe("the schedule", () => {
  test("is off, unless one is given and nothing is paused", () => {
    const enabled = (change: Partial<PipelineProps>) => scheduleOf(change).body.properties["isEnabled"];
    expect(enabled({})).toBe(false);
    expect(enabled({ schedule: "0 3 * * *" })).toBe(true);
    expect(enabled({ schedule: "0 3 * * *", paused: true })).toBe(false);
  });

  test("waits for all that the jobs' identity may do", () => {
    expect(scheduleOf().depends_on).toEqual(["azurerm_user_assigned_identity.jobs"]);
  });
});

describe("the job", () => {
  const job = jobOf();

  test("runs each step after the one before, by its output", () => {
    expect(Object.keys(job.jobs)).toEqual(["prepare", "train", "evaluate", "gate"]);
    expect(job.jobs.train.inputs.after.value).toBe("$${{parent.jobs.prepare.outputs.prepare}}");
    expect(job.jobs.gate.inputs.after.value).toBe("$${{parent.jobs.evaluate.outputs.evaluate}}");
    expect(job.jobs.prepare.inputs.after).toBeUndefined();
    expect(job.jobs.train.inputs.prepared.value).toBe("$${{parent.jobs.prepare.outputs.prepare}}");
    expect(job.settings).toEqual({ continue_on_step_failure: false, force_rerun: true });
  });

  test("stops each step by its own limit, and runs it as the jobs' identity", () => {
    expect(job.jobs.train.limits).toEqual({ job_limits_type: "Command", timeout: "PT7200S" });
    expect(job.jobs.train.resources).toEqual({ instance_count: 2 });
    for (const node of Object.values(job.jobs)) expect(node).toMatchObject({ identity: { identity_type: "Managed" } });
  });

  test("has a gate with the threshold written in, whose output alone is registered", () => {
    expect(job.jobs.gate.environment_variables).toMatchObject({ PILOT_METRIC: "accuracy", PILOT_THRESHOLD: "0.8" });
    expect(job.jobs.gate.outputs.approved).toEqual({
      job_output_type: "custom_model",
      uri: "azureml://datastores/models/paths/runs/$${{name}}/approved",
      mode: "ReadWriteMount",
      name: "penguins-models",
    });
    const named = Object.entries(job.jobs).filter(([, node]) => JSON.stringify(node).includes("penguins-models"));
    expect(named.map(([name]) => name)).toEqual(["gate"]);
  });

  test("a scoring step reads the version of its release", () => {
    const predict = step("predict", { inputs: { model: { release: "3" }, data: { prefix: "data/" } } });
    const scoring = jobOf({ steps: [predict], gate: undefined });
    expect(scoring.jobs.predict.inputs.model).toEqual({
      job_input_type: "custom_model",
      uri: "/models/penguins/versions/3",
      mode: "ReadOnlyMount",
    });
  });
});

describe("components", () => {
  test("take what their steps are given", () => {
    const taken = componentsOf().map(({ body }) =>
      Object.keys((body as ComponentVersionBody).properties.componentSpec.inputs),
    );
    const given = Object.values(jobOf().jobs as Record<string, { inputs: object }>).map(({ inputs }) =>
      Object.keys(inputs),
    );
    expect(taken).toEqual(given);
  });

  test("hold fixed words and folders; a parameter is a variable and reaches no shell", () => {
    const hostile = "$(touch x); `y` ${z} %{w}";
    const change = { steps: [step("prepare", { parameters: { "split-seed": hostile } }), ...steps.slice(1)] };
    expect(commandsOf(change)[0]).toBe("python -m pilot_image prepare --prepare $${{outputs.prepare}}");
    expect(jobOf(change).jobs.prepare.environment_variables.PILOT_SPLIT_SEED).toBe("$(touch x); `y` $${z} %%{w}");
  });

  test("quote what a shell would read", () => {
    const change = { image: { digest, command: ["python", "-c", "it's; $(x) ${y}"] } };
    expect(commandsOf(change)[0]).toContain("python -c 'it'\\''s; $(x) $${y}' prepare");
  });

  test("a changed command or image is a version of another name, made before the old one goes", () => {
    const names = (change: Partial<PipelineProps>) => componentsOf(change).map(({ name }) => name);
    expect(names({})).toEqual(names({}));
    expect(new Set(names({})).size).toBe(4);
    const other = names({ image: { digest: digest.replace("0", "1"), command: ["python", "-m", "pilot_image"] } });
    for (const name of names({})) expect(other).not.toContain(name);
    for (const { lifecycle } of componentsOf()) expect(lifecycle).toEqual({ create_before_destroy: true });
  });
});

test("somebody who starts runs may hand out the jobs' identity", () => {
  const person = { name: "lead", principalId: "11111111-2222-4333-8444-555555555555", policies: [] };
  const stack = synthesizeScope((scope) => {
    pipeline(scope).grantStart(person);
  });
  expect(
    stack
      .all("azurerm_role_assignment")
      .map(({ arguments: given }) => [given["role_definition_name"], given["scope"], given["principal_type"]]),
  ).toEqual([
    ["AzureML Data Scientist", workspaceId, undefined],
    ["Managed Identity Operator", jobIdentityId, undefined],
  ]);
  expect(person.policies).toHaveLength(2);
});

test("failed runs alert where there is a gate, and tell whom they are told to", () => {
  const alert = stackOf({ actionGroupId }).one("azurerm_monitor_metric_alert");
  expect(alert).toMatchObject({ action: [{ action_group_id: actionGroupId }] });
  expect(alert.criteria[0]).toMatchObject({ metric_name: "Failed Runs", aggregation: "Total", threshold: 0 });
  expect(stackOf({ gate: undefined }).all("azurerm_monitor_metric_alert")).toEqual([]);
});

test.each([
  [{ schedule: "0 3 1 * *" }, "schedule", 'got "0 3 1 * *"; Azure ML ignores dates'],
  [{ schedule: "99 3 * * *" }, "schedule", 'the minute must be from 0 to 59, got "99"'],
  [{ schedule: "0 3 * * 7" }, "schedule", 'the day of the week must be from 0 to 6, got "7"'],
  [{ schedule: "@daily" }, "schedule", "such as 0 3 * * *"],
  [{ steps: [step("train", { inputs: { a: { step: "prepare", output: "b" } } })] }, "steps", "made before it: nothing"],
  [
    { steps: [step("predict", { inputs: { model: { release: "s3://x" } } })] },
    "steps",
    'the number of a registered version, such as "3", got "s3://x"',
  ],
])("problem %#", (change, prop, message) => {
  expect(pipelineProblems({ steps, ...change })).toEqual([{ prop, message: expect.stringContaining(message) }]);
  expect(() => stackOf({ gate: undefined, ...change })).toThrow(message);
});
