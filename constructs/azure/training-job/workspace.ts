/**
 * The Azure ML workspace, by azapi alone: azurerm 4.55 cannot say that its storage is used by identity, 4.77 and later
 * say it in another argument, and either beside azapi is a permanent difference. So the same stack plans on both.
 */
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js";
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { AzapiResource, untilRolesHaveSpread } from "../azapi/resource.js";
import { WorkspaceIdentity } from "./workspace-identity.js";
import type { WorkspaceStores } from "./workspace-stores.js";

/**
 * How far the workspace's managed network reaches: only what is approved, or the internet too. It can only be
 * tightened.
 */
export type IsolationMode = "AllowOnlyApprovedOutbound" | "AllowInternetOutbound";

/** The ARM body of a workspace. */
export interface WorkspaceBody {
  readonly kind: "Default";
  readonly sku: { readonly name: "Basic"; readonly tier: "Basic" };
  readonly properties: {
    readonly storageAccount: string;
    readonly keyVault: string;
    readonly containerRegistry: string;
    readonly applicationInsights: string;
    readonly primaryUserAssignedIdentity: string;
    readonly publicNetworkAccess: "Disabled";
    readonly systemDatastoresAuthMode: "Identity";
    readonly v1LegacyMode: false;
    readonly provisionNetworkNow: true;
    readonly managedNetwork: { readonly isolationMode: IsolationMode };
  };
}

/** The ARM body of a private connection out of the managed network. */
export interface OutboundRuleBody {
  readonly properties: {
    readonly type: "PrivateEndpoint";
    readonly category: "UserDefined";
    readonly destination: {
      readonly serviceResourceId: string;
      readonly subresourceTarget: string;
      readonly sparkEnabled: boolean;
    };
  };
}

/** The ARM body of a datastore that holds no credential: who reads it comes with its own identity. */
export interface DatastoreBody {
  readonly properties: {
    readonly datastoreType: "AzureBlob";
    readonly accountName: string;
    readonly containerName: string;
    readonly endpoint: "core.windows.net";
    readonly protocol: "https";
    readonly serviceDataAccessAuthIdentity: "None";
    readonly credentials: { readonly credentialsType: "None" };
    readonly description: string;
  };
}

/** The data bucket as the workspace sees it. */
export interface WorkspaceBucket {
  readonly accountId: string;
  readonly bucketName: string;
  readonly containerNames: Readonly<Record<string, string>>;
  /** What points at the account depends on these, such as a lock: here the workspace's role on it. @default none */
  readonly ready?: ITerraformDependable[];
}

