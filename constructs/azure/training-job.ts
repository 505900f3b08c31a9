/**
 * Makes: the workspace with its stores in a managed network, image registry, job identity, clusters, the image as an environment.
 * Needs: a bucket; the right to assign roles. The workspace's managed network takes about half an hour to stand, once.
 * Never: a key, an admin user, public access, ssh, a node that nobody uses, a right of the workspace above one resource.
 * Idle cost: the premium registry a day, private connections, stored images and logs. No node, no firewall.
 * Survives destroy: its vault 90 days and the deleted workspace 14 days, both soft-deleted; images go with the registry.
 * Verified by: unit tests, plan, apply and destroy with the real providers against a fake of ARM; never in a real subscription.
 */
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment/index.js";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition/index.js";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { identityProblems, refuse } from "./checks/values.js";
import { Cluster } from "./training-job/cluster.js";
import { Environment } from "./training-job/environment.js";
import { trainingJobFaults } from "./training-job/faults.js";
import { ImageRegistry } from "./training-job/image-registry.js";
import { survivors } from "./training-job/survivors.js";
import { type IsolationMode, Workspace, type WorkspaceBucket } from "./training-job/workspace.js";
import { WorkspaceStores } from "./training-job/workspace-stores.js";

export type { IsolationMode };
export { trainingJobFaults };

/** What runs as a managed identity. A grant adds its role assignment to the list, and what runs waits for all. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** The identity's object id as a reference. */
  readonly principalId: string;
  readonly policies: ITerraformDependable[];
}

export interface TrainingJobProps {
  /** Of the workspace: 3 to 33 letters, digits, - and _. */
  readonly name: string;
  readonly subscription: string;
  readonly tenant: string;
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who owns the job and its limits. */
  readonly owner: string;
  /** Whether jobs and endpoints reach only what is approved, or the internet too. It can only be tightened. */
  readonly isolationMode: IsolationMode;
  /** The registry's name: globally unique, 5 to 50 letters and digits. */
  readonly imageRepositoryName: string;
  /** The workspace's own storage account and vault: globally unique. The pilot's data is in neither. */
  readonly workspaceAccountName: string;
  readonly workspaceVaultName: string;
  readonly logWorkspaceName: string;
  /** A UUID for the role that imports images: unique in the tenant. */
  readonly importRoleId: string;
  /** The image by digest, null until it is there; `command` runs in it, the entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  /** Where the workspace's address stands. @default - nowhere: nobody reaches it over a network */
  readonly network?: {
    readonly privateEndpointSubnetId: string;
    readonly privateDnsZoneIds: { readonly workspace: string[] };
  };
  readonly bucket: WorkspaceBucket;
  /** `keep`: the deleted workspace can be recovered for 14 days; `delete`: it is purged at once. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  readonly vmSize: string;
  /** @default 1 */
  readonly nodes?: number;
  /** Azure ML stops a longer job. */
  readonly maxRuntimeSeconds: number;
  /** Low-priority nodes: cheaper, and can be taken away. @default false */
  readonly interruptible?: boolean;
  /** Seconds after which a node without work goes. @default 120 */
  readonly idleSeconds?: number;
  /** Days until an image without a tag is deleted, one that a release serves too. @default - images are kept */
  readonly untaggedDays?: number;
  /** Days that logs, and all else in the workspace's own account, are kept: 30 to 730. @default 30 */
  readonly logRetentionDays?: number;
  /** What must outlive the registry and the workspace, such as the budget that alerts of their cost. @default none */
  readonly after?: ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** ISO 8601, as Azure writes durations. */
const duration = (seconds: number): string => (seconds % 60 === 0 ? `PT${seconds / 60}M` : `PT${seconds}S`);

/** What jobs run as, run in and leave behind; a training job itself is a step of a pipeline. */
export class TrainingJob extends Construct {
  readonly identity: Identity;
  /** The workspace's name as a reference, and its ARM id built of it. */
  readonly workspaceName: string;
  readonly workspaceId: string;
  /** Where the logs of all boxes go. */
  readonly logWorkspaceId: string;
  /** A reference to the registry's name. */
  readonly imageRepository: string;
  /** The image as an environment; undefined until there is a digest. */
  readonly environmentId?: string;
  /** What must be there before a job, a schedule or a deployment. */
  readonly ready: ITerraformDependable[];
  private readonly props: TrainingJobProps;
  private readonly workspace: Workspace;
  private readonly registryId: string;
  private readonly group: string;
  /** What every job runs as: somebody who starts one must be allowed to hand it out. */
  readonly jobIdentityId: string;
  private readonly clusters: Record<string, Cluster> = {};
  private readonly environments: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    this.props = props;
    refuse(this.node.path, trainingJobFaults(props));
    const { name, subscription, location, resourceGroupName, owner, bucket, image, tags } = props;
    const place = { subscription, location, resourceGroupName, tags };
    const images = new ImageRegistry(this, "image", {
      ...place,
      registryName: props.imageRepositoryName,
      after: props.after ?? [],
      untaggedDays: props.untaggedDays,
    });
    this.imageRepository = images.registry.name;
    this.registryId = images.registryId;
    const stores = new WorkspaceStores(this, "stores", {
      ...place,
      name,
      tenant: props.tenant,
      accountName: props.workspaceAccountName,
      vaultName: props.workspaceVaultName,
      logWorkspaceName: props.logWorkspaceName,
      retentionDays: props.logRetentionDays ?? 30,
    });
    this.logWorkspaceId = stores.logWorkspaceId;
    this.workspace = new Workspace(this, "workspace", {
      ...place,
      name,
      isolationMode: props.isolationMode,
      stores,
      registryId: images.registryId,
      bucket,
      network: props.network,
      onDestroy: props.onDestroy,
    });
    this.workspaceName = this.workspace.workspace.name;
    this.workspaceId = this.workspace.workspaceId;
    this.ready = this.workspace.ready;

