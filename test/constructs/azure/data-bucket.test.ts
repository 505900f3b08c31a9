import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import {
  DataBucket,
  type DataBucketProps,
  dataBucketProblems,
  type Identity,
} from "../../../constructs/azure/data-bucket.js";
import { type SynthesizedStack, synthesizeScope } from "../../synth.js";
import { subnetId, zoneId } from "./ids.js";

const days = { data: 90, artifacts: 91, evaluation: 92, exports: 93, noncurrent: 94, accessLogs: 95 };
const operator = "11111111-2222-4333-8444-555555555555";
const subscription = "22222222-3333-4444-8555-666666666666";
const props: DataBucketProps = {
  bucketName: "penguins0a1b2c3d",
  accessLogWorkspaceName: "penguins-access-logs",
  keyVaultName: "penguins-key",
  keyRoleId: "33333333-4444-5555-8666-777777777777",
  subscription,
  tenant: "33333333-4444-4555-8666-777777777777",
  location: "westeurope",
  resourceGroupName: "penguins",
  owner: "data@example.com",
  retentionDays: days,
  network: {
    privateEndpointSubnetId: subnetId,
    privateDnsZoneIds: { blob: [zoneId("privatelink.blob.core.windows.net")] },
  },
};
const group = `/subscriptions/${subscription}/resourceGroups/penguins`;
const account = "${azurerm_storage_account.data-bucket.name}";
const accountId = `${group}/providers/Microsoft.Storage/storageAccounts/${account}`;

const made = (
  more: Partial<DataBucketProps> = {},
  then?: (bucket: DataBucket, job: Identity) => void,
): SynthesizedStack =>
  synthesizeScope((stack) => {
    const bucket = new DataBucket(stack, "data-bucket", { ...props, ...more });
    const place = { location: "westeurope", resourceGroupName: "penguins" };
    const identity = new UserAssignedIdentity(stack, "job", { name: "job", ...place });
    const policies: ITerraformDependable[] = [];
    then?.(bucket, { name: "job", principalId: identity.principalId, policies });
  });

