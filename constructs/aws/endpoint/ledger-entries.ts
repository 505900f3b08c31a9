/** The ledger entries of an endpoint; what does not exist while nothing serves waits for the first release. */
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { SagemakerEndpoint } from "@cdktf/provider-aws/lib/sagemaker-endpoint/index.js";
import type { SagemakerEndpointConfiguration } from "@cdktf/provider-aws/lib/sagemaker-endpoint-configuration/index.js";
import type { SagemakerModel } from "@cdktf/provider-aws/lib/sagemaker-model/index.js";
import type { TerraformElement } from "cdktf";
import type { At, Enforcement, Entry, Limit, LimitKind, Rollback, Safeguard, Unit } from "../../pilot/record.js";
import type { EndpointAlarms } from "./alarms.js";
import type { Scaling } from "./scaling.js";

export interface LedgerEntriesProps {
  readonly name: string;
  readonly owner: string;
  readonly kind?: "realtime" | "async" | "serverless";
  readonly minReplicas: number;
  readonly paused?: boolean;
  readonly live: string | null;
}

/** What there is while a release serves. */
export interface Serving {
  readonly endpoint: SagemakerEndpoint;
  readonly alarms: EndpointAlarms;
  readonly scaling?: Scaling;
  readonly configuration: SagemakerEndpointConfiguration;
  readonly model: SagemakerModel;
}

const rollbackAlarms = "/deployment_config/auto_rollback_configuration/alarms";

/** What must keep its value while a release serves. */
function safeguards({ endpoint, alarms, configuration, model }: Serving): readonly Safeguard[] {
  const hasActions = alarms.latency.alarmActionsInput?.length;
  const rows: ReadonlyArray<Safeguard & { readonly isSet: unknown }> = [
    { kind: "encryption-key", at: [configuration, "/kms_key_arn"], isSet: configuration.kmsKeyArnInput },
    { kind: "network-isolation", at: [model, "/enable_network_isolation"], isSet: model.enableNetworkIsolationInput },
    { kind: "alarm-actions", subject: "p95", at: [alarms.latency, "/alarm_actions"], isSet: hasActions },
    { kind: "alarm-actions", subject: "errors", at: [alarms.errors, "/alarm_actions"], isSet: hasActions },
    { kind: "alarm-actions", subject: "idle", at: [alarms.idle, "/alarm_actions"], isSet: hasActions },
    { kind: "rollback-alarms", at: [endpoint, rollbackAlarms], isSet: endpoint.deploymentConfigInput },
  ];
  return rows.filter(({ isSet }) => isSet).map(({ isSet: _, ...row }) => row);
}

/** SageMaker takes a rollout back on the endpoint's alarms; without a rollout configuration an operator does. */
function rollback(serving: Serving | undefined): Rollback {
  if (serving === undefined || serving.endpoint.deploymentConfigInput === undefined)
    return { by: "an operator", how: "by hand" };
  return {
    by: "SageMaker",
    how: "while it shifts the traffic",
    fails: "the deploy",
    at: [[serving.endpoint, rollbackAlarms]],
  };
}

export function ledgerEntries(
  { name, owner, kind = "realtime", minReplicas, paused = false, live }: LedgerEntriesProps,
  role: IamRole,
  logGroup: CloudwatchLogGroup,
  serving?: Serving,
): Entry {
  const at = (element: TerraformElement | undefined, pointer: string): At =>
    element === undefined
      ? { at: null, when: paused && live !== null ? "paused: false" : "first release" }
      : { at: [element, pointer] };
  const limit = (kind: LimitKind, unit: Unit, enforcement: Enforcement, place: At): Limit => {
    return { ...place, kind, unit, enforcement, owner };
  };
  const rollout = "/deployment_config/blue_green_update_policy";
  const routing = `${rollout}/traffic_routing_configuration`;
  const { endpoint, alarms, scaling, configuration } = serving ?? {};
  const concurrency = "/production_variants/0/serverless_config/max_concurrency";
  const replicas: readonly Limit[] =
    kind === "serverless"
      ? [{ ...limit("concurrency", "count", "hard", at(configuration, concurrency)), subject: "requests" }]
      : [
          limit("replicas.min", "count", "hard", at(scaling?.target, "/min_capacity")),
          limit("replicas.max", "count", "hard", at(scaling?.target, "/max_capacity")),
          limit("watch", "seconds", "hard", at(endpoint, `${routing}/wait_interval_in_seconds`)),
          ...(minReplicas < 2
            ? []
            : [limit("canary", "percent", "hard", at(endpoint, `${routing}/canary_size/value`))]),
        ];
  return {
    box: "endpoint",
    owner,
    meter: {
      what: kind === "realtime" ? "replica hours, three alarms" : "requests and the replicas that they start; alarms",
      whileIdle: serving !== undefined,
    },
    metric: {
      name: "ModelLatency",
      statistic: "p95",
      ...(alarms ? { alarm: [alarms.latency, "/threshold"] as const } : {}),
    },
    identity: [role, "/name"],
    limits: [
      ...replicas,
      limit("p95", "milliseconds", "alert", at(alarms?.latency, "/threshold")),
      limit("errors", "percent", "alert", at(alarms?.errors, "/threshold")),
      // the alarm's period is an hour
      limit("idle", "hours", "alert", at(alarms?.idle, "/evaluation_periods")),
    ],
    safeguards: serving === undefined ? [] : safeguards(serving),
    rollback: rollback(serving),
    expiry: { "container logs": { unit: "days", at: [logGroup, "/retention_in_days"] } },
    debug: `aws logs tail /aws/sagemaker/Endpoints/${name} --since 1h`,
  };
}
