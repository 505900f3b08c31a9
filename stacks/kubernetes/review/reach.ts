/** Reach on Kubernetes: network policies, services, ingresses, gateways, the nodes' own network, Pod Security. */
import { isInternet } from "../../readers/networks.js";
import { internet, type Reach, type ReachReader, type Seen, see } from "../../readers/reach.js";
import type { Arguments, Resource } from "../../readers/stack.js";
import { isRayJob, madeObjects } from "./made-objects.js";
import { field, type KubernetesObject, Objects, part, parts, typeName } from "./objects.js";
import { containersOf, type Pods, podsOf } from "./pods.js";
import { type Direction, directionsOf, policyRows, selects } from "./policies.js";

/** What a reader of one kind makes of an object. */
type Handler = (object: KubernetesObject, objects: Objects, seen: Seen) => readonly Reach[];

/**
 * Annotations that keep a load balancer off the internet, with the values that do.
 * kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer (2026-11)
 */
const internal: Readonly<Record<string, RegExp>> = {
  "service.beta.kubernetes.io/aws-load-balancer-internal": /^(true|0\.0\.0\.0\/0)$/,
  "service.beta.kubernetes.io/aws-load-balancer-scheme": /^internal$/,
  "networking.gke.io/load-balancer-type": /^internal$/i,
  "cloud.google.com/load-balancer-type": /^internal$/i,
  "service.beta.kubernetes.io/azure-load-balancer-internal": /^true$/,
};

const isInternal = ({ annotations }: KubernetesObject): boolean =>
  Object.entries(internal).some(([key, value]) => value.test(annotations[key] ?? ""));

/** A load balancer: its ranges hold for its own address, and not for the ports that it opens on nodes. */
function loadBalancer(object: KubernetesObject, spec: Arguments, objects: Objects, seen: Seen): readonly Reach[] {
  const to = `Service ${object.name}`;
  const ranges = objects.texts(field(spec, "loadBalancerSourceRanges"));
  const held = ranges.length > 0 && !isInternet(ranges);
  const nodePorts =
    field(spec, "allocateLoadBalancerNodePorts") === false
      ? []
      : [seen.public(internet, to, "port of every node, which a load balancer opens beside its own")];
  if (isInternal(object)) {
    const from = held ? ranges : ["networks that reach the cluster's"];
    return [...from.map((each) => seen.open(each, to, "internal load balancer")), ...nodePorts];
  }
  const own = held
    ? ranges.map((range) => seen.open(range, to, "public load balancer, for a named range"))
    : [seen.public(internet, to, "public load balancer")];
  return [...own, ...nodePorts];
}

const service: Handler = (object, objects, seen) => {
  const spec = part(object.body, "spec");
  const type = objects.text(spec["type"]) || "ClusterIP";
  const to = `Service ${object.name}`;
  const addresses = objects.texts(field(spec, "externalIPs", "externalIps"));
  return [
    ...addresses.map((each) => seen.public(internet, to, `external address ${each}`)),
    ...(type === "LoadBalancer" ? loadBalancer(object, spec, objects, seen) : []),
    ...(type === "NodePort" ? [seen.public(internet, to, "port of every node")] : []),
    ...(type === "ExternalName" ? [seen.open(to, objects.text(field(spec, "externalName")), "a name elsewhere")] : []),
  ];
};

/**
 * Whether annotations of an ingress keep it inside: of the load balancer of AWS, of Google, or of an internal class.
 */
const staysInside = ({ annotations }: KubernetesObject): boolean =>
  annotations["alb.ingress.kubernetes.io/scheme"] === "internal" ||
  annotations["kubernetes.io/ingress.class"] === "gce-internal";

const ingress: Handler = (object, objects, seen) => {
  const spec = part(object.body, "spec");
  const hosts = parts(spec, "rules", "rule").map((rule) => objects.text(rule["host"]) || "every host");
  const to = `Ingress ${object.name} for ${hosts.join(", ") || "every host"}`;
  return [
    staysInside(object)
      ? seen.open("networks that reach the cluster's", to, "internal ingress")
      : seen.public(internet, to, "ingress"),
  ];
};

const gateway: Handler = ({ name }, _objects, seen) => [seen.public(internet, `Gateway ${name}`, "gateway")];

const route: Handler = ({ kind, name, body }, objects, seen) => {
  const spec = part(body, "spec");
  const gateways = parts(spec, "parentRefs").map((each) => `Gateway ${objects.text(each["name"])}`);
  const services = parts(spec, "rules").flatMap((rule) =>
    parts(rule, "backendRefs").map((each) => `Service ${objects.text(each["name"])}`),
  );
  return gateways.flatMap((from) => services.map((to) => seen.open(from, to, `${kind} ${name}`)));
};

const podSecurity = "pod-security.kubernetes.io/enforce";

