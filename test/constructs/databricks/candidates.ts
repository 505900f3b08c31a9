/** The Databricks constructs with honest props, and what each must refuse. */
import { DataBucket, type DataBucketProps } from "../../../constructs/databricks/data-bucket.js";
import { Pipeline, type PipelineProps, type PipelineStep } from "../../../constructs/databricks/pipeline.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/databricks/training-job.js";
import type { Candidate } from "../hostile.js";

const owner = "ml@example.com";
export const digest = `sha256:${"0".repeat(64)}`;
export const applicationId = "11111111-1111-4111-8111-111111111111";
export const image = { digest, packageName: "pilot_image", wheelFile: "pilot_image-1.0.0-py3-none-any.whl" };
export const operators = () => ({ name: "operators", kind: "group" as const, principal: "ml-operators", policies: [] });
export const bucketPaths = { pathOf: (prefix: string) => `/Volumes/penguins/pilot/${prefix.slice(0, -1)}` };

const badOwners = ["nobody", "", "a b@example.com"];
const badObjects = ["*", "", "Penguins", "a-b", "a.b", "9a", "x".repeat(64)];
const badNames = ["*", "", "A", "-a", "a_b", "a/b", "x".repeat(64)];
const badTags = {
  "tags.team": ['${file("/etc/passwd")}', "a\nb", "x".repeat(300)],
  tags: [{ "a\nb": "y" }, { "": "y" }],
};
const badDigests = ["latest", "sha256:*", `sha256:${"0".repeat(63)}`, "0".repeat(64)];
const badUrls = [
  "*",
  "",
  "s3://b",
  "s3://a/",
  "file:///etc",
  "https://a.com",
  "s3://data-1/../x",
  "dbfs:/mnt/a",
  "s3://*",
];

export const step = (name: string, change: Partial<PipelineStep> = {}): PipelineStep => ({
  ...{ name, entryPoint: name, inputs: { data: { prefix: "data/" } }, outputs: [`${name}d`] },
  ...{ outputPrefix: "artifacts/", parameters: { seed: "1" } },
  ...{ nodes: 1, volumeGiB: 20, timeoutSeconds: 3600, retries: 2, interruptible: false },
  ...change,
});

/** One candidate, its props checked against the construct's own type. */
const candidate = <Props extends object>(
  name: string,
  props: Props,
  refused: Candidate["refused"],
  make: (...made: Parameters<(stack: Parameters<Candidate["make"]>[0], props: Props) => void>) => void,
): Candidate => ({ name, props: props as Candidate["props"], refused, make: make as Candidate["make"] });

export const bucketProps: Required<DataBucketProps> = {
  ...{ catalogName: "penguins", schemaName: "pilot", owner },
  location: {
    name: "penguins-data",
    url: "s3://penguins-data-123456789012/databricks",
    credentialName: "pilot-storage",
  },
  retentionDays: { data: 365, artifacts: 90, evaluation: 90, exports: 30 },
};

export const jobProps: Required<TrainingJobProps> = {
  ...{ owner, runAs: { displayName: "penguins-training" }, image, environmentVersion: "4" },
  bucket: bucketPaths,
};

export const pipelineProps: Required<PipelineProps> = {
  ...{ name: "penguins-pipeline", owner },
  steps: [
    step("prepare", { outputs: ["prepared"] }),
    step("train", { inputs: { prepared: { step: "prepare", output: "prepared" } }, outputs: ["model"] }),
    step("evaluate", {
      inputs: { model: { step: "train", output: "model" } },
      outputs: ["evaluation"],
      outputPrefix: "evaluation/",
    }),
  ],
  gate: { metric: "accuracy", threshold: 0.8 },
  modelRegistry: { modelName: "penguins.pilot.penguins" },
  image: { digest },
  trainingJob: undefined as unknown as PipelineProps["trainingJob"],
  ...{ schedule: "0 3 * * *", paused: false, waitSeconds: 3600, alertSeconds: 7200 },
  ...{ recipients: ["ml@example.com"], performanceTarget: "STANDARD", budgetPolicyId: "budget-1" },
  ...{ deployer: "deployer@example.com", tags: { team: "ml" } },
};

export const databricksCandidates: readonly Candidate[] = [
  candidate<Required<DataBucketProps>>(
    "DataBucket",
    bucketProps,
    {
      catalogName: [...badObjects, "main", "system", "hive_metastore"],
      schemaName: [...badObjects, "default", "information_schema"],
      owner: badOwners,
      "location.name": ["*", "", "A b", "a/b"],
      "location.url": badUrls,
      "location.credentialName": ["*", "", "a b"],
      "retentionDays.data": [0, -1, 1.5, Number.NaN],
    },
    (stack, props) => {
      const bucket = new DataBucket(stack, "construct", props);
      bucket.grantWrite(operators(), "data/");
      bucket.grantRead(operators(), "artifacts/");
    },
  ),
  candidate<Required<TrainingJobProps>>(
    "TrainingJob",
    jobProps,
    {
      owner: badOwners,
      runAs: [{ applicationId: "*" }, { applicationId: "" }, { displayName: "" }, { displayName: "a\nb" }],
      "image.digest": badDigests,
      "image.packageName": ["*", "", "Pilot", "a.b"],
      "image.wheelFile": ["*", "", "../a.whl", "pilot_image.whl", "a-1.0-cp312-cp312-linux_x86_64.whl"],
      environmentVersion: ["*", "", "latest", "0"],
    },
    (stack, props) => void new TrainingJob(stack, "construct", { ...props, bucket: bucketPaths }),
  ),
  candidate<Required<PipelineProps>>(
    "Pipeline",
    pipelineProps,
    {
      name: badNames,
      owner: badOwners,
      ...badTags,
      steps: [[]],
      "steps.0.name": ["*", "", "a b", "{{x}}", "gate", "train"],
      "steps.0.entryPoint": ["*", "", "a;b"],
      "steps.0.outputPrefix": ["*", "/", "../", "a"],
      "steps.0.parameters.seed": ["${x}", "{{job.id}}", "a\nb"],
      "steps.0.nodes": [0, 2],
      "steps.0.timeoutSeconds": [0, 59, 1.5, Number.NaN, 8 * 86_400],
      "steps.0.retries": [-1, 11],
      "steps.0.volumeGiB": [0, 1.5],
      "steps.0.interruptible": [true],
      "steps.1.inputs.prepared.step": ["evaluate", "nobody"],
      "steps.1.inputs.prepared.output": ["nothing"],
      "gate.metric": ["*", ""],
      "gate.threshold": [Number.NaN, Number.POSITIVE_INFINITY],
      "modelRegistry.modelName": ["*", "", "penguins", "A.b.c", "a.b"],
      "image.digest": badDigests,
      schedule: ["always", "", "@daily", "0 3 * * * *", "0 3 1 * 1", "0 3 * * 8"],
      waitSeconds: [0, Number.NaN],
      alertSeconds: [0, Number.NaN, 29 * 86_400],
      recipients: [["nobody"], [""]],
      performanceTarget: ["FAST", ""],
    },
    (stack, props) => {
      const trainingJob = new TrainingJob(stack, "training-job", jobProps);
      new Pipeline(stack, "construct", { ...props, trainingJob }).grantStart(operators());
    },
  ),
];
