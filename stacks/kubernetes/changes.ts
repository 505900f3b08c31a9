/** What a change of the spec does to a pilot that is deployed on a cluster. */
import { costsNothing, type SpecChange } from "../changes/spec-change.js";

const deployment = "kubernetes_deployment_v1";
const manifest = "kubernetes_manifest";
const policy = "kubernetes_network_policy_v1";
const binding = "kubernetes_role_binding_v1";
const service = "kubernetes_service_v1";
const pods = "/spec/template/spec";
const rolled =
  "Each listed release rolls over: a pod with the new number starts, is ready, and then one of the old ones goes.";
const onePodMore = "One pod more of each listed release runs while it rolls over.";

/** One row for each change; `test/changes/kubernetes.ts` says how each is tried. */
export const changes: readonly SpecChange[] = [
  {
    key: "kubernetes.live",
    how: "in place",
    words:
      "The Service selects the pods of the other release, which are running. Connections that are open stay with the old ones.",
    costs: costsNothing,
    seenAt: [{ type: service, pointer: "/spec/selector/ml-pilot~1release" }],
  },
  {
    key: "kubernetes.releases",
    change: "one more",
    how: "beside, then switched",
    words:
      "A Deployment of its own starts, fetches the model and compares its hash. The apply waits for it, and fails where it does not become ready.",
    costs: "The least replicas of one more release run from then on.",
    seenAt: [{ type: deployment, pointer: "", does: "comes" }],
  },
  {
    key: "kubernetes.releases",
    change: "one that is not live is removed",
    how: "in place",
    words: "Its pods go; it can go live again once it is listed.",
    costs: "A way back to it takes a start of its pods.",
    seenAt: [{ type: deployment, pointer: "" }],
  },
  {
    key: "kubernetes.releases",
    change: "without the live one",
    how: "refused",
    words: "The check refuses it, because the live release must be one of the releases.",
    costs: costsNothing,
  },
  {
    key: "kubernetes.internalLoadBalancer",
    how: "in place",
    words: "The Service gets an internal load balancer beside its address in the cluster, or loses it.",
    costs: "The cloud charges a load balancer as long as it exists.",
    seenAt: [{ type: service, pointer: "/spec/type" }],
  },
  {
    key: "kubernetes.hardware",
    how: "beside, then switched",
    words: rolled,
    costs: onePodMore,
    seenAt: [{ type: deployment, pointer: `${pods}/container/0/resources` }],
  },
  {
    key: "endpoint.hardware",
    how: "beside, then switched",
    words: rolled,
    costs: onePodMore,
    seenAt: [{ type: deployment, pointer: `${pods}/container/0/resources` }],
  },
  {
    key: "endpoint.minReplicas",
    how: "in place",
    words: "The autoscaler starts or ends pods of each listed release.",
    costs: "The least replicas of each listed release run from then on.",
    seenAt: [{ type: "kubernetes_horizontal_pod_autoscaler_v2", pointer: "/spec/min_replicas" }],
  },
  {
    key: "endpoint.maxReplicas",
    how: "in place",
    words: "The autoscaler has the new number, and the quota of the namespace with it.",
    costs: "Up to the new number of pods of each listed release run.",
    seenAt: [{ type: "kubernetes_horizontal_pod_autoscaler_v2", pointer: "/spec/max_replicas" }],
  },
  {
    key: "endpoint.p95Milliseconds",
    how: "in place",
    words: "The alert has the new threshold; without kubernetes.monitoring nobody is alerted.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/groups/0/rules/0/annotations/threshold" }],
  },
  {
    key: "endpoint.errorPercent",
    how: "in place",
    words: "The alert has the new threshold; without kubernetes.monitoring nobody is alerted.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/groups/0/rules/1/annotations/threshold" }],
  },
  {
    key: "endpoint.idleHours",
    how: "in place",
    words: "The alert has the new range; without kubernetes.monitoring nobody is alerted.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/groups/0/rules/2/annotations/threshold" }],
  },
  {
    key: "paused",
    change: "true",
    how: "stops what serves",
    words: "The Deployments of every release and of MLflow go. Claims, policies, quota and service accounts stay.",
    costs: "Only the claim of MLflow is charged from then on. A way back takes a start of all pods.",
    seenAt: [{ type: "kubernetes_horizontal_pod_autoscaler_v2", pointer: "" }],
  },
  {
    key: "endpoint.mode",
    change: "realtime to batch",
    how: "stops what serves",
    words: "The endpoint goes with its Service, and a second workflow comes.",
    costs: "Nobody is answered from then on; scoring runs by the clock.",
    seenAt: [{ type: service, pointer: "" }],
  },
  {
    key: "image.digest",
    how: "beside, then switched",
    words: `The next run takes the new image. ${rolled} A release with a digest of its own keeps it.`,
    costs: onePodMore,
    seenAt: [{ type: deployment, pointer: `${pods}/container/0/image` }],
  },
  {
    key: "training.maxRuntimeSeconds",
    how: "in place",
    words: "The next run has the new limit; a run that is going on keeps its own.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/templates/*/activeDeadlineSeconds" }],
  },
  {
    key: "gate.threshold",
    how: "in place",
    words: "The next run compares with the new threshold; registered versions stay.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/templates/*/container/args" }],
  },
  {
    key: "training.hardware",
    how: "in place",
    words: "The next run asks for the other amounts; a run that is going on keeps its own.",
    costs: "A run takes the other amounts of the cluster.",
    seenAt: [{ type: manifest, pointer: "/manifest/spec/templates/*/container/resources" }],
  },
  {
    key: "kubernetes.retrainSchedule",
    how: "in place",
    words: "The suspended CronWorkflow has the new line.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/schedules" }],
  },
  {
    key: "operators.kubernetes",
    how: "in place",
    words: "Who left the list loses each right, who came gets it; nothing that serves moves.",
    costs: costsNothing,
    // an operator has bindings of their own; those to the endpoint also go and come with its Service
    seenAt: [
      { type: binding, pointer: "", does: "goes", without: [{ type: service, pointer: "" }] },
      { type: binding, pointer: "", does: "comes", without: [{ type: service, pointer: "", does: "comes" }] },
    ],
  },
  {
    key: "network.allowedClients",
    how: "in place",
    words: "The policy of the endpoint has the new networks, and so has its load balancer.",
    costs: costsNothing,
    seenAt: [{ type: policy, pointer: "/spec/ingress" }],
  },
  {
    key: "budget.recipients",
    how: "in place",
    words: "The ConfigMap has the new addresses; nothing sends to them.",
    costs: costsNothing,
    seenAt: [{ type: "kubernetes_config_map_v1", pointer: "/data/recipients" }],
  },
  {
    key: "kubernetes.namespace",
    how: "stops what serves",
    words:
      "Everything is made anew in the other namespace, and MLflow's claim is empty there. Export what is registered first.",
    costs: "The endpoint answers nobody until its pods are ready in the other namespace.",
    seenAt: [{ type: "kubernetes_namespace_v1", pointer: "/metadata/name" }],
  },
  {
    key: "kubernetes.bucket",
    how: "in place",
    words:
      "The next run reads and writes the other bucket; listed releases keep their own URIs. Whether the service accounts may read it is its owner's grant.",
    costs: costsNothing,
    seenAt: [{ type: manifest, pointer: "/manifest/spec/templates/*/inputs" }],
  },
];
