/**
 * Makes: an identity that reads exactly what leaves the platform (model, prepared data, image, metadata), for a host that exports.
 * Needs: a host in the network that the team brings, which takes the identity; reading goes by the boxes' grants.
 * Never: a right to write, to start anything, or to read raw data.
 * Idle cost: none.
 * Survives destroy: nothing; what was exported is elsewhere.
 * Verified by: unit tests, plan, apply and destroy with the real providers against a fake of ARM; never in a real subscription.
 */
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { formProblems, identityProblems, type Problem, placeProblems, principalOf, refuse } from "./checks/values.js";

/** What runs as a managed identity, or somebody of the spec. */
export interface Identity {
  /** Plain text for ids, such as `exporter`. */
  readonly name: string;
  /** Its object id. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface ExporterProps {
  /** Of the identity. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who answers for what leaves. */
  readonly owner: string;
  /** Whose metadata (runs, models, components) it reads. */
  readonly workspace: { readonly workspaceId: string; readonly workspaceName: string };
  /** Where models and prepared data lie, as plain text for the commands. */
  readonly bucket: { readonly bucketName: string };
  /** The image registry's name, as plain text for the commands. */
  readonly imageRepository: string;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export const exporterProblems = (props: Partial<ExporterProps>): Array<Problem<keyof ExporterProps>> => [
  ...formProblems<keyof ExporterProps>([
    ["name", props.name, "prefix"],
    ["workspace", props.workspace?.workspaceId, "workspaceId"],
    ["workspace", props.workspace?.workspaceName, "workspace"],
    ["bucket", props.bucket?.bucketName, "storageAccount"],
    ["imageRepository", props.imageRepository, "registry"],
  ]),
  ...placeProblems(props),
];

/** Who takes the pilot's results off the platform. */
export class Exporter extends Construct {
  /** What readers act as: other boxes grant it what it may take away. */
  readonly identity: Identity;
  /** The identity's ARM id. */
  readonly identityId: string;

  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    refuse(this.node.path, exporterProblems(props));
    const { name, location, resourceGroupName } = props;
    const runsAs = new UserAssignedIdentity(this, "Default", {
      name,
      location,
      resourceGroupName,
      ...given({ tags: props.tags }),
    });
    const group = `/subscriptions/${props.subscription}/resourceGroups/${resourceGroupName}`;
    this.identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${runsAs.name}`;
    this.identity = { name: "exporter", principalId: runsAs.principalId, policies: [] };
    const metadata = new RoleAssignment(this, "metadata", {
      scope: props.workspace.workspaceId,
      roleDefinitionName: "Reader",
      principalId: runsAs.principalId,
      principalType: "ServicePrincipal",
    });
    this.identity.policies.push(metadata);
    record(this, {
      box: "data bucket",
      owner: props.owner,
      export: ["artifacts", "models"].map(
        (prefix) =>
          `az storage blob download-batch --auth-mode login --account-name ${props.bucket.bucketName} --source ${prefix} --destination ${prefix}/`,
      ),
    });
    record(this, () => {
      const registryId = `/subscriptions/${props.subscription}/resourceGroups/<its group>/providers/Microsoft.ContainerRegistry/registries/${props.imageRepository}`;
      return {
        box: "training job",
        owner: props.owner,
        export: [
          // by resource id, because the registry has no public address: learn.microsoft.com/azure/container-registry/
          // container-registry-import-images (2026-10)
          `az acr import --name <other registry> --source pilot-image@<digest> --registry ${registryId} --image pilot-image:exported`,
        ],
      };
    });
  }

  /** Lets somebody give this identity to a host. Returns the role assignment that it made. */
  grantUse(identity: Identity): RoleAssignment {
    refuse(this.node.path, identityProblems(identity));
    const policy = new RoleAssignment(this, `${identity.name}-use`, {
      scope: this.identityId,
      roleDefinitionName: "Managed Identity Operator",
      ...principalOf(identity),
    });
    identity.policies.push(policy);
    return policy;
  }
}
