/** Network policies of a namespace, each with one reason. What no policy opens is closed, in both directions. */
import {
  NetworkPolicyV1,
  type NetworkPolicyV1SpecEgress,
  type NetworkPolicyV1SpecIngress,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1/index.js";
import type { Construct } from "constructs";
import type { Destination } from "../checks/values.js";
import { type PodRole, roleLabel } from "../workloads/roles.js";

/** One opening. */
export interface Opening {
  readonly id: string;
  /** Whose pods. @default - all of the namespace */
  readonly pods?: readonly PodRole[];
  readonly egress?: readonly NetworkPolicyV1SpecEgress[];
  readonly ingress?: readonly NetworkPolicyV1SpecIngress[];
}

/** Ports as the provider takes them. */
export const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: "TCP", port: String(port) }));

/** The pods of a box, as a peer. */
export const podsOf = (role: PodRole) => ({ podSelector: { matchLabels: { [roleLabel]: role } } });

/** All pods of another namespace, as a peer. */
export const inNamespace = (namespace: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});

/** One block and port as an egress rule. */
export const destination = ({ block, port }: Destination): NetworkPolicyV1SpecEgress => ({
  to: [{ ipBlock: { cidr: block } }],
  ports: tcp(port),
});

/** The cluster's DNS: a host name is not a peer of a policy, but has to be looked up. */
export const dns: Opening = {
  id: "dns",
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
      ],
      ports: [
        { protocol: "UDP", port: "53" },
        { protocol: "TCP", port: "53" },
      ],
    },
  ],
};

/**
 * What the pods of a RayJob need: its nodes reach each other on every port, because Ray takes them at random; what
 * submits, and the operator, reach the head's dashboard and nothing else.
 * docs.ray.io/en/latest/ray-core/configure.html, "ports configurations" (2026-11)
 */
export const rayOpenings = (operatorNamespace: string): readonly Opening[] => [
  {
    id: "ray",
    pods: ["ray"],
    ingress: [
      { from: [podsOf("ray")] },
      { from: [podsOf("ray-submitter"), inNamespace(operatorNamespace)], ports: tcp(8265) },
    ],
    egress: [{ to: [podsOf("ray")] }],
  },
  { id: "ray-submitter", pods: ["ray-submitter"], egress: [{ to: [podsOf("ray")], ports: tcp(8265) }] },
];

/** Makes the policy of one opening. */
export function addPolicy(
  scope: Construct,
  opening: Opening,
  place: { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): NetworkPolicyV1 {
  const { id, pods, egress, ingress } = opening;
  return new NetworkPolicyV1(scope, id, {
    metadata: { name: `${place.name}-${id}`, namespace: place.namespace, labels: { ...place.labels } },
    spec: {
      policyTypes: [...(ingress ? ["Ingress"] : []), ...(egress ? ["Egress"] : [])],
      podSelector:
        pods === undefined ? {} : { matchExpressions: [{ key: roleLabel, operator: "In", values: [...pods] }] },
      ...(ingress === undefined ? {} : { ingress: [...ingress] }),
      ...(egress === undefined ? {} : { egress: [...egress] }),
    },
  });
}
