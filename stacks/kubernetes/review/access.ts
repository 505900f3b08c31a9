/**
 * Coverage on Kubernetes: a binding counts for everything in its namespace, or in the cluster. Whoever runs a pod reads
 * what pods may mount. kubernetes.io/docs/concepts/security/rbac-good-practices (2026-11)
 */
import type { Access, AccessOfPlatform, AccessReader, Thing } from "../../readers/access.js";
import { isInBox } from "../../readers/commands.js";
import type { References } from "../../readers/references.js";
import type { Stack } from "../../readers/stack.js";
import { type KubernetesObject, Objects } from "./objects.js";
import { accountName, type Binding, bindingsOf, covers, entersPods, type Rule, runsPods } from "./rbac.js";

/** Verbs on a thing that a rule gives, each with the words of the API. */
type Verbs = ReadonlyArray<readonly [verb: string, action: string]>;

interface Shape {
  readonly kind: Thing["kind"];
  readonly group: string;
  readonly resource: string;
  /** What a rule gives beside reading, changing and deleting the object itself. */
  readonly beside: (rule: Rule, name: string) => Verbs;
}

const named = (rule: Rule, name: string): boolean => rule.names.length === 0 || rule.names.includes(name);
const gives = (rule: Rule, verb: string, group: string, resource: string, verbs: readonly string[]): Verbs =>
  verbs.flatMap((each) => (covers(rule, group, resource, each) ? [[verb, `${each} ${resource}`] as const] : []));

/** What whoever runs or enters a pod gets of what pods mount. */
const byPods = (rule: Rule, verbs: readonly string[]): Verbs =>
  verbs.flatMap((verb) => [
    ...(runsPods(rule) ? [[verb, "a pod that mounts it"] as const] : []),
    ...(entersPods(rule) ? [[verb, "a pod that has it mounted"] as const] : []),
  ]);

const shapes: Readonly<Record<string, Shape>> = {
  "/PersistentVolumeClaim": {
    ...{ kind: "store", group: "", resource: "persistentvolumeclaims" },
    beside: (rule) => byPods(rule, ["read", "write"]),
  },
  "/Secret": {
    ...{ kind: "store", group: "", resource: "secrets" },
    beside: (rule, name) => [
      ...(named(rule, name) ? gives(rule, "read", "", "secrets", ["get", "list", "watch"]) : []),
      ...byPods(rule, ["read"]),
    ],
  },
  "/Service": {
    ...{ kind: "endpoint", group: "", resource: "services" },
    beside: (rule, name) => [
      ...(named(rule, name) ? gives(rule, "invoke", "", "services/proxy", ["get", "create"]) : []),
      ...gives(rule, "invoke", "", "pods/proxy", ["get", "create"]),
      ...gives(rule, "invoke", "", "pods/portforward", ["get", "create"]),
    ],
  },
  "/ServiceAccount": {
    ...{ kind: "identity", group: "", resource: "serviceaccounts" },
    beside: (rule, name) => [
      ...(runsPods(rule) ? [["act as", "a pod that runs as it"] as const] : []),
      ...(entersPods(rule) ? [["act as", "a pod that runs as it, entered"] as const] : []),
      ...(named(rule, name) ? gives(rule, "act as", "", "serviceaccounts", ["impersonate"]) : []),
      ...(named(rule, name) ? gives(rule, "act as", "", "serviceaccounts/token", ["create"]) : []),
    ],
  },
  "argoproj.io/WorkflowTemplate": {
    ...{ kind: "pipeline", group: "argoproj.io", resource: "workflowtemplates" },
    beside: (rule) => [
      ...gives(rule, "run", "argoproj.io", "workflows", ["create"]),
      ...gives(rule, "stop", "argoproj.io", "workflows", ["patch", "update", "delete"]),
    ],
  },
};

/** Types that are one of these by their name alone. */
const types = /^kubernetes_(persistent_volume_claim|secret|service|service_account)(_v1)?$/;

/** What the object itself may be done to. A read of a secret is one of what is in it. */
function onObject(rule: Rule, { group, resource }: Shape, name: string): Verbs {
  if (!named(rule, name)) return [];
  const read = resource === "secrets" ? "read" : "view";
  return [
    ...gives(rule, read, group, resource, ["get", "list", "watch"]),
    ...gives(rule, "write", group, resource, ["update", "patch"]),
    ...gives(rule, "delete", group, resource, ["delete", "deletecollection"]),
  ];
}

interface Found {
  readonly thing: Thing;
  readonly shape: Shape;
  readonly object: KubernetesObject;
}

function thingsOf(objects: Objects, stack: Stack): readonly Found[] {
  return objects.all.flatMap((object): readonly Found[] => {
    const shape = shapes[`${object.group}/${object.kind}`];
    if (shape === undefined) return [];
    const { kind, namespace, name, resource } = object;
    const is = kind === "Service" && isInBox(stack, "model registry", resource) ? "registry" : shape.kind;
    const called = kind === "ServiceAccount" ? accountName(namespace, name) : `${namespace}/${name}`;
    return [{ thing: { kind: is, name: called, address: resource.address }, shape, object }];
  });
}

function accessOn({ thing, shape, object }: Found, { subject, rules, address, namespace }: Binding): readonly Access[] {
  if (namespace !== "" && namespace !== object.namespace) return [];
  return (rules ?? []).flatMap((rule) =>
    [...onObject(rule, shape, object.name), ...shape.beside(rule, object.name)].map(([verb, action]) => ({
      thing,
      verb,
      who: subject.who,
      parts: [],
      when: [],
      actions: [action],
      addresses: [address],
      isPublic: subject.isPublic,
    })),
  );
}

/** Who may what with each thing of a stack's Kubernetes objects. */
function find(stack: Stack, references: References): AccessOfPlatform {
  const objects = Objects.of(stack, references);
  const found = thingsOf(objects, stack);
  if (found.length === 0) return { things: [], access: [] };
  const bindings = objects.all.flatMap((object) => bindingsOf(object, objects));
  const access = found.flatMap((each) => bindings.flatMap((binding) => accessOn(each, binding)));
  return { things: found.map(({ thing }) => thing), access };
}

/** Reads who may what on Kubernetes. */
export const access: AccessReader = {
  isThing: (type) => types.test(type),
  dataStores: ["kubernetes_persistent_volume_claim_v1", "kubernetes_persistent_volume_claim"],
  find,
};
