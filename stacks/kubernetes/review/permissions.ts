/** RBAC of Kubernetes as rows: verbs on resources of a namespace or of the cluster, and what they come to. */
import { type Grant, type GrantReader, notUnderstood } from "../../readers/permissions.js";
import type { References } from "../../readers/references.js";
import type { Stack } from "../../readers/stack.js";
import { type KubernetesObject, Objects, typeName } from "./objects.js";
import {
  accountName,
  aggregatesTo,
  type Binding,
  bindingsOf,
  covers,
  entersPods,
  type Rule,
  rulesOfRole,
  runsPods,
} from "./rbac.js";

/**
 * The verbs of the API in the one vocabulary. kubernetes.io/docs/reference/access-authn-authz/authorization (2026-11)
 */
const plain: Readonly<Record<string, string>> = {
  get: "read",
  list: "list",
  watch: "list",
  create: "write",
  update: "write",
  patch: "write",
  delete: "delete",
  deletecollection: "delete",
  "*": "everything",
  use: "use",
  impersonate: "act as",
  bind: "administer",
  escalate: "administer",
  approve: "approve",
  sign: "approve",
};

const changes = ["create", "update", "patch"];
const has = (rule: Rule, group: string, resources: readonly string[], verbs: readonly string[]): boolean =>
  resources.some((resource) => verbs.some((verb) => covers(rule, group, resource, verb)));

const rbac = "rbac.authorization.k8s.io";
const rights = ["roles", "clusterroles", "rolebindings", "clusterrolebindings"];
const webhooks = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];

/**
 * What a rule comes to beside its verbs, each with its reason.
 * kubernetes.io/docs/concepts/security/rbac-good-practices (2026-11), "privilege escalation risks"
 */
const comesTo: ReadonlyArray<readonly [verb: string, why: string, holds: (rule: Rule) => boolean]> = [
  ["act as", "runs pods as any service account there, and reads what they may mount", runsPods],
  ["act as", "enters running pods, with their identity", entersPods],
  ["act as", "takes tokens of service accounts", (rule) => has(rule, "", ["serviceaccounts/token"], ["create"])],
  [
    "act as",
    "impersonates",
    (rule) =>
      has(rule, "", ["users", "groups", "serviceaccounts"], ["impersonate"]) ||
      has(rule, "authentication.k8s.io", ["uids"], ["impersonate"]),
  ],
  ["read", "a list holds the contents of secrets", (rule) => has(rule, "", ["secrets"], ["list", "watch"])],
  ["administer", "gives rights that it does not have", (rule) => has(rule, rbac, rights, ["bind", "escalate"])],
  ["administer", "gives rights that it has", (rule) => has(rule, rbac, rights, changes)],
  ["run", "runs pods as any service account there, and reads what they may mount", runsPods],
  [
    "invoke",
    "reaches ports of pods past network policies",
    (rule) => has(rule, "", ["pods/portforward", "pods/proxy", "services/proxy"], ["get", "create"]),
  ],
  [
    "administer",
    "reads and changes what others send to the API",
    (rule) => has(rule, "admissionregistration.k8s.io", webhooks, changes),
  ],
  ["administer", "mounts any path of a node by a volume", (rule) => has(rule, "", ["persistentvolumes"], changes)],
  ["administer", "may take the labels of Pod Security away", (rule) => has(rule, "", ["namespaces"], changes)],
  [
    "administer",
    "changes what pods may reach",
    (rule) => has(rule, "networking.k8s.io", ["networkpolicies"], [...changes, "delete", "deletecollection"]),
  ],
  [
    "act as",
    "approves certificates, with which anybody may be signed in as",
    (rule) => has(rule, "certificates.k8s.io", ["certificatesigningrequests/approval"], ["update", "patch"]),
  ],
];

const isEverything = ({ groups, resources, verbs, names }: Rule): boolean =>
  [groups, resources, verbs].every((each) => each.includes("*")) && names.length === 0;

const unique = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** What a rule is on, as a person reads it. */
function on({ groups, resources, names, paths }: Rule, namespace: string): string {
  const where = namespace === "" ? "the whole cluster" : `namespace ${namespace}`;
  if (paths.length > 0) return `paths ${paths.join(", ")} of the API`;
  const of = groups.filter((group) => group !== "" && group !== "*");
  const what = resources.includes("*") ? "everything" : resources.join(", ");
  const group = of.length === 0 ? "" : ` (${of.join(", ")})`;
  const called = names.length === 0 ? "" : ` named ${names.join(", ")}`;
  return `${what}${group}${called} in ${where}`;
}

/** Whether a service account of another namespace gets something in this one. */
function isForeign({ subject, namespace }: Binding): boolean {
  const [, own] = /^system:serviceaccount:([^:]+):/.exec(subject.who) ?? [];
  return own !== undefined && namespace !== "" && own !== namespace;
}

