import type { TerraformStack } from "cdktf";
import { jobStepProblems } from "../../../constructs/azure/pipeline.js";
import { survivors } from "../../../constructs/azure/training-job/survivors.js";
import { TrainingJob, type TrainingJobProps, trainingJobProblems } from "../../../constructs/azure/training-job.js";
import { synthesizeScope } from "../../synth.js";
import { accountId, subnetId, zoneId } from "./ids.js";

const subscription = "22222222-3333-4444-8555-666666666666";
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const operator = { name: "operator", principalId: "11111111-2222-4333-8444-555555555555", policies: [] };
const job = (stack: TerraformStack, change: Partial<TrainingJobProps> = {}) =>
  new TrainingJob(stack, "training-job", {
    name: "penguins",
    subscription,
    tenant: "33333333-4444-4555-8666-777777777777",
    location: "westeurope",
    resourceGroupName: "penguins",
    owner: "ml@example.com",
    isolationMode: "AllowOnlyApprovedOutbound",
    imageRepositoryName: "penguins0a1b2c3d",
    workspaceAccountName: "penguinsws0a1b2c3d",
    workspaceVaultName: "penguinsws0a1b2c3d",
    logWorkspaceName: "penguins-logs",
    importRoleId: "44444444-5555-5666-8777-888888888888",
    image: { digest: null, command: ["python", "-m", "pilot_image"] },
    network: {
      privateEndpointSubnetId: subnetId,
      privateDnsZoneIds: { workspace: [zoneId("privatelink.api.azureml.ms")] },
    },
    bucket: { accountId, bucketName: "penguinsdata", containerNames: { "data/": "data", "artifacts/": "artifacts" } },
    ...change,
  });
const stackOf = (change: Partial<TrainingJobProps> = {}, then: (made: TrainingJob) => void = () => {}) =>
  synthesizeScope((stack) => then(job(stack, change)));
const kind = "Microsoft.MachineLearningServices/workspaces";

