/**
 * What the workspace itself runs as. Its rights are the documented ones, each on one resource and on nothing above it:
 * learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication and how-to-managed-network
 * (2026-10).
 */
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface WorkspaceIdentityProps {
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  readonly resourceGroupName: string;
  /** ARM ids of what the workspace stands on. */
  readonly storageId: string;
  readonly vaultId: string;
  readonly registryId: string;
  readonly insightsId: string;
  /** The storage account of the data bucket: only its private connection is approved. */
  readonly bucketId: string;
  /** What the role on that account depends on: at destroy the role goes before the account is locked. */
  readonly bucketReady: ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

// Built-in roles by resource. Contributor: the workspace configures these resources for itself; it is documented so,
// and narrower sets are unproven. Approver: its managed network asks for a private connection, which this role accepts.
const contributor = "Contributor";
const approver = "Azure AI Enterprise Network Connection Approver";
const reasons: Readonly<Record<string, string>> = {
  [contributor]: "the workspace configures this one resource for itself; documented so, and narrower sets are unproven",
  [approver]: "the workspace's managed network asks for a private connection, which this role accepts",
};

/** A user-assigned identity, because a system-assigned one gets its rights from Azure, on the whole resource group. */
export class WorkspaceIdentity extends Construct {
  readonly identityId: string;
  readonly principalId: string;
  readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: WorkspaceIdentityProps) {
    super(scope, id);
    const identity = new UserAssignedIdentity(this, "Default", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      ...given({ tags: props.tags }),
    });
    const group = `/subscriptions/${props.subscription}/resourceGroups/${props.resourceGroupName}`;
    this.identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`;
    this.principalId = identity.principalId;
    const roles: ReadonlyArray<readonly [id: string, scope: string, role: string]> = [
      ["storage", props.storageId, contributor],
      ["storage-blobs", props.storageId, "Storage Blob Data Contributor"],
      ["storage-connection", props.storageId, approver],
      ["vault", props.vaultId, contributor],
      // it keeps the workspace's own secrets there, and no key of the data: that is in another vault
      ["vault-secrets", props.vaultId, "Key Vault Administrator"],
      ["vault-connection", props.vaultId, approver],
      ["registry", props.registryId, contributor],
      ["registry-connection", props.registryId, approver],
      ["insights", props.insightsId, contributor],
      ["bucket-connection", props.bucketId, approver],
    ];
    this.policies = roles.map(([name, scope_, role]) =>
      this.assign(name, scope_, role, scope_ === props.bucketId ? props.bucketReady : undefined),
    );
  }

  /** What exists only after the workspace. */
  assign(id: string, scope: string, roleDefinitionName: string, dependsOn?: ITerraformDependable[]): RoleAssignment {
    return new RoleAssignment(this, id, {
      scope,
      roleDefinitionName,
      principalId: this.principalId,
      principalType: "ServicePrincipal",
      ...given({ description: reasons[roleDefinitionName], dependsOn }),
    });
  }
}
