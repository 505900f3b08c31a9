/**
 * Makes: a ResourceQuota of the namespace, and a LimitRange that gives a container without numbers small ones.
 * Needs: the namespace.
 * Never: a pod beyond the sum, a container beyond the largest, a load balancer or node port not counted.
 * Idle cost: none.
 * Survives destroy: nothing.
 * Verified by: unit tests and synthesized JSON.
 */
import { LimitRangeV1 } from "@cdktf/provider-kubernetes/lib/limit-range-v1/index.js";
import { ResourceQuotaV1 } from "@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Limit, record } from "../pilot/record.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems, refuse } from "./checks/values.js";
import { cpuQuantity, memoryQuantity } from "./workloads/resources.js";

/**
 * What runs at once in one use, such as the endpoint at its most replicas. A pod of a workflow has two containers of
 * Argo's beside the step; where Argo's configuration gives them no numbers, each takes the LimitRange's 0.5 vCPU and
 * 0.5 GiB: count them.
 */
export interface QuotaNeed {
  readonly cpus: number;
  readonly memoryGiB: number;
  /** Of the pods' own volumes and of claims. */
  readonly storageGiB: number;
  /** @default 0 */
  readonly gpus?: number;
  readonly pods: number;
  /** The largest of its containers, where it is several. @default - it is one container that takes all of it */
  readonly largest?: { readonly cpus: number; readonly memoryGiB: number };
}

export interface QuotasProps {
  /** Names what is made. */
  readonly name: string;
  /** The namespace that it stands in. */
  readonly namespace: string;
  /** Who answers for what the pilot takes of the cluster. */
  readonly owner: string;
  /** Uses that run at the same time: their sum is the quota. */
  readonly needs: readonly QuotaNeed[];
  /** Internal load balancers that the endpoint may have. @default 0 */
  readonly loadBalancers?: number;
  /** Labels of every object here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export function quotasProblems(props: Partial<QuotasProps>): Array<Problem<keyof QuotasProps>> {
  const { needs } = props;
  return [
    ...placeProblems(props),
    ...formProblems<keyof QuotasProps>([["name", props.name, "name"]]),
    ...numberProblems<keyof QuotasProps>([["loadBalancers", props.loadBalancers, 0, 1]]),
    ...gather(needs ?? [], (need) =>
      numberProblems<keyof QuotasProps>([
        ["needs", need.cpus, 0.1, 100_000, "vCPUs"],
        ["needs", need.memoryGiB, 0.25, 1_000_000, "GiB of memory"],
        ["needs", need.storageGiB, 0, 1_000_000, "GiB of storage"],
        ["needs", need.gpus, 0, 10_000],
        ["needs", need.pods, 1, 10_000],
        ["needs", need.largest?.cpus, 0.1, need.cpus, "vCPUs of one container"],
        ["needs", need.largest?.memoryGiB, 0.1, need.memoryGiB, "GiB of memory of one container"],
      ]),
    ),
    ...(needs?.length === 0
      ? [{ prop: "needs" as const, message: "must name at least one use, got none; add one" }]
      : []),
  ];
}

/** What the namespace may take of the cluster, which the API server itself enforces. */
export class Quotas extends Construct {
  /** Pods must be there after it: what was admitted before is never taken away. */
  readonly policies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: QuotasProps) {
    super(scope, id);
    refuse(this, quotasProblems(props));
    const { name, namespace, needs, labels = {} } = props;
    const sum = (of: (need: QuotaNeed) => number) => needs.reduce((total, need) => total + of(need), 0);
    // a limit that a container gets by itself must fit, or the API server refuses the range
    const most = (of: (need: QuotaNeed) => number) => Math.max(0.5, ...needs.map(of));
    // whole ones, which every reader of a quantity understands
    const cpus = String(Math.ceil(sum((need) => need.cpus)));
    const memory = `${Math.ceil(sum((need) => need.memoryGiB))}Gi`;
    const storage = `${Math.ceil(sum((need) => need.storageGiB))}Gi`;
    const quota = new ResourceQuotaV1(this, "Default", {
      metadata: { name, namespace, labels },
      spec: {
        hard: {
          "requests.cpu": cpus,
          "limits.cpu": cpus,
          "requests.memory": memory,
          "limits.memory": memory,
          "requests.ephemeral-storage": storage,
          "limits.ephemeral-storage": storage,
          "requests.storage": storage,
          "requests.nvidia.com/gpu": String(sum((need) => need.gpus ?? 0)),
          pods: String(sum((need) => need.pods)),
          "services.loadbalancers": String(props.loadBalancers ?? 0),
          // a load balancer without node ports needs none: the endpoint's service says so
          "services.nodeports": "0",
        },
      },
    });
    const range = new LimitRangeV1(this, "limits", {
      metadata: { name, namespace, labels },
      spec: {
        limit: [
          {
            type: "Container",
            default: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "1Gi" },
            defaultRequest: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "128Mi" },
            max: {
              cpu: cpuQuantity(most((need) => (need.largest ?? need).cpus)),
              memory: memoryQuantity(most((need) => (need.largest ?? need).memoryGiB)),
            },
          },
        ],
      },
    });
    this.policies = [quota, range];
    record(this, () => {
      const { owner } = props;
      const hard = (key: string, unit: Limit["unit"]): Limit => ({
        kind: "quota",
        subject: key,
        unit,
        owner,
        enforcement: "hard",
        at: [quota, `/spec/hard/${key.replace("/", "~1")}`],
      });
      return {
        box: "quotas",
        owner,
        meter: { what: "nothing", whileIdle: false },
        limits: [
          hard("limits.cpu", "count"),
          hard("limits.memory", "GiB"),
          hard("requests.storage", "GiB"),
          hard("requests.nvidia.com/gpu", "count"),
          hard("pods", "count"),
          hard("services.loadbalancers", "count"),
          hard("services.nodeports", "count"),
        ],
        debug: `kubectl describe resourcequota ${name}`,
      };
    });
  }
}
