/**
 * Role-based access control of Kubernetes: what each binding gives to whom. Permissions only add up, and nothing
 * denies.
 * kubernetes.io/docs/reference/access-authn-authz/rbac and …/docs/concepts/security/rbac-good-practices (2026-11)
 */
import type { Arguments } from "../../readers/stack.js";
import { field, type KubernetesObject, type Objects, part, parts } from "./objects.js";

/** Somebody to whom a binding gives something. */
export interface Subject {
  /** As a person reads it; a service account by the name that the API gives it. */
  readonly who: string;
  /** Whoever reaches the API: on some clusters anybody on the internet. */
  readonly isPublic: boolean;
}

/** A rule of a role. */
export interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Empty: all of them. */
  readonly names: readonly string[];
  readonly verbs: readonly string[];
  /** Paths of the API beside its resources; empty for a rule of resources. */
  readonly paths: readonly string[];
}

/** One subject with the rules of one role. */
export interface Binding {
  readonly subject: Subject;
  /** The role as it is called, such as `ClusterRole view`. */
  readonly role: string;
  /** Undefined: the role does not stand in this stack, and Kubernetes does not bring it. */
  readonly rules: readonly Rule[] | undefined;
  /** Where it holds; empty for the whole cluster. */
  readonly namespace: string;
  readonly address: string;
}

/** The name of a service account as the API knows it. */
export const accountName = (namespace: string, name: string): string => `system:serviceaccount:${namespace}:${name}`;

const all: Rule = { groups: ["*"], resources: ["*"], names: [], verbs: ["*"], paths: [] };
const rule = (groups: string, resources: string, verbs: string): Rule => ({
  groups: groups.split(" "),
  resources: resources.split(" "),
  names: [],
  verbs: verbs.split(" "),
  paths: [],
});

/**
 * The roles that Kubernetes brings, by what of them this page answers for.
 * kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles (2026-11)
 */
const views =
  "configmaps endpoints events limitranges persistentvolumeclaims pods pods/log replicationcontrollers resourcequotas serviceaccounts services";
const workloads = "daemonsets deployments replicasets statefulsets";
const edited =
  "configmaps endpoints events persistentvolumeclaims pods replicationcontrollers secrets serviceaccounts services";
const view: readonly Rule[] = [
  rule("", views, "get list watch"),
  rule("apps", workloads, "get list watch"),
  rule("batch", "cronjobs jobs", "get list watch"),
  rule("networking.k8s.io", "ingresses networkpolicies", "get list watch"),
];
const edit: readonly Rule[] = [
  ...view,
  rule("", edited, "get list watch create update patch delete deletecollection"),
  rule("", "serviceaccounts", "impersonate"),
  rule("", "serviceaccounts/token", "create"),
  rule(
    "",
    "pods/attach pods/exec pods/portforward pods/proxy services/proxy",
    "get list watch create update patch delete",
  ),
  rule("apps", workloads, "create update patch delete deletecollection"),
  rule("batch", "cronjobs jobs", "create update patch delete deletecollection"),
  rule("networking.k8s.io", "ingresses networkpolicies", "create update patch delete deletecollection"),
];
const admin: readonly Rule[] = [
  ...edit,
  rule("rbac.authorization.k8s.io", "roles rolebindings", "get list watch create update patch delete deletecollection"),
];
const brought: Readonly<Record<string, readonly Rule[]>> = {
  "cluster-admin": [all, { ...all, groups: [], resources: [], paths: ["*"] }],
  admin,
  edit,
  view,
};

/** The rules that stand in a role. A role that a controller fills from others says nothing of what it holds. */
function rulesOf({ body }: KubernetesObject, objects: Objects): readonly Rule[] | undefined {
  if (parts(body, "aggregationRule").length > 0) return undefined;
  return parts(body, "rules", "rule").map((each) => ({
    groups: objects.texts(field(each, "apiGroups")),
    resources: objects.texts(field(each, "resources")),
    names: objects.texts(field(each, "resourceNames")),
    verbs: objects.texts(field(each, "verbs")),
    paths: objects.texts(field(each, "nonResourceURLs", "nonResourceUrls")),
  }));
}

/**
 * Names of groups and users that are everybody. cloud.google.com/kubernetes-engine/docs/best-practices/rbac (2026-11)
 */
const everybody: Readonly<Record<string, string>> = {
  "system:authenticated": "whoever signs in to the cluster",
  "system:unauthenticated": "everybody",
  "system:anonymous": "everybody",
};

