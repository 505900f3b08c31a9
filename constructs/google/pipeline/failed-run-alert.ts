/** Who is alerted of a run that did not end well. */
import { MonitoringAlertPolicy } from "@cdktf/provider-google/lib/monitoring-alert-policy/index.js";
import type { Construct } from "constructs";

export interface FailedRunAlertProps {
  readonly name: string;
  readonly project: string;
  /** A reference to the workflow whose executions fail. */
  readonly workflowName: string;
  readonly notificationChannels: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Adds the alert policy `failed` to a construct. */
export function failedRunAlert(scope: Construct, props: FailedRunAlertProps): MonitoringAlertPolicy {
  const { name, project, workflowName, notificationChannels, labels } = props;
  return new MonitoringAlertPolicy(scope, "failed", {
    project,
    displayName: `${name} failed`,
    combiner: "OR",
    conditions: [
      {
        displayName: "a run failed, was stopped or did not pass the gate",
        conditionThreshold: {
          filter: `resource.type="workflows.googleapis.com/Workflow" AND resource.labels.workflow_id="${workflowName}" AND metric.type="workflows.googleapis.com/finished_execution_count" AND metric.labels.status="FAILED"`,
          comparison: "COMPARISON_GT",
          thresholdValue: 0,
          duration: "0s",
          aggregations: [{ alignmentPeriod: "300s", perSeriesAligner: "ALIGN_SUM" }],
        },
      },
    ],
    notificationChannels: [...notificationChannels],
    userLabels: labels,
  });
}
