/**
 * How types of Kubernetes are charged. A cluster that exists bills its nodes: pods and claims are read one by one from
 * what they ask for, and a load balancer is its cloud's. What stands in no list is said to be unknown.
 */
import { type BillingReader, billingIn, typesOf } from "../../readers/billing.js";
import { isMap, type Resource } from "../../readers/stack.js";
import { part, typeName } from "./objects.js";

const versions = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => ["", "_v1", "_v1beta1", "_v2", "_v2beta2"].map((version) => `${name}${version}`));

const charged = billingIn({
  standing: [],
  "by use": [],
  apart: [
    ...versions(
      typesOf(
        "kubernetes_",
        "pod deployment stateful_set daemonset daemon_set replication_controller job cron_job persistent_volume_claim",
      ),
    ),
    ...typesOf("kubernetes_manifest argoproj.io/", "WorkflowTemplate CronWorkflow"),
  ],
  free: [
    ...versions(
      typesOf(
        "kubernetes_",
        `
        namespace service_account role role_binding cluster_role cluster_role_binding network_policy resource_quota
        limit_range priority_class pod_disruption_budget horizontal_pod_autoscaler config_map config_map_data secret
        annotations labels endpoints`,
      ),
    ),
    ...typesOf("kubernetes_manifest monitoring.coreos.com/", "PodMonitor PrometheusRule ServiceMonitor"),
  ],
});

const isService = ({ type }: Resource): boolean => /^kubernetes_service(_v1)?$/.test(type);

/** A load balancer bills as long as it is there, and any other service does not. */
function ofService({ arguments: given }: Resource): "standing" | "free" {
  const { type } = part(given, "spec");
  return type === undefined || type === "ClusterIP" || type === "ExternalName" || type === "NodePort"
    ? "free"
    : "standing";
}

/** Reads how resources of Kubernetes are charged. */
export const billing: BillingReader = {
  of: (resource) =>
    isService(resource) && isMap(resource.arguments)
      ? ofService(resource)
      : (charged(resource.type) ?? charged(typeName(resource) ?? "")),
};
