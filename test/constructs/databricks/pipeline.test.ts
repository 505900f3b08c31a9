import { DataBucket } from "../../../constructs/databricks/data-bucket.js";
import { Pipeline, type PipelineProps } from "../../../constructs/databricks/pipeline.js";
import { TrainingJob } from "../../../constructs/databricks/training-job.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { bucketProps, jobProps, operators, pipelineProps, step } from "./candidates.js";

const synthesized = (change: Partial<PipelineProps> = {}, use: (made: Pipeline) => void = () => {}) => {
  let pipeline: Pipeline | undefined;
  const stack = synthesizeScope((scope) => {
    const bucket = new DataBucket(scope, "data", bucketProps);
    const trainingJob = new TrainingJob(scope, "training-job", { ...jobProps, bucket });
    bucket.grantWrite(trainingJob.identity, "artifacts/");
    pipeline = new Pipeline(scope, "pipeline", { ...pipelineProps, trainingJob, ...change });
    use(pipeline);
  });
  const entries = (pipeline?.node.metadata ?? [])
    .filter(({ type }) => type === RECORD)
    .map(({ data }) => data as Entry);
  return { stack, pipeline, entries };
};

interface Task {
  readonly task_key: string;
  readonly depends_on?: ReadonlyArray<{ readonly task_key: string }>;
  readonly max_retries?: number;
  readonly python_wheel_task: { readonly entry_point: string; readonly parameters: readonly string[] };
}

const job = (change: Partial<PipelineProps> = {}) => synthesized(change).stack.one("databricks_job");
const tasks = (change: Partial<PipelineProps> = {}): readonly Task[] => job(change).task;
const taskOf = (key: string, change: Partial<PipelineProps> = {}) =>
  tasks(change).find(({ task_key }) => task_key === key) as Task;

test("tasks are sorted by key, whatever their order: another one differs at every plan", () => {
  const keys = tasks().map(({ task_key }) => task_key);
  expect(keys).toEqual(["evaluate", "gate", "prepare", "register", "train"]);
  // a key with a capital or a sign sorts as bytes do
  const others = tasks({ steps: ["b_", "b-", "a9", "a"].map((name) => step(name)) }).map(({ task_key }) => task_key);
  expect(others).toEqual(["a", "a9", "b-", "b_", "gate", "register"]);
});

test("each task runs after the one before it", () => {
  const after = Object.fromEntries(tasks().map(({ task_key, depends_on = [] }) => [task_key, depends_on]));
  expect(after).toEqual({
    prepare: [],
    train: [{ task_key: "prepare" }],
    evaluate: [{ task_key: "train" }],
    gate: [{ task_key: "evaluate" }],
    register: [{ task_key: "gate" }],
  });
});

test("the gate ends the run, is tried once, and what passes lies under models/", () => {
  const gate = taskOf("gate");
  expect(gate.max_retries).toBeUndefined();
  const { parameters } = gate.python_wheel_task;
  expect(parameters.slice(-4)).toEqual(["--metric", "accuracy", "--threshold", "0.8"]);
  expect(parameters[parameters.indexOf("--approved") + 1]).toMatch(
    /\/\$\{databricks_volume\.[\w-]+\.name\}\/\{\{job\.run_id\}\}\/approved$/,
  );
});

test("what is registered is what passed the gate, once", () => {
  const { python_wheel_task: wheel, max_retries } = taskOf("register");
  const gate = taskOf("gate").python_wheel_task.parameters;
  expect(wheel).toMatchObject({ entry_point: "register", package_name: "pilot_image" });
  expect(wheel.parameters[1]).toBe(gate[gate.indexOf("--approved") + 1]);
  expect(wheel.parameters.slice(2)).toEqual(["--model-name", "penguins.pilot.penguins", "--run", "{{job.run_id}}"]);
  expect(max_retries).toBeUndefined();
  const { gate: _gate, modelRegistry: _registry, ...scoring } = pipelineProps;
  const { stack } = synthesizeScoring(scoring);
  expect(stack.one("databricks_job").task.map((each: Task) => each.task_key)).toEqual(["evaluate", "prepare", "train"]);
});

function synthesizeScoring(props: Omit<PipelineProps, "gate" | "modelRegistry">) {
  let pipeline: Pipeline | undefined;
  const stack = synthesizeScope((scope) => {
    pipeline = new Pipeline(scope, "scoring", {
      ...props,
      trainingJob: new TrainingJob(scope, "training-job", jobProps),
    });
  });
  const entry = pipeline?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, entry };
}