export interface WorkspaceProps {
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly isolationMode: IsolationMode;
  readonly stores: WorkspaceStores;
  readonly registryId: string;
  readonly bucket: WorkspaceBucket;
  /** `delete`: the workspace is purged at once. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** Where the workspace's own address stands. @default - nowhere: nobody scores or opens the studio */
  readonly network?: {
    readonly privateEndpointSubnetId: string;
    readonly privateDnsZoneIds: { readonly workspace: string[] };
  };
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A workspace in a managed network, with a datastore for each prefix of the data bucket. */
export class Workspace extends Construct {
  readonly workspace: AzapiResource<WorkspaceBody>;
  readonly workspaceId: string;
  readonly identity: WorkspaceIdentity;
  /** What a job, a deployment or a schedule needs to be there: the way to the data and the datastores. */
  readonly ready: ITerraformDependable[] = [];
  private readonly datastores: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id);
    const { name, location, resourceGroupName, stores, registryId, bucket, tags } = props;
    const group = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}`;
    this.identity = new WorkspaceIdentity(this, "identity", {
      name: `${name}-workspace`,
      subscription: props.subscription,
      location,
      resourceGroupName,
      storageId: stores.storageId,
      vaultId: stores.vaultId,
      insightsId: stores.insightsId,
      registryId,
      bucketId: bucket.accountId,
      bucketReady: bucket.ready ?? [],
      ...given({ tags }),
    });
    this.workspace = new AzapiResource<WorkspaceBody>(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
      parentId: group,
      name,
      location,
      identityIds: [this.identity.identityId],
      body: {
        kind: "Default",
        sku: { name: "Basic", tier: "Basic" },
        properties: {
          storageAccount: stores.storageId,
          keyVault: stores.vaultId,
          containerRegistry: registryId,
          applicationInsights: stores.insightsId,
          primaryUserAssignedIdentity: this.identity.identityId,
          publicNetworkAccess: "Disabled",
          systemDatastoresAuthMode: "Identity",
          v1LegacyMode: false,
          // or the first job waits half an hour for it
          provisionNetworkNow: true,
          managedNetwork: { isolationMode: props.isolationMode },
        },
      },
      retry: untilRolesHaveSpread,
      timeout: "90m",
      // or its name is taken for 14 days: learn.microsoft.com/azure/machine-learning/concept-soft-delete (2026-10)
      ...given({ deleteQueryParameters: props.onDestroy === "delete" ? { forceToPurge: ["true"] } : undefined, tags }),
      dependsOn: this.identity.policies,
    });
    this.workspaceId = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${this.workspace.name}`;
    const own = ["Contributor", "Azure AI Enterprise Network Connection Approver"].map((role, index) =>
      this.identity.assign(index === 0 ? "workspace" : "workspace-connection", this.workspaceId, role),
    );
    const toBucket = new AzapiResource<OutboundRuleBody>(this, "to-data-bucket", {
      type: "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-06-01",
      parentId: this.workspaceId,
      name: "pilot-data-connection",
      body: {
        properties: {
          type: "PrivateEndpoint",
          category: "UserDefined",
          destination: { serviceResourceId: bucket.accountId, subresourceTarget: "blob", sparkEnabled: false },
        },
      },
      retry: untilRolesHaveSpread,
      timeout: "60m",
      // At destroy it goes before the account is locked, because it is a private connection to the account: it goes
      // before the workspace, and the workspace before the role "bucket-connection", which the lock waits for.
      dependsOn: own,
    });
    this.ready.push(toBucket);
    for (const [prefix, containerName] of Object.entries(bucket.containerNames)) {
      const datastore = new AzapiResource<DatastoreBody>(this, `datastore-${prefix.slice(0, -1)}`, {
        type: "Microsoft.MachineLearningServices/workspaces/datastores@2025-06-01",
        parentId: this.workspaceId,
        name: `pilot_${prefix.slice(0, -1)}`,
        body: {
          properties: {
            datastoreType: "AzureBlob",
            accountName: bucket.bucketName,
            containerName,
            endpoint: "core.windows.net",
            protocol: "https",
            serviceDataAccessAuthIdentity: "None",
            credentials: { credentialsType: "None" },
            description: `${prefix} of the data bucket`,
          },
        },
      });
      this.datastores[prefix] = datastore.name;
      this.ready.push(datastore);
    }
    new MonitorDiagnosticSetting(this, "logs", {
      name: "workspace-logs",
      targetResourceId: this.workspaceId,
      logAnalyticsWorkspaceId: stores.logWorkspaceId,
      enabledLog: [{ categoryGroup: "allLogs" }],
      enabledMetric: [{ category: "AllMetrics" }],
    });
    if (props.network) {
      new PrivateEndpoint(this, "private-endpoint", {
        name: `${name}-workspace`,
        location,
        resourceGroupName,
        subnetId: props.network.privateEndpointSubnetId,
        privateServiceConnection: {
          name: "workspace",
          privateConnectionResourceId: this.workspaceId,
          subresourceNames: ["amlworkspace"],
          isManualConnection: false,
        },
        privateDnsZoneGroup: { name: "workspace", privateDnsZoneIds: props.network.privateDnsZoneIds.workspace },
        ...given({ tags }),
      });
    }
  }

  /** Where a prefix of the data bucket is for a job, as a URI with a slash at the end. */
  pathOf(prefix: string): string {
    return `azureml://datastores/${this.datastores[prefix]}/paths/`;
  }
}
