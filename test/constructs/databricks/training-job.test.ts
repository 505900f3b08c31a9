import { TrainingJob, type TrainingJobProps } from "../../../constructs/databricks/training-job.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { applicationId, digest, jobProps, step } from "./candidates.js";

const synthesized = (change: Partial<TrainingJobProps> = {}) => {
  let made: TrainingJob | undefined;
  const stack = synthesizeScope((scope) => {
    made = new TrainingJob(scope, "training-job", { ...jobProps, ...change });
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  return { stack, job: made as TrainingJob, entry };
};

test("the principal starts no cluster and has no secret", () => {
  const { stack } = synthesized();
  expect(stack.one("databricks_service_principal")).toEqual({
    "//": expect.anything(),
    display_name: "penguins-training",
    workspace_access: true,
    allow_cluster_create: false,
    allow_instance_pool_create: false,
    databricks_sql_access: false,
  });
  expect(stack.resources.map(({ type }) => type)).toEqual(["databricks_service_principal"]);
});

test("an existing principal is taken as it is, and nothing is made", () => {
  const { stack, job, entry } = synthesized({ runAs: { applicationId } });
  expect(stack.resources).toEqual([]);
  expect(job.identity).toEqual({
    ...{ name: "training-job", kind: "service principal", principal: applicationId, policies: [] },
  });
  expect(entry.identity).toBeUndefined();
});

test("pip gets the hash of the wheel, so it asks for one of every package", () => {
  const { spec } = synthesized().job.stepEnvironment();
  expect(spec?.dependencies).toEqual([
    "-r /Volumes/penguins/pilot/packages/0000000000000000/requirements.lock",
    `/Volumes/penguins/pilot/packages/0000000000000000/pilot_image-1.0.0-py3-none-any.whl --hash=${digest}`,
  ]);
  expect(spec?.environmentVersion).toBe("4");
});

test("another wheel has another folder: what runs keeps its own", () => {
  const { job } = synthesized({ image: { ...jobProps.image, digest: `sha256:${"1".repeat(64)}` } });
  expect(job.packageFolder()).toBe("/Volumes/penguins/pilot/packages/1111111111111111");
});

test("a step reads and writes folders of its run, which a retry finds again", () => {
  const { job } = synthesized();
  const prepare = step("prepare", { outputs: ["prepared"], parameters: { at: { run: "start time" }, text: "a$${b" } });
  const train = step("train", { inputs: { prepared: { step: "prepare", output: "prepared" } }, outputs: ["model"] });
  const tasks = [prepare, train].map((each) => job.stepTask(each, [prepare, train]));
  expect(tasks.map(({ pythonWheelTask }) => pythonWheelTask?.parameters)).toEqual([
    [
      ...["--data", "/Volumes/penguins/pilot/data"],
      ...["--prepared", "/Volumes/penguins/pilot/artifacts/{{job.run_id}}/prepared"],
      ...["--at", "{{job.start_time.iso_datetime}}", "--text", "a$$${b"],
    ],
    [
      ...["--prepared", "/Volumes/penguins/pilot/artifacts/{{job.run_id}}/prepared"],
      ...["--model", "/Volumes/penguins/pilot/artifacts/{{job.run_id}}/model", "--seed", "1"],
    ],
  ]);
});

test("retries are the step's alone: zero is left out, because it is never sent, and the platform adds none", () => {
  const { job } = synthesized();
  const once = job.stepTask(step("probe", { retries: 0 }), []);
  expect(once).not.toHaveProperty("maxRetries");
  expect(once).not.toHaveProperty("retryOnTimeout");
  expect(once.disableAutoOptimization).toBe(true);
  expect(job.stepTask(step("probe", { retries: 3 }), [])).toMatchObject({
    ...{ maxRetries: 3, minRetryIntervalMillis: 60_000, retryOnTimeout: false, disableAutoOptimization: true },
  });
});

test("without a wheel a step cannot be made", () => {
  const { job } = synthesized({ image: { ...jobProps.image, digest: null } });
  expect(() => job.stepTask(step("probe"), [])).toThrow("must have a digest before a step is made");
});
