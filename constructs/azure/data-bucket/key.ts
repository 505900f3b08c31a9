/**
 * The data bucket's own key in its own vault, made through ARM: nobody who deploys needs a way to the vault's data
 * plane.
 */
import { KeyVault } from "@cdktf/provider-azurerm/lib/key-vault/index.js";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { refusedOn } from "../azapi/resource.js";
import { AzapiResourceAction } from "../azapi/resource-action.js";
import { AzapiUpdateResource } from "../azapi/update-resource.js";

/** The ARM body of a key: made once, then rotated by the vault. */
export interface KeyBody {
  readonly properties: {
    readonly kty: "RSA";
    readonly keySize: 2048 | 3072 | 4096;
    readonly keyOps: ReadonlyArray<"wrapKey" | "unwrapKey">;
    readonly rotationPolicy: {
      readonly attributes: { readonly expiryTime: string };
      readonly lifetimeActions: ReadonlyArray<{
        readonly trigger: { readonly timeAfterCreate: string };
        readonly action: { readonly type: "rotate" };
      }>;
    };
  };
}

/** What is merged into a storage account's ARM body. */
export interface EncryptionBody {
  readonly properties: {
    readonly encryption: {
      readonly keySource: "Microsoft.Keyvault";
      readonly keyvaultproperties: { readonly keyvaulturi: string; readonly keyname: string };
      readonly identity: { readonly userAssignedIdentity: string };
    };
  };
}

export interface KeyProps {
  /** The vault's name: globally unique, and kept 90 days after a destroy. */
  readonly vaultName: string;
  /** A UUID for the role that uses the key: unique in the tenant. */
  readonly keyRoleId: string;
  readonly subscription: string;
  readonly tenant: string;
  readonly location: string;
  readonly resourceGroupName: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A vault with one key, and the identity by which the storage account uses it. */
export class Key extends Construct {
  readonly vault: KeyVault;
  readonly keyName = "data";
  /** The identity that uses the key. */
  readonly userId: string;
  private readonly vaultUri: string;
  readonly use: RoleAssignment;
  /** The key itself. */
  readonly key: AzapiResourceAction<KeyBody>;

  constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id);
    const { location, resourceGroupName, tags } = props;
    const group = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}`;
    this.vault = new KeyVault(this, "Default", {
      name: props.vaultName,
      location,
      resourceGroupName,
      tenantId: props.tenant,
      skuName: "standard",
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: true,
      softDeleteRetentionDays: 90,
      publicNetworkAccessEnabled: false,
      // storage is one of Azure's own services: it comes with its identity and needs its role all the same
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
      ...given({ tags }),
    });
    this.vaultUri = `https://${this.vault.name}.vault.azure.net`;
    const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/${this.vault.name}`;
    this.key = new AzapiResourceAction<KeyBody>(this, "key", {
      // an action: ARM can make a key and cannot delete one, and a second PUT changes nothing
      type: "Microsoft.KeyVault/vaults/keys@2023-07-01",
      resourceId: `${vaultId}/keys/${this.keyName}`,
      method: "PUT",
      when: "apply",
      body: {
        properties: {
          kty: "RSA",
          keySize: 3072,
          keyOps: ["wrapKey", "unwrapKey"],
          rotationPolicy: {
            attributes: { expiryTime: "P2Y" },
            lifetimeActions: [{ trigger: { timeAfterCreate: "P1Y" }, action: { type: "rotate" } }],
          },
        },
      },
    });
    const user = new UserAssignedIdentity(this, "user", {
      name: `${props.vaultName}-user`,
      location,
      resourceGroupName,
      ...given({ tags }),
    });
    this.userId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${user.name}`;
    const role = new RoleDefinition(this, "role", {
      name: `${this.vault.name}: use the data key`,
      roleDefinitionId: props.keyRoleId,
      scope: group,
      assignableScopes: [group],
      description:
        "what storage does with a customer's key; the built-in role for it may also manage event subscriptions",
      permissions: [
        {
          dataActions: [
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.KeyVault/vaults/keys/wrap/action",
            "Microsoft.KeyVault/vaults/keys/unwrap/action",
          ],
        },
      ],
    });
    this.use = new RoleAssignment(this, "use", {
      scope: `${vaultId}/keys/${this.keyName}`,
      roleDefinitionId: `${group}/providers/Microsoft.Authorization/roleDefinitions/${role.roleDefinitionId}`,
      principalId: user.principalId,
      principalType: "ServicePrincipal",
      dependsOn: [this.key],
    });
  }

  /**
   * Puts a storage account under the key, and returns what does. By azapi: it can try again until the role has spread.
   */
  encrypt(accountId: string): AzapiUpdateResource<EncryptionBody> {
    return new AzapiUpdateResource<EncryptionBody>(this, "encryption", {
      type: "Microsoft.Storage/storageAccounts@2023-05-01",
      resourceId: accountId,
      body: {
        properties: {
          encryption: {
            keySource: "Microsoft.Keyvault",
            // no version: storage takes a rotated key within a day
            keyvaultproperties: { keyvaulturi: this.vaultUri, keyname: this.keyName },
            identity: { userAssignedIdentity: this.userId },
          },
        },
      },
      retry: refusedOn("KeyVault"),
      dependsOn: [this.use],
    });
  }
}