/** What pods of a namespace may take of their nodes. kubernetes.io/docs/concepts/security/pod-security-standards */
const namespace: Handler = ({ name, labels }, _objects, seen) => {
  const level = labels[podSecurity];
  const from = `pods of ${name}`;
  const to = "the nodes that they run on";
  if (level === "restricted" || level === "baseline") return [seen.closed(from, to, `Pod Security ${level}`)];
  return [seen.open(from, to, level === undefined ? "no Pod Security is enforced" : `Pod Security ${level}`)];
};

/** What of a node pods take: its network, its ports, its files. */
function ofNode(pods: Pods, seen: Seen): readonly Reach[] {
  const { spec, name } = pods;
  const ports = containersOf(pods)
    .flatMap((each) => parts(each, "ports", "port"))
    .flatMap((each) => field(each, "hostPort") ?? []);
  const paths = parts(spec, "volumes", "volume").flatMap((each) =>
    parts(each, "hostPath").map(({ path }) => String(path)),
  );
  const privileged = containersOf(pods).some((each) => part(each, "securityContext")["privileged"] === true);
  return [
    ...(field(spec, "hostNetwork") === true
      ? [seen.public(internet, name, "the node's own network, which no policy holds")]
      : []),
    ...ports.map((port) => seen.public(internet, name, `port ${port} of its node`)),
    ...paths.map((path) => seen.open(name, `files of its node below ${path}`, "host path")),
    ...(privileged ? [seen.open(name, "its node", "privileged container")] : []),
    ...(field(spec, "hostPID", "hostPid") === true ? [seen.open(name, "processes of its node", "host PID")] : []),
  ];
}

/** What is open to pods because no policy selects them. Where another stack makes the policies, this one cannot say. */
function unheld(pods: Pods, objects: Objects, seen: Seen): readonly Reach[] {
  const policies = objects.ofKind("NetworkPolicy");
  const isHere =
    objects.ofKind("Namespace").some(({ name }) => name === pods.namespace) ||
    policies.some((each) => each.namespace === pods.namespace);
  if (!isHere)
    return [seen.open(pods.name, `what policies of ${pods.namespace} let`, "policies that another stack makes")];
  const holds = (direction: Direction) =>
    policies.some((each) => directionsOf(each, objects).includes(direction) && selects(each, pods, objects));
  return [
    ...(holds("Ingress")
      ? []
      : [seen.open("every pod of the cluster", pods.name, "all ports, since no policy selects it")]),
    ...(holds("Egress") ? [] : [seen.public(pods.name, internet, "all ports, since no policy selects it")]),
  ];
}

const pods: Handler = (object, objects, seen) =>
  podsOf(object, objects).flatMap((each) => [...ofNode(each, seen), ...unheld(each, objects, seen)]);

/** A workflow's own pods, those of the RayJobs that it makes, and what else it makes. */
const workflow: Handler = (object, objects, seen) => [
  ...pods(object, objects, seen),
  ...madeObjects(object)
    .filter((each) => !isRayJob(each))
    .map(({ template, kind = "an object" }) =>
      seen.open(
        `${object.kind} ${object.name}, ${objects.text(template["name"])}`,
        kind,
        "made by a run, and not read",
      ),
    ),
];

const handlers: Readonly<Record<string, Handler>> = {
  "/NetworkPolicy": (object, objects, seen) => policyRows(object, objects, seen),
  "/Service": service,
  "/Ingress": ingress,
  "/Namespace": namespace,
  ...Object.fromEntries(
    ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"].map(
      (kind) => [`/${kind}`, pods],
    ),
  ),
  "argoproj.io/WorkflowTemplate": workflow,
  "argoproj.io/ClusterWorkflowTemplate": workflow,
  "argoproj.io/Workflow": workflow,
  "gateway.networking.k8s.io/Gateway": gateway,
  "gateway.networking.k8s.io/HTTPRoute": route,
  "gateway.networking.k8s.io/GRPCRoute": route,
  "gateway.networking.k8s.io/TCPRoute": route,
};

/** Types that are one of these kinds by their name alone: a manifest is not, and is known by what it holds. */
const types =
  /^kubernetes_(network_policy|service|ingress|namespace|pod|deployment|stateful_set|daemonset|daemon_set|replication_controller|job|cron_job)(_v\d+)?$/;

/** Rows of objects of Kubernetes. */
export const reach: ReachReader = {
  reads: (type) => types.test(type),
  rows: (resource: Resource, references, stack) => {
    if (!resource.type.startsWith("kubernetes_")) return [];
    const objects = Objects.of(stack, references);
    const object = objects.object(resource);
    const handler = object && handlers[`${object.group}/${object.kind}`];
    return object === undefined || handler === undefined ? [] : handler(object, objects, see(resource, references));
  },
};

/** Whether a manifest holds a kind that is read here. */
export const readsManifest = ({ group, kind, resource }: KubernetesObject): boolean =>
  typeName(resource) !== undefined && Object.hasOwn(handlers, `${group}/${kind}`);
