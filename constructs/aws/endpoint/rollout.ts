/** How a new release takes over: beside the old one, watched by alarms, and back where one of them fires. */
import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SagemakerEndpointDeploymentConfig } from "@cdktf/provider-aws/lib/sagemaker-endpoint/index.js";
import { Op, TerraformSelf, Token } from "cdktf";

/**
 * How long SageMaker may take for a rollout. The provider waits for an endpoint for 60 minutes, which nobody can change
 * (hashicorp/terraform-provider-aws v5.100.0, internal/service/sagemaker/endpoint.go, `waitEndpointInService`): a
 * rollout that is still going on by then ends the apply without a word on how it ended. So it ends, or begins to go
 * back, ten minutes before.
 */
const longestRolloutSeconds = 3000;

/**
 * The longest watch that leaves twenty minutes to start replicas: it passes twice. The whole must be longer than the
 * two watches: docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html (2026-11).
 */
export const longestWatchSeconds = (longestRolloutSeconds - 1200) / 2;

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
      maximumExecutionTimeoutInSeconds: longestRolloutSeconds,
    },
    // Never left out: without it an endpoint is replaced, not updated.
    autoRollbackConfiguration: { alarms: alarms.map(({ alarmName }) => ({ alarmName })) },
  };
}

/** SageMaker answers a rollout that it rolled back like one that went well: fails the apply where it did. */
export const servesWhatWasAsked = (configuration: string, live: string | null) => ({
  condition: Token.asString(Op.eq(TerraformSelf.getString("endpoint_config_name"), configuration)),
  errorMessage:
    `SageMaker rolled the endpoint back: it serves $\{self.endpoint_config_name} and not release ` +
    `${live}. Set live back to what serves, and look at the alarms`,
});
