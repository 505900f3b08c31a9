/** The ledger entries of an endpoint, before and after a release is live. */
import type { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity/index.js";
import type { At, Entry, Limit, LimitKind, Place, Safeguard } from "../../pilot/record.js";
import type { AzapiResource } from "../azapi/resource.js";
import type { AzapiUpdateResource } from "../azapi/update-resource.js";
import type { Alerts } from "./alerts.js";
import type { OnlineEndpointBody, TrafficBody } from "./bodies.js";
import type { Deployment } from "./deployment.js";

/** What stands once a release is live. */
export interface Built {
  readonly endpoint: AzapiResource<OnlineEndpointBody>;
  readonly live: string;
  /** The deployment of the live release. */
  readonly serves: Deployment;
  readonly traffic: AzapiUpdateResource<TrafficBody>;
  readonly alerts: Alerts;
}

export interface LedgerEntriesProps {
  readonly name: string;
  readonly owner: string;
  readonly live: string | null;
  readonly paused?: boolean;
}

/** What must keep its value once a release is live. */
function safeguards({ alerts, endpoint }: Built): readonly Safeguard[] {
  const names = { slow: "p95", errors: "errors", idle: "idle" } as const;
  return [
    { kind: "public-access", at: [endpoint, "/body/properties/publicNetworkAccess"] },
    ...(alerts.errors.actionInput === undefined
      ? []
      : (["slow", "errors", "idle"] as const).map(
          (alert) => ({ kind: "alarm-actions", subject: names[alert], at: [alerts[alert], "/action"] }) as const,
        )),
  ];
}

/** The entry of an endpoint. */
export function ledgerEntries(
  { name, owner, live, paused = false }: LedgerEntriesProps,
  runsAs: UserAssignedIdentity,
  built?: Built,
): Entry {
  const row = (
    kind: LimitKind,
    unit: Limit["unit"],
    enforcement: Limit["enforcement"],
    place: (there: Built) => Place,
  ): Limit => {
    const at: At = built
      ? { at: place(built) }
      : { at: null, when: paused && live !== null ? "paused: false" : "first release" };
    return { ...at, kind, unit, owner, enforcement };
  };
  const capacity = ({ serves }: Built): Place => [serves.deployment, "/body/sku/capacity"];
  return {
    box: "endpoint",
    owner,
    meter: { what: "machine hours of each listed release, at least minReplicas", whileIdle: built !== undefined },
    metric: {
      name: "RequestLatency_P95",
      statistic: "p95",
      ...(built ? { alarm: [built.alerts.slow, "/criteria/0/threshold"] } : {}),
    },
    identity: [runsAs, "/name"],
    limits: [
      row("replicas.min", "count", "hard", capacity),
      row("replicas.max", "count", "hard", (there) =>
        there.serves.autoscale ? [there.serves.autoscale, "/profile/0/capacity/maximum"] : capacity(there),
      ),
      row("p95", "milliseconds", "alert", ({ alerts }) => [alerts.slow, "/criteria/0/threshold"]),
      row("errors", "percent", "alert", ({ alerts }) => [alerts.errors, "/criteria/0/threshold"]),
      row("idle", "seconds", "alert", ({ alerts }) => [alerts.idle, "/window_size"]),
      row("live-share", "percent", "hard", ({ traffic, live: release }) => [
        traffic,
        `/body/properties/traffic/rel-${release}`,
      ]),
    ],
    safeguards: built === undefined ? [] : safeguards(built),
    // Azure ML sets no traffic back by itself (learn.microsoft.com/azure/machine-learning, "Safe rollout", 2026-11)
    rollback: { by: "an operator", how: "by hand" },
    debug: `az ml online-deployment get-logs --endpoint-name ${name} --name rel-<release> --workspace-name <workspace> --resource-group <its group>`,
  };
}
