/** The Databricks constructs with honest props, and what each must refuse. */
import { Budget, type BudgetProps } from "../../../constructs/databricks/budget.js";
import { Dashboard, type DashboardProps } from "../../../constructs/databricks/dashboard.js";
import { DataBucket, type DataBucketProps } from "../../../constructs/databricks/data-bucket.js";
import { Endpoint, type EndpointProps } from "../../../constructs/databricks/endpoint.js";
import { Exporter, type ExporterProps } from "../../../constructs/databricks/exporter.js";
import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/databricks/model-registry.js";
import { Pipeline, type PipelineProps, type PipelineStep } from "../../../constructs/databricks/pipeline.js";
import { PrivateNetwork, type PrivateNetworkProps } from "../../../constructs/databricks/private-network.js";
import { Quotas, type QuotasProps } from "../../../constructs/databricks/quotas.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/databricks/training-job.js";
import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/databricks/workload-identity.js";
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

export const registryProps: Required<ModelRegistryProps> = {
  ...{ name: "penguins", owner, approvers: { name: "approvers", kind: "group", principal: "ml-approvers" } },
  bucket: undefined as unknown as ModelRegistryProps["bucket"],
  ...{ experimentPath: "/Shared/penguins/training", deployer: "deployer@example.com" },
};

export const endpointProps: Required<EndpointProps> = {
  ...{ name: "penguins-endpoint", owner, modelName: "penguins.pilot.penguins" },
  releases: { r1: { version: 3 }, r2: { version: 4 } },
  ...{ live: "r2", canary: { release: "r1", percent: 10 } },
  ...{ workloadSize: "Small", workloadType: "CPU", scaleToZero: true },
  ...{ p95Milliseconds: 500, errorPercent: 1, idleHours: 24, isWatched: false, paused: false },
  capture: { catalogName: "penguins", schemaName: "pilot" },
  ...{ after: [], deployer: "deployer@example.com", tags: { team: "ml" } },
};

export const networkProps: Required<PrivateNetworkProps> = {
  ...{ name: "penguins-pilot", accountId: applicationId, workspaceId: "1234567890123456", owner },
  allowedDomains: ["pypi.org", "files.pythonhosted.org"],
  connectivity: {
    region: "eu-west-1",
    endpoints: {
      data: { endpointService: "com.amazonaws.eu-west-1.s3", resourceNames: ["penguins-data-123456789012"] },
    },
  },
  detached: false,
};

export const quotasProps: Required<QuotasProps> = {
  ...{ name: "penguins", owner, nodeTypes: ["m6i.xlarge", "g5.xlarge"], maxWorkers: 2, dbusPerHour: 10 },
  ...{ maxClustersPerUser: 1, idleMinutes: 30, tags: { team: "ml" } },
};

export const budgetProps: Required<BudgetProps> = {
  ...{ name: "penguins", accountId: applicationId, workspaceIds: ["1234567890123456"], owner },
  ...{ monthly: 500, currency: "USD", recipients: ["finance@example.com"], alertPercents: [50, 80] },
  costTag: { key: "pilot", value: "penguins" },
};

export const dashboardProps: Required<DashboardProps> = {
  ...{ name: "penguins", owner, warehouseId: "0123456789abcdef", parentPath: "/Workspace/Shared" },
  endpoint: {
    inferenceTable: "penguins.pilot.penguins_endpoint_payload",
    ...{ p95Milliseconds: 500, errorPercent: 1, idleHours: 24 },
  },
  ...{ recipients: ["ml@example.com"], paused: false },
};

export const workloadProps: Required<WorkloadIdentityProps> = {
  ...{ displayName: "penguins-deployer", accountId: applicationId, owner, box: "endpoint" },
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:example/penguins:environment:pilot",
  audience: "https://github.com/example",
};

