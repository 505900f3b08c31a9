/** The Google constructs with honest props, and what each must refuse. */
import { Budget, type BudgetProps } from "../../../constructs/google/budget.js";
import { Dashboard, type DashboardProps } from "../../../constructs/google/dashboard.js";
import { DataBucket, type DataBucketProps } from "../../../constructs/google/data-bucket.js";
import { Endpoint, type EndpointProps } from "../../../constructs/google/endpoint.js";
import { Exporter, type ExporterProps } from "../../../constructs/google/exporter.js";
import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/google/model-registry.js";
import { Pipeline, type PipelineProps } from "../../../constructs/google/pipeline.js";
import { PrivateNetwork, type PrivateNetworkProps } from "../../../constructs/google/private-network.js";
import { Quotas, type QuotasProps } from "../../../constructs/google/quotas.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/google/training-job.js";
import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/google/workload-identity.js";
import type { Candidate } from "../hostile.js";

const project = "penguins-pilot";
const where = { project, region: "europe-west4", owner: "ml@example.com" };
const place = { ...where, projectNumber: "123456789012", labels: { team: "ml" } };
const numbered = { ...place, generation: 0 };
const keyId = `projects/${project}/locations/europe-west4/keyRings/penguins-data-1/cryptoKeys/data`;
const bucket = { bucketName: `penguins-data-${project}`, keyId };
const operator = "group:ml-operators@example.com";
const digest = `sha256:${"0".repeat(64)}`;
const image = { digest, command: ["python", "-m", "pilot_image"] };
const network = { networkAttachmentId: "projects/123456789012/regions/europe-west4/networkAttachments/penguins-jobs" };
const who = (name: string) => ({
  name,
  member: `serviceAccount:penguins-${name}@${project}.iam.gserviceaccount.com`,
  policies: [],
});
const channels = [`projects/${project}/notificationChannels/1234567890`];

const badProjects = ["Penguins", "*", "", "p", "-", "my project", "example.com:penguins", "x".repeat(31)];
const badNumbers = ["penguins", "*", "", "12", "1234567890123456"];
const badRegions = ["us-central12x", "eu-west-1", "*", "", "europe-west4-a", "us-central13", "europe west4"];
const badPlace = {
  project: badProjects,
  projectNumber: badNumbers,
  region: badRegions,
  "labels.team": ['${file("/etc/passwd")}', "a\nb", "Ml", "a b", "x".repeat(64)],
  labels: [{ "Team a": "y" }, { "": "y" }, { "1a": "y" }],
};
const badGeneration = { generation: [-1, 1.5, 100, Number.NaN] };
const badBuckets = ["*", "Bad_Name", "goog-x", "my-google-data", "a.b.c", "", "a"];
const badAccounts = ["*", "", "short", "Penguins-training", "x".repeat(31), "a/b", "allUsers"];
const badMembers = [
  ["*"],
  ["allUsers"],
  ["allAuthenticatedUsers"],
  ["domain:example.com"],
  ["projectViewer:penguins-pilot"],
  ["principalSet://iam.googleapis.com/x"],
  ["user:nobody"],
  ["user:a@b"],
  ["group:a b@example.com"],
  [operator, "allUsers"],
  [operator, operator],
];
const badKeys = ["*", "alias/penguins", "", `projects/${project}/locations/europe-west4/keyRings/r`, `${keyId}*`];
const badNames = ["*", "A_b", "", "-a", "x".repeat(46), "a/b", "a b", "a_b"];
const badAttachments = ["*", "", "projects/*/regions/europe-west4/networkAttachments/a", "penguins-jobs"];
const badDigests = ["latest", "sha256:*", `sha256:${"0".repeat(63)}`, `SHA256:${"0".repeat(64)}`];
const badMachines = [
  "*",
  "",
  "ml.m5.large",
  "e2-standard-999",
  "n1-standard-5",
  "n4-standard-4",
  "e2-standard-4 ",
  "a3-highgpu-1g",
  "constructor",
];
const eighths = Array.from({ length: 128 }, (_, index) => `${2 * index}.0.0.0/8`);
const badClients = [
  ["0.0.0.0/0"],
  ["0.0.0.0/1", "128.0.0.0/1"],
  ["office"],
  ["192.168.10.7/24"],
  ["10.0.0.0/33"],
  ["::/0"],
  eighths,
  [""],
];

