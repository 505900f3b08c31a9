/** A compute cluster that is empty when nobody uses it: one for each VM size and priority that some step asks for. */
import { MachineLearningComputeCluster } from "@cdktf/provider-azurerm/lib/machine-learning-compute-cluster/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import type { Step } from "../../pilot/step.js";

/** A step that runs on a cluster of its VM size. Low-priority nodes are cheaper, and can be taken away. */
export type StepOnCluster = Pick<Step, "name" | "nodes" | "interruptible"> & { readonly vmSize: string };

export interface ClusterProps {
  readonly clusterName: string;
  readonly location: string;
  readonly workspaceId: string;
  readonly vmSize: string;
  readonly lowPriority: boolean;
  /** A node goes after so long without work. */
  readonly idleSeconds: number;
  /** What the nodes run as. */
  readonly identityId: string;
  /** What that identity may do; the list may still grow. */
  readonly policies: readonly ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** ISO 8601, as Azure writes durations. */
const duration = (seconds: number): string => (seconds % 60 === 0 ? `PT${seconds / 60}M` : `PT${seconds}S`);

/** The name of a cluster: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (2026-10). */
export function clusterNameOf(vmSize: string, lowPriority: boolean): string {
  const size = vmSize
    .replace(/^Standard_/, "")
    .replace(/_/g, "-")
    .toLowerCase();
  return `${size}${lowPriority ? "-low" : ""}`.slice(0, 32);
}

/** Zero to so many nodes in the workspace's managed network: no public address, no ssh, no key. */
export class Cluster extends Construct {
  readonly cluster: MachineLearningComputeCluster;
  readonly computeId: string;
  private maxNodes = 0;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    this.cluster = new MachineLearningComputeCluster(this, "Default", {
      name: props.clusterName,
      location: props.location,
      machineLearningWorkspaceId: props.workspaceId,
      vmSize: props.vmSize,
      vmPriority: props.lowPriority ? "LowPriority" : "Dedicated",
      scaleSettings: {
        minNodeCount: 0,
        maxNodeCount: Lazy.numberValue({ produce: () => this.maxNodes }),
        scaleDownNodesAfterIdleDuration: duration(props.idleSeconds),
      },
      identity: { type: "UserAssigned", identityIds: [props.identityId] },
      localAuthEnabled: false,
      sshPublicAccessEnabled: false,
      nodePublicIpEnabled: false,
      ...given({ tags: props.tags }),
    });
    // Filled at synth: what the identity may do stands before a node does, and after the last one.
    this.cluster.dependsOn = Lazy.listValue({ produce: () => props.policies.map(dependable) });
    this.computeId = `${props.workspaceId}/computes/${this.cluster.name}`;
  }

  /** Makes room for a step of so many nodes. Steps run one after another, so the largest decides. */
  reserve(nodes: number): void {
    this.maxNodes = Math.max(this.maxNodes, nodes);
  }
}
