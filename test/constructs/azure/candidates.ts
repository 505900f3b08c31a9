/** The Azure constructs with honest props, and what each must refuse. */
import { Budget, type BudgetProps } from "../../../constructs/azure/budget.js";
import { Dashboard, type DashboardProps } from "../../../constructs/azure/dashboard.js";
import { DataBucket, type DataBucketProps } from "../../../constructs/azure/data-bucket.js";
import { Endpoint, type EndpointProps } from "../../../constructs/azure/endpoint.js";
import { Exporter, type ExporterProps } from "../../../constructs/azure/exporter.js";
import { ModelRegistry, type ModelRegistryProps } from "../../../constructs/azure/model-registry.js";
import { Pipeline, type PipelineProps } from "../../../constructs/azure/pipeline.js";
import { PrivateNetwork, type PrivateNetworkProps } from "../../../constructs/azure/private-network.js";
import { Quotas, type QuotasProps } from "../../../constructs/azure/quotas.js";
import { TrainingJob, type TrainingJobProps } from "../../../constructs/azure/training-job.js";
import { WorkloadIdentity, type WorkloadIdentityProps } from "../../../constructs/azure/workload-identity.js";
import type { Candidate } from "../hostile.js";
import * as ids from "./ids.js";

const inGroup = { subscription: ids.subscription, resourceGroupName: "penguins", owner: "ml@example.com" };
const place = {
  ...inGroup,
  tenant: "33333333-4444-4555-8666-777777777777",
  location: "westeurope",
  tags: { team: "ml" },
};
const { tenant: _tenant, ...placeOnly } = place;
const operator = "11111111-2222-4333-8444-555555555555";
const digest = `sha256:${"0".repeat(64)}`;
const image = { digest, command: ["python", "-m", "pilot_image"] };
const roleId = "11111111-2222-4333-8444-888888888888";
const who = (name: string) => ({ name, principalId: operator, policies: [] });
const blob = ids.zoneId("privatelink.blob.core.windows.net");
const network = {
  privateEndpointSubnetId: ids.subnetId,
  privateDnsZoneIds: { blob: [blob], workspace: [ids.zoneId("privatelink.api.azureml.ms")] },
};

const badUuids = [
  "*",
  "",
  "1234",
  operator.toUpperCase().replace("1", "A"),
  "${data.azurerm_client_config.me.object_id}",
];
const badGroups = ["*", "", "a/b", "penguins.", "x".repeat(91)];
const badLocations = ["West Europe", "*", "", "global", "chinaeast2", "usgovvirginia"];
const badInGroup = { subscription: badUuids, resourceGroupName: badGroups };
const badPlace = { ...badInGroup, location: badLocations };
const badTags = {
  "tags.team": ['${file("/etc/passwd")}', "a\nb", "%{ if true }%{ endif }", "x".repeat(257)],
  tags: [{ "microsoft-x": "y" }, { "": "y" }, { "a/b": "y" }],
};
const tagsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));
const badNames = ["*", "", "-a", "a b", "a/b", "x".repeat(256)];
const badPrefixes = [...badNames.slice(0, 5), "x".repeat(48)];
const badAccounts = ["*", "", "Penguins", "penguins-data", "a".repeat(25), "microsoftdata", "loginrisk", "mywindows"];
const badVaults = ["*", "", "kv--x", "1kv", "kv-", "a".repeat(25), "xboxkeys"];
const badRegistries = ["*", "", "abcd", "a-b-c-d", "x".repeat(51), "microsoftimages"];
const badWorkspaces = ["*", "", "ab", "-abc", "x".repeat(34), "microsoft-ml", "azure", "login-risk"];
const badIds = (good: string) => ["*", "", "/", "penguins", `${good}/*`, good.replace(ids.subscription, "*")];
const badSizes = ["*", "", "m5.large", "ml.m5.large", "Standard", "standard_d2as_v4", "Standard_D2as_v4 "];
const badDigests = ["latest", "sha256:*", `sha256:${"0".repeat(63)}`];
const eighths = Array.from({ length: 128 }, (_, index) => `${2 * index}.0.0.0/8`);

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