    const jobs = new UserAssignedIdentity(this, "jobs", { name: `${name}-jobs`, location, resourceGroupName, tags });
    this.group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    this.jobIdentityId = `${this.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${jobs.name}`;
    this.identity = { name: "training-job", principalId: jobs.principalId, policies: [] };
    this.grantPull(this.identity);
    const training = this.cluster(props.vmSize, props.nodes ?? 1, props.interruptible ?? false);
    const { digest } = image;
    if (digest !== null) {
      this.environmentId = this.environment("environment", "pilot-jobs", digest);
    }
    const hard = { owner, enforcement: "hard" } as const;
    const everything = "/rule/0/actions/base_blob/delete_after_days_since_modification_greater_than";
    record(this, {
      box: "training job",
      owner,
      meter: {
        what:
          "node seconds; premium registry days, private connections of the managed network, " +
          `${props.network ? "one private endpoint, " : ""}GiB of images and logs`,
        whileIdle: true,
      },
      identity: [jobs, "/name"],
      limits: {
        "nodes of the training's cluster": {
          ...hard,
          unit: "count",
          at: [training.cluster, "/scale_settings/max_node_count"],
        },
        "an idle node goes after": {
          ...hard,
          unit: "seconds",
          at: [training.cluster, "/scale_settings/scale_down_nodes_after_idle_duration"],
        },
        "logs a day": { ...hard, unit: "GiB", at: [stores.logs, "/daily_quota_gb"] },
      },
      expiry: {
        ...images.expiry,
        logs: { unit: "days", at: [stores.logs, "/retention_in_days"] },
        "snapshots and job logs": { unit: "days", at: [stores.expiry, everything] },
      },
      survives: survivors({ ...props, vaultName: props.workspaceVaultName }),
      debug: `az ml job list --workspace-name ${name} --resource-group <its group> --max-results 5`,
    });
  }

  /** The image by digest, as a reference to the registry. */
  imageUri(digest: string): string {
    return `${this.imageRepository}.azurecr.io/pilot-image@${digest}`;
  }

