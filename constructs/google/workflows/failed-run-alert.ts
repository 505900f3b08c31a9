/** Alerts somebody of a run of a workflow that did not end well. */
import { MonitoringAlertPolicy } from "@cdktf/provider-google/lib/monitoring-alert-policy/index.js";
import type { Construct } from "constructs";

export interface FailedRunAlertProps {
  readonly project: string;
  /** What people read first, such as `penguins-pipeline failed`. */
  readonly displayName: string;
  /** What has happened then. */
  readonly condition: string;
  /** A reference to the workflow whose executions fail. */
  readonly workflowName: string;
  readonly notificationChannels: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Adds the alert policy to a construct. */
export function failedRunAlert(scope: Construct, id: string, props: FailedRunAlertProps): MonitoringAlertPolicy {
  const { project, displayName, condition, workflowName, notificationChannels, labels } = props;
  return new MonitoringAlertPolicy(scope, id, {
    project,
    displayName,
    combiner: "OR",
    conditions: [
      {
        displayName: condition,
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
