/** The Kubernetes constructs with honest props, and what each must refuse. */
import { Budget, type BudgetProps } from "../../../constructs/kubernetes/budget.js";
import { Dashboard, type DashboardProps } from "../../../constructs/kubernetes/dashboard.js";
import { Endpoint, type EndpointProps } from "../../../constructs/kubernetes/endpoint.js";
import { Exporter, type ExporterProps } from "../../../constructs/kubernetes/exporter.js";
import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/kubernetes/model-registry.js";
import { Pipeline, type PipelineProps, type PipelineStep } from "../../../constructs/kubernetes/pipeline.js";
import { PrivateNetwork, type PrivateNetworkProps } from "../../../constructs/kubernetes/private-network.js";
import { Quotas, type QuotasProps } from "../../../constructs/kubernetes/quotas.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/kubernetes/training-job.js";
import type { Candidate } from "../hostile.js";

export const digest = `sha256:${"0".repeat(64)}`;
const place = { namespace: "penguins", owner: "ml@example.com", labels: { team: "ml" } };
const named = { ...place, name: "penguins" };
export const bucket = { uri: "s3://penguins-data-123456789012", region: "eu-west-1" };
const repository = "registry.example.com/penguins/image";
export const image = { digest, command: ["python", "-m", "pilot_image"] };
export const operators = {
  name: "operators",
  kind: "Group" as const,
  subject: "ml-operators@example.com",
  policies: [],
};

const badPlace = {
  namespace: ["*", "", "default", "kube-system", "Penguins", "a.b", "x".repeat(64)],
  owner: ["nobody", "", "a b@example.com"],
  "labels.team": ['${file("/etc/passwd")}', "a\nb", "a b", "x".repeat(64)],
  labels: [{ "a b": "y" }, { "kubernetes.io/x": "y" }, { "": "y" }],
};
const badNames = ["*", "", "A", "-a", "a_b", "a/b", "x".repeat(41)];
const badNamed = { ...badPlace, name: badNames };
const badAccounts = ["*", "", "default", "A", "a/b", "x".repeat(64)];
const badRepositories = ["*", "", "image", "penguins/image", "registry.example.com/image:latest", "https://a.com/b"];
const badDigests = ["latest", "sha256:*", `sha256:${"0".repeat(63)}`];
const badImages = ["latest", "mlflow:3", "ghcr.io/mlflow/mlflow:v3", `mlflow@${digest}`, ""];
const badBuckets = ["*", "", "file:///etc", "s3://*", "s3://a/b", "https://evil.example.com/a", "gs://Data"];
const badClients = [["0.0.0.0/0"], ["0.0.0.0/1", "128.0.0.0/1"], ["office"], ["192.168.10.7/24"], ["::/0"], [""]];
const badCommands = [["${x}"], ["a\nb"], [""], ["{{workflow.name}}"]];
const badSubjects = ["", "*", "system:authenticated", "system:unauthenticated", "a b"];
const badMachine = { cpus: [0, -1, 2000, Number.NaN], memoryGiB: [0, -1, Number.NaN], gpus: [-1, 0.5, 17] };

export const step = (name: string, change: Partial<PipelineStep> = {}): PipelineStep => ({
  ...{ name, entryPoint: name, inputs: { data: { prefix: "data/" } }, outputs: [`${name}d`] },
  ...{
    outputPrefix: "artifacts/",
    parameters: { seed: "1" },
    nodes: 1,
    volumeGiB: 20,
    timeoutSeconds: 3600,
    retries: 2,
  },
  ...{ cpus: 4, memoryGiB: 16, gpus: 1, nodeSelector: { pool: "ml" } },
  ...change,
});

const job: TrainingJobProps = {
  ...place,
  serviceAccountName: "training",
  serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/penguins-training-pods" },
  podLabels: { "azure.workload.identity/use": "true" },
  imageRepository: repository,
  imagePullSecrets: ["registry"],
  image,
  bucket,
};

/** One candidate, its props checked against the construct's own type. */
const candidate = <Props extends object>(
  name: string,
  props: Props,
  refused: Candidate["refused"],
  make: (...made: Parameters<(stack: Parameters<Candidate["make"]>[0], props: Props) => void>) => void,
): Candidate => ({ name, props: props as Candidate["props"], refused, make: make as Candidate["make"] });

