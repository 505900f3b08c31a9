/** The ledger entries of a training job: machines, logs, and what expires beside the data. */
import type { MachineLearningComputeCluster } from "@cdktf/provider-azurerm/lib/machine-learning-compute-cluster/index.js";
import type { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import type { Entry } from "../../pilot/record.js";
import type { TrainingJobProps } from "../training-job.js";
import type { ImageRegistry } from "./image-registry.js";
import { survivors } from "./survivors.js";
import type { Workspace } from "./workspace.js";
import type { WorkspaceStores } from "./workspace-stores.js";

/** What was made. */
export interface Made {
  readonly jobs: UserAssignedIdentity;
  readonly images: ImageRegistry;
  readonly stores: WorkspaceStores;
  readonly workspace: Workspace;
}

/** The private endpoints of the workspace, and of its own account where job logs are read. */
function privateEndpoints({ network }: TrainingJobProps): string {
  if (network === undefined) return "";
  return network.privateDnsZoneIds.blob === undefined ? "one private endpoint, " : "two private endpoints, ";
}

/** The entry of a training job. */
export function ledgerEntries(props: TrainingJobProps, { jobs, images, stores, workspace }: Made): Entry {
  const { name, owner } = props;
  const hard = { owner, enforcement: "hard" } as const;
  const everything = "/rule/0/actions/base_blob/delete_after_days_since_modification_greater_than";
  return {
    box: "training job",
    owner,
    meter: {
      what:
        "node seconds; premium registry days, private connections of the managed network, " +
        `${privateEndpoints(props)}GiB of images and logs`,
      whileIdle: true,
    },
    identity: [jobs, "/name"],
    limits: [{ ...hard, kind: "logs-per-day", subject: "logs", unit: "GiB", at: [stores.logs, "/daily_quota_gb"] }],
    safeguards: [
      { kind: "network-isolation", at: [workspace.workspace, "/body/properties/managedNetwork/isolationMode"] },
      { kind: "public-access", at: [workspace.workspace, "/body/properties/publicNetworkAccess"] },
      { kind: "public-access", subject: "images", at: [images.registry, "/public_network_access_enabled"] },
    ],
    expiry: {
      ...images.expiry,
      logs: { unit: "days", at: [stores.logs, "/retention_in_days"] },
      "snapshots and job logs": { unit: "days", at: [stores.expiry, everything] },
    },
    survives: survivors({ ...props, vaultName: props.workspaceVaultName }),
    debug: `az ml job list --workspace-name ${name} --resource-group <its group> --max-results 5`,
  };
}

/** The entry of the cluster that trains. */
export function clusterEntry(owner: string, cluster: MachineLearningComputeCluster): Entry {
  const hard = { owner, enforcement: "hard" } as const;
  const nodes = "/scale_settings/max_node_count";
  const idle = "/scale_settings/scale_down_nodes_after_idle_duration";
  return {
    box: "training job",
    owner,
    limits: [
      { ...hard, kind: "nodes.cluster", subject: "train", unit: "count", at: [cluster, nodes] },
      { ...hard, kind: "nodes.idle", unit: "seconds", at: [cluster, idle] },
    ],
  };
}