describe("makes", () => {
  const stack = made();
  const store = stack.one("azurerm_storage_account");

  test("an account without shared keys, without public access, for TLS and Entra identities only", () => {
    expect(store).toMatchObject({
      shared_access_key_enabled: false,
      default_to_oauth_authentication: true,
      local_user_enabled: false,
      public_network_access_enabled: false,
      allow_nested_items_to_be_public: false,
      cross_tenant_replication_enabled: false,
      https_traffic_only_enabled: true,
      min_tls_version: "TLS1_2",
      network_rules: { default_action: "Deny", bypass: ["AzureServices"] },
    });
    expect(store.account_replication_type).toBe("ZRS");
  });

  test("its own rotated key, made through ARM, in a vault that nobody can purge", () => {
    expect(stack.one("azurerm_key_vault")).toMatchObject({
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      soft_delete_retention_days: 90,
      public_network_access_enabled: false,
      network_acls: { default_action: "Deny" },
    });
    const key = stack.one("azapi_resource_action", "key");
    expect(key).toMatchObject({ method: "PUT", when: "apply", body: { properties: { kty: "RSA", keySize: 3072 } } });
    expect(key.body.properties.rotationPolicy.lifetimeActions).toEqual([
      { trigger: { timeAfterCreate: "P1Y" }, action: { type: "rotate" } },
    ]);
    const { encryption } = stack.one("azapi_update_resource").body.properties;
    expect(encryption.keySource).toBe("Microsoft.Keyvault");
    expect(encryption.keyvaultproperties.keyname).toBe("data");
    expect(store.lifecycle).toEqual({ ignore_changes: ["customer_managed_key"] });
  });

  test("the account uses the key by three data actions on that key, tried again until they have spread", () => {
    const role = stack.one("azurerm_role_definition");
    expect(role.permissions).toEqual([
      {
        data_actions: ["read", "wrap/action", "unwrap/action"].map((verb) => `Microsoft.KeyVault/vaults/keys/${verb}`),
      },
    ]);
    const use = stack.one("azurerm_role_assignment", "key_use");
    expect(use.scope).toMatch(/vaults\/\$\{azurerm_key_vault\.data-bucket_key_\w+\.name\}\/keys\/data$/);
    expect(stack.one("azapi_update_resource").retry.error_message_regex).toContain("KeyVaultAuthenticationFailure");
    expect(store.depends_on).toEqual([expect.stringMatching(/^azurerm_role_assignment\.data-bucket_key_use_/)]);
  });

  test("a private container a prefix, versions, and expiry of each through a reference", () => {
    expect(store.blob_properties).toEqual({
      versioning_enabled: true,
      delete_retention_policy: { days: 94 },
      container_delete_retention_policy: { days: 94 },
    });
    const containers = stack.all("azurerm_storage_container").map(({ arguments: given }) => given["name"]);
    expect(containers).toEqual(["data", "artifacts", "evaluation", "exports", "models"]);
    const { rule } = stack.one("azurerm_storage_management_policy");
    for (const [index, prefix] of (["data", "artifacts", "evaluation", "exports"] as const).entries()) {
      expect(rule[index].filters.prefix_match[0]).toMatch(
        new RegExp(`^\\$\\{azurerm_storage_container\\.data-bucket_${prefix}_\\w+\\.name\\}/$`),
      );
      expect(rule[index].actions).toEqual({
        base_blob: { delete_after_days_since_modification_greater_than: days[prefix] },
        version: { delete_after_days_since_creation: 94 },
        snapshot: { delete_after_days_since_creation_greater_than: 94 },
      });
    }
  });

  test("models, which a new machine of a release reads however old they are: only their old versions expire", () => {
    const { rule } = stack.one("azurerm_storage_management_policy");
    expect(rule[4].filters.prefix_match[0]).toMatch(/_models_\w+\.name\}\/$/);
    expect(rule[4].actions).toEqual({
      version: { delete_after_days_since_creation: 94 },
      snapshot: { delete_after_days_since_creation_greater_than: 94 },
    });
  });

  test("access logs that expire and are capped, and one private endpoint", () => {
    expect(stack.one("azurerm_log_analytics_workspace")).toMatchObject({
      retention_in_days: 95,
      daily_quota_gb: 1,
      local_authentication_enabled: false,
      internet_ingestion_enabled: false,
    });
    const setting = stack.one("azurerm_monitor_diagnostic_setting");
    expect(setting.target_resource_id).toBe(`${accountId}/blobServices/default`);
    expect(setting.enabled_log.map(({ category }: { category: string }) => category)).toEqual([
      "StorageRead",
      "StorageWrite",
      "StorageDelete",
    ]);
    expect(stack.one("azurerm_private_endpoint").private_service_connection.subresource_names).toEqual(["blob"]);
    expect(made({ network: undefined }).all("azurerm_private_endpoint")).toEqual([]);
  });
});

describe("survives destroy", () => {
  const put = "azapi_resource_action.data-bucket_keep_C7A53FEB";
  const wait = "time_sleep.data-bucket_keep_wait_47C46574";
  const found = "azapi_resource_action.data-bucket_keep_found_EABEE31C";
  const replaced = ["azurerm_storage_account.data-bucket.id"];
  const lockId = `${accountId}/providers/Microsoft.Authorization/locks/keep`;
  const argumentsOf = (stack: SynthesizedStack, address: string) =>
    stack.resources.find((each) => each.address === address)?.arguments ?? {};

  test("a destroy puts a delete lock, waits for it, finds it, and only then deletes what holds data", () => {
    const stack = made();
    expect(argumentsOf(stack, put)).toMatchObject({
      when: "destroy",
      method: "PUT",
      resource_id: lockId,
      body: { properties: { level: "CanNotDelete" } },
      lifecycle: { ignore_changes: "all", replace_triggered_by: replaced },
      depends_on: [wait],
    });
    expect(argumentsOf(stack, wait)).toMatchObject({
      destroy_duration: "180s",
      lifecycle: { replace_triggered_by: replaced },
      depends_on: [found],
    });
    const read = argumentsOf(stack, found);
    expect(read).toMatchObject({ when: "destroy", method: "GET", resource_id: lockId });
    expect(read["lifecycle"]).toEqual({ ignore_changes: "all", replace_triggered_by: replaced });
    const children = [
      "azurerm_storage_container",
      "azurerm_storage_management_policy",
      "azurerm_monitor_diagnostic_setting",
    ];
    const held = children.flatMap((type) => stack.all(type).map(({ address }) => address));
    expect([...(read["depends_on"] as string[])].sort()).toEqual(held.sort());
    expect(held.length).toBeGreaterThanOrEqual(6);
  });

  test("what points at the account goes before the lock comes, because a lock forbids to take it away", () => {
    const stack = made({ operators: [operator] }, (bucket, job) => bucket.grantRead(job, "data/"));
    expect(stack.one("azurerm_role_assignment", "job-read-data").depends_on).toEqual([put]);
    expect(stack.one("azurerm_role_assignment", `operator-${operator}-data`).depends_on).toEqual([put]);
    expect(stack.one("azurerm_private_endpoint").depends_on).toEqual([put]);
  });

  test("delete: no lock, and all that was prepared for one is forgotten, because destroying it would put the lock", () => {
    const stack = made({ onDestroy: "delete" });
    expect(stack.resources.map(({ address }) => address)).toEqual(expect.not.arrayContaining([put, wait, found]));
    const forgotten = [put, found, wait].map((from) => ({ from, lifecycle: { destroy: false } }));
    expect(stack.json["removed"]).toEqual(forgotten);
    expect(stack.one("azurerm_private_endpoint").depends_on).toEqual([]);
  });
});