export const endpointProps: Required<EndpointProps> = {
  ...named,
  serviceAccountName: "serving",
  serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/penguins-serving-pods" },
  podLabels: { "azure.workload.identity/use": "true" },
  imageRepository: repository,
  imagePullSecrets: ["registry"],
  image: { ...image, port: 8080, healthRoute: "/ready", predictRoute: "/predict" },
  releases: {
    r1: { uri: `${bucket.uri}/models/run-1/approved`, sha256: "1".repeat(64), digest },
    r2: { uri: `${bucket.uri}/models/run-2/approved`, sha256: "2".repeat(64) },
  },
  live: "r2",
  ...{ cpus: 2, memoryGiB: 4, gpus: 0, nodeSelector: { pool: "serving" } },
  ...{ minReplicas: 1, maxReplicas: 2, cpuPercent: 60, rolloutSeconds: 600, diskGiB: 2 },
  ...{ p95Milliseconds: 500, errorPercent: 1, idleHours: 24, isWatched: false, paused: false },
  expose: {
    as: "internal load balancer",
    annotations: { "networking.gke.io/load-balancer-type": "Internal" },
    allowedClients: ["192.168.10.0/24"],
  },
  environment: { AWS_REGION: "eu-west-1" },
  after: [],
};

export const kubernetesCandidates: readonly Candidate[] = [
  candidate<Required<PrivateNetworkProps>>(
    "PrivateNetwork",
    {
      ...named,
      networkPolicyEnforced: true,
      storageBlocks: ["10.40.0.0/24"],
      apiServer: { block: "10.0.0.1/32", port: 443 },
      tokenAgents: [{ block: "169.254.170.23/32", port: 80 }],
      database: { block: "10.50.0.4/32", port: 5432 },
      allowedClients: ["192.168.10.0/24"],
      clientNamespaces: ["gateway"],
      monitoringNamespace: "monitoring",
      rayOperatorNamespace: "kuberay",
      port: 8080,
      existing: false,
    },
    {
      ...badNamed,
      networkPolicyEnforced: [false, "yes", null],
      storageBlocks: [...badClients, []],
      allowedClients: badClients,
      "apiServer.block": ["0.0.0.0/0", "api.example.com", ""],
      "apiServer.port": [0, 70_000, 1.5],
      "database.block": ["0.0.0.0/0", "db.example.com"],
      clientNamespaces: [["*"], [""]],
      monitoringNamespace: ["*", ""],
      rayOperatorNamespace: ["*", "", "kube-system"],
      port: [80, 0, 70_000],
    },
    (stack, props) => void new PrivateNetwork(stack, "construct", props),
  ),
  candidate<Required<QuotasProps>>(
    "Quotas",
    { ...named, needs: [{ cpus: 4, memoryGiB: 16, storageGiB: 50, gpus: 1, pods: 2 }], loadBalancers: 1 },
    {
      ...badNamed,
      needs: [[]],
      "needs.0.cpus": [0, -1, Number.NaN],
      "needs.0.memoryGiB": [0, Number.NaN],
      "needs.0.pods": [0, 1.5, 100_000],
      loadBalancers: [-1, 2],
    },
    (stack, props) => void new Quotas(stack, "construct", props),
  ),
  candidate<Required<BudgetProps>>(
    "Budget",
    { ...named, monthly: 500, currency: "USD", recipients: ["finance@example.com"], alertPercents: [50, 100] },
    {
      ...badNamed,
      monthly: [0, -1, Number.NaN],
      currency: ["usd", "*", ""],
      recipients: [["nobody"], []],
      alertPercents: [[0], [], [Number.NaN]],
    },
    (stack, props) => void new Budget(stack, "construct", props),
  ),
  candidate<Required<TrainingJobProps>>(
    "TrainingJob",
    job as Required<TrainingJobProps>,
    {
      ...badPlace,
      serviceAccountName: badAccounts,
      imageRepository: badRepositories,
      imagePullSecrets: [["*"], [""]],
      "image.digest": badDigests,
      "image.command": badCommands,
      "bucket.uri": badBuckets,
      "bucket.region": ["*", "", undefined],
    },
    (stack, props) => void new TrainingJob(stack, "construct", props).grantStart(operators),
  ),
  candidate<Required<PipelineProps>>(
    "Pipeline",
    {
      ...named,
      steps: [
        step("train", { outputs: ["model"], modelSha256: { model: "1".repeat(64) } }),
        step("evaluate", {
          inputs: { model: { step: "train", output: "model" } },
          outputs: ["evaluation"],
          outputPrefix: "evaluation/",
        }),
      ],
      gate: { metric: "accuracy", threshold: 0.8 },
      modelRegistry: { modelName: "penguins", trackingUri: "http://registry.penguins.svc:5000" },
      image: { digest },
      trainingJob: undefined as unknown as PipelineProps["trainingJob"],
      schedule: "0 3 * * *",
      paused: false,
      waitSeconds: 3600,
      runsKeptDays: 7,
    },
    {
      ...badNamed,
      steps: [[]],
      "steps.0.name": ["*", "", "a b", "{{x}}"],
      "steps.0.entryPoint": ["*", "", "a;b"],
      "steps.0.outputPrefix": ["*", "/", "../", "a"],
      "steps.0.parameters.seed": ["${x}", "{{workflow.name}}", "a\nb"],
      "steps.0.inputs": [{ other: { release: "models/r1" } }],
      "steps.0.modelSha256.model": ["latest", "", "0".repeat(63)],
      // without rayVersion; a released model; an older Ray
      "steps.0.nodes": [0, 2, 65],
      "steps.0": [
        step("train", { nodes: 2, rayVersion: "2.52.9" }),
        step("train", { nodes: 2, rayVersion: "latest" }),
        step("train", { nodes: 2, rayVersion: "2.60.0", modelSha256: { data: "0".repeat(64) } }),
      ],
      "steps.0.timeoutSeconds": [0, 59, 1.5, Number.NaN],
      "steps.0.retries": [-1, 11],
      "steps.0.volumeGiB": [0, 1.5],
      "steps.0.cpus": badMachine.cpus,
      "steps.0.memoryGiB": badMachine.memoryGiB,
      "steps.0.gpus": badMachine.gpus,
      "gate.metric": ["*", ""],
      "gate.threshold": [Number.NaN, Number.POSITIVE_INFINITY],
      "image.digest": badDigests,
      schedule: ["always", "", "@daily", "0 3 * * * *"],
      waitSeconds: [0, Number.NaN],
      runsKeptDays: [0, 366],
    },
    (stack, props) => {
      const trainingJob = new TrainingJob(stack, "training-job", job);
      new Pipeline(stack, "construct", { ...props, trainingJob });
    },
  ),
  candidate<Required<ModelRegistryProps>>(
    "ModelRegistry",
    {
      ...named,
      modelName: "penguins",
      image: `registry.example.com/mlflow@${digest}`,
      store: { claimGiB: 5, storageClass: "retained" },
      ...{ cpus: 0.5, memoryGiB: 2, after: [], paused: false },
    },
    {
      ...badNamed,
      modelName: badNames,
      image: badImages,
      "store.claimGiB": [0, 1.5, Number.NaN],
      "store.storageClass": ["*", "", "A"],
      cpus: [0, Number.NaN],
      memoryGiB: [0.5, Number.NaN],
    },
    (stack, props) => void new ModelRegistry(stack, "construct", props).grantApprove(operators),
  ),
  candidate<Required<EndpointProps>>(
    "Endpoint",
    endpointProps,
    {
      ...badNamed,
      serviceAccountName: badAccounts,
      imageRepository: badRepositories,
      "image.command": badCommands,
      "image.healthRoute": ["ready", "/a b", "", "/a?b"],
      "image.port": [80, 0, 70_000],
      "releases.r1.uri": ["*", "", "s3://b", "file:///etc", "https://evil.example.com/a", `${bucket.uri}/a/../b`],
      "releases.r1.sha256": ["*", "", "0".repeat(63)],
      "releases.r1.digest": badDigests,
      live: ["r3", "*"],
      cpus: badMachine.cpus,
      minReplicas: [0, 1.5],
      maxReplicas: [0, Number.NaN],
      cpuPercent: [0, 101],
      rolloutSeconds: [0, 1e6],
      diskGiB: [0, 1.5],
      "expose.allowedClients": [...badClients, []],
      "expose.annotations": [{}],
    },
    (stack, props) => void new Endpoint(stack, "construct", props).grantInvoke(operators),
  ),
  candidate<Required<DashboardProps>>(
    "Dashboard",
    {
      ...named,
      endpoint: { name: "penguins-endpoint", p95Milliseconds: 500, errorPercent: 1, idleHours: 24 },
      selectedBy: { release: "prometheus" },
    },
    {
      ...badNamed,
      "endpoint.name": badNames,
      "endpoint.p95Milliseconds": [0, Number.NaN, -1],
      "endpoint.errorPercent": [0, 101],
      "endpoint.idleHours": [0, 1e9, Number.NaN],
      "selectedBy.release": ["a b", "${x}"],
    },
    (stack, props) => void new Dashboard(stack, "construct", props),
  ),
  candidate<Required<ExporterProps>>(
    "Exporter",
    {
      ...place,
      serviceAccountName: "exporter",
      readers: [{ name: "operators", kind: "Group", subject: "ml-operators@example.com" }],
      bucket: { uri: bucket.uri },
      serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/penguins-exporter" },
    },
    {
      ...badPlace,
      serviceAccountName: badAccounts,
      readers: [[], [operators, operators]],
      "readers.0.subject": badSubjects,
      "readers.0.kind": ["Everybody", ""],
      "bucket.uri": badBuckets,
    },
    (stack, props) => void new Exporter(stack, "construct", props),
  ),
];
