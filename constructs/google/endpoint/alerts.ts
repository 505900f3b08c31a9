/**
 * Who is told of a slow, a failing and an idle endpoint. Filters name the endpoint by a plain id: it waits for its
 * alerts.
 */
import {
  MonitoringAlertPolicy,
  type MonitoringAlertPolicyConditions,
} from "@cdktf/provider-google/lib/monitoring-alert-policy/index.js";
import { Construct } from "constructs";
import { plainName } from "../../pilot/plain-name.js";

export interface AlertsProps {
  readonly name: string;
  readonly project: string;
  readonly endpointId: string;
  readonly p95Milliseconds: number;
  readonly errorPercent: number;
  readonly idleHours: number;
  readonly notificationChannels: readonly string[];
  /** @default none */
  readonly labels?: Record<string, string>;
}

const online = "aiplatform.googleapis.com/prediction/online";

/** Three alert policies. */
export class Alerts extends Construct {
  readonly slow: MonitoringAlertPolicy;
  readonly failing: MonitoringAlertPolicy;
  readonly idle: MonitoringAlertPolicy;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    const policy = (
      what: string,
      displayName: string,
      condition: Omit<MonitoringAlertPolicyConditions, "displayName">,
      more: Record<string, string> = {},
    ) =>
      new MonitoringAlertPolicy(this, what, {
        project: props.project,
        displayName: `${props.name}: ${displayName}`,
        combiner: "OR",
        conditions: [{ displayName, ...condition }],
        notificationChannels: [...props.notificationChannels],
        userLabels: { ...props.labels, ...more },
      });
    const filter = (metric: string) =>
      `resource.type="aiplatform.googleapis.com/Endpoint" AND resource.labels.endpoint_id="${props.endpointId}" AND metric.type="${online}/${metric}"`;
    this.slow = policy("slow", "p95 latency is above its limit", {
      conditionThreshold: {
        filter: filter("prediction_latencies"),
        comparison: "COMPARISON_GT",
        thresholdValue: props.p95Milliseconds,
        duration: "300s",
        aggregations: [
          { alignmentPeriod: "300s", perSeriesAligner: "ALIGN_PERCENTILE_95", crossSeriesReducer: "REDUCE_MAX" },
        ],
      },
    });
    const sum = [{ alignmentPeriod: "300s", perSeriesAligner: "ALIGN_SUM", crossSeriesReducer: "REDUCE_SUM" }];
    this.failing = policy("failing", "errors are above their share", {
      conditionThreshold: {
        filter: filter("error_count"),
        denominatorFilter: filter("prediction_count"),
        comparison: "COMPARISON_GT",
        thresholdValue: props.errorPercent / 100,
        duration: "300s",
        aggregations: sum,
        denominatorAggregations: sum,
      },
    });
    const series = (metric: string) =>
      `aiplatform_googleapis_com:prediction_online_${metric}{monitored_resource="aiplatform.googleapis.com/Endpoint",endpoint_id="${props.endpointId}"}`;
    const hours = props.idleHours;
    this.idle = policy(
      "idle",
      "replicas run and nobody asks: make it a batch job, or pause it",
      {
        conditionPrometheusQueryLanguage: {
          // The hours are the range of the query: as `duration` Monitoring takes 24 hours at most.
          // docs.cloud.google.com/monitoring/alerts/using-promql, "Limitations" (2026-01)
          query: `sum(${series("replicas")}) > 0 unless sum(increase(${series("prediction_count")}[${hours}h])) > 0`,
          duration: "300s",
          evaluationInterval: "300s",
          // A new project has written neither metric, and Monitoring refuses a query with one that it does not know.
          // github.com/hashicorp/terraform-provider-google/issues/20491 (2024-12)
          disableMetricValidation: true,
        },
      },
      // The ledger reads the limit here: inside of a query it is no number.
      { idle_after: `${hours * 3600}s` },
    );
    for (const alert of [this.slow, this.failing, this.idle]) {
      plainName(alert, "/conditions", "the endpoint waits for its alerts: a reference to its id would be a cycle");
    }
  }
}
