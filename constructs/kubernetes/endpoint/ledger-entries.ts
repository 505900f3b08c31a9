/** The ledger entry of an endpoint. A limit of the live release points at what serves it. */
import type { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
import type { At, Entry } from "../../pilot/record.js";
import type { EndpointProps } from "../endpoint.js";
import type { Release } from "./release.js";

/** The entry; without a live release its limits wait. */
export function ledgerEntry(
  props: EndpointProps,
  account: ServiceAccountV1,
  service?: ServiceV1,
  live?: Release,
): Entry {
  const { name, namespace, owner, releases } = props;
  const waits: At = { at: null, when: props.paused ? "paused: false" : "first release" };
  const scaled = (pointer: string): At => (live ? { at: [live.autoscaler, pointer] } : waits);
  const annotated = (key: string): At =>
    service ? { at: [service, `/metadata/annotations/ml-pilot~1${key}`] } : waits;
  const enforcement = "hard" as const;
  const unwatched = { owner, enforcement: "none" } as const;
  const listed = Object.keys(releases).length;
  return {
    box: "endpoint",
    owner,
    meter: {
      what: `requested vCPU and memory hours of ${listed} listed releases, each at its least replicas`,
      whileIdle: live !== undefined,
    },
    metric: { name: "pilot_request_seconds_bucket", statistic: "p95" },
    identity: [account, "/metadata/name"],
    limits: [
      { kind: "replicas.min", unit: "count", owner, enforcement, ...scaled("/spec/min_replicas") },
      { kind: "replicas.max", unit: "count", owner, enforcement, ...scaled("/spec/max_replicas") },
      {
        kind: "watch",
        unit: "seconds",
        owner,
        enforcement,
        ...(live ? { at: [live.deployment, "/spec/progress_deadline_seconds"] as const } : waits),
      },
      // Alerts are the dashboard's, where the cluster has Prometheus's operator.
      ...(props.isWatched === true
        ? []
        : ([
            { kind: "p95", unit: "milliseconds", ...unwatched, ...annotated("p95-milliseconds") },
            { kind: "errors", unit: "percent", ...unwatched, ...annotated("error-percent") },
            { kind: "idle", unit: "hours", ...unwatched, ...annotated("idle-hours") },
          ] as const)),
    ],
    rollback: {
      by: "an operator",
      how: "by hand: live is set back and deployed, and the Service selects the pods of that release, which are running",
    },
    debug: `kubectl --namespace ${namespace} describe deployments,pods --selector ml-pilot/name=${name}`,
    lineage: `kubectl --namespace ${namespace} get service ${name} --output jsonpath={.spec.selector}`,
  };
}
