/** Dangerous changes of the pilot on a cluster. */
import {
  add,
  addPrograms,
  all,
  digests,
  disown,
  everywhere,
  largeTraining,
  manyReplicas,
  programs,
  type Row,
  remove,
  type SpecRow,
} from "./row.js";

const place = (name: string) => ({ metadata: { name, namespace: "penguins" } });
const policy = (spec: object) => ({ ...place("eve"), spec: { pod_selector: {}, ...spec } });

export const rows: readonly Row[] = [
  [
    "1 a port open to everybody",
    (json) =>
      add(
        json,
        "kubernetes_network_policy_v1",
        "eve",
        policy({ policy_types: ["Ingress"], ingress: [{ ports: [{ port: "22" }] }] }),
      ),
    ["reach-opened (public) kubernetes_network_policy_v1.eve: opens the internet → pods of penguins by tcp 22"],
  ],
  [
    "2 a way out to the internet",
    (json) =>
      add(
        json,
        "kubernetes_network_policy_v1",
        "eve",
        policy({ policy_types: ["Egress"], egress: [{ to: [{ ip_block: { cidr: "0.0.0.0/0" } }] }] }),
      ),
    ["reach-opened (public) kubernetes_network_policy_v1.eve: opens pods of penguins → the internet by all ports"],
  ],
  [
    "3 everybody reads secrets",
    (json) => {
      add(json, "kubernetes_cluster_role_v1", "eve", {
        metadata: { name: "eve" },
        rule: [{ api_groups: [""], resources: ["secrets"], verbs: ["get"] }],
      });
      add(json, "kubernetes_cluster_role_binding_v1", "eve", {
        metadata: { name: "eve" },
        role_ref: { kind: "ClusterRole", name: "eve" },
        subject: [{ kind: "Group", name: "system:authenticated" }],
      });
    },
    [
      "permission-gained (public, wildcard) kubernetes_cluster_role_binding_v1.eve: whoever signs in to the cluster (system:authenticated) may now get secrets on secrets in the whole cluster",
    ],
  ],
  [
    "the namespace removed",
    (json) => remove(json, "kubernetes_namespace_v1"),
    ["destroy kubernetes_namespace_v1.private-network: is destroyed"],
  ],
  [
    "the namespace renamed",
    (json) => {
      all(json, "kubernetes_namespace_v1")[0].metadata.name = "store";
    },
    [
      "replace kubernetes_namespace_v1.private-network: its metadata.name penguins becomes store: no provider changes that in place, so it is destroyed and made again, with what stands in it",
    ],
  ],
  [
    "7 200 replicas, in the JSON",
    (json) => {
      for (const given of all(json, "kubernetes_horizontal_pod_autoscaler_v2")) given.spec.max_replicas = 200;
    },
    [
      "limit-raised kubernetes_horizontal_pod_autoscaler_v2.endpoint_release-r1_autoscaler: endpoint: replicas at most: 2, hard → 200, hard, owner serving@example.com",
    ],
  ],
  [
    "8 larger pods",
    (json) => {
      for (const given of all(json, "kubernetes_deployment_v1", "release-r1"))
        for (const each of given.spec.template.spec.container) each.resources.requests.cpu = "64";
    },
    ["machine kubernetes_deployment_v1.endpoint_release-r1: machine: "],
  ],
  [
    "9 the budget removed",
    (json) => remove(json, "kubernetes_config_map_v1"),
    ["destroy kubernetes_config_map_v1.budget: is destroyed"],
  ],
  [
    "9b the quota removed",
    (json) => remove(json, "kubernetes_resource_quota_v1"),
    ["destroy kubernetes_resource_quota_v1.quotas: is destroyed"],
  ],
  [
    "10 what denies all that is not allowed removed",
    (json) => remove(json, "kubernetes_network_policy_v1", "closed"),
    [
      "destroy kubernetes_network_policy_v1.private-network_closed: is destroyed",
      "reach-opened kubernetes_network_policy_v1.private-network_closed: no longer keeps closed",
    ],
  ],
  [
    "11 a service account of another namespace runs pods",
    (json) => {
      add(json, "kubernetes_role_v1", "eve", {
        ...place("eve"),
        rule: [{ api_groups: ["batch"], resources: ["jobs"], verbs: ["create"] }],
      });
      add(json, "kubernetes_role_binding_v1", "eve", {
        ...place("eve"),
        role_ref: { kind: "Role", name: "eve" },
        subject: [{ kind: "ServiceAccount", name: "eve", namespace: "other" }],
      });
    },
    [
      "permission-gained (foreign) kubernetes_role_binding_v1.eve: system:serviceaccount:other:eve may now create jobs on jobs (batch) in namespace penguins",
    ],
  ],
  [
    "12 no Pod Security",
    (json) => {
      delete all(json, "kubernetes_namespace_v1")[0].metadata.labels["pod-security.kubernetes.io/enforce"];
    },
    [
      "reach-opened kubernetes_namespace_v1.private-network: opens pods of penguins → the nodes that they run on by no Pod Security is enforced",
    ],
  ],
  [
    "12b a pod on its node's network, with its node's files, privileged",
    (json) => {
      const [given] = all(json, "kubernetes_deployment_v1", "model-registry");
      given.spec.template.spec.host_network = true;
      given.spec.template.spec.volume.push({ name: "host", host_path: { path: "/" } });
      given.spec.template.spec.container[0].security_context.privileged = true;
    },
    [
      "reach-opened (public) kubernetes_deployment_v1.model-registry: opens the internet → Deployment penguins-registry by the node's own network, which no policy holds; opens Deployment penguins-registry → files of its node below / by host path; opens Deployment penguins-registry → its node by privileged container",
      "safeguard-off kubernetes_deployment_v1.model-registry: what a container may: ",
    ],
  ],
  [
    "13 a public load balancer before the registry",
    (json) => {
      all(json, "kubernetes_service_v1", "model-registry")[0].spec.type = "LoadBalancer";
    },
    [
      "reach-opened (public) kubernetes_service_v1.model-registry_service: opens the internet → Service penguins-registry by public load balancer",
    ],
  ],
  [
    "14 an alert at another number",
    (json) => {
      const { manifest } = json.resource.kubernetes_manifest.dashboard;
      manifest.spec.groups[0].rules[0].annotations.threshold = "50000";
    },
    ["limit-raised kubernetes_manifest.dashboard: endpoint: "],
  ],
  [
    "16 administrator of the cluster",
    (json) =>
      add(json, "kubernetes_cluster_role_binding_v1", "eve", {
        metadata: { name: "eve" },
        role_ref: { kind: "ClusterRole", name: "cluster-admin" },
        subject: [{ kind: "User", name: "eve@example.org" }],
      }),
    [
      "permission-gained (wildcard) kubernetes_cluster_role_binding_v1.eve: user eve@example.org may now * * on everything in the whole cluster",
    ],
  ],
  [
    "18 another image",
    (json) => everywhere(json, ...digests),
    ["image kubernetes_deployment_v1.endpoint_release-r1: image:", "image kubernetes_manifest.pipeline: image:"],
  ],
  [
    "19 the gate at 0",
    (json) => everywhere(json, '"--threshold","0.8"', '"--threshold","0"'),
    [
      "gate-lowered kubernetes_manifest.pipeline: pipeline: accuracy at least: 0.8, hard → 0, hard, owner ml@example.com",
    ],
  ],
  ["20 programs, a module, another backend", addPrograms, programs],
  [
    "a type that nobody reads",
    (json) => add(json, "kubernetes_unheard_of", "x", {}),
    ["not-read kubernetes_unheard_of.x: kubernetes_unheard_of: no reader knows this type"],
  ],
  [
    "a manifest of a kind that nobody reads",
    (json) =>
      add(json, "kubernetes_manifest", "x", { manifest: { apiVersion: "example.org/v1", kind: "Eve", ...place("x") } }),
    ["not-read kubernetes_manifest.x: kubernetes_manifest example.org/Eve: no reader knows this type"],
  ],
  [
    "another owner",
    disown,
    ["owner kubernetes_manifest.pipeline: pipeline: owner ml@example.com → eve@example.com, of "],
  ],
];

/** The same, made in the spec. */
export const inSpec: readonly SpecRow[] = [
  [
    "7 50 replicas, in the spec",
    manyReplicas,
    [
      "limit-raised kubernetes_horizontal_pod_autoscaler_v2.endpoint_release-r1_autoscaler: endpoint: replicas at most: 2, hard → 50, hard, owner serving@example.com",
    ],
  ],
  [
    "8b an accelerator in the training, in the spec",
    largeTraining,
    ["machine kubernetes_manifest.pipeline: machine: "],
  ],
];

/** Changes that nobody must agree to. */
export const harmless: readonly Row[] = [
  [
    "a label",
    (json) => {
      for (const given of all(json, "kubernetes_service_account_v1")) given.metadata.labels.cost = "42";
    },
    [],
  ],
];
