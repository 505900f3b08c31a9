/**
 * Which argument holds the physical name of each resource type that the pilots use on a cluster. Names are in
 * `metadata`, below an argument, so that none is looked for in strings: constructs name each other by references.
 */
import type { NameAttributes } from "../rules/rule.js";

export const nameAttributes: NameAttributes = {
  kubernetes_config_map_v1: null,
  kubernetes_deployment_v1: null,
  kubernetes_horizontal_pod_autoscaler_v2: null,
  kubernetes_limit_range_v1: null,
  kubernetes_manifest: null,
  kubernetes_namespace_v1: null,
  kubernetes_network_policy_v1: null,
  kubernetes_persistent_volume_claim_v1: null,
  kubernetes_pod_disruption_budget_v1: null,
  kubernetes_resource_quota_v1: null,
  kubernetes_role_binding_v1: null,
  kubernetes_role_v1: null,
  kubernetes_service_account_v1: null,
  kubernetes_service_v1: null,
};