describe("grants", () => {
  test("by role on one container, returned and added to the identity's list", () => {
    const lists: ITerraformDependable[][] = [];
    const stack = made({}, (bucket, job) => {
      lists.push([bucket.grantRead(job, "data/"), bucket.grantWrite(job, "artifacts/")], job.policies);
    });
    expect(lists[0]).toEqual(lists[1]);
    const read = stack.one("azurerm_role_assignment", "job-read-data");
    expect(read).toMatchObject({
      role_definition_name: "Storage Blob Data Reader",
      principal_type: "ServicePrincipal",
    });
    expect(read.scope).toMatch(
      /\/blobServices\/default\/containers\/\$\{azurerm_storage_container\.data-bucket_data_\w+\.name\}$/,
    );
    const write = stack.one("azurerm_role_assignment", "job-write-artifacts");
    expect(write.role_definition_name).toBe("Storage Blob Data Contributor");
  });

  test("an operator uploads data and reads the rest", () => {
    const stack = made({ operators: [operator] });
    const roles = stack
      .all("azurerm_role_assignment")
      .filter(({ arguments: given }) => given["principal_id"] === operator)
      .map(({ address, arguments: given }) => [/-(\w+)_\w+$/.exec(address)?.[1], given["role_definition_name"]]);
    expect(roles).toEqual([
      ["data", "Storage Blob Data Contributor"],
      ["artifacts", "Storage Blob Data Reader"],
      ["evaluation", "Storage Blob Data Reader"],
      ["exports", "Storage Blob Data Reader"],
      ["models", "Storage Blob Data Reader"],
    ]);
  });
});

describe("problems", () => {
  const problems = (more: Partial<DataBucketProps>) => dataBucketProblems({ ...props, ...more });

  test.each([
    ["25 characters", { bucketName: "a".repeat(25) }, "bucketName", "3 to 24 lower-case letters and digits, got"],
    ["a hyphen", { bucketName: "penguins-data" }, "bucketName", "lower-case letters and digits"],
    ["two hyphens", { keyVaultName: "kv--x" }, "keyVaultName", "single -"],
    ["a digit first", { keyVaultName: "1kv" }, "keyVaultName", "3 to 24"],
    [
      "days of logs",
      { retentionDays: { ...days, accessLogs: 29 } },
      "retentionDays",
      "accessLogs: must be a whole number from 30 to 730, got 29",
    ],
    [
      "days of versions",
      { retentionDays: { ...days, noncurrent: 366 } },
      "retentionDays",
      "noncurrent: must be a whole number from 1 to 365, got 366",
    ],
    [
      "half a day",
      { retentionDays: { ...days, data: 0.5 } },
      "retentionDays",
      "data: must be a whole number from 1 to 3650, got 0.5",
    ],
  ])("%s", (_, more, prop, message) => {
    const found = problems(more);
    expect(found).toEqual([{ prop, message: expect.stringContaining(message) }]);
    expect(() => made(more)).toThrow(message);
  });

  test("tokens pass unchecked", () => {
    expect(problems({ bucketName: Token.asString({ resolve: () => "x" }) })).toEqual([]);
  });
});
