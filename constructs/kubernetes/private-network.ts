/**
 * Makes: a namespace under restricted Pod Security, closed in both directions, with one network policy per opening.
 * Needs: a cluster whose network enforces policies, which must be said; a namespace, or the right to make one.
 * Never: a way in or out for everybody, a public address, a pod with root, a host's network; anything cluster-wide.
 * Idle cost: none.
 * Survives destroy: a namespace that existed before.
 * Verified by: unit tests and synthesized JSON; whether policies are enforced is what the probe of a run shows.
 */
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import {
  blockProblems,
  type Destination,
  destinationProblems,
  formProblems,
  gather,
  numberProblems,
  type Problem,
  placeProblems,
  refuse,
} from "./checks/values.js";
import {
  addPolicy,
  destination,
  dns,
  inNamespace,
  type Opening,
  podsOf,
  rayOpenings,
  tcp,
} from "./private-network/policies.js";
import { podSecurityLabels } from "./workloads/security.js";

export interface PrivateNetworkProps {
  /** Names the policies. */
  readonly name: string;
  /** The namespace of the pilot and of nothing else. */
  readonly namespace: string;
  /** Who owns the network and its openings. */
  readonly owner: string;
  /** That the cluster's network plugin enforces policies. Without that they are words: only `true` is taken. */
  readonly networkPolicyEnforced: true;
  /** IPv4 blocks of bucket, image registry and token service, at port 443. A host name is not a peer of a policy. */
  readonly storageBlocks: readonly string[];
  /** The API server, which the workflow's own containers report to, such as `{ block: "10.0.0.1/32", port: 443 }`. */
  readonly apiServer: Destination;
  /** The metadata or identity agent that hands out the cloud's tokens. @default - tokens are exchanged at port 443 */
  readonly tokenAgents?: readonly Destination[];
  /** A Postgres of the registry. @default - the registry reaches nothing but DNS */
  readonly database?: Destination;
  /** Networks whose clients call the endpoint. @default - only pods of the namespaces below */
  readonly allowedClients?: readonly string[];
  /** Namespaces whose pods call the endpoint, such as that of a gateway. @default none */
  readonly clientNamespaces?: readonly string[];
  /** The namespace of the Prometheus that reads the endpoint's metrics. @default - nobody reads them */
  readonly monitoringNamespace?: string;
  /** The namespace of KubeRay's operator, where a step runs on several nodes. @default - none does */
  readonly rayOperatorNamespace?: string;
  /** Where the endpoint listens. @default 8080 */
  readonly port?: number;
  /** The namespace is there and has the labels of Pod Security; it is neither made nor destroyed. @default false */
  readonly existing?: boolean;
  /** On what is made here. @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function privateNetworkProblems(props: Partial<PrivateNetworkProps>): Array<Problem<keyof PrivateNetworkProps>> {
  const problems: Array<Problem<keyof PrivateNetworkProps>> = [
    ...placeProblems(props),
    ...formProblems<keyof PrivateNetworkProps>([["name", props.name, "name"]]),
    ...gather(props.clientNamespaces ?? [], (each) =>
      formProblems<keyof PrivateNetworkProps>([["clientNamespaces", each, "namespace"]]),
    ),
    ...formProblems<keyof PrivateNetworkProps>([
      ["monitoringNamespace", props.monitoringNamespace, "othersNamespace"],
      ["rayOperatorNamespace", props.rayOperatorNamespace, "othersNamespace"],
    ]),
    ...numberProblems<keyof PrivateNetworkProps>([["port", props.port, 1024, 65_535]]),
    ...blockProblems("storageBlocks" as const, props.storageBlocks),
    ...blockProblems("allowedClients" as const, props.allowedClients),
    ...destinationProblems("apiServer" as const, props.apiServer),
    ...destinationProblems("database" as const, props.database),
    ...gather(props.tokenAgents ?? [], (each) => destinationProblems("tokenAgents" as const, each)),
  ];
  if ("networkPolicyEnforced" in props && (props.networkPolicyEnforced as unknown) !== true) {
    const got = JSON.stringify(props.networkPolicyEnforced);
    const message = `must be true, got ${got}; take a cluster whose network plugin enforces policies`;
    problems.push({ prop: "networkPolicyEnforced", message });
  }
  if (props.storageBlocks?.length === 0) {
    problems.push({ prop: "storageBlocks", message: "must name at least one block, got none; pods reach no bucket" });
  }
  return problems;
}

/** The pilot's place on the cluster. */
export class PrivateNetwork extends Construct {
  /** The namespace as a reference: what stands in it waits for it, and for its policies by `policies`. */
  readonly namespace: string;
  /** Pods must be there after them and go before them: without policies a pod is open. */
  readonly policies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    refuse(this, privateNetworkProblems(props));
    const { name, labels = {}, existing = false } = props;
    const made = existing
      ? undefined
      : new NamespaceV1(this, "Default", {
          metadata: { name: props.namespace, labels: { ...labels, ...podSecurityLabels } },
          // a finalizer of an operator that is gone keeps it forever: stop waiting and show it
          timeouts: { delete: "10m" },
        });
    this.namespace = made?.metadata.name ?? props.namespace;
    const place = { name, namespace: this.namespace, labels };
    const closed = addPolicy(this, { id: "closed", ingress: [], egress: [] }, place);
    this.policies = [closed, ...this.openings(props).map((opening) => addPolicy(this, opening, place))];
    record(this, {
      box: "private network",
      owner: props.owner,
      meter: { what: "nothing", whileIdle: false },
      survives: existing
        ? [
            {
              what: `namespace ${props.namespace}, which existed before`,
              costs: "nothing",
              remove: `kubectl delete namespace ${props.namespace}`,
            },
          ]
        : [],
      safeguards: [
        { kind: "network-isolation", subject: "what comes in and goes out", at: [closed, "/spec/policy_types"] },
        ...(made === undefined
          ? []
          : [
              {
                kind: "network-isolation" as const,
                subject: "pods without privileges",
                at: [made, "/metadata/labels/pod-security.kubernetes.io~1enforce"] as const,
              },
            ]),
      ],
      debug: `kubectl --namespace ${props.namespace} describe networkpolicies`,
    });
  }

