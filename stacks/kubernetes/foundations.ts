/** What the halves of a pilot on a cluster stand on: provider, state, namespace, network policies, quota, budget. */
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import type { ITerraformDependable, TerraformStack } from "cdktf";
import { Budget } from "../../constructs/kubernetes/budget.js";
import { PrivateNetwork } from "../../constructs/kubernetes/private-network.js";
import { Quotas } from "../../constructs/kubernetes/quotas.js";
import type { Identity } from "../../constructs/kubernetes/training-job.js";
import { addPart, hasPart } from "../add-part.js";
import type { Foundations, Half } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { storagePart } from "../storage.js";
import { bucketOf, type NamedBucket } from "./bucket.js";
import { kubernetesNames, namespaceOf } from "./names.js";
import { subjectOf } from "./operator.js";
import { quotaNeeds } from "./quotas.js";

/** A spec with this platform's block. */
export type KubernetesSpec = PilotSpec & Required<Pick<PilotSpec, "kubernetes">>;

/** What both halves take from here. */
export interface KubernetesFoundations extends Foundations {
  readonly platform: "kubernetes";
  readonly names: ReturnType<typeof kubernetesNames>;
  /** The namespace as text, for the stack of custom resources, which refers to nothing of this one. */
  readonly namespace: string;
  readonly place: {
    /** A reference: what stands in it waits for it. */
    readonly namespace: string;
    readonly labels: Record<string, string>;
  };
  readonly bucket: NamedBucket & { readonly owner: string; readonly isMade: boolean };
  readonly operators: readonly Identity[];
  /** What pods wait for: policies and quota. */
  readonly after: readonly ITerraformDependable[];
  /** The stack of custom resources, whose plan needs their definitions in the cluster. */
  readonly runs: TerraformStack;
}

/** The part of a pilot that holds custom resources: `<pilot>-kubernetes-runs`. */
export const runsPart = "runs";

/** Adds them. */
export function addFoundations(stack: TerraformStack, spec: KubernetesSpec, half?: Half): KubernetesFoundations {
  const { name, owners, operators, network, kubernetes } = spec;
  const names = kubernetesNames(name);
  const namespace = namespaceOf(spec);
  const labels = { ...spec.labels, pilot: name };

  const runs = addPart(stack, runsPart);
  const provider = { configPath: kubernetes.kubeconfig, configContext: kubernetes.context };
  for (const each of [stack, runs]) {
    new KubernetesProvider(each, "kubernetes", provider);
    addState(each, spec.state, each.node.id);
  }

  const { database } = { database: undefined, ...kubernetes.mlflow.store };
  const privateNetwork = new PrivateNetwork(stack, "private-network", {
    name,
    namespace,
    labels,
    owner: owners.network,
    networkPolicyEnforced: kubernetes.networkPolicyEnforced,
    storageBlocks: kubernetes.storageBlocks,
    apiServer: kubernetes.apiServer,
    tokenAgents: kubernetes.tokenAgents,
    ...(database === undefined ? {} : { database }),
    allowedClients: network.allowedClients,
    clientNamespaces: kubernetes.clientNamespaces,
    ...(kubernetes.monitoring === undefined ? {} : { monitoringNamespace: kubernetes.monitoring.namespace }),
    ...(half !== "serve" && spec.training.nodes > 1 && kubernetes.ray !== undefined
      ? { rayOperatorNamespace: kubernetes.ray.operatorNamespace }
      : {}),
    port: spec.image.port,
    existing: kubernetes.existingNamespace,
  });
  const place = { namespace: privateNetwork.namespace, labels };
  const quotas = new Quotas(stack, "quotas", {
    ...place,
    name,
    owner: owners.budget,
    needs: quotaNeeds(spec, half),
    loadBalancers: kubernetes.internalLoadBalancer === undefined ? 0 : 1,
  });
  new Budget(stack, "budget", { ...place, ...spec.budget, name: names.budget, owner: owners.budget });

  return {
    platform: "kubernetes",
    names,
    namespace,
    place,
    bucket: { ...bucketOf(kubernetes), owner: owners.data, isMade: hasPart(stack, storagePart) },
    operators: operators.kubernetes.map((operator) => ({ ...subjectOf(operator), policies: [] })),
    after: [...privateNetwork.policies, ...quotas.policies],
    runs,
  };
}