const badServiceAccounts = {
  namespace: ["*", "", "kube-system", "Penguins", "a.b", "a:b", "x".repeat(64), "-a"],
  serviceAccount: ["*", "", "default", "Training", "a:b", "a/b", "x".repeat(64)],
};
const badIssuers = [
  ...[
    "*",
    "",
    "http://oidc.example.com",
    "https://*.example.com",
    "https://localhost",
    "https://oidc.example.com:8443",
  ],
  ...["https://oidc.example.com/?a=b", "https://user@oidc.example.com", "https://oidc.example.com/a//b"],
];

/** One candidate, its props checked against the construct's own type. */
const candidate = <Props extends object>(
  name: string,
  props: Props,
  refused: Candidate["refused"],
  make: (...made: Parameters<(stack: Parameters<Candidate["make"]>[0], props: Props) => void>) => void,
): Candidate => ({ name, props: props as Candidate["props"], refused, make: make as Candidate["make"] });

const pipelineStep = (
  name: string,
  rest: Pick<PipelineProps["steps"][number], "inputs" | "outputs" | "outputPrefix">,
) => ({
  name,
  entryPoint: name,
  parameters: { seed: "1" },
  machineType: "e2-standard-4",
  nodes: 1,
  volumeGiB: 100,
  timeoutSeconds: 600,
  retries: 2,
  ...rest,
});

