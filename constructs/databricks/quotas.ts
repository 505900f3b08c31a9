/**
 * Makes: a cluster policy for classic compute, where a team wants a machine of a certain size; who may use it.
 * Needs: the node types by their names in the workspace's cloud; nothing for serverless compute, which takes no policy.
 * Never: a cluster without an end, a node type that is not listed, a cluster of several users, more DBUs an hour.
 * Idle cost: none.
 * Survives destroy: clusters that run under it, until they end by themselves.
 * Verified by: unit tests, and each body against databricks-sdk's messages; never in a real workspace.
 */
import { ClusterPolicy } from "@cdktf/provider-databricks/lib/cluster-policy/index.js";
import type { Permissions } from "@cdktf/provider-databricks/lib/permissions/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import { ObjectPermissions } from "./access/permissions.js";
import { type PrincipalKind, principalProblems } from "./access/principal.js";
import { formProblems, listProblems, numberProblems, ownedProblems, type Problem, refuse } from "./checks/values.js";

/** Who gets a right. A grant adds its resources to the list. */
export interface Identity {
  /** Plain text for ids, such as `operator`. */
  readonly name: string;
  /** What it is to Databricks. */
  readonly kind: PrincipalKind;
  /** The application id of a service principal, the address of a user, or the name of a group. */
  readonly principal: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface QuotasProps {
  /** Of the policy: unique in the workspace. */
  readonly name: string;
  /** Who answers for what the pilot takes. */
  readonly owner: string;
  /** Node types that a cluster may have, such as `m6i.xlarge`. */
  readonly nodeTypes: readonly string[];
  /** Most workers of a cluster beside its driver. 0: one machine. */
  readonly maxWorkers: number;
  /** Most DBUs an hour of a cluster, which the platform computes of its machines before it starts. */
  readonly dbusPerHour: number;
  /** Most clusters of one user at once. @default 1 */
  readonly maxClustersPerUser?: number;
  /** Minutes after which an idle cluster ends: 10 to 1440. @default 10 */
  readonly idleMinutes?: number;
  /** Tags that every cluster has, which stand on its bill. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export function quotasProblems(props: Partial<QuotasProps>): Array<Problem<keyof QuotasProps>> {
  return [
    ...ownedProblems(props),
    ...formProblems<keyof QuotasProps>([
      ["name", props.name, "displayName"],
      ["nodeTypes", props.nodeTypes, "nodeType"],
    ]),
    ...listProblems("nodeTypes" as const, props.nodeTypes, "node type"),
    ...numberProblems<keyof QuotasProps>([
      ["maxWorkers", props.maxWorkers, 0, 1000],
      ["dbusPerHour", props.dbusPerHour, 0.1, 100_000, "DBUs an hour"],
      ["maxClustersPerUser", props.maxClustersPerUser, 1, 100],
      // docs.databricks.com/compute/configure#automatic-termination (2026-11)
      ["idleMinutes", props.idleMinutes, 10, 1440],
    ]),
  ];
}

/** What classic compute may take. Databricks caps no DBUs of a serverless run: its limits are the run's own. */
export class Quotas extends Construct {
  /** The policy's id, which a cluster names. */
  readonly clusterPolicyId: string;
  private readonly permissions: ObjectPermissions;

  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    refuse(this, quotasProblems(props));
    const policy = new ClusterPolicy(this, "Default", {
      name: props.name,
      description: "clusters of the pilot",
      maxClustersPerUser: props.maxClustersPerUser ?? 1,
      definition: JSON.stringify(definitionOf(props)),
    });
    this.clusterPolicyId = policy.policyId;
    this.permissions = new ObjectPermissions(this, { clusterPolicyId: policy.policyId }, undefined);
    record(this, () => {
      const { owner } = props;
      const hard = (subject: string, pointer: string): Limit => ({
        kind: "quota",
        subject,
        unit: "count",
        owner,
        enforcement: "hard",
        at: [policy, pointer],
      });
      return {
        box: "quotas",
        owner,
        meter: { what: "nothing", whileIdle: false },
        limits: [
          hard("DBUs an hour of a cluster", "/definition/dbus_per_hour/maxValue"),
          hard("workers of a cluster", "/definition/num_workers/maxValue"),
          hard("clusters of a user", "/max_clusters_per_user"),
        ],
        debug: `databricks cluster-policies list`,
      };
    });
  }

  /** Lets somebody start clusters under the policy. Returns its permissions. */
  grantUse(identity: Identity): Permissions {
    refuse(this, principalProblems("identity", identity));
    return this.permissions.add(identity, "CAN_USE");
  }
}

/** The definition: an attribute that is not named may be anything, so what costs or opens something is named. */
function definitionOf({ nodeTypes, maxWorkers, dbusPerHour, idleMinutes = 10, tags = {} }: QuotasProps): object {
  const fixed = (value: string | number | boolean) => ({ type: "fixed", value });
  const listed = { type: "allowlist", values: [...nodeTypes], defaultValue: nodeTypes[0] };
  // docs.databricks.com/admin/clusters/policy-definition (2026-11)
  const definition: Record<string, object> = {
    dbus_per_hour: { type: "range", maxValue: dbusPerHour },
    num_workers: { type: "range", minValue: 0, maxValue: maxWorkers, defaultValue: 0 },
    "autoscale.max_workers": { type: "range", maxValue: maxWorkers, isOptional: true },
    node_type_id: listed,
    driver_node_type_id: { ...listed, isOptional: true },
    autotermination_minutes: { type: "range", minValue: 10, maxValue: idleMinutes, defaultValue: idleMinutes },
    data_security_mode: fixed("SINGLE_USER"),
    enable_local_disk_encryption: fixed(true),
    // a pool starts machines that no policy of a cluster counts
    instance_pool_id: { type: "forbidden", hidden: true },
    driver_instance_pool_id: { type: "forbidden", hidden: true },
    "docker_image.basic_auth.password": { type: "forbidden", hidden: true },
  };
  for (const key of Object.keys(tags)) definition[`custom_tags.${key}`] = fixed(tags[key] ?? "");
  return definition;
}
