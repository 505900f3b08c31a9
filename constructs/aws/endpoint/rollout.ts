/** How a new release takes over: beside the old one, watched by alarms, and back where one of them fires. */
import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SagemakerEndpointDeploymentConfig } from "@cdktf/provider-aws/lib/sagemaker-endpoint/index.js";

/**
 * Blue/green. A canary is at most half of the new replicas, so a single replica takes over as a whole, and is watched
 * before the old one goes. docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-canary.html
 * (2026-10)
 */
export function deploymentConfig(
  rollout: { readonly minReplicas: number; readonly canaryPercent: number; readonly watchSeconds?: number },
  alarms: readonly CloudwatchMetricAlarm[],
): SagemakerEndpointDeploymentConfig {
  const watchSeconds = rollout.watchSeconds ?? 300;
  const canary =
    rollout.minReplicas < 2
      ? { type: "ALL_AT_ONCE" }
      : { type: "CANARY", canarySize: { type: "CAPACITY_PERCENT", value: rollout.canaryPercent } };
  return {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: { ...canary, waitIntervalInSeconds: watchSeconds },
      terminationWaitInSeconds: watchSeconds,
      // Starting replicas takes minutes; an hour, and twice the watch.
      maximumExecutionTimeoutInSeconds: Math.min(3600 + 2 * watchSeconds, 14_400),
    },
    // Never left out: without it an endpoint is replaced, not updated.
    autoRollbackConfiguration: { alarms: alarms.map(({ alarmName }) => ({ alarmName })) },
  };
}