  /**
   * The ARM id of an image as an environment, for a job that does not run the training job's: it keeps its image while
   * that one moves on.
   */
  environmentOf(digest: string): string {
    const short = digest.replace("sha256:", "").slice(0, 12);
    const made = this.environments[digest] ?? this.environment(`environment-${short}`, `pilot-jobs-${short}`, digest);
    this.environments[digest] = made;
    return made;
  }

  private environment(id: string, name: string, digest: string): string {
    const image = { imageUri: this.imageUri(digest), digest };
    return new Environment(this, id, { name, ...image, workspaceId: this.workspaceId, ready: this.ready })
      .environmentId;
  }

  /** Where a prefix of the data bucket is for a job, as a URI with a slash at the end. */
  pathOf(prefix: string): string {
    return this.workspace.pathOf(prefix);
  }

  /** The compute for a step: a cluster for each VM size. Training's may be of low priority, others are dedicated. */
  computeFor(step: { readonly name: string; readonly vmSize: string; readonly nodes: number }): string {
    const isLow = step.name === "train" && this.props.interruptible === true;
    return this.cluster(step.vmSize, step.nodes, isLow).computeId;
  }

  private cluster(vmSize: string, nodes: number, lowPriority: boolean): Cluster {
    const size = vmSize
      .replace(/^Standard_/, "")
      .replace(/_/g, "-")
      .toLowerCase();
    // learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (2026-10): 3 to 32
    const clusterName = `${size}${lowPriority ? "-low" : ""}`.slice(0, 32);
    const cluster =
      this.clusters[clusterName] ??
      new Cluster(this, `cluster-${clusterName}`, {
        clusterName,
        location: this.props.location,
        workspaceId: this.workspaceId,
        vmSize,
        lowPriority,
        idleDuration: duration(this.props.idleSeconds ?? 120),
        identityId: this.jobIdentityId,
        policies: this.identity.policies,
        tags: this.props.tags,
      });
    this.clusters[clusterName] = cluster;
    cluster.reserve(nodes);
    return cluster;
  }

  /** Lets an identity pull images. Returns the role assignment that it made. */
  grantPull(identity: Identity): RoleAssignment {
    return this.grant(identity, "pull", { scope: this.registryId, roleDefinitionName: "AcrPull" });
  }

  /** Lets somebody bring images in through ARM, without a way to the registry itself. Returns the role assignment. */
  grantPush(identity: Identity): RoleAssignment {
    const { group } = this;
    const role =
      (this.node.tryFindChild("import-role") as RoleDefinition | undefined) ??
      new RoleDefinition(this, "import-role", {
        name: `${this.imageRepository}: import images`,
        roleDefinitionId: this.props.importRoleId,
        scope: group,
        assignableScopes: [group],
        description: "az acr import and nothing else; AcrPush would need a way to the registry, and can delete no less",
        permissions: [
          {
            actions: [
              "Microsoft.ContainerRegistry/registries/read",
              "Microsoft.ContainerRegistry/registries/importImage/action",
              "Microsoft.ContainerRegistry/registries/operationStatuses/read",
            ],
          },
        ],
      });
    const roleDefinitionId = `${group}/providers/Microsoft.Authorization/roleDefinitions/${role.roleDefinitionId}`;
    return this.grant(identity, "import", { scope: this.registryId, roleDefinitionId });
  }

  private grant(
    identity: Identity,
    verb: string,
    right: { scope: string; roleDefinitionName?: string; roleDefinitionId?: string },
  ): RoleAssignment {
    refuse(this.node.path, identityProblems(identity));
    const policy = new RoleAssignment(this, `${identity.name}-${verb}`, {
      ...right,
      principalId: identity.principalId,
      // a reference is an identity of the pilot; somebody of a spec may be a user or a group
      principalType: Token.isUnresolved(identity.principalId) ? "ServicePrincipal" : undefined,
    });
    identity.policies.push(policy);
    return policy;
  }
}