export const googleCandidates: readonly Candidate[] = [
  candidate<Required<Omit<DataBucketProps, never>>>(
    "DataBucket",
    {
      ...place,
      bucketName: bucket.bucketName,
      accessLogBucketName: `penguins-access-logs-${project}`,
      keyRing: "penguins-data-1",
      retentionDays: { data: 90, artifacts: 90, evaluation: 365, exports: 30, noncurrent: 30, accessLogs: 90 },
      listRoleId: "penguins_data_list",
      operators: [operator],
      keyServices: ["vertex ai", "images", "captured requests"],
      onDestroy: "keep",
    },
    {
      ...badPlace,
      operators: badMembers,
      bucketName: badBuckets,
      accessLogBucketName: [...badBuckets, bucket.bucketName],
      keyRing: ["*", "", "a/b", "x".repeat(64)],
      listRoleId: ["*", "a-b", "", "roles/owner"],
      "retentionDays.data": [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e12],
      "retentionDays.noncurrent": [0],
      onDestroy: ["everything"],
      keyServices: [["*"], ["compute"]],
    },
    (stack, props) => {
      const made = new DataBucket(stack, "construct", props);
      made.grantRead(who("training"), "data/");
      made.grantWrite(who("training"), "artifacts/");
      made.grantRunRoot(who("jobs"));
    },
  ),
  candidate<Required<Omit<PrivateNetworkProps, "existing">>>(
    "PrivateNetwork",
    {
      ...numbered,
      name: "penguins",
      cidr: "10.20.0.0/20",
      apiForwardingRuleName: "apis0a1b2c3d",
      flowLogRetentionDays: 30,
      allowedClients: ["198.51.100.0/24", "192.168.10.0/24"],
      serviceControls: true,
      accessPolicy: "987654321098",
      paused: false,
    },
    {
      ...badPlace,
      ...badGeneration,
      name: badNames,
      cidr: [
        "office",
        "10.20.0.0/28",
        "10.20.1.0/20",
        "::/0",
        "11.0.0.0/20",
        "0.0.0.0/0",
        "10.0.0.0/8",
        "172.40.0.0/16",
      ],
      apiForwardingRuleName: ["*", "my-apis", "", "x".repeat(21), "APIS"],
      allowedClients: [...badClients, ["10.20.0.0/24"], ["192.168.10.0/24"], []],
      flowLogRetentionDays: [0, -1, 3651, 1.5],
      accessPolicy: ["*", "my-policy", "", "accessPolicies/1"],
    },
    (stack, props) => void new PrivateNetwork(stack, "construct", props),
  ),
  candidate<Required<Omit<PrivateNetworkProps, "allowedClients" | "serviceControls" | "accessPolicy">>>(
    "PrivateNetwork",
    {
      ...numbered,
      name: "penguins",
      cidr: "10.20.0.0/20",
      apiForwardingRuleName: "apis0a1b2c3d",
      flowLogRetentionDays: 30,
      paused: true,
      existing: { network: "corp", subnetwork: "corp-clients", jobSubnetwork: "corp-jobs" },
    },
    {
      "existing.network": ["*", "", "Corp", "projects/other/global/networks/corp", "a/../b"],
      "existing.subnetwork": ["*", "", "Corp"],
      "existing.jobSubnetwork": ["*", "", "Corp"],
    },
    (stack, props) => void new PrivateNetwork(stack, "construct", props),
  ),
  candidate<Required<TrainingJobProps>>(
    "TrainingJob",
    {
      ...numbered,
      serviceAccountId: "penguins-training",
      imageRepositoryName: "penguins-image",
      image,
      network,
      bucket: { keyId },
      imagesKept: 10,
    },
    {
      ...badPlace,
      ...badGeneration,
      serviceAccountId: badAccounts,
      imageRepositoryName: ["*", "Penguins", "", "a//b", "a/b", "x".repeat(51)],
      "image.digest": badDigests,
      "image.command": [['${file("/etc/passwd")}'], ["a\nb"]],
      "network.networkAttachmentId": badAttachments,
      "bucket.keyId": badKeys,
      imagesKept: [0, -1, 1.5],
    },
    (stack, props) => {
      const made = new TrainingJob(stack, "construct", props);
      made.grantPush({ name: "operator", member: operator, policies: [] });
      made.grantPull(who("exporter"));
      made.grantTag(who("release"));
      made.stepArguments(pipelineStep("train", { inputs: {}, outputs: ["model"], outputPrefix: "artifacts/" }), {
        name: "train",
        arguments: ["train"],
      });
    },
  ),
  candidate<Required<Omit<PipelineProps, "releases" | "paused">>>(
    "Pipeline",
    {
      ...numbered,
      name: "penguins-pipeline",
      serviceAccountIds: { pipeline: "penguins-jobs", workflow: "penguins-runs", schedule: "penguins-clock" },
      steps: [
        pipelineStep("train", {
          ...{ machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 1, interruptible: true },
          inputs: { data: { prefix: "data/" } },
          outputs: ["model"],
          outputPrefix: "artifacts/",
        }),
        pipelineStep("evaluate", {
          inputs: { model: { step: "train", output: "model" }, data: { prefix: "data/" } },
          outputs: ["evaluation"],
          outputPrefix: "evaluation/",
        }),
      ],
      gate: { metric: "accuracy", threshold: 0.8 },
      modelRegistry: { modelName: "penguins-model" },
      image: { ...image, port: 8080, healthRoute: "/healthz", predictRoute: "/predict" },
      trainingJob: {
        identity: who("training"),
        serviceAccountName: `projects/${project}/serviceAccounts/penguins-training@${project}.iam.gserviceaccount.com`,
        imageUri: (of) => `europe-west4-docker.pkg.dev/${project}/penguins-image/image@${of}`,
        stepArguments: () => ({}),
      },
      bucket,
      network,
      launcherImage: `gcr.io/ml-pipeline/google-cloud-pipeline-components@${digest}`,
      schedule: "0 3 * * 1",
      notificationChannels: channels,
    },
    {
      ...badPlace,
      ...badGeneration,
      name: badNames,
      "serviceAccountIds.pipeline": badAccounts,
      "serviceAccountIds.workflow": badAccounts,
      "serviceAccountIds.schedule": badAccounts,
      steps: [[]],
      "steps.0.name": ["*", "", "evaluate", "gate", "register", "import-data", "a b", "Train"],
      "steps.0.entryPoint": ["*", "", "--flag", "a;b", "$(id)"],
      "steps.0.timeoutSeconds": [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9],
      "steps.1.machineType": badMachines,
      "steps.0.machineType": ["n1-standard-96", "n1-standard-64", "n2-standard-4", "g2-standard-4"],
      "steps.0.nodes": [0, 1.5],
      "steps.0.volumeGiB": [0, -1, 1e6],
      "steps.0.retries": [-1, 11, 0.5],
      "steps.0.outputPrefix": ["*", "../", "artifacts", "/", "a/b/"],
      "steps.0.parameters": [{ model: "x" }, { data: "x" }, { metric: "x" }, { "metric-file": "x" }, { a: "{{$.x}}" }],
      "steps.0.inputs": [
        { data: { prefix: "*" } },
        { data: { step: "nobody", output: "x" } },
        { "a b": { prefix: "data/" } },
      ],
      "gate.metric": ["*", "a.b", "a'] || true", "", "9"],
      "gate.threshold": [Number.NaN, Number.NEGATIVE_INFINITY],
      "modelRegistry.modelName": badNames.filter((name) => name !== "x".repeat(46)),
      "image.digest": badDigests,
      "image.port": [0, 70_000, 1.5],
      "image.healthRoute": ["*", "", "healthz", "/a b", "/${x}"],
      "trainingJob.serviceAccountName": ["*", "projects/*/serviceAccounts/*", "penguins-training"],
      "bucket.bucketName": badBuckets,
      "bucket.keyId": badKeys,
      "network.networkAttachmentId": badAttachments,
      launcherImage: ["gcr.io/ml-pipeline/google-cloud-pipeline-components:2.22.0", "*", ""],
      schedule: ["every day", "0 0 0 0 *", "* * * * * *", ""],
      notificationChannels: [["*"], ["me@example.com"]],
    },
    (stack, props) => {
      const made = new Pipeline(stack, "construct", props);
      made.grantStart({ name: "operator", member: operator, policies: [] });
      made.grantWatch({ name: "operator", member: operator, policies: [] });
    },
  ),
  candidate<Required<ModelRegistryProps>>(
    "ModelRegistry",
    { ...where, generation: 0, name: "penguins-model" },
    {
      ...badGeneration,
      project: badProjects,
      region: badRegions,
      name: ["*", "A_b", "", "a", "-a", "x".repeat(50), "a b"],
    },
    (stack, props) => {
      const made = new ModelRegistry(stack, "construct", props);
      made.grantRegister(who("pipeline"));
      made.grantApprove({ name: "operator", member: operator, policies: [] });
    },
  ),
  candidate<Required<Omit<EndpointProps, "accelerator" | "accelerators" | "guards">>>(
    "Endpoint",
    {
      ...numbered,
      name: "penguins-endpoint",
      endpointId: "1234567890",
      serviceAccountIds: { serving: "penguins-serving", release: "penguins-release" },
      releases: { r1: "1", r2: "2" },
      live: "r1",
      modelRegistry: { modelName: "penguins-model" },
      network: {
        networkId: `projects/${project}/global/networks/penguins-network`,
        subnetworkId: `projects/${project}/regions/europe-west4/subnetworks/penguins-subnet-clients`,
      },
      bucket,
      trainingJob: { imageRepository: "penguins-image" },
      machineType: "e2-standard-4",
      minReplicas: 2,
      maxReplicas: 4,
      p95Milliseconds: 500,
      errorPercent: 1,
      canaryPercent: 10,
      watchSeconds: 600,
      idleHours: 72,
      captureDataset: "penguins_capture",
      captureRetentionDays: 14,
      notificationChannels: channels,
      serviceAttachment: "projects/u4d1e7-tp/regions/europe-west4/serviceAttachments/gkedpm-0123456789",
      paused: false,
      onDestroy: "keep",
    },
    {
      ...badPlace,
      ...badGeneration,
      name: badNames,
      endpointId: ["*", "", "0123", "my-endpoint", "12345678901"],
      "serviceAccountIds.serving": badAccounts,
      "serviceAccountIds.release": badAccounts,
      "releases.r2": [
        "latest",
        "0",
        "-1",
        "*",
        "",
        "projects/other/locations/europe-west4/models/1@1",
        "1@approved",
        "01",
        "1234567890",
      ],
      releases: [{ "*": "1" }, { "a b": "1" }, { "": "1" }],
      live: ["r9", "constructor", "__proto__", ""],
      "modelRegistry.modelName": ["*", "", "a b", 'x" OR display_name="y'],
      "network.networkId": ["*", "", "default", "projects/penguins-pilot/global/networks/*"],
      "network.subnetworkId": ["*", "", "default"],
      "bucket.bucketName": badBuckets,
      "bucket.keyId": badKeys,
      "trainingJob.imageRepository": ["*", "", "a/b"],
      machineType: badMachines,
      minReplicas: [0, -1, 1.5, Number.NaN],
      maxReplicas: [0, 1, 1e9],
      p95Milliseconds: [0, -1, Number.NaN],
      errorPercent: [0, -1, 101],
      canaryPercent: [0, 51, 1.5, 100],
      watchSeconds: [-1, 0, 1e9],
      idleHours: [0, 721, Number.NaN],
      captureDataset: ["*", "", "a-b", "a.b"],
      captureRetentionDays: [0, -1, Number.POSITIVE_INFINITY, 1.5],
      notificationChannels: [["*"], ["me@example.com"]],
      serviceAttachment: [
        "*",
        "https://x",
        "projects/x/regions/us-east1/serviceAttachments/a",
        "projects/x/regions/europe-west4/serviceAttachments/*",
      ],
      onDestroy: ["everything"],
    },
    (stack, props) => new Endpoint(stack, "construct", props).allowClientsOf(project),
  ),
  candidate<Required<ExporterProps>>(
    "Exporter",
    {
      project,
      owner: where.owner,
      generation: 0,
      name: "penguins",
      serviceAccountId: "penguins-exporter",
      readers: [operator],
    },
    {
      ...badGeneration,
      project: badProjects,
      name: badNames,
      serviceAccountId: badAccounts,
      readers: [...badMembers, []],
    },
    (stack, props) => void new Exporter(stack, "construct", props),
  ),
  candidate<Required<BudgetProps>>(
    "Budget",
    {
      project,
      projectNumber: place.projectNumber,
      labels: place.labels,
      owner: where.owner,
      name: "penguins-budget",
      billingAccount: "012345-6789AB-CDEF01",
      monthly: 500,
      currency: "USD",
      recipients: ["finance@example.com"],
      alertPercents: [50, 80, 100],
    },
    {
      project: badProjects,
      projectNumber: badNumbers,
      "labels.team": badPlace["labels.team"],
      name: badNames,
      billingAccount: ["*", "", "1234", "012345-6789ab-CDEF01"],
      monthly: [0, -1, 12.5, Number.NaN, Number.POSITIVE_INFINITY],
      currency: ["usd", "", "*", "DOLLAR"],
      recipients: [["nobody"], [], ["a b@example.com"], Array(6).fill("a@example.com")],
      alertPercents: [[0], [], [Number.NaN], [1000]],
    },
    (stack, props) => void new Budget(stack, "construct", props),
  ),
  candidate<Required<QuotasProps>>(
    "Quotas",
    {
      ...where,
      name: "penguins",
      needs: [{ quotaId: "CustomModelServingCPUsPerProjectPerRegion", count: 4 }],
      mode: "request",
      justification: "an ML pilot",
      dependsOn: [],
    },
    {
      project: badProjects,
      region: badRegions,
      name: badNames,
      owner: ["nobody", "", "*"],
      "needs.0.quotaId": ["*", "", "a b", 'x"] || true'],
      "needs.0.count": [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY],
      mode: ["lower"],
      justification: ['${file("/etc/passwd")}', "a\nb", ""],
    },
    (stack, props) => void new Quotas(stack, "construct", props),
  ),
  candidate<DashboardProps>(
    "Dashboard",
    {
      project,
      name: "penguins-dashboard",
      bucket: { bucketName: bucket.bucketName },
      pipeline: { pipelineName: "penguins-pipeline" },
      endpoint: { endpointId: "1234567890", p95Milliseconds: 500 },
    },
    {
      project: badProjects,
      name: badNames,
      "bucket.bucketName": badBuckets,
      "pipeline.pipelineName": ["*", "", 'a" OR true'],
      "endpoint.endpointId": ["*", "", "my-endpoint"],
      "endpoint.p95Milliseconds": [0, Number.NaN],
    },
    (stack, props) => void new Dashboard(stack, "construct", props),
  ),
  candidate<Required<WorkloadIdentityProps>>(
    "WorkloadIdentity",
    {
      project,
      projectNumber: place.projectNumber,
      owner: where.owner,
      generation: 0,
      name: "penguins",
      box: "training job",
      namespace: "penguins",
      serviceAccount: "training",
      issuer: "https://oidc.example.com/platform",
    },
    {
      ...badGeneration,
      ...badServiceAccounts,
      project: badProjects,
      projectNumber: badNumbers,
      name: [...badNames, "gcp-penguins", "x".repeat(27)],
      issuer: badIssuers,
    },
    (stack, props) => void new WorkloadIdentity(stack, "construct", props),
  ),
];
