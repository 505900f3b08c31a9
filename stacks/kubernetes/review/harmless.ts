/**
 * Types of Kubernetes that grant nothing, open nothing and keep nothing of anybody: each was looked at in its
 * provider's
 * documents (kubernetes 2.38; 2026-11) and in the API's own.
 */
import { typesOf } from "../../readers/billing.js";
import type { HarmlessTypes } from "../../readers/contract.js";

const versions = (names: readonly string[], ...more: readonly string[]): readonly string[] =>
  names.flatMap((name) => ["", "_v1", ...more].map((version) => `${name}${version}`));

/** The types. */
export const harmless: HarmlessTypes = {
  resources: new Set([
    ...versions(typesOf("kubernetes_", "resource_quota limit_range priority_class config_map")),
    ...versions(
      typesOf("kubernetes_", "pod_disruption_budget horizontal_pod_autoscaler"),
      "_v2",
      "_v2beta2",
      "_v1beta1",
    ),
    // a suspended or timed start of a template whose pods are read where the template is
    ...typesOf("kubernetes_manifest argoproj.io/", "CronWorkflow"),
    // what Prometheus's operator reads and when it alerts; a monitor of pods names no address and no secret
    ...typesOf("kubernetes_manifest monitoring.coreos.com/", "PodMonitor ServiceMonitor PrometheusRule"),
  ]),
  data: new Set([
    ...versions(
      typesOf(
        "kubernetes_",
        "namespace all_namespaces nodes service service_account storage_class pod config_map persistent_volume_claim ingress",
      ),
    ),
    ...typesOf("kubernetes_", "all_namespaces nodes server_version"),
  ]),
};