const badPrincipals = ["*", "", "users", "account users", "admins"];
const badIds = ["*", "", "1", "x".repeat(36), applicationId.toUpperCase().replace(/1/g, "A")];
const badWorkspaces = ["*", "", "1", "a".repeat(16), "https://example.cloud.databricks.com"];
const badNumbers = [0, -1, Number.NaN];

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
  candidate<Required<ModelRegistryProps>>(
    "ModelRegistry",
    registryProps,
    {
      name: badObjects,
      owner: badOwners,
      "approvers.principal": badPrincipals,
      "approvers.kind": ["everybody", ""],
      "approvers.name": ["*", "", "A b"],
      experimentPath: ["*", "", "penguins", "/Repos/a", "/Shared", "/Shared/../x", "dbfs:/a"],
    },
    (stack, props) => {
      const bucket = new DataBucket(stack, "data", bucketProps);
      new ModelRegistry(stack, "construct", { ...props, bucket }).grantRegister(operators());
    },
  ),
  candidate<Required<EndpointProps>>(
    "Endpoint",
    endpointProps,
    {
      name: badNames,
      owner: badOwners,
      ...badTags,
      modelName: ["*", "", "penguins", "a.b", "A.b.c"],
      "releases.r1.version": [...badNumbers, 1.5, "latest"],
      live: ["r3", "*"],
      "canary.release": ["r2", "r3", ""],
      "canary.percent": [...badNumbers, 51],
      workloadSize: ["Huge", "", "small"],
      workloadType: ["TPU", ""],
      p95Milliseconds: [...badNumbers, 300_000],
      errorPercent: [0, 101, Number.NaN],
      idleHours: badNumbers,
      "capture.catalogName": badObjects,
      "capture.schemaName": [...badObjects, "default"],
    },
    (stack, props) => void new Endpoint(stack, "construct", props).grantInvoke(operators()),
  ),
  candidate<Required<PrivateNetworkProps>>(
    "PrivateNetwork",
    networkProps,
    {
      name: ["*", "", "default-policy", "a b", "x".repeat(31)],
      accountId: badIds,
      workspaceId: badWorkspaces,
      owner: badOwners,
      allowedDomains: [["*"], ["*.pypi.org"], ["0.0.0.0/0"], ["localhost"], ["https://pypi.org"], [""]],
      "connectivity.region": ["*", "", "EU"],
      "connectivity.endpoints.data.endpointService": ["*", "", "s3", "com.evil.s3"],
      "connectivity.endpoints.data.resourceNames": [["*"], [""], ["a/b"], ["Data"]],
    },
    (stack, props) => void new PrivateNetwork(stack, "construct", props),
  ),
  candidate<Required<QuotasProps>>(
    "Quotas",
    quotasProps,
    {
      name: ["", "*", "a\nb", "x".repeat(101)],
      owner: badOwners,
      ...badTags,
      nodeTypes: [[], ["*"], [""], ["a b"], ["m6i.xlarge", "m6i.xlarge"]],
      maxWorkers: [-1, 1.5, Number.NaN, 1001],
      dbusPerHour: badNumbers,
      maxClustersPerUser: [0, 1.5, 101],
      idleMinutes: [0, 9, 1441, Number.NaN],
    },
    (stack, props) => void new Quotas(stack, "construct", props).grantUse(operators()),
  ),
  candidate<Required<BudgetProps>>(
    "Budget",
    budgetProps,
    {
      name: ["", "*", "a\nb"],
      accountId: badIds,
      workspaceIds: [[], ["*"], [""], ["1234567890123456", "1234567890123456"]],
      owner: badOwners,
      monthly: badNumbers,
      currency: ["EUR", "", "usd"],
      recipients: [[], ["nobody"], ["a@example.com", "a@example.com"]],
      alertPercents: [[], [0], [Number.NaN], [1001]],
      "costTag.key": ["", "a\nb", "${x}"],
      "costTag.value": ["a\nb", "${x}"],
    },
    (stack, props) => void new Budget(stack, "construct", props),
  ),
  candidate<Required<DashboardProps>>(
    "Dashboard",
    dashboardProps,
    {
      name: badNames,
      owner: badOwners,
      "endpoint.inferenceTable": ["*", "", "a.b", "a.b.c; drop table x", "a.b.c d"],
      "endpoint.p95Milliseconds": badNumbers,
      "endpoint.errorPercent": [0, 101],
      "endpoint.idleHours": [...badNumbers, 1e9],
      warehouseId: ["*", "", "abc", "ABCDEF0123456789"],
      parentPath: ["*", "", "Shared", "/Repos/a", "/Shared/../x"],
      recipients: [[], ["nobody"], ["a@example.com", "a@example.com"]],
    },
    (stack, props) => void new Dashboard(stack, "construct", props),
  ),
  candidate<Required<ExporterProps>>(
    "Exporter",
    {
      owner,
      readers: [operators()],
      bucket: undefined as unknown as ExporterProps["bucket"],
      modelRegistry: undefined as unknown as NonNullable<ExporterProps["modelRegistry"]>,
    },
    {
      owner: badOwners,
      readers: [[], [operators(), operators()]],
      "readers.0.principal": badPrincipals,
      "readers.0.kind": ["everybody", ""],
      "readers.0.name": ["*", "", "A b"],
    },
    (stack, props) => {
      const bucket = new DataBucket(stack, "data", bucketProps);
      const modelRegistry = new ModelRegistry(stack, "registry", { ...registryProps, bucket });
      // grants add to the list of an identity: each try has its own
      const readers = props.readers.map((reader) => ({ ...reader, policies: [] }));
      new Exporter(stack, "construct", { ...props, readers, bucket, modelRegistry });
    },
  ),
  candidate<Required<WorkloadIdentityProps>>(
    "WorkloadIdentity",
    workloadProps,
    {
      displayName: ["", "*", "a\nb"],
      accountId: badIds,
      owner: badOwners,
      box: ["everything", ""],
      issuer: ["*", "", "http://a.com", "https://", "https://*.example.com"],
      subject: ["*", "", "repo:example/*", "system:serviceaccount:penguins:default"],
      audience: ["*", "", "a b"],
    },
    (stack, props) => void new WorkloadIdentity(stack, "construct", props),
  ),
];