/** Somebody as a binding names them. A user's name may be that of a service account. */
function subjectOf(given: Arguments, namespace: string, objects: Objects): Subject {
  const kind = objects.text(given["kind"]);
  const name = objects.text(given["name"]);
  if (kind === "ServiceAccount")
    return { who: accountName(objects.text(given["namespace"]) || namespace, name), isPublic: false };
  const wide = everybody[name];
  if (wide !== undefined) return { who: `${wide} (${name})`, isPublic: true };
  if (name.startsWith("system:serviceaccount:")) return { who: name, isPublic: false };
  return { who: `${kind === "Group" ? "group" : "user"} ${name}`, isPublic: false };
}

/** The bindings of one object; none for any other kind. */
export function bindingsOf(object: KubernetesObject, objects: Objects): readonly Binding[] {
  const { kind, group, namespace, body, resource } = object;
  if (group !== "" || !/^(Cluster)?RoleBinding$/.test(kind)) return [];
  const ref = part(body, "roleRef");
  const [of, name] = [objects.text(ref["kind"]), objects.text(ref["name"])];
  const found = objects
    .ofKind(of)
    .find((role) => role.name === name && (of === "ClusterRole" || role.namespace === namespace));
  const rules =
    found === undefined
      ? of === "ClusterRole" && Object.hasOwn(brought, name)
        ? brought[name]
        : undefined
      : rulesOf(found, objects);
  return parts(body, "subjects", "subject").map((each) => ({
    subject: subjectOf(each, namespace, objects),
    role: `${of} ${name}`,
    rules,
    namespace: kind === "ClusterRoleBinding" ? "" : namespace,
    address: resource.address,
  }));
}

/**
 * The label by which a cluster role becomes a part of one that Kubernetes brings, and the role that it becomes part of.
 */
export const aggregatesTo = ({ labels }: KubernetesObject): readonly string[] =>
  Object.entries(labels).flatMap(([key, value]) => {
    const [, role] = /^rbac\.authorization\.k8s\.io\/aggregate-to-(.+)$/.exec(key) ?? [];
    return role !== undefined && value === "true" ? [role] : [];
  });

/** The rules of a role that stands in this stack. */
export const rulesOfRole = rulesOf;

const matches = (pattern: string, value: string): boolean => pattern === "*" || pattern === value;

/** Whether a rule gives a verb on a resource of a group, be it for some names only. */
export function covers({ groups, resources, verbs }: Rule, group: string, resource: string, verb: string): boolean {
  const [, sub] = resource.split("/");
  const isResource = resources.some((each) => matches(each, resource) || (sub !== undefined && each === `*/${sub}`));
  return isResource && groups.some((each) => matches(each, group)) && verbs.some((each) => matches(each, verb));
}

/** What makes pods: whoever may create or change one runs what they like, as any service account of the namespace. */
const podMakers: ReadonlyArray<readonly [group: string, resource: string]> = [
  ["", "pods"],
  ["", "replicationcontrollers"],
  ...workloads.split(" ").map((each) => ["apps", each] as const),
  ["batch", "jobs"],
  ["batch", "cronjobs"],
  ["argoproj.io", "workflows"],
  ["argoproj.io", "cronworkflows"],
  ["argoproj.io", "workflowtemplates"],
  ["argoproj.io", "rollouts"],
  ["ray.io", "rayclusters"],
  ["ray.io", "rayjobs"],
  ["ray.io", "rayservices"],
  ["trainer.kubeflow.org", "trainjobs"],
];

/** Whether a rule lets somebody run a container of their own. A running pod's image may be changed as well. */
export const runsPods = (given: Rule): boolean =>
  podMakers.some(([group, resource]) =>
    // a create cannot be held to a name: such a rule lets nobody create
    given.names.length > 0
      ? ["update", "patch"].some((verb) => covers(given, group, resource, verb))
      : ["create", "update", "patch"].some((verb) => covers(given, group, resource, verb)),
  ) ||
  covers(given, "", "pods/ephemeralcontainers", "patch") ||
  covers(given, "", "pods/ephemeralcontainers", "update");

/** Whether a rule lets somebody run a command inside of a pod. A web socket asks for it with a get. */
export const entersPods = (given: Rule): boolean =>
  ["pods/exec", "pods/attach"].some((each) => ["get", "create"].some((verb) => covers(given, "", each, verb))) ||
  ["get", "create"].some((verb) => covers(given, "", "nodes/proxy", verb));
