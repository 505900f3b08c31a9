/** The rights of whoever deploys and destroys a pilot on a cluster: a Role of its namespace, to paste. */
import type { PilotSpec } from "../pilot-spec/schema.js";
import { namespaceOf } from "./names.js";

/** What a rule of the Role is about. */
interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What Terraform does with each resource. kubernetes.io/docs/reference/access-authn-authz/authorization (2026-11) */
const all = ["get", "list", "watch", "create", "update", "patch", "delete"];

/**
 * Every right in the namespace. A Role may only be given by somebody who has its rights, so those that the pilot gives
 * to its operators and to Argo stand here too: kubernetes.io/docs/reference/access-authn-authz/rbac (2026-11),
 * "Restrictions on role creation or update". Nothing escalates: the verbs `escalate` and `bind` are not given.
 */
export const rules: readonly Rule[] = [
  {
    groups: [""],
    resources: ["configmaps", "limitranges", "persistentvolumeclaims", "resourcequotas", "serviceaccounts", "services"],
    verbs: all,
  },
  { groups: [""], resources: ["pods", "pods/log", "events"], verbs: ["get", "list", "watch"] },
  { groups: [""], resources: ["pods/portforward", "serviceaccounts/token"], verbs: ["create"] },
  { groups: ["apps"], resources: ["deployments"], verbs: all },
  { groups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: all },
  { groups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: all },
  { groups: ["policy"], resources: ["poddisruptionbudgets"], verbs: all },
  { groups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: all },
  { groups: ["argoproj.io"], resources: ["workflowtemplates", "cronworkflows", "workflows"], verbs: all },
  { groups: ["argoproj.io"], resources: ["workflowtaskresults"], verbs: ["create", "patch"] },
  { groups: ["monitoring.coreos.com"], resources: ["podmonitors", "prometheusrules"], verbs: all },
];

const list = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;

/** The same where a step runs on several nodes, whose rights Argo and operators get. */
export const rulesOf = ({ training }: Pick<PilotSpec, "training">): readonly Rule[] =>
  training.nodes === 1
    ? rules
    : [...rules, { groups: ["ray.io"], resources: ["rayjobs"], verbs: ["get", "list", "watch", "create", "delete"] }];

/** What `deployer` prints: manifests to paste into `kubectl apply --filename -`. */
export function deployerRights(spec: PilotSpec): readonly string[] {
  const { name, kubernetes } = spec;
  if (kubernetes === undefined) return [];
  const namespace = namespaceOf({ name, kubernetes });
  const role = `${name}-deployer`;
  const group = "rbac.authorization.k8s.io";
  return [
    "# for somebody who administers the cluster; DEPLOYER is a user as the cluster knows it",
    ...(kubernetes.existingNamespace
      ? []
      : [
          `# a namespace is cluster-wide: create it beforehand and set kubernetes.existingNamespace: true, or let DEPLOYER make it`,
          `kubectl create clusterrole ${role}-namespace --verb=get,list,watch,create --resource=namespaces`,
          `kubectl create clusterrolebinding ${role}-namespace --clusterrole=${role}-namespace --user="$DEPLOYER"`,
          `kubectl create clusterrole ${role}-own-namespace --verb=update,patch,delete --resource=namespaces --resource-name=${namespace}`,
          `kubectl create clusterrolebinding ${role}-own-namespace --clusterrole=${role}-own-namespace --user="$DEPLOYER"`,
        ]),
    "# the definitions of custom resources, which a plan reads",
    `kubectl create clusterrole ${role}-definitions --verb=get,list --resource=customresourcedefinitions.apiextensions.k8s.io`,
    `kubectl create clusterrolebinding ${role}-definitions --clusterrole=${role}-definitions --user="$DEPLOYER"`,
    "# and with the namespace in place:",
    `kubectl apply --filename - <<ROLE`,
    `apiVersion: ${group}/v1`,
    "kind: Role",
    `metadata: { name: ${role}, namespace: ${namespace} }`,
    "rules:",
    ...rulesOf(spec).map(
      ({ groups, resources, verbs }) =>
        `  - { apiGroups: ${list(groups)}, resources: ${list(resources)}, verbs: ${list(verbs)} }`,
    ),
    "ROLE",
    `kubectl create rolebinding ${role} --namespace ${namespace} --role=${role} --user="$DEPLOYER"`,
  ];
}
