/** The AWS constructs with honest props, and what each must refuse. */
import { Budget, type BudgetProps } from "../../../constructs/aws/budget.js";
import { Dashboard, type DashboardProps } from "../../../constructs/aws/dashboard.js";
import { DataBucket, type DataBucketProps } from "../../../constructs/aws/data-bucket.js";
import { Endpoint, type EndpointProps } from "../../../constructs/aws/endpoint.js";
import { Exporter, type ExporterProps } from "../../../constructs/aws/exporter.js";
import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/aws/model-registry.js";
import { Pipeline, type PipelineProps } from "../../../constructs/aws/pipeline.js";
import { PrivateNetwork, type PrivateNetworkProps } from "../../../constructs/aws/private-network.js";
import { Quotas, type QuotasProps } from "../../../constructs/aws/quotas.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/aws/training-job.js";
import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/aws/workload-identity.js";
import type { Candidate } from "../hostile.js";

const place = { account: "123456789012", region: "eu-west-1", owner: "ml@example.com", tags: { team: "ml" } };
const keyArn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const bucket = { bucketName: "penguins-data-123456789012", keyArn, keyAlias: "alias/penguins" };
const clients = { allowedClients: ["192.168.10.0/24", "203.0.113.0/24"], clientVpcIds: ["vpc-0a1b2c3d"] };
const operator = "arn:aws:iam::123456789012:role/ml-operator";
const image = { digest: `sha256:${"0".repeat(64)}`, command: ["python", "-m", "pilot_image"] };
const network = {
  subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
  jobSecurityGroupId: "sg-0a1b2c3d",
  endpointSecurityGroupId: "sg-1a1b2c3d",
  s3EndpointId: "vpce-0a1b2c3d",
};
const who = (name: string) => ({ name, roleName: `penguins-${name}`, policies: [] });

const badAccounts = ["123", "", "*", "12345678901a", "${data.aws_caller_identity.me.account_id}"];
const badRegions = ["eu-west", "*", "eu-west-1a", "", "eu west-1"];
const badPlace = { account: badAccounts, region: badRegions };
const badRoles = ["*", "a/b", "", "x".repeat(65), "a*"];
const badTags = {
  "tags.team": ['${file("/etc/passwd")}', "a\nb", "%{ if true }%{ endif }"],
  tags: [{ "aws:x": "y" }, { "": "y" }],
};
const badPrincipals = [
  ["*"],
  ["alice"],
  ["arn:aws:iam::123456789012:root"],
  ["123456789012"],
  ["arn:aws:iam::123456789012:role/*"],
  ["arn:aws:iam::*:role/ml-operator"],
  ["arn:aws:iam::999999999999:role/ml-operator"],
  ["arn:aws:sts::123456789012:assumed-role/x/y"],
  [operator, "*"],
  [{ AWS: "*" }],
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
const badNames = ["*", "a_b", "", "-a", "x".repeat(64), "a/b", "a b"];
const badTypes = ["m5.large", "*", "ml.*", "ml.m5", "", "ml.m5.large "];
const badKeys = ["*", "alias/penguins", "arn:aws:kms:eu-west-1:123456789012:key/*", ""];
const badIds = (good: string) => ["*", "", good.toUpperCase(), `${good}*`];

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
): Candidate => ({
  name,
  props: props as Candidate["props"],
  refused,
  isOwn: ([prop], value) => prop === "account" && /^\d{12}$/.test(String(value)),
  make: make as Candidate["make"],
});