function row(binding: Binding, rule: Rule): Grant {
  const { subject, namespace, address, role } = binding;
  const found = comesTo.filter(([, , holds]) => holds(rule));
  const everything = isEverything(rule);
  // what cannot be held to names is not allowed by a rule that names some
  const isVoid =
    rule.names.length > 0 &&
    rule.verbs.every((verb) => verb === "create") &&
    rule.resources.every((each) => !each.includes("/"));
  const notes = isVoid
    ? ["a create names nothing yet, so that this rule lets nobody"]
    : unique(found.map(([, why]) => why));
  return {
    who: subject.who,
    effect: "may",
    verbs: everything
      ? ["everything"]
      : unique([
          ...rule.verbs.map((verb) => plain[verb] ?? "not understood"),
          ...(isVoid ? [] : found.map(([verb]) => verb)),
        ]),
    actions: rule.verbs.map((verb) => `${verb} ${(rule.paths.length > 0 ? rule.paths : rule.resources).join(", ")}`),
    on: [on(rule, namespace)],
    when: [],
    note: [role, ...notes].join(": "),
    address,
    isPublic: subject.isPublic,
    ...(isForeign(binding) ? { foreign: true as const } : {}),
    wildcards: [
      ...(subject.isPublic ? (["principal"] as const) : []),
      ...(rule.verbs.includes("*") ? (["action"] as const) : []),
      ...(rule.resources.includes("*") || rule.groups.includes("*") || rule.paths.includes("*")
        ? (["resource"] as const)
        : []),
    ],
  };
}

function rows(binding: Binding): readonly Grant[] {
  const { subject, namespace, address, role, rules } = binding;
  if (rules !== undefined) return rules.map((each) => row(binding, each));
  return [
    {
      who: subject.who,
      effect: "may",
      verbs: ["not understood"],
      actions: [`${role}, which does not stand in this stack`],
      on: [namespace === "" ? "the whole cluster" : `namespace ${namespace}`],
      when: [],
      address,
      isPublic: subject.isPublic,
      wildcards: subject.isPublic ? ["principal"] : [],
    },
  ];
}

/** Annotations by which a service account is an identity of a cloud, with what each names. */
const cloudIdentities: Readonly<Record<string, string>> = {
  "eks.amazonaws.com/role-arn": "role",
  "iam.gke.io/gcp-service-account": "service account",
  "azure.workload.identity/client-id": "managed identity",
};

/** The identity of a cloud that a service account asks for; whether it gets it is the cloud's to say. */
function cloudIdentity({ name, namespace, annotations, resource }: KubernetesObject): readonly Grant[] {
  return Object.entries(cloudIdentities).flatMap(([key, what]): readonly Grant[] => {
    const value = annotations[key];
    if (value === undefined) return [];
    return [
      {
        who: accountName(namespace, name),
        effect: "may",
        verbs: ["act as"],
        actions: [key],
        on: [`${what} ${value}`],
        when: ["the cloud trusts this service account"],
        address: resource.address,
        isPublic: false,
        wildcards: [],
      },
    ];
  });
}

/** What a role adds to the roles that Kubernetes brings, for whoever has one of them. */
function aggregated(object: KubernetesObject, objects: Objects): readonly Grant[] {
  const { resource } = object;
  return aggregatesTo(object).flatMap((role) =>
    (rulesOfRole(object, objects) ?? []).map((each) => {
      const subject = { who: `whoever has the ClusterRole ${role}`, isPublic: false };
      return row({ subject, role: `added to ${role}`, rules: [each], namespace: "", address: resource.address }, each);
    }),
  );
}

/** Kinds whose pods, ways or meters other readers read: they grant nothing by themselves. */
const readElsewhere =
  /^(argoproj\.io\/(WorkflowTemplate|CronWorkflow|Workflow)|gateway\.networking\.k8s\.io\/(Gateway|HTTPRoute)|\/(Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob|Service|Ingress|NetworkPolicy|Namespace|Role|ClusterRole))$/;

const isRbac = (kind: string): boolean => /^(Cluster)?Role(Binding)?$/.test(kind);

/** Rows of one object of Kubernetes. */
export const permissions: GrantReader = (resource, references: References, stack: Stack) => {
  if (!resource.type.startsWith("kubernetes_") || resource.isData) return undefined;
  const objects = Objects.of(stack, references);
  const object = objects.object(resource);
  if (object === undefined) return undefined;
  const { kind, group, body } = object;
  if (group === "" && /Binding$/.test(kind) && isRbac(kind)) {
    const found = bindingsOf(object, objects).flatMap(rows);
    return found.length > 0 || Array.isArray(body["subjects"] ?? body["subject"])
      ? found
      : [notUnderstood(resource, typeName(resource) ?? resource.type)];
  }
  if (group === "" && kind === "ClusterRole") return aggregated(object, objects);
  if (group === "" && kind === "Role") return [];
  if (group === "" && kind === "ServiceAccount") return cloudIdentity(object);
  return readElsewhere.test(`${group}/${kind}`) ? [] : undefined;
};
