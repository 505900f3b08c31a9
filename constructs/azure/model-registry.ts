/**
 * Makes: the model that the pipeline registers versions of, and a role that marks versions.
 * Needs: a workspace; versions come from the gate step of the pipeline, under the run's own token.
 * Never: a version made by Terraform, a right to serve: only a reviewed release in the stack serves.
 * Idle cost: none; the models that it points to lie in the bucket.
 * Survives destroy: nothing; the versions go with the workspace, their files stay in the bucket.
 * Verified by: unit tests, plan, apply and destroy with the real providers against a fake of ARM; never in a real subscription.
 */
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { AzapiResource } from "./azapi/resource.js";
import { formProblems, identityProblems, type Problem, principalOf, refuse } from "./checks/values.js";

/** Who works with the registry: a managed identity, or a person or group of the spec. */
export interface Identity {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** Its object id. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

/** The ARM body of a model: a container of versions. */
export interface ModelBody {
  readonly properties: { readonly description: string };
}

export interface ModelRegistryProps {
  /** Of the model. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** The workspace that holds the models: a `TrainingJob`. */
  readonly workspace: {
    readonly workspaceId: string;
    readonly workspaceName: string;
    readonly ready: ITerraformDependable[];
  };
  /** Who answers for what is registered. */
  readonly owner: string;
  /** A UUID for the role that marks versions: unique in the tenant. */
  readonly approveRoleId: string;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export const modelRegistryProblems = (props: Partial<ModelRegistryProps>): Array<Problem<keyof ModelRegistryProps>> => [
  ...formProblems<keyof ModelRegistryProps>([
    ["name", props.name, "asset"],
    ["subscription", props.subscription, "uuid"],
    ["resourceGroupName", props.resourceGroupName, "resourceGroup"],
    ["workspace", props.workspace?.workspaceId, "workspaceId"],
    ["workspace", props.workspace?.workspaceName, "workspace"],
    ["approveRoleId", props.approveRoleId, "uuid"],
  ]),
];

/** Where versions of the model wait for a person who lists one as a release. */
export class ModelRegistry extends Construct {
  /** The model's name as a reference, and its ARM id built of it. */
  readonly modelName: string;
  /** The model's ARM id, built of its name. */
  readonly modelId: string;
  private readonly props: ModelRegistryProps;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    this.props = props;
    refuse(this.node.path, modelRegistryProblems(props));
    const { workspace } = props;
    const model = new AzapiResource<ModelBody>(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces/models@2025-06-01",
      parentId: workspace.workspaceId,
      name: props.name,
      body: { properties: { description: "versions of the pilot's model; one serves when it is listed as a release" } },
      dependsOn: workspace.ready,
    });
    this.modelName = model.name;
    this.modelId = `${workspace.workspaceId}/models/${model.name}`;
    record(this, () => {
      const at = `--name ${props.name} --workspace-name <workspace> --resource-group <its group>`;
      return {
        box: "model registry",
        owner: props.owner,
        meter: { what: "nothing; the models that it points to are stored in the data bucket", whileIdle: false },
        debug: `az ml model list ${at}`,
        lineage: `az ml model show ${at} --version <version> --query "{job: job_name, path: path, created: creation_context}"`,
        export: [`az ml model download ${at} --version <version> --download-path model/`],
      };
    });
  }

  /** The ARM id of a version that the pipeline registered. */
  versionId(version: string): string {
    return `${this.modelId}/versions/${version}`;
  }

  /**
   * Lets somebody read versions and mark one (`stage`). On Azure a mark serves nothing: the approval that counts is the
   * release in the stack, and no identity of the pipeline may deploy. Returns the role assignment.
   */
  grantApprove(identity: Identity): RoleAssignment {
    refuse(this.node.path, identityProblems(identity));
    const { subscription, resourceGroupName, workspace, approveRoleId } = this.props;
    const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    const models = "Microsoft.MachineLearningServices/workspaces/models";
    const role =
      (this.node.tryFindChild("approve-role") as RoleDefinition | undefined) ??
      new RoleDefinition(this, "approve-role", {
        // unique in the tenant, where two subscriptions may have a pilot of this name
        name: `${workspace.workspaceName} ${approveRoleId.slice(0, 8)}: approve models`,
        roleDefinitionId: approveRoleId,
        scope: group,
        assignableScopes: [group],
        description: "reads model versions and marks them; no job, no deployment",
        permissions: [
          {
            actions: [
              "Microsoft.MachineLearningServices/workspaces/read",
              `${models}/read`,
              `${models}/versions/read`,
              `${models}/versions/write`,
            ],
          },
        ],
      });
    const policy = new RoleAssignment(this, `${identity.name}-approve`, {
      scope: workspace.workspaceId,
      roleDefinitionId: `${group}/providers/Microsoft.Authorization/roleDefinitions/${role.roleDefinitionId}`,
      ...principalOf(identity),
    });
    identity.policies.push(policy);
    return policy;
  }
}
