/**
 * What every workspace must have: an account for its snapshots and logs, a vault for its secrets, and Application
 * Insights.
 */
import { ApplicationInsights } from "@cdktf/provider-azurerm/lib/application-insights/index.js";
import { KeyVault } from "@cdktf/provider-azurerm/lib/key-vault/index.js";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js";
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint/index.js";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account/index.js";
import { StorageManagementPolicy } from "@cdktf/provider-azurerm/lib/storage-management-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { AzapiResourceAction } from "../azapi/resource-action.js";
import { principalOf } from "../checks/values.js";

export interface WorkspaceStoresProps {
  /** Names Application Insights. */
  readonly name: string;
  readonly accountName: string;
  readonly vaultName: string;
  readonly logWorkspaceName: string;
  readonly subscription: string;
  readonly tenant: string;
  readonly location: string;
  readonly resourceGroupName: string;
  /** Days that logs, and all else in the workspace's own account, are kept. */
  readonly retentionDays: number;
  /** Where job logs are read. @default - nobody reads them over a network */
  readonly network?: {
    readonly privateEndpointSubnetId: string;
    readonly privateDnsZoneIds: { readonly blob?: string[] };
  };
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Who gets a right on the workspace's own account. */
export interface StoreIdentity {
  readonly name: string;
  readonly principalId: string;
  readonly policies: ITerraformDependable[];
}

/** Stores that are the workspace's own. The pilot's data is in none of them. */
export class WorkspaceStores extends Construct {
  readonly storageId: string;
  readonly vaultId: string;
  readonly insightsId: string;
  readonly logWorkspaceId: string;
  readonly logs: LogAnalyticsWorkspace;
  readonly expiry: StorageManagementPolicy;

  constructor(scope: Construct, id: string, props: WorkspaceStoresProps) {
    super(scope, id);
    const { location, resourceGroupName, tags } = props;
    const providers = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}/providers`;
    const account = new StorageAccount(this, "account", {
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
      networkRules: { defaultAction: "Deny", bypass: ["AzureServices"] },
      ...given({ tags }),
    });
    this.storageId = `${providers}/Microsoft.Storage/storageAccounts/${account.name}`;
    this.expiry = new StorageManagementPolicy(this, "expiry", {
      storageAccountId: this.storageId,
      rule: [
        {
          name: "everything",
          enabled: true,
          filters: { blobTypes: ["blockBlob", "appendBlob"] },
          actions: { baseBlob: { deleteAfterDaysSinceModificationGreaterThan: props.retentionDays } },
        },
      ],
    });
    const { network } = props;
    if (network?.privateDnsZoneIds.blob !== undefined) {
      new PrivateEndpoint(this, "private-endpoint", {
        name: `${props.accountName}-blob`,
        location,
        resourceGroupName,
        subnetId: network.privateEndpointSubnetId,
        privateServiceConnection: {
          name: "blob",
          privateConnectionResourceId: this.storageId,
          subresourceNames: ["blob"],
          isManualConnection: false,
        },
        privateDnsZoneGroup: { name: "blob", privateDnsZoneIds: network.privateDnsZoneIds.blob },
        ...given({ tags }),
      });
    }
    const vault = new KeyVault(this, "vault", {
      name: props.vaultName,
      location,
      resourceGroupName,
      tenantId: props.tenant,
      skuName: "standard",
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: 90,
      publicNetworkAccessEnabled: false,
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
      ...given({ tags }),
    });
    this.vaultId = `${providers}/Microsoft.KeyVault/vaults/${vault.name}`;
    this.logs = new LogAnalyticsWorkspace(this, "logs", {
      name: props.logWorkspaceName,
      location,
      resourceGroupName,
      sku: "PerGB2018",
      retentionInDays: props.retentionDays,
      // a runaway writer must not become a bill: what comes after it on that day is not kept
      dailyQuotaGb: 1,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: false,
      // queries need an Entra login and a role; closing this too would need a private link scope to read any log
      internetQueryEnabled: true,
      ...given({ tags }),
    });
    this.logWorkspaceId = `${providers}/Microsoft.OperationalInsights/workspaces/${this.logs.name}`;
    const insights = new ApplicationInsights(this, "insights", {
      name: `${props.name}-insights`,
      location,
      resourceGroupName,
      applicationType: "web",
      workspaceId: this.logWorkspaceId,
      dailyDataCapInGb: 1,
      // nothing may write by its instrumentation key alone, which Terraform's state holds
      localAuthenticationDisabled: true,
      internetIngestionEnabled: false,
      internetQueryEnabled: true,
      ...given({ tags }),
    });
    // Azure makes both beside each Application Insights; Terraform's resource group does not go while they are in it.
    // hashicorp/terraform-provider-azurerm issue 18026 (2022-08 to 2023-08)
    const alertRule = `Microsoft.AlertsManagement/smartDetectorAlertRules/Failure Anomalies - ${insights.name}`;
    const receiver = "Microsoft.Insights/actionGroups/Application Insights Smart Detection";
    const removed = { method: "DELETE", when: "destroy", ignoreNotFound: true } as const;
    new AzapiResourceAction(this, "alert-of-azure", {
      ...removed,
      type: "Microsoft.AlertsManagement/smartDetectorAlertRules@2021-04-01",
      resourceId: `${providers}/${alertRule}`,
    });
    new AzapiResourceAction(this, "receiver-of-azure", {
      ...removed,
      type: "Microsoft.Insights/actionGroups@2023-01-01",
      resourceId: `${providers}/${receiver}`,
      dependsOn: [insights],
    });
    this.insightsId = `${providers}/Microsoft.Insights/components/${insights.name}`;
  }

  /** Lets an identity use the blobs of the workspace's own account. Returns the role assignment. */
  grant(identity: StoreIdentity, verb: string, roleDefinitionName: string, description: string): RoleAssignment {
    const policy = new RoleAssignment(this, `${identity.name}-${verb}`, {
      scope: this.storageId,
      roleDefinitionName,
      ...principalOf(identity),
      description,
    });
    identity.policies.push(policy);
    return policy;
  }
}