describe("the workspace", () => {
  const stack = stackOf();
  const workspace = stack.all("azapi_resource").find(({ arguments: given }) => given["type"] === `${kind}@2025-06-01`);

  test("has no public access, storage by identity, and a managed network whose isolation was chosen", () => {
    expect(workspace?.arguments["body"]).toMatchObject({
      properties: {
        publicNetworkAccess: "Disabled",
        systemDatastoresAuthMode: "Identity",
        v1LegacyMode: false,
        provisionNetworkNow: true,
        managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" },
      },
    });
    expect(workspace?.arguments["delete_query_parameters"]).toBeUndefined();
    expect(workspace?.arguments["timeouts"]).toEqual([{ create: "90m", update: "90m", delete: "90m" }]);
  });

  test("waits for what its identity may do, each on one resource, and only the documented roles", () => {
    const roles = stack
      .all("azurerm_role_assignment")
      .filter(({ address }) => address.includes("workspace_identity"))
      .map(({ address, arguments: given }) => ({
        address,
        role: given["role_definition_name"],
        scope: given["scope"],
      }));
    const before = roles.filter(({ address }) => !/identity_workspace/.test(address));
    const waits = workspace?.arguments["depends_on"] as string[];
    expect([...waits].sort()).toEqual(before.map(({ address }) => address).sort());
    for (const { scope } of roles) expect(String(scope)).toMatch(/\/(providers\/Microsoft\.\w+\/\w+|accounts)\/[^/]+$/);
    expect([...new Set(roles.map(({ role }) => role))]).toEqual([
      "Contributor",
      "Storage Blob Data Contributor",
      "Azure AI Enterprise Network Connection Approver",
      "Key Vault Administrator",
    ]);
  });

  test("tries again what its identity is refused, and not what the deployer is refused", () => {
    const retry = workspace?.arguments["retry"] as { error_message_regex: string[] };
    const again = (messages: readonly string[]) =>
      messages.filter((message) => retry.error_message_regex.some((text) => new RegExp(text).test(message)));
    const refused = (who: string, action: string) =>
      `RESPONSE 403\nERROR CODE: AuthorizationFailed\nThe client '${who}' does not have authorization to perform action '${action}' over scope '/s'`;
    const identity = refused("identity", "Microsoft.Storage/storageAccounts/read");
    const deployer = refused("deployer", "Microsoft.MachineLearningServices/workspaces/write");
    const linked = "ERROR CODE: LinkedAuthorizationFailed\nThe client has permission to perform action 'a', however";
    expect(again([identity, deployer, linked])).toEqual([identity]);
  });

  test("delete: it is purged, so that its name is free; keep: the review says how to purge it", () => {
    const named = (made: ReturnType<typeof stackOf>) =>
      made.all("azapi_resource").find(({ arguments: given }) => given["type"] === `${kind}@2025-06-01`)?.arguments;
    expect(named(stackOf({ onDestroy: "delete" }))?.["delete_query_parameters"]).toEqual({ forceToPurge: ["true"] });
    expect(survivors({ name: "penguins", subscription, vaultName: "v", onDestroy: "delete" })).toHaveLength(1);
    const [, workspaceLeft] = survivors({ name: "penguins", subscription, vaultName: "v" });
    expect(workspaceLeft?.remove).toContain(`${kind}/penguins?api-version=2025-06-01&forceToPurge=true`);
  });

  test("what Azure puts beside Application Insights goes with it, or the group would stay for it", () => {
    const removed = stack.all("azapi_resource_action").filter(({ arguments: given }) => given["method"] === "DELETE");
    expect(removed.map(({ arguments: given }) => String(given["resource_id"]).split("/").pop())).toEqual([
      expect.stringMatching(/^Failure Anomalies - \$\{azurerm_application_insights\..*\.name\}$/),
      "Application Insights Smart Detection",
    ]);
    for (const { arguments: given } of removed)
      expect(given).toMatchObject({ when: "destroy", ignore_not_found: true });
  });

  test("stands on stores without keys and public access, which expire and are capped", () => {
    expect(stack.one("azurerm_storage_account")).toMatchObject({
      shared_access_key_enabled: false,
      public_network_access_enabled: false,
      local_user_enabled: false,
    });
    expect(stack.one("azurerm_key_vault")).toMatchObject({
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      public_network_access_enabled: false,
    });
    expect(stack.one("azurerm_container_registry")).toMatchObject({
      sku: "Premium",
      admin_enabled: false,
      anonymous_pull_enabled: false,
      public_network_access_enabled: false,
    });
    expect(stack.one("azurerm_application_insights")).toMatchObject({
      local_authentication_disabled: true,
      daily_data_cap_in_gb: 1,
      internet_ingestion_enabled: false,
    });
    expect(stack.one("azurerm_log_analytics_workspace")).toMatchObject({ daily_quota_gb: 1, retention_in_days: 30 });
  });

  test("reads the data bucket by private connection, through datastores that hold no credential", () => {
    const ofType = (type: string) =>
      stack
        .all("azapi_resource")
        .filter(({ arguments: given }) => String(given["type"]).startsWith(`${kind}/${type}@`));
    expect(ofType("outboundRules").map(({ arguments: given }) => given["body"])).toEqual([
      {
        properties: {
          type: "PrivateEndpoint",
          category: "UserDefined",
          destination: { serviceResourceId: accountId, subresourceTarget: "blob", sparkEnabled: false },
        },
      },
    ]);
    for (const { arguments: given } of ofType("datastores")) {
      expect(given["body"]).toMatchObject({
        properties: { credentials: { credentialsType: "None" }, serviceDataAccessAuthIdentity: "None" },
      });
    }
    expect(ofType("datastores")).toHaveLength(2);
  });

  test("has no address where nobody may reach it", () => {
    expect(stack.one("azurerm_private_endpoint").private_service_connection.subresource_names).toEqual([
      "amlworkspace",
    ]);
    expect(stackOf({ network: undefined }).all("azurerm_private_endpoint")).toEqual([]);
  });
});

describe("clusters", () => {
  test("are empty when idle, closed, and wait for all that the jobs' identity may do", () => {
    const stack = stackOf({}, (made) => made.makeRoomFor({ name: "train", vmSize: "Standard_D2as_v4", nodes: 3 }));
    const cluster = stack.one("azurerm_machine_learning_compute_cluster");
    expect(cluster).toMatchObject({
      name: "d2as-v4",
      vm_priority: "Dedicated",
      scale_settings: { min_node_count: 0, max_node_count: 3, scale_down_nodes_after_idle_duration: "PT2M" },
      local_auth_enabled: false,
      ssh_public_access_enabled: false,
      node_public_ip_enabled: false,
    });
    const own = stack.all("azurerm_role_assignment").filter(({ address }) => /training-job-(pull|logs)/.test(address));
    expect([...cluster.depends_on].sort()).toEqual(own.map(({ address }) => address).sort());
    const roles = own.map(({ arguments: given }) => given["role_definition_name"]);
    expect(roles.sort()).toEqual(["AcrPull", "Storage Blob Data Contributor"]);
    // without it whoever may only delegate to service principals could not deploy
    const types = own.map(({ arguments: given }) => given["principal_type"]);
    expect(types).toEqual(["ServicePrincipal", "ServicePrincipal"]);
  });

  test("one per VM size and priority, as large as its largest step; asking for one makes no room", () => {
    const train = { name: "train", vmSize: "Standard_NC4as_T4_v3", nodes: 1, interruptible: true };
    const stack = stackOf({}, (made) => {
      made.makeRoomFor(train);
      made.makeRoomFor({ name: "prepare", vmSize: "Standard_D2as_v4", nodes: 1 });
      made.makeRoomFor({ name: "evaluate", vmSize: "Standard_D2as_v4", nodes: 2 });
      expect(made.computeFor({ ...train, nodes: 9 })).toContain("/computes/");
    });
    const clusters = stack
      .all("azurerm_machine_learning_compute_cluster")
      .map(({ arguments: given }) => [
        given["name"],
        given["vm_priority"],
        (given["scale_settings"] as { max_node_count: number }).max_node_count,
      ]);
    expect(clusters).toEqual([
      ["nc4as-t4-v3-low", "LowPriority", 1],
      ["d2as-v4", "Dedicated", 2],
    ]);
  });
});

