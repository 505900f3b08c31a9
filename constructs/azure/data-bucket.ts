/**
 * Makes: a storage account with its own key, versions, a container per prefix with its expiry, access logs; grants by verb.
 * Needs: the right to assign roles and to put locks; a subnet for its private endpoint.
 * Never: public access, a shared key, a request without TLS, an object without the key, a key read over the vault's data plane.
 * Idle cost: one key, stored GiB, one private endpoint, and the GiB of logs and old versions until they expire.
 * Survives destroy: the account under a delete lock (unless `onDestroy: delete`), and its vault 90 days.
 * Verified by: unit tests, plan, apply and destroy with the real providers against a fake of ARM; never in a real subscription.
 */
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account/index.js";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container/index.js";
import { StorageManagementPolicy } from "@cdktf/provider-azurerm/lib/storage-management-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { child, record } from "../pilot/record.js";
import { identityProblems, refuse } from "./checks/values.js";
import { AccessLogs } from "./data-bucket/access-logs.js";
import { BlobEndpoint } from "./data-bucket/blob-endpoint.js";
import { Key } from "./data-bucket/key.js";
import { LockOnDestroy } from "./data-bucket/lock-on-destroy.js";
import { dataBucketProblems } from "./data-bucket/problems.js";

export { dataBucketProblems };

/**
 * The prefixes of a pilot's bucket: each is a container, the smallest scope of a role, and expires on its own.
 * `models/`, which releases are served from, never expires.
 */
export type Prefix = "data/" | "artifacts/" | "evaluation/" | "exports/" | "models/";

/** What runs as a managed identity. A grant adds its role assignment; what runs as it waits for all of them. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** The identity's object id as a reference. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface DataBucketProps {
  /** The storage account's name: globally unique. */
  readonly bucketName: string;
  /** The Log Analytics workspace of the access logs. */
  readonly accessLogWorkspaceName: string;
  /** The key's vault: globally unique. */
  readonly keyVaultName: string;
  /** A UUID for the role that uses the key: unique in the tenant. */
  readonly keyRoleId: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The id of the Entra tenant that the subscription belongs to. */
  readonly tenant: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who owns the data and what expires in it. */
  readonly owner: string;
  /** Days until objects expire, by prefix; `noncurrent`: overwritten or deleted versions. */
  readonly retentionDays: Readonly<
    Record<"data" | "artifacts" | "evaluation" | "exports" | "noncurrent" | "accessLogs", number>
  >;
  /** Entra object ids of those who upload under `data/` and read everything. @default none */
  readonly operators?: readonly string[];
  /** Where its private endpoint stands: the only way to its blobs. @default - nobody reaches them over a network */
  readonly network?: {
    readonly privateEndpointSubnetId: string;
    readonly privateDnsZoneIds: { readonly blob: string[] };
  };
  /** Copies: in three zones of the location, or `LRS` where it has no zones; never elsewhere. @default "ZRS" */
  readonly replication?: "ZRS" | "LRS";
  /** `keep`: destroy locks the account and stops at it; `delete`: it goes with what is in it. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** What must outlive the data, such as the budget that alerts of its cost. @default none */
  readonly after?: ITerraformDependable[];
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** The pilot's one store: training data, artifacts, evaluations and exports, under one key. */
export class DataBucket extends Construct {
  /** A reference, so that whoever names the account by it depends on it. */
  readonly bucketName: string;
  /** The account's ARM id, built of that reference. */
  readonly accountId: string;
  /** Container names by prefix, as references. */
  readonly containerNames = {} as Record<Prefix, string>;
  /**
   * Whatever points at the account (a role assignment, a private connection) depends on these: at destroy it goes
   * before the lock, which would refuse to remove it.
   */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    refuse(this.node.path, dataBucketProblems(props));
    const { subscription, location, resourceGroupName, retentionDays, operators = [], tags } = props;
    const place = { subscription, location, resourceGroupName, ...given({ tags }) };
    const { keyVaultName: vaultName, keyRoleId, tenant } = props;
    const key = new Key(this, "key", { ...place, vaultName, keyRoleId, tenant });
    // The account depends on its key: a destroy that stops at the account must not have taken the key.
    const store = new StorageAccount(this, "Default", {
      name: props.bucketName,
      location,
      resourceGroupName,
      accountTier: "Standard",
      accountReplicationType: props.replication ?? "ZRS",
      accountKind: "StorageV2",
      minTlsVersion: "TLS1_2",
      httpsTrafficOnlyEnabled: true,
      sharedAccessKeyEnabled: false,
      defaultToOauthAuthentication: true,
      localUserEnabled: false,
      allowNestedItemsToBePublic: false,
      crossTenantReplicationEnabled: false,
      publicNetworkAccessEnabled: false,
      networkRules: { defaultAction: "Deny", bypass: ["AzureServices"] },
      identity: { type: "UserAssigned", identityIds: [key.userId] },
      blobProperties: {
        versioningEnabled: true,
        deleteRetentionPolicy: { days: retentionDays.noncurrent },
        containerDeleteRetentionPolicy: { days: retentionDays.noncurrent },
      },
      ...given({ tags }),
      // set below, by a request that can be tried again
      lifecycle: { ignoreChanges: ["customer_managed_key"] },
      dependsOn: [key.use, ...(props.after ?? [])],
    });
    this.bucketName = store.name;
    const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    this.accountId = `${group}/providers/Microsoft.Storage/storageAccounts/${store.name}`;