export const awsCandidates: readonly Candidate[] = [
  candidate<Required<DataBucketProps>>(
    "DataBucket",
    {
      ...place,
      ...clients,
      bucketName: bucket.bucketName,
      accessLogBucketName: "penguins-logs-123456789012",
      keyAlias: bucket.keyAlias,
      retentionDays: {
        data: 90,
        artifacts: 90,
        evaluation: 365,
        exports: 30,
        capture: 14,
        noncurrent: 30,
        accessLogs: 90,
      },
      operators: [operator],
      keptPrefixes: ["managed", "packages"],
      keyServices: ["log groups", "alarms", "budgets"],
      onDestroy: "keep",
    },
    {
      ...badPlace,
      ...badTags,
      operators: badPrincipals,
      allowedClients: badClients,
      clientVpcIds: [[], ["*"], ["vpce-0a1b2c3d"]],
      bucketName: ["Bad_Name", "*", "a.b.c", "xn--abc", "abc-s3alias", "penguins-logs-123456789012"].slice(0, 5),
      accessLogBucketName: ["*", bucket.bucketName],
      keyAlias: ["corp", "alias/aws/s3", "alias/*", ""],
      "retentionDays.data": [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY],
      onDestroy: ["everything"],
      keptPrefixes: [["*"], ["a/b"], [""]],
      keyServices: [["*"]],
    },
    (stack, props) => {
      const made = new DataBucket(stack, "construct", props);
      made.grantRead(who("job"), "data/");
      made.grantWrite(who("job"), "artifacts/");
    },
  ),
  candidate<Required<Omit<PrivateNetworkProps, "existing" | "guards">>>(
    "PrivateNetwork",
    {
      ...place,
      name: "penguins",
      cidr: "10.20.0.0/20",
      zones: ["a", "b"],
      zoneBlocks: {},
      flowLogRetentionDays: 30,
      interfaceEndpoints: { "sagemaker.runtime": "clients call it", s3: "operators upload", logs: "jobs log" },
      allowedClients: ["192.168.10.0/24"],
    },
    {
      ...badPlace,
      ...badTags,
      name: ["*", "", "a/b", "x".repeat(48)],
      cidr: ["office", "10.20.0.0/28", "10.20.1.0/20", "::/0"],
      zoneBlocks: [{ a: 4 }, { a: -1 }, { a: 0.5 }, { a: 1 }],
      zones: [["eu-west-1a", "eu-west-1b"], ["a"], ["a", "a"], ["a", "*"]],
      allowedClients: [...badClients, ["10.20.0.0/24"]],
      flowLogRetentionDays: [0, 31, -1],
      interfaceEndpoints: [
        { "sagemaker.runtim": "typo" },
        { dynamodb: "no private name" },
        { "*": "all" },
        { s3: "${x}" },
      ],
    },
    (stack, props) => new PrivateNetwork(stack, "construct", props).allowBucket(bucket),
  ),
  candidate<Required<Omit<PrivateNetworkProps, "guards">>>(
    "PrivateNetwork",
    {
      ...place,
      name: "penguins",
      cidr: "10.20.0.0/20",
      zones: ["a", "b"],
      zoneBlocks: {},
      flowLogRetentionDays: 30,
      interfaceEndpoints: { "sagemaker.runtime": "clients call it", s3: "operators upload" },
      allowedClients: ["192.168.10.0/24"],
      existing: {
        vpcId: "vpc-0a1b2c3d",
        subnetIds: network.subnetIds,
        s3EndpointId: network.s3EndpointId,
        s3PrefixListId: "pl-0a1b2c3d",
      },
    },
    {
      "existing.vpcId": badIds("vpc-0a1b2c3d"),
      "existing.subnetIds": [["*"], ["subnet"], [""]],
      "existing.s3EndpointId": badIds("vpce-0a1b2c3d"),
      "existing.s3PrefixListId": badIds("pl-0a1b2c3d"),
      allowedClients: badClients,
    },
    (stack, props) => new PrivateNetwork(stack, "construct", props).allowBucket(bucket),
  ),
  candidate<Required<TrainingJobProps>>(
    "TrainingJob",
    {
      ...place,
      roleName: "penguins-training-role",
      imageRepositoryName: "penguins/image",
      image,
      network,
      bucket,
      imagesKept: 10,
      logRetentionDays: 30,
      logGroups: "make",
      onDestroy: "keep",
    },
    {
      ...badPlace,
      ...badTags,
      roleName: badRoles,
      imageRepositoryName: ["*", "Penguins", "", "a//b", "a/*"],
      "image.digest": ["latest", "sha256:*", `sha256:${"0".repeat(63)}`],
      "image.command": [['${file("/etc/passwd")}']],
      "network.subnetIds": [[], ["*"]],
      "network.jobSecurityGroupId": badIds("sg-0a1b2c3d"),
      "network.s3EndpointId": badIds("vpce-0a1b2c3d"),
      "bucket.keyArn": badKeys,
      "bucket.keyAlias": ["*", "corp"],
      "bucket.bucketName": ["*", "Bad_Name"],
      logRetentionDays: [0, 31],
    },
    (stack, props) => {
      const made = new TrainingJob(stack, "construct", props);
      made.grantPush(who("operator"));
      made.grantPull(who("endpoint"));
      made.makeRoomFor({ nodes: 2 });
    },
  ),
  candidate<Required<Omit<PipelineProps, "schedule">>>(
    "Pipeline",
    {
      ...place,
      name: "penguins-pipeline",
      roleName: "penguins-pipeline-role",
      steps: (["train", "evaluate"] as const).map((name) => ({
        name,
        entryPoint: name,
        inputs: { data: { prefix: "data/" } },
        outputs: [name === "train" ? "model" : "evaluation"],
        interruptible: name === "train",
        ...(name === "train" ? { maxWaitSeconds: 9000 } : {}),
        outputPrefix: "evaluation/",
        parameters: { seed: "1" },
        callsOut: false,
        instanceType: "ml.m5.large",
        localStorage: false,
        nodes: 1,
        volumeGiB: 10,
        timeoutSeconds: 600,
        retries: 2,
      })),
      gate: { metric: "accuracy", threshold: 0.8 },
      modelRegistry: { modelPackageGroup: "penguins-models", servingInstanceType: "ml.m5.large" },
      image,
      trainingJob: {
        identity: who("training"),
        roleArn: "arn:aws:iam::123456789012:role/penguins-training",
        imageUri: (digest) => `registry/image@${digest}`,
        makeRoomFor: () => {},
        stepArguments: () => ({}),
      },
      bucket,
      network,
      maxParallelSteps: 1,
      cacheDays: 7,
      paused: false,
      alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
    },
    {
      ...badPlace,
      ...badTags,
      name: badNames,
      roleName: badRoles,
      steps: [[]],
      "steps.0.name": ["*", "", "evaluate", "gate", "register", "rejected"],
      "steps.0.timeoutSeconds": [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9],
      "steps.0.instanceType": badTypes,
      "steps.0.nodes": [0, 1.5],
      "steps.0.volumeGiB": [0, -1],
      "steps.0.parameters": [
        ...[{ model: "x" }, { prepared: "x" }, { sagemaker_program: "x" }, { _tuning: "x" }, { a: "${x}" }],
      ],
      "steps.0.maxWaitSeconds": [0, 599, 1e9],
      "steps.1.interruptible": [true],
      "steps.0.retries": [-1, 21, 0.5],
      "steps.0.outputPrefix": ["*", "../", "data"],
      gate: [undefined],
      "gate.metric": ["*", "a.b", "a'] || true", "", "accuracy.value", "9"],
      "gate.threshold": [Number.NaN, Number.NEGATIVE_INFINITY],
      "modelRegistry.modelPackageGroup": badNames,
      "image.digest": ["latest"],
      "trainingJob.roleArn": ["*", "arn:aws:iam::123456789012:role/*"],
      "trainingJob.identity.roleName": badRoles,
      "network.subnetIds": [[], ["*"]],
      "network.jobSecurityGroupId": badIds("sg-0a1b2c3d"),
      "bucket.keyArn": badKeys,
      alarmTopicArn: ["*", "alarms"],
    },
    (stack, props) => void new Pipeline(stack, "construct", props).grantStart(who("operator")),
  ),
  candidate<Required<ModelRegistryProps>>(
    "ModelRegistry",
    { ...place, name: "penguins-models" },
    { ...badPlace, ...badTags, name: badNames },
    (stack, props) => {
      const made = new ModelRegistry(stack, "construct", props);
      made.grantRegister(who("pipeline"));
      made.grantApprove(who("operator"));
    },
  ),
  candidate<Required<EndpointProps>>(
    "Endpoint",
    {
      ...place,
      ...clients,
      name: "penguins-endpoint",
      roleName: "penguins-endpoint-role",
      releases: { r1: "1", r2: "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/2" },
      live: "r1",
      modelRegistry: { modelPackageGroup: "penguins-models", groupName: "penguins-models" },
      kind: "realtime",
      instanceType: "ml.m5.large",
      localStorage: false,
      minReplicas: 2,
      maxReplicas: 4,
      requestsPerReplica: 600,
      p95Milliseconds: 500,
      errorPercent: 1,
      canaryPercent: 10,
      idleHours: 72,
      watchSeconds: 300,
      capturePercent: 100,
      modelsThroughNetworkOnly: true,
      network,
      bucket,
      alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
      logRetentionDays: 30,
      paused: false,
    },
    {
      ...badPlace,
      ...badTags,
      name: [...badNames, "x".repeat(60)],
      roleName: badRoles,
      "releases.r2": [
        "arn:aws:sagemaker:us-east-1:999999999999:model-package/other-team-group/7",
        "arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins-models/7",
        "arn:aws:sagemaker:eu-west-1:999999999999:model-package/penguins-models/7",
        "arn:aws:sagemaker:eu-west-1:123456789012:model-package/other-models/7",
        ...["latest", "0", "*", "", "arn:aws:sagemaker:eu-west-1:123456789012:model-package/penguins-models/*"],
      ],
      releases: [{ "*": "1" }, { "a b": "1" }],
      live: ["r9", "constructor", "__proto__"],
      kind: ["public"],
      instanceType: badTypes,
      minReplicas: [0, -1, 5, 1.5, Number.NaN],
      maxReplicas: [0, 1e9],
      p95Milliseconds: [0, -1, Number.NaN],
      errorPercent: [0, -1, 101],
      canaryPercent: [0, 51, 1.5],
      idleHours: [0, 169, Number.NaN],
      watchSeconds: [-1, 901],
      allowedClients: badClients,
      clientVpcIds: [[], ["*"]],
      "network.endpointSecurityGroupId": badIds("sg-0a1b2c3d"),
      "network.s3EndpointId": badIds("vpce-0a1b2c3d"),
      "network.subnetIds": [["*"], []],
      "bucket.keyArn": badKeys,
      "bucket.bucketName": ["*"],
      alarmTopicArn: ["*"],
      logRetentionDays: [0, 31],
    },
    (stack, props) => void new Endpoint(stack, "construct", props).grantInvoke(who("operator")),
  ),
  candidate<Required<ExporterProps>>(
    "Exporter",
    {
      ...place,
      ...clients,
      roleName: "penguins-exporter-role",
      readers: [operator],
      modelRegistry: { modelPackageGroup: "penguins-models" },
      pipeline: { pipelineName: "penguins-pipeline" },
    },
    {
      ...badPlace,
      ...badTags,
      roleName: badRoles,
      readers: [...badPrincipals, []],
      allowedClients: badClients,
      clientVpcIds: [[], ["*"]],
      "modelRegistry.modelPackageGroup": badNames,
      "pipeline.pipelineName": badNames,
    },
    (stack, props) => void new Exporter(stack, "construct", props),
  ),
  candidate<Required<BudgetProps>>(
    "Budget",
    {
      ...place,
      name: "penguins-budget",
      monthly: 500,
      currency: "USD",
      recipients: ["finance@example.com"],
      alertPercents: [50, 80, 100],
      start: "2026-12-01",
      costTag: { key: "pilot", value: "penguins" },
      bucket: { keyArn },
      brake: true,
    },
    {
      ...badPlace,
      ...badTags,
      name: ["*", "", "a/b", "x".repeat(48)],
      monthly: [0, -1, Number.NaN, Number.POSITIVE_INFINITY],
      recipients: [["nobody"], [], ["a b@example.com"]],
      alertPercents: [[0], [], [Number.NaN]],
      start: ["today", "2026-12-02"],
      "bucket.keyArn": badKeys,
      "costTag.value": ["*"],
    },
    (stack, props) => new Budget(stack, "construct", props).stopAt(who("pipeline")),
  ),
  candidate<Required<QuotasProps>>(
    "Quotas",
    { owner: place.owner, needs: [{ instanceType: "ml.m5.large", use: "endpoint", count: 2 }], mode: "check" },
    {
      "needs.0.instanceType": badTypes,
      "needs.0.count": [0, -1, 1.5, Number.NaN],
      "needs.0.use": ["everything"],
      mode: ["lower"],
    },
    (stack, props) => void new Quotas(stack, "construct", props),
  ),
  candidate<DashboardProps>(
    "Dashboard",
    {
      name: "penguins-dashboard",
      region: place.region,
      bucket: { bucketName: bucket.bucketName },
      pipeline: { pipelineName: "penguins-pipeline" },
      endpoint: { endpointName: "penguins-endpoint", p95Milliseconds: 500 },
    },
    {
      name: ["*", "", "a b"],
      region: badRegions,
      "bucket.bucketName": ["*"],
      "pipeline.pipelineName": badNames,
      "endpoint.endpointName": badNames,
      "endpoint.p95Milliseconds": [0, Number.NaN],
    },
    (stack, props) => void new Dashboard(stack, "construct", props),
  ),
  candidate<Required<Omit<WorkloadIdentityProps, "cluster">>>(
    "WorkloadIdentity of an issuer",
    {
      ...place,
      roleName: "penguins-training-pods",
      box: "training job",
      namespace: "penguins",
      serviceAccount: "training",
      issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
      createIssuer: true,
    },
    { ...badPlace, ...badTags, ...badServiceAccounts, roleName: badRoles, issuer: badIssuers },
    (stack, props) => void new WorkloadIdentity(stack, "construct", props),
  ),
  candidate<Required<Omit<WorkloadIdentityProps, "issuer" | "createIssuer">>>(
    "WorkloadIdentity of an EKS cluster",
    {
      ...place,
      roleName: "penguins-training-pods",
      box: "training job",
      namespace: "penguins",
      serviceAccount: "training",
      cluster: "platform",
    },
    { ...badServiceAccounts, cluster: ["*", "", "a b", "a/b", "x".repeat(101)] },
    (stack, props) => void new WorkloadIdentity(stack, "construct", props),
  ),
];
