/** The flow logs of a VNet: who tried to reach what, kept for so many days in a storage account of their own. */
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { plainName } from "../../pilot/plain-name.js";
import { AzapiResource, refusedOn } from "../azapi/resource.js";

/** The ARM body of a flow log. */
export interface FlowLogBody {
  readonly properties: {
    readonly enabled: boolean;
    readonly targetResourceId: string;
    readonly storageId: string;
    readonly format: { readonly type: "JSON"; readonly version: 2 };
    readonly retentionPolicy: { readonly enabled: boolean; readonly days: number };
  };
}

export interface FlowLogsProps {
  /** Names the flow log and its identity. */
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly accountName: string;
  readonly networkId: string;
  readonly networkWatcherId: string;
  readonly retentionDays: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/**
 * Logs every flow of a VNet, allowed or denied. By azapi: azurerm 4.55 cannot give a flow log an identity, only a key.
 */
export class FlowLogs extends Construct {
  readonly writer: UserAssignedIdentity;
  readonly flowLog: AzapiResource<FlowLogBody>;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, subscription, location, resourceGroupName, tags } = props;
    const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    const account = new StorageAccount(this, "Default", {
      name: props.accountName,
      location,
      resourceGroupName,
      accountTier: "Standard",
      accountReplicationType: "LRS",
      accountKind: "StorageV2",
      minTlsVersion: "TLS1_2",
      httpsTrafficOnlyEnabled: true,
      sharedAccessKeyEnabled: false,
      defaultToOauthAuthentication: true,
      localUserEnabled: false,
      allowNestedItemsToBePublic: false,
      crossTenantReplicationEnabled: false,
      publicNetworkAccessEnabled: false,
      // the network watcher is one of Azure's own services
      networkRules: { defaultAction: "Deny", bypass: ["AzureServices"] },
      ...given({ tags }),
    });
    const accountId = `${group}/providers/Microsoft.Storage/storageAccounts/${account.name}`;
    this.writer = new UserAssignedIdentity(this, "writer", {
      name: `${name}-flow-log-writer`,
      location,
      resourceGroupName,
      ...given({ tags }),
    });
    const write = new RoleAssignment(this, "write", {
      scope: accountId,
      roleDefinitionName: "Storage Blob Data Contributor",
      principalId: this.writer.principalId,
      principalType: "ServicePrincipal",
    });
    this.flowLog = new AzapiResource<FlowLogBody>(this, "flow-log", {
      type: "Microsoft.Network/networkWatchers/flowLogs@2024-05-01",
      parentId: props.networkWatcherId,
      name: `${name}-flow-log`,
      location,
      identityIds: [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${this.writer.name}`],
      body: {
        properties: {
          enabled: true,
          targetResourceId: props.networkId,
          storageId: accountId,
          format: { type: "JSON", version: 2 },
          retentionPolicy: { enabled: true, days: props.retentionDays },
        },
      },
      // Azure makes the watcher of a location by itself, a moment after the first VNet there
      retry: {
        errorMessageRegex: [...refusedOn("Storage").errorMessageRegex, "'NetworkWatcher\\w+' (could not be|not) found"],
      },
      timeout: "15m",
      // a VNet never goes without its log: where the new one cannot be made, the one before stays
      lifecycle: { createBeforeDestroy: true },
      ...given({ tags }),
      dependsOn: [write],
    });
    const elsewhere = "the location's watcher is not of this stack, and whatever group it is in outlives the flow log";
    plainName(this.flowLog, "/parent_id", elsewhere);
  }
}