test("a run ends, one runs at a time, a second waits, and the UI changes nothing", () => {
  // three steps of an hour with two retries, the gate of one attempt, a minute before each retry, an hour of waiting
  expect(job()).toMatchObject({
    timeout_seconds: 3 * (3 * 3600 + 120) + 3600 + 3600,
    max_concurrent_runs: 1,
    queue: { enabled: true },
    edit_mode: "UI_LOCKED",
    performance_target: "STANDARD",
    budget_policy_id: "budget-1",
    health: { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: 7200 }] },
  });
  expect(job().run_as.service_principal_name).toMatch(/^\$\{databricks_service_principal\.[\w-]+\.application_id\}$/);
});

test("the job waits for what its principal is granted, and is there without it last", () => {
  const { depends_on: waits } = job() as { depends_on: readonly string[] };
  expect(waits.filter((each) => each.startsWith("databricks_grant."))).toHaveLength(3);
  expect(waits.some((each) => each.startsWith("databricks_service_principal."))).toBe(true);
});

test("cron is written as Quartz: days of the week by name, and ? for the day that does not matter", () => {
  const quartz = (schedule: string) => job({ schedule }).schedule.quartz_cron_expression;
  expect(quartz("0 3 * * *")).toBe("0 0 3 * * ?");
  expect(quartz("30 4 1,15 * *")).toBe("0 30 4 1,15 * ?");
  // Quartz counts Sunday as 1: a digit would run a day early
  expect(quartz("0 3 * * 0")).toBe("0 0 3 ? * SUN");
  expect(quartz("0 3 * * 1-5")).toBe("0 0 3 ? * MON-FRI");
  expect(quartz("0 3 * * 7")).toBe("0 0 3 ? * SUN");
  expect(job({ paused: true }).schedule.pause_status).toBe("PAUSED");
});

test("one permissions of the job, and none for the deployer, who owns it", () => {
  const auditors = { name: "auditors", kind: "user" as const, principal: "auditor@example.com", policies: [] };
  const { stack } = synthesized({}, (made) => {
    made.grantStart(operators());
    made.grantStart(operators());
    made.grantStart(auditors);
  });
  expect(stack.one("databricks_permissions").access_control).toEqual([
    { group_name: "ml-operators", permission_level: "CAN_MANAGE_RUN" },
    { user_name: "auditor@example.com", permission_level: "CAN_MANAGE_RUN" },
  ]);
  const deployer = { ...auditors, principal: "deployer@example.com" };
  expect(() => synthesized({}, (made) => made.grantStart(deployer))).toThrow("is the deployer, who owns what it makes");
});

test("before there is a wheel it makes no job, and its limits wait", () => {
  const { stack, pipeline, entries } = synthesized({ image: { digest: null } }, (made) => {
    expect(made.grantStart(operators())).toBeUndefined();
  });
  expect(stack.all("databricks_job")).toEqual([]);
  expect(pipeline?.pipelineName).toBeUndefined();
  expect(entries[0]?.limits?.[0]).toMatchObject({ at: null, when: "image digest" });
});

test("the ledger says who retries, and finds each number in the sorted job", () => {
  const { stack, entries } = synthesized();
  const read = (pointer: string): unknown =>
    pointer
      .split("/")
      .slice(1)
      .reduce((value: unknown, key) => (value as Record<string, unknown>)[key], stack.one("databricks_job"));
  const values = (entries[0]?.limits ?? []).map(({ kind, subject, at }) => [kind, subject, read(at?.[1] ?? "")]);
  expect(values).toContainEqual(["gate", "accuracy", "0.8"]);
  expect(values).toContainEqual(["runtime", "gate", 3600]);
  expect(values).toContainEqual(["retries", "prepare", 2]);
  expect(values).toContainEqual(["concurrency", "runs", 1]);
  expect(values.filter(([, , value]) => value === undefined)).toEqual([]);
  expect(entries[0]?.arrows?.map(({ retriedBy }) => retriedBy)).toEqual([
    ...["Databricks Jobs", "Databricks Jobs", "nobody", "nobody"],
  ]);
  expect(entries[1]?.limits?.map(({ kind, subject }) => [kind, subject])).toEqual([
    ["runtime", "train"],
    ["retries", "train"],
  ]);
});