export const azureCandidates: readonly Candidate[] = [
  candidate<Required<Omit<DataBucketProps, "after">>>(
    "DataBucket",
    {
      ...place,
      bucketName: "penguinsdata",
      accessLogWorkspaceName: "penguins-access-logs",
      keyVaultName: "penguinskey",
      keyRoleId: roleId,
      retentionDays: { data: 90, artifacts: 90, evaluation: 365, exports: 30, noncurrent: 30, accessLogs: 90 },
      operators: [operator],
      network,
      replication: "ZRS",
      onDestroy: "keep",
    },
    {
      ...badPlace,
      ...badTags,
      tenant: badUuids,
      bucketName: badAccounts,
      accessLogWorkspaceName: ["*", "", "abc", "a_b_c", "-logs"],
      keyVaultName: badVaults,
      keyRoleId: badUuids,
      operators: [["*"], ["alice"], ["alice@example.com"], [operator, operator], [""]],
      "network.privateEndpointSubnetId": badIds(ids.subnetId),
      "network.privateDnsZoneIds.blob": [["*"], [""]],
      "retentionDays.data": [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY],
      "retentionDays.accessLogs": [29, 731],
      "retentionDays.noncurrent": [0, 366],
      replication: ["GRS", "RAGRS", "*"],
      onDestroy: ["everything"],
    },
    (stack, props) => {
      const made = new DataBucket(stack, "construct", props);
      made.grantRead(who("job"), "data/");
      made.grantWrite(who("job"), "artifacts/");
    },
  ),
  candidate<Required<Omit<PrivateNetworkProps, "existing">>>(
    "PrivateNetwork",
    {
      ...placeOnly,
      name: "penguins",
      cidr: "10.20.0.0/20",
      flowLogAccountName: "penguinsnet",
      networkWatcherId: `/subscriptions/${ids.subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/w`,
      flowLogRetentionDays: 30,
      allowedClients: ["192.168.10.0/24", "203.0.113.0/24"],
    },
    {
      ...badPlace,
      ...badTags,
      tags: [...badTags.tags, tagsOf(16)],
      name: badPrefixes,
      cidr: [
        "office",
        "10.20.0.0/23",
        "10.0.0.0/8",
        "10.20.1.0/20",
        "::/0",
        "224.0.0.0/16",
        "127.0.0.0/16",
        "169.254.0.0/16",
      ],
      flowLogAccountName: badAccounts,
      networkWatcherId: ["*", "NetworkWatcher_westeurope", ""],
      flowLogRetentionDays: [0, 366, 1.5, Number.NaN],
      allowedClients: [
        ["0.0.0.0/0"],
        ["0.0.0.0/1", "128.0.0.0/1"],
        ["office"],
        ["*"],
        ["Internet"],
        ["192.168.10.7/24"],
        ["10.0.0.0/33"],
        ["::/0"],
        eighths,
        [""],
        ["10.20.0.0/24"],
        ["10.100.0.0/16", "10.100.4.0/24"],
      ],
    },
    (stack, props) => void new PrivateNetwork(stack, "construct", props),
  ),
  candidate<Required<Omit<PrivateNetworkProps, "networkWatcherId" | "flowLogRetentionDays">>>(
    "PrivateNetwork",
    {
      ...placeOnly,
      name: "penguins",
      cidr: "10.20.0.0/20",
      flowLogAccountName: "penguinsnet",
      allowedClients: ["192.168.10.0/24"],
      existing: { virtualNetworkId: ids.networkId, privateEndpointSubnetId: ids.subnetId },
    },
    {
      "existing.virtualNetworkId": badIds(ids.networkId),
      "existing.privateEndpointSubnetId": [...badIds(ids.subnetId), ids.subnetId.replace("/hub/", "/other/")],
      existing: ["*", "", "dns"].map((group) => ({
        virtualNetworkId: ids.networkId,
        privateEndpointSubnetId: ids.subnetId,
        privateDnsZonesGroupId: group,
      })),
      allowedClients: [["0.0.0.0/0"], ["*"]],
    },
    (stack, props) => void new PrivateNetwork(stack, "construct", props),
  ),
  candidate<Required<Omit<TrainingJobProps, "after">>>(
    "TrainingJob",
    {
      ...place,
      name: "penguins",
      isolationMode: "AllowOnlyApprovedOutbound",
      imageRepositoryName: "penguinsimages",
      workspaceAccountName: "penguinsws",
      workspaceVaultName: "penguinswsv",
      logWorkspaceName: "penguins-logs",
      importRoleId: roleId,
      image,
      network,
      bucket: {
        accountId: ids.accountId,
        bucketName: "penguinsdata",
        containerNames: { "data/": "data", "artifacts/": "artifacts" },
        ready: [],
      },
      onDestroy: "keep",
      idleSeconds: 120,
      untaggedDays: 30,
      logRetentionDays: 30,
    },
    {
      ...badPlace,
      ...badTags,
      tenant: badUuids,
      name: badWorkspaces,
      isolationMode: ["Disabled", "*", ""],
      imageRepositoryName: badRegistries,
      workspaceAccountName: badAccounts,
      workspaceVaultName: badVaults,
      logWorkspaceName: ["*", "", "abc"],
      importRoleId: badUuids,
      "image.digest": badDigests,
      "image.command": [["a\nb"], [""]],
      "network.privateEndpointSubnetId": badIds(ids.subnetId),
      "network.privateDnsZoneIds.workspace": [["*"]],
      "bucket.accountId": badIds(ids.accountId),
      "bucket.bucketName": badAccounts.slice(0, 4),
      "bucket.containerNames": [{ "data/": "*" }, { "*": "data" }, { "data/": "a" }],
      onDestroy: ["everything"],
      idleSeconds: [0, 1e9],
      untaggedDays: [0, 366],
      logRetentionDays: [0, 29, 731],
    },
    (stack, props) => {
      const made = new TrainingJob(stack, "construct", props);
      made.grantPush(who("operator"));
      made.grantPull(who("endpoint"));
      made.makeRoomFor({ name: "train", vmSize: "Standard_D2as_v4", nodes: 2 });
    },
  ),
  candidate<Required<Omit<PipelineProps, "paused">> & Pick<PipelineProps, "paused">>(
    "Pipeline",
    {
      ...{ resourceGroupName: "penguins", owner: place.owner, tags: place.tags },
      name: "penguins-pipeline",
      steps: (["prepare", "evaluate"] as const).map((name) => ({
        name,
        entryPoint: name,
        inputs: { data: { prefix: "data/" } },
        outputs: [name === "prepare" ? "prepared" : "evaluation"],
        outputPrefix: "evaluation/",
        parameters: { seed: "1" },
        callsOut: false,
        vmSize: "Standard_D2as_v4",
        nodes: 1,
        volumeGiB: 100,
        timeoutSeconds: 600,
        retries: 0,
        interruptible: false,
      })),
      gate: { metric: "accuracy", threshold: 0.8 },
      modelRegistry: {
        modelName: "penguins-models",
        versionId: (version) => `${ids.workspaceId}/models/m/versions/${version}`,
      },
      image,
      trainingJob: {
        identity: who("training-job"),
        jobIdentityId: ids.jobIdentityId,
        workspaceId: ids.workspaceId,
        environmentId: `${ids.workspaceId}/environments/pilot-jobs/versions/1`,
        ready: [],
        makeRoomFor: () => {},
        computeFor: () => `${ids.workspaceId}/computes/d2as-v4`,
        pathOf: (prefix) => `azureml://datastores/pilot_${prefix.slice(0, -1)}/paths/`,
      },
      schedule: "0 3 * * *",
      paused: false,
      actionGroupId: ids.actionGroupId,
    },
    {
      resourceGroupName: badGroups,
      ...badTags,
      name: badNames,
      steps: [[]],
      "steps.0.name": ["*", "", "evaluate", "gate", "a b", "x; id"],
      "steps.0.entryPoint": ["$(id)", "a b", "", "x; id", "`id`"],
      "steps.0.inputs": [{ after: { prefix: "data/" } }, { "a b": { prefix: "data/" } }, { data: { prefix: "../" } }],
      "steps.0.outputs": [["a b"], ["$(id)"], [""]],
      "steps.0.outputPrefix": ["*", "../", "data", ""],
      "steps.0.parameters": [
        { "image-digest": "sha256:x" },
        { image_digest: "sha256:x" },
        { data: "other" },
        { prepared: "other" },
        { "a-b": "1", a_b: "2" },
        { "a b": "1" },
        { a: "b\nc" },
        { contract: "local" },
      ],
      "steps.0.timeoutSeconds": [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9],
      "steps.0.vmSize": badSizes,
      "steps.0.nodes": [0, 1.5, 101],
      "steps.0.retries": [-1, 1],
      "gate.metric": ["*", "a.b", "a'] || true", "", "9", "a b"],
      "gate.threshold": [Number.NaN, Number.NEGATIVE_INFINITY],
      "modelRegistry.modelName": badNames,
      "image.digest": badDigests,
      "trainingJob.workspaceId": badIds(ids.workspaceId),
      "trainingJob.jobIdentityId": badIds(ids.jobIdentityId),
      schedule: ["99 25 * * 9", "0 3 * * 7", "@daily", "0 3 1 * *", "*", ""],
      actionGroupId: ["*", "alarms"],
    },
    (stack, props) => void new Pipeline(stack, "construct", props).grantStart(who("operator")),
  ),
  candidate<Required<ModelRegistryProps>>(
    "ModelRegistry",
    {
      ...inGroup,
      name: "penguins-models",
      workspace: { workspaceId: ids.workspaceId, workspaceName: "penguins", ready: [] },
      approveRoleId: roleId,
    },
    {
      ...badInGroup,
      name: badNames,
      "workspace.workspaceId": badIds(ids.workspaceId),
      "workspace.workspaceName": ["*", "", "a b"],
      approveRoleId: badUuids,
    },
    (stack, props) => void new ModelRegistry(stack, "construct", props).grantApprove(who("operator")),
  ),
  candidate<Required<EndpointProps>>(
    "Endpoint",
    {
      ...placeOnly,
      name: "penguins-0a1b2c3d",
      releases: { r1: "1", r2: { version: "2", digest, vmSize: "Standard_D2as_v4" } },
      live: "r1",
      canary: "r2",
      image: { digest },
      serving: { port: 5001, livenessRoute: "/live", readinessRoute: "/ready", scoringRoute: "/score" },
      trainingJob: {
        workspaceId: ids.workspaceId,
        logWorkspaceId: ids.logWorkspaceId,
        ready: [],
        imageUri: (each) => `penguinsimages.azurecr.io/pilot-image@${each}`,
      },
      modelRegistry: { versionId: (version) => `${ids.workspaceId}/models/m/versions/${version}` },
      vmSize: "Standard_D2as_v4",
      minReplicas: 2,
      maxReplicas: 4,
      p95Milliseconds: 500,
      errorPercent: 1,
      canaryPercent: 10,
      idleHours: 24,
      invokeRoleId: roleId,
      actionGroupId: ids.actionGroupId,
      paused: false,
    },
    {
      ...badPlace,
      ...badTags,
      name: [...badNames, "ab", "1abc", "x".repeat(33), "microsoft-endpoint"],
      "releases.r1": [
        `${ids.workspaceId.replace("penguins/providers", "other/providers")}/models/m/versions/7`,
        "azureml:other:7",
        ...["latest", "0", "*", "", "1/../2"],
      ],
      "releases.r2.digest": badDigests,
      "releases.r2.vmSize": badSizes,
      releases: [
        { "*": "1" },
        { "a b": "1" },
        Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`r${n}`, "1"])),
      ],
      live: ["r9", "constructor", "__proto__"],
      canary: ["r9", "r1", "constructor"],
      "image.digest": badDigests,
      "serving.port": [0, 65_536, 1.5],
      "serving.scoringRoute": ["score", "/a b", "/../x", "/score?x=1", "", "/${x}"].filter(
        (route) => route !== "/../x",
      ),
      "trainingJob.workspaceId": badIds(ids.workspaceId),
      "trainingJob.logWorkspaceId": badIds(ids.logWorkspaceId),
      vmSize: badSizes,
      minReplicas: [0, -1, 5, 1.5, Number.NaN],
      maxReplicas: [0, 51, 1e9],
      p95Milliseconds: [0, -1, Number.NaN],
      errorPercent: [0, -1, 101],
      canaryPercent: [0, 100, 1.5],
      idleHours: [0, Number.NaN],
      invokeRoleId: badUuids,
      actionGroupId: ["*", "told"],
    },
    (stack, props) => void new Endpoint(stack, "construct", props).grantInvoke(who("operator")),
  ),
  candidate<Required<ExporterProps>>(
    "Exporter",
    {
      ...placeOnly,
      name: "penguins-exporter",
      workspace: { workspaceId: ids.workspaceId, workspaceName: "penguins" },
      bucket: { bucketName: "penguinsdata" },
      imageRepository: "penguinsimages",
    },
    {
      ...badPlace,
      ...badTags,
      name: badPrefixes,
      "workspace.workspaceId": badIds(ids.workspaceId),
      "workspace.workspaceName": ["*", "", "a b"],
      "bucket.bucketName": badAccounts.slice(0, 4),
      imageRepository: badRegistries,
    },
    (stack, props) => void new Exporter(stack, "construct", props).grantUse(who("operator")),
  ),
  candidate<Required<BudgetProps>>(
    "Budget",
    {
      ...inGroup,
      tags: place.tags,
      name: "penguins-budget",
      monthly: 500,
      recipients: ["finance@example.com"],
      alertPercents: [50, 80, 100],
      start: "2026-12-01",
    },
    {
      ...badInGroup,
      ...badTags,
      name: badPrefixes,
      monthly: [0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY],
      recipients: [["nobody"], [], ["a b@example.com"], Array.from({ length: 51 }, (_, n) => `a${n}@example.com`)],
      alertPercents: [[0], [], [Number.NaN], [10, 20, 30, 50, 100]],
      start: ["today", "2026-12-02", "1999-01-01"],
    },
    (stack, props) => void new Budget(stack, "construct", props),
  ),
  candidate<Required<QuotasProps>>(
    "Quotas",
    {
      ...{ subscription: ids.subscription, location: "westeurope", owner: place.owner },
      needs: [{ quota: "standardDASv4Family", vCpus: 2, machines: 3, reservePercent: 20, kind: "dedicated" }],
      mode: "request",
    },
    {
      subscription: badUuids,
      location: badLocations,
      "needs.0.quota": ["*", "", "a/b", "${x}", "standard  Family"],
      "needs.0.vCpus": [0, -1, 1.5, Number.NaN],
      "needs.0.machines": [0, -1, 1.5, Number.NaN],
      "needs.0.reservePercent": [-1, 101, Number.NaN],
      "needs.0.kind": ["everything"],
      mode: ["lower"],
    },
    (stack, props) => void new Quotas(stack, "construct", props),
  ),
  candidate<DashboardProps>(
    "Dashboard",
    {
      ...{ name: "penguins-dashboard", location: "westeurope", resourceGroupName: "penguins", tags: place.tags },
      bucket: { accountId: ids.accountId },
      trainingJob: { workspaceId: ids.workspaceId },
      endpoint: { endpointName: "penguins-endpoint" },
    },
    {
      ...badTags,
      tags: [...badTags.tags, tagsOf(50)],
      name: badPrefixes,
      location: badLocations,
      resourceGroupName: badGroups,
      "bucket.accountId": badIds(ids.accountId),
      "trainingJob.workspaceId": badIds(ids.workspaceId),
      "endpoint.endpointName": badPrefixes,
    },
    (stack, props) => void new Dashboard(stack, "construct", props),
  ),
  candidate<Required<WorkloadIdentityProps>>(
    "WorkloadIdentity",
    {
      ...placeOnly,
      name: "penguins-training-pods",
      box: "training job",
      namespace: "penguins",
      serviceAccount: "training",
      issuer: "https://westeurope.oic.prod-aks.azure.com/11111111-2222-4333-8444-777777777777/0a1b2c3d/",
    },
    { ...badPlace, ...badTags, ...badServiceAccounts, name: badPrefixes, issuer: badIssuers },
    (stack, props) => void new WorkloadIdentity(stack, "construct", props),
  ),
];
