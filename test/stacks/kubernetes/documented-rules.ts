/**
 * What Kubernetes documents of the arguments of a stack, by hand from its pages, and not from the forms of the
 * constructs: a stack of any spec that the check accepts keeps them.
 */
import type { DocumentedRule, DocumentedSum } from "../random/stacks.js";

const site = "kubernetes.io/docs";
const names = `${site}/concepts/overview/working-with-objects/names (2026-11)`;
const labels = `${site}/concepts/overview/working-with-objects/labels (2026-11)`;
const quantities = `${site}/reference/kubernetes-api/common-definitions/quantity (2026-11)`;
/** A DNS label: of a namespace and a Service. */
const label63 = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** A DNS subdomain: of most other objects. */
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const quantity = /^[+-]?[0-9.]+(m|Ki|Mi|Gi|Ti|k|M|G|T)?$/;

const named = (type: string, pattern = subdomain): readonly DocumentedRule[] => [
  { type, at: /^\/metadata\/name$/, must: pattern, source: names },
  { type, at: /^\/metadata\/labels\//, must: /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, source: labels },
];

/** Rules of single arguments. */
export const rules: readonly DocumentedRule[] = [
  ...named("kubernetes_namespace_v1", label63),
  ...named("kubernetes_service_v1", /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/),
  ...[
    "kubernetes_config_map_v1",
    "kubernetes_deployment_v1",
    "kubernetes_horizontal_pod_autoscaler_v2",
    "kubernetes_limit_range_v1",
    "kubernetes_network_policy_v1",
    "kubernetes_persistent_volume_claim_v1",
    "kubernetes_pod_disruption_budget_v1",
    "kubernetes_resource_quota_v1",
    "kubernetes_service_account_v1",
  ].flatMap((type) => named(type)),
  { type: "kubernetes_resource_quota_v1", at: /^\/spec\/hard\//, must: quantity, source: quantities },
  { type: "kubernetes_deployment_v1", at: /\/resources\/(requests|limits)\//, must: quantity, source: quantities },
  {
    type: "kubernetes_deployment_v1",
    at: /\/(container|init_container)\/\d+\/image$/,
    must: /^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$/,
    source: `${site}/concepts/containers/images (2026-11)`,
  },
  {
    type: "kubernetes_network_policy_v1",
    at: /\/cidr$/,
    must: /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
    source: `${site}/reference/kubernetes-api/policy-resources/network-policy-v1 (2026-11)`,
  },
  {
    type: "kubernetes_manifest",
    at: /^\/manifest\/metadata\/name$/,
    // a run is called by it and five more characters, and its label holds 63
    must: /^[a-z0-9]([-a-z0-9.]{0,56}[a-z0-9])?$/,
    source:
      "argo-workflows.readthedocs.io/en/latest/fields (2026-11): workflows.argoproj.io/workflow-template is a label",
  },
];

/** Rules of several arguments: an autoscaler has not more at least than at most. */
export const sums: readonly DocumentedSum[] = [
  ({ resources }) =>
    resources.flatMap(({ type, address, arguments: given }) => {
      if (type !== "kubernetes_horizontal_pod_autoscaler_v2") return [];
      const { min_replicas: least, max_replicas: most } = given["spec"] as Record<string, number>;
      const isRight = typeof least === "number" && typeof most === "number" && least <= most;
      return isRight ? [] : [`${address}: min_replicas ${least}, max_replicas ${most}`];
    }),
];