    key.encrypt(this.accountId);
    const expiring = ["data", "artifacts", "evaluation", "exports"] as const;
    const prefixes = [...expiring, "models"] as const;
    const containers = prefixes.map((name) => {
      const container = new StorageContainer(this, name, { name, storageAccountId: this.accountId });
      this.containerNames[`${name}/`] = container.name;
      return container;
    });
    const lifecycle = new StorageManagementPolicy(this, "expiry", {
      storageAccountId: this.accountId,
      rule: prefixes.map((prefix) => ({
        name: prefix,
        enabled: true,
        filters: { blobTypes: ["blockBlob"], prefixMatch: [`${this.containerNames[`${prefix}/`]}/`] },
        actions: {
          // a new machine of a release reads its model, however old the model is
          ...(prefix === "models"
            ? {}
            : { baseBlob: { deleteAfterDaysSinceModificationGreaterThan: retentionDays[prefix] } }),
          version: { deleteAfterDaysSinceCreation: retentionDays.noncurrent },
          snapshot: { deleteAfterDaysSinceCreationGreaterThan: retentionDays.noncurrent },
        },
      })),
    });
    const logs = new AccessLogs(this, "access-logs", {
      ...place,
      workspaceName: props.accessLogWorkspaceName,
      accountId: this.accountId,
      retentionDays: retentionDays.accessLogs,
    });
    const children = [...containers, lifecycle, logs.setting];
    const enabled = props.onDestroy !== "delete";
    const named = { account: store, accountName: props.bucketName, accountId: this.accountId };
    const lock = new LockOnDestroy(this, "keep", { ...named, children, enabled });
    this.ready = lock.before;
    const { network } = props;
    const endpoint = { ...place, name: `${props.bucketName}-blob`, accountId: this.accountId, dependsOn: this.ready };
    if (network) new BlobEndpoint(this, "private-endpoint", { ...endpoint, network });
    for (const operator of operators) {
      for (const prefix of prefixes) {
        const role = prefix === "data" ? "Storage Blob Data Contributor" : "Storage Blob Data Reader";
        this.assign(`operator-${operator}-${prefix}`, `${prefix}/`, role, operator);
      }
    }
    record(this, () => {
      const { owner } = props;
      const expires = (index: number) => {
        const pointer = `/rule/${index}/actions/base_blob/delete_after_days_since_modification_greater_than`;
        return { unit: "days", at: [lifecycle, pointer] } as const;
      };
      const hard = { owner, enforcement: "hard" } as const;
      return {
        box: "data bucket",
        owner,
        meter: { what: `GiB-months stored, one key${network ? ", one private endpoint" : ""}`, whileIdle: true },
        metric: { name: "UsedCapacity", statistic: "average of a day" },
        expiry: {
          "data/": expires(0),
          "artifacts/": expires(1),
          "evaluation/": expires(2),
          "exports/": expires(3),
          "old versions": { unit: "days", at: [lifecycle, "/rule/0/actions/version/delete_after_days_since_creation"] },
          "access logs": { unit: "days", at: [logs.workspace, "/retention_in_days"] },
        },
        limits: [
          { ...hard, kind: "retention", subject: "data/", ...expires(0) },
          {
            ...hard,
            kind: "deletion-wait",
            subject: "vault",
            unit: "days",
            at: [key.vault, "/soft_delete_retention_days"],
          },
          {
            ...hard,
            kind: "logs-per-day",
            subject: "access logs",
            unit: "GiB",
            at: [logs.workspace, "/daily_quota_gb"],
          },
        ],
        safeguards: [
          { kind: "encryption-key", at: [child(key, "encryption"), "/body/properties/encryption/keyvaultproperties"] },
          { kind: "key-rotation", at: [key.key, "/body/properties/rotationPolicy/lifetimeActions"] },
          { kind: "public-access", subject: "networks", at: [store, "/public_network_access_enabled"] },
          { kind: "public-access", subject: "containers", at: [store, "/allow_nested_items_to_be_public"] },
          { kind: "versioning", at: [store, "/blob_properties/versioning_enabled"] },
          { kind: "deletion-protection", subject: "key", at: [key.vault, "/purge_protection_enabled"] },
          ...(lock.lock ? [{ kind: "deletion-protection", at: [lock.lock, "/body/properties/level"] } as const] : []),
        ],
        survives: [
          ...lock.survives,
          { what: `vault ${props.keyVaultName}, waiting`, costs: "nothing", remove: "it goes by itself after 90 days" },
        ],
        debug: `az monitor log-analytics query --workspace <id of ${props.accessLogWorkspaceName}> --analytics-query StorageBlobLogs`,
        export: ["exports", "models"].map(
          (prefix) =>
            `az storage blob download-batch --auth-mode login --account-name ${props.bucketName} --source ${prefix} --destination ${prefix}/`,
        ),
      };
    });
  }

  /** Lets an identity list and read one prefix. Returns the role assignment that it made. */
  grantRead(identity: Identity, prefix: Prefix): RoleAssignment {
    return this.grant(identity, "read", prefix, "Storage Blob Data Reader");
  }

  /** Lets an identity write under one prefix. No built-in role writes without reading. Returns the role assignment. */
  grantWrite(identity: Identity, prefix: Prefix): RoleAssignment {
    return this.grant(identity, "write", prefix, "Storage Blob Data Contributor");
  }

  private grant(identity: Identity, verb: string, prefix: Prefix, role: string): RoleAssignment {
    refuse(this.node.path, identityProblems(identity));
    const id = `${identity.name}-${verb}-${prefix.slice(0, -1)}`;
    const policy = this.assign(id, prefix, role, identity.principalId, "ServicePrincipal");
    identity.policies.push(policy);
    return policy;
  }

  private assign(id: string, prefix: Prefix, role: string, principalId: string, principalType?: string) {
    return new RoleAssignment(this, id, {
      scope: `${this.accountId}/blobServices/default/containers/${this.containerNames[prefix]}`,
      roleDefinitionName: role,
      principalId,
      ...given({ principalType }),
      dependsOn: this.ready,
    });
  }
}