  private openings(props: PrivateNetworkProps): Opening[] {
    const {
      port = 8080,
      allowedClients = [],
      clientNamespaces = [],
      monitoringNamespace,
      rayOperatorNamespace,
    } = props;
    const clients = [
      ...allowedClients.map((cidr) => ({ ipBlock: { cidr } })),
      ...clientNamespaces.map(inNamespace),
      ...(monitoringNamespace === undefined ? [] : [inNamespace(monitoringNamespace)]),
    ];
    return [
      dns,
      {
        id: "storage",
        pods: ["job", "endpoint", ...(rayOperatorNamespace === undefined ? [] : (["ray"] as const))],
        egress: [
          { to: props.storageBlocks.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(443) },
          ...(props.tokenAgents ?? []).map(destination),
        ],
      },
      { id: "api-server", pods: ["job"], egress: [destination(props.apiServer)] },
      { id: "job-registry", pods: ["job"], egress: [{ to: [podsOf("registry")], ports: tcp(5000) }] },
      { id: "registry-jobs", pods: ["registry"], ingress: [{ from: [podsOf("job")], ports: tcp(5000) }] },
      ...(props.database
        ? [{ id: "database", pods: ["registry"], egress: [destination(props.database)] } as const]
        : []),
      ...(rayOperatorNamespace === undefined ? [] : rayOpenings(rayOperatorNamespace)),
      ...(clients.length === 0
        ? []
        : [{ id: "clients", pods: ["endpoint"], ingress: [{ from: clients, ports: tcp(port) }] } as const]),
    ];
  }
}
