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
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { formProblems, identityProblems, numberProblems, principalOf, refuse } from "./checks/values.js";
import { Cluster, clusterNameOf, type StepOnCluster } from "./training-job/cluster.js";
import { Environment } from "./training-job/environment.js";
import { ImageRegistry } from "./training-job/image-registry.js";
import { clusterEntry, ledgerEntries } from "./training-job/ledger-entries.js";
import { trainingJobProblems } from "./training-job/problems.js";
import { type IsolationMode, Workspace, type WorkspaceBucket } from "./training-job/workspace.js";
import { WorkspaceStores } from "./training-job/workspace-stores.js";

export type { IsolationMode };
export { trainingJobProblems };

/** What runs as a managed identity. A grant adds its role assignment to the list, and what runs waits for all. */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** The identity's object id as a reference. */
  readonly principalId: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface TrainingJobProps {
  /** Of the workspace: 3 to 33 letters, digits, - and _. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The id of the Entra tenant that the subscription belongs to. */
  readonly tenant: string;
  /** The location that it stands in, such as `westeurope`. */
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
  /** The name of the vault of the workspace's own secrets. */
  readonly workspaceVaultName: string;
  /** The name of the log workspace that every box logs to. */
  readonly logWorkspaceName: string;
  /** A UUID for the role that imports images: unique in the tenant. */
  readonly importRoleId: string;
  /** The image by digest, null until it is there; `command` runs in it, the entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  /** Where the workspace's address stands. @default - nowhere: nobody reaches it over a network */
  readonly network?: {
    readonly privateEndpointSubnetId: string;
    /** `blob`: where job logs are read. @default - nobody reads them over a network */
    readonly privateDnsZoneIds: { readonly workspace: string[]; readonly blob?: string[] };
  };
  /** Where jobs read and write: a `DataBucket`, or an account that exists. */
  readonly bucket: WorkspaceBucket;
  /** `keep`: the deleted workspace can be recovered for 14 days; `delete`: it is purged at once. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** Seconds after which a node without work goes. @default 120 */
  readonly idleSeconds?: number;
  /** Days until an image without a tag is deleted, one that a release serves too. @default - images are kept */
  readonly untaggedDays?: number;
  /** Days that logs, and all else in the workspace's own account, are kept: 30 to 730. @default 30 */
  readonly logRetentionDays?: number;
  /** What must outlive the registry and the workspace, such as the budget that alerts of their cost. @default none */
  readonly after?: ITerraformDependable[];
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What jobs run as, run in and leave behind; a training job itself is a step of a pipeline. */
export class TrainingJob extends Construct {
  /** What jobs run as: other boxes grant it what they may. */
  readonly identity: Identity;
  /** The workspace's name as a reference, and its ARM id built of it. */
  readonly workspaceName: string;
  /** The workspace's ARM id, built of its name. */
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
  private readonly stores: WorkspaceStores;
  private readonly registryId: string;
  private readonly group: string;
  /** What every job runs as: somebody who starts one must be allowed to hand it out. */
  readonly jobIdentityId: string;
  private readonly clusters: Record<string, Cluster> = {};
  private readonly environments: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    this.props = props;
    refuse(this.node.path, trainingJobProblems(props));
    const { name, subscription, location, resourceGroupName, bucket, image, tags } = props;
    const place = { subscription, location, resourceGroupName, ...given({ tags }) };
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
      ...given({ network: props.network }),
    });
    this.stores = stores;
    this.logWorkspaceId = stores.logWorkspaceId;
    this.workspace = new Workspace(this, "workspace", {
      ...place,
      name,
      isolationMode: props.isolationMode,
      stores,
      registryId: images.registryId,
      bucket,
      ...given({ network: props.network, onDestroy: props.onDestroy }),
    });
    this.workspaceName = this.workspace.workspace.name;
    this.workspaceId = this.workspace.workspaceId;
    this.ready = this.workspace.ready;

    const jobs = new UserAssignedIdentity(this, "jobs", {
      name: `${name}-jobs`,
      location,
      resourceGroupName,
      ...given({ tags }),
    });
    this.group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    this.jobIdentityId = `${this.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${jobs.name}`;
    this.identity = { name: "training-job", principalId: jobs.principalId, policies: [] };
    this.grantPull(this.identity);
    // learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage (2026-11): without keys a job writes
    // its logs and default outputs by its own identity
    this.stores.grant(this.identity, "logs", "Storage Blob Data Contributor", "job logs and default outputs, no data");
    const { digest } = image;
    if (digest !== null) {
      this.environmentId = this.environment("environment", "pilot-jobs", digest);
    }
    record(this, ledgerEntries(props, { jobs, images, stores, workspace: this.workspace }));
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

  /** Makes room for a step: a cluster for each VM size and priority, as large as its largest step. */
  makeRoomFor(step: StepOnCluster): void {
    const room = numberProblems<string>([["nodes", step.nodes, 1, 100]]);
    refuse(this.node.path, [...formProblems<string>([["vmSize", step.vmSize, "vmSize"]]), ...room]);
    const cluster = this.clusterOf(step);
    cluster.reserve(step.nodes);
    if (step.name !== "train") return;
    record(this, clusterEntry(this.props.owner, cluster.cluster));
  }

  /** The compute for a step. */
  computeFor(step: StepOnCluster): string {
    return this.clusterOf(step).computeId;
  }

  private clusterOf({ vmSize, interruptible = false }: StepOnCluster): Cluster {
    const clusterName = clusterNameOf(vmSize, interruptible);
    const cluster =
      this.clusters[clusterName] ??
      new Cluster(this, `cluster-${clusterName}`, {
        clusterName,
        location: this.props.location,
        workspaceId: this.workspaceId,
        vmSize,
        lowPriority: interruptible,
        idleSeconds: this.props.idleSeconds ?? 120,
        identityId: this.jobIdentityId,
        policies: this.identity.policies,
        ...given({ tags: this.props.tags }),
      });
    this.clusters[clusterName] = cluster;
    return cluster;
  }

  /** Lets an identity pull images. Returns the role assignment that it made. */
  grantPull(identity: Identity): RoleAssignment {
    return this.grant(identity, "pull", { scope: this.registryId, roleDefinitionName: "AcrPull" });
  }

  /**
   * Lets somebody read why a run or a deployment failed: job logs lie in the workspace's own account, all else in Log
   * Analytics. The pilot's data is in neither. Returns the role assignments.
   */
  grantWatch(identity: Identity): RoleAssignment[] {
    const queries = { scope: this.logWorkspaceId, roleDefinitionName: "Log Analytics Reader" };
    const logs = this.grant(identity, "log-queries", queries);
    return [this.stores.grant(identity, "job-logs", "Storage Blob Data Reader", "reads job logs"), logs];
  }

  /**
   * Lets an endpoint's identity do what Azure gives to one that it makes itself: read the workspace's own account and
   * write metrics. learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth (2026-11)
   */
  grantServe(identity: Identity): RoleAssignment[] {
    const writes = { scope: this.workspaceId, roleDefinitionName: "AzureML Metrics Writer (preview)" };
    const metrics = this.grant(identity, "metrics", writes);
    return [this.stores.grant(identity, "store", "Storage Blob Data Reader", "what serving stages there"), metrics];
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
    const policy = new RoleAssignment(this, `${identity.name}-${verb}`, { ...right, ...principalOf(identity) });
    identity.policies.push(policy);
    return policy;
  }
}
