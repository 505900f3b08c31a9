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
