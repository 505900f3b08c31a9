/** Who is told: slow answers, failed answers, a deployment that nobody asks. */
import { MonitorMetricAlert } from "@cdktf/provider-azurerm/lib/monitor-metric-alert/index.js";
import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface AlertsProps {
  /** Names the alerts. */
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly endpointId: string;
  readonly endpointName: string;
  readonly logWorkspaceId: string;
  readonly p95Milliseconds: number;
  readonly errorPercent: number;
  readonly idleHours: number;
  /** @default - alerts that tell nobody */
  readonly actionGroupId?: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

// learn.microsoft.com/azure/azure-monitor/alerts/alerts-types (2026-10): windows of metric alerts, a day is the longest
const windows = [1, 6, 12, 24] as const;

/** The longest window of a metric alert that is no longer than so many hours, as ISO 8601. */
export function idleWindow(idleHours: number): "PT1H" | "PT6H" | "PT12H" | "P1D" {
  const hours = [...windows].reverse().find((window) => window <= idleHours) ?? 1;
  return hours === 24 ? "P1D" : `PT${hours}H`;
}

/** Three alerts of one endpoint. */
export class Alerts extends Construct {
  readonly slow: MonitorMetricAlert;
  readonly errors: MonitorScheduledQueryRulesAlertV2;
  readonly idle: MonitorMetricAlert;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    const { name, location, resourceGroupName, endpointId, actionGroupId, tags } = props;
    const metric = { resourceGroupName, scopes: [endpointId], ...given({ tags }) };
    const metricNamespace = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
    const action = actionGroupId === undefined ? [] : [{ actionGroupId }];
    this.slow = new MonitorMetricAlert(this, "slow", {
      ...metric,
      name: `${name}-p95`,
      description: "p95 latency is above the target",
      severity: 1,
      frequency: "PT1M",
      windowSize: "PT5M",
      criteria: [
        {
          metricNamespace,
          metricName: "RequestLatency_P95",
          aggregation: "Average",
          operator: "GreaterThan",
          threshold: props.p95Milliseconds,
        },
      ],
      action,
    });
    this.idle = new MonitorMetricAlert(this, "idle", {
      ...metric,
      name: `${name}-idle`,
      description: "no request for so long: this endpoint should be a batch job",
      severity: 3,
      frequency: "PT1H",
      windowSize: idleWindow(props.idleHours),
      criteria: [
        {
          metricNamespace,
          metricName: "RequestsPerMinute",
          aggregation: "Average",
          operator: "LessThanOrEqual",
          threshold: 0,
        },
      ],
      action,
    });
    // a share, which a metric alert cannot compute: from the traffic log
    this.errors = new MonitorScheduledQueryRulesAlertV2(this, "errors", {
      name: `${name}-errors`,
      location,
      resourceGroupName,
      description: "too many answers are errors",
      severity: 1,
      scopes: [props.logWorkspaceId],
      evaluationFrequency: "PT5M",
      windowDuration: "PT5M",
      // the table exists only after the first request was logged
      skipQueryValidation: true,
      criteria: [
        {
          query: [
            "AmlOnlineEndpointTrafficLog",
            `| where EndpointName == "${props.endpointName}"`,
            "| summarize errorPercent = 100.0 * countif(toint(ResponseCode) >= 500) / count()",
          ].join("\n"),
          timeAggregationMethod: "Maximum",
          metricMeasureColumn: "errorPercent",
          operator: "GreaterThan",
          threshold: props.errorPercent,
          failingPeriods: { minimumFailingPeriodsToTriggerAlert: 1, numberOfEvaluationPeriods: 1 },
        },
      ],
      ...given({ action: actionGroupId === undefined ? undefined : { actionGroups: [actionGroupId] }, tags }),
    });
  }
}