test("the image is an environment by digest; without one there is none", () => {
  const environments = (change: Partial<TrainingJobProps>) =>
    stackOf(change)
      .all("azapi_resource")
      .filter(({ arguments: given }) => String(given["type"]).startsWith(`${kind}/environments/versions@`));
  expect(environments({})).toEqual([]);
  const [made] = environments({ image: { digest, command: ["python"] } });
  expect(made?.arguments["body"]).toMatchObject({
    properties: {
      image: expect.stringMatching(/^\$\{azurerm_container_registry.*\.name\}\.azurecr\.io\/pilot-image@sha256:/),
    },
  });
  expect(made?.arguments["lifecycle"]).toEqual({ create_before_destroy: true });
});

test("an operator reads why a run failed, over a private endpoint; jobs write their logs there, and nobody else", () => {
  const network = {
    privateEndpointSubnetId: subnetId,
    privateDnsZoneIds: {
      workspace: [zoneId("privatelink.api.azureml.ms")],
      blob: [zoneId("privatelink.blob.core.windows.net")],
    },
  };
  const stack = stackOf({ network }, (made) => {
    made.grantWatch(operator);
    made.grantServe({ name: "endpoint", principalId: "11111111-2222-4333-8444-999999999999", policies: [] });
  });
  const rights = stack
    .all("azurerm_role_assignment")
    .map(({ address, arguments: given }) => [
      /(operator|endpoint|training-job)-(\w|-)+?(?=_[0-9A-F]{8}$)/.exec(address)?.[0],
      given["role_definition_name"],
      String(given["scope"]).split("/").slice(-2, -1)[0],
    ])
    .filter(([name]) => name !== undefined);
  expect(rights).toEqual(
    expect.arrayContaining([
      ["training-job-logs", "Storage Blob Data Contributor", "storageAccounts"],
      ["operator-job-logs", "Storage Blob Data Reader", "storageAccounts"],
      ["operator-log-queries", "Log Analytics Reader", "workspaces"],
      ["endpoint-store", "Storage Blob Data Reader", "storageAccounts"],
      ["endpoint-metrics", "AzureML Metrics Writer (preview)", "workspaces"],
    ]),
  );
  const ways = stack
    .all("azurerm_private_endpoint")
    .map(
      ({ arguments: given }) =>
        (given["private_service_connection"] as { subresource_names: string[] }).subresource_names,
    );
  expect(ways).toEqual(expect.arrayContaining([["blob"], ["amlworkspace"]]));
});

test("an operator imports images by a role of that one action", () => {
  const stack = stackOf({}, (made) => {
    made.grantPush(operator);
    made.grantPush({ ...operator, name: "second" });
  });
  const role = stack.one("azurerm_role_definition");
  expect(role.permissions[0].actions).toContain("Microsoft.ContainerRegistry/registries/importImage/action");
  expect(JSON.stringify(role.permissions)).not.toMatch(/\*|write|delete|push/);
  const assigned = stack.one("azurerm_role_assignment", "operator-import");
  expect(assigned.role_definition_id).toContain(".role_definition_id}");
  expect(assigned.principal_type).toBeUndefined();
});

test.each([
  [{ timeoutSeconds: 21 * 86_400 + 1 }, "timeoutSeconds", "1 to 1814400, got 1814401"],
  [
    { timeoutSeconds: 7 * 86_400 + 1, interruptible: true },
    "timeoutSeconds",
    "1 to 604800, got 604801; take one in that range, the longest on a low-priority node",
  ],
  [{ nodes: 101 }, "nodes", "1 to 100, got 101"],
  [{ retries: 2 }, "retries", "must be 0 on Azure ML, which repeats no step, got 2"],
  [{ maxWaitSeconds: 60 }, "maxWaitSeconds", "must be left out on Azure ML"],
])("problem %# of a step", (change, prop, message) => {
  expect(jobStepProblems(change)).toEqual([{ prop, message: expect.stringContaining(message) }]);
});

test.each([[{ logRetentionDays: 29 }, "logRetentionDays", "30 to 730, got 29"]])(
  "problem %#",
  (change, prop, message) => {
    expect(trainingJobProblems(change)).toEqual([{ prop, message: expect.stringContaining(message) }]);
    expect(() => stackOf(change)).toThrow(message);
  },
);
