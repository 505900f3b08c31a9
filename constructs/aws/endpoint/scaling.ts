/** How many replicas there are: between two numbers, by load; an asynchronous endpoint goes down to none. */
import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy/index.js";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target/index.js";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface ScalingProps {
  /** A reference to the endpoint's name. */
  readonly endpointName: string;
  /** The same as plain text, for names. */
  readonly name: string;
  readonly variantName: string;
  readonly kind: "realtime" | "async";
  /** What a replica runs on. */
  readonly instanceType: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Requests a minute that one replica takes before another is added. */
  readonly requestsPerReplica: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** The autoscaler's bounds on one variant, and what it follows. */
export class Scaling extends Construct {
  readonly target: AppautoscalingTarget;

  constructor(scope: Construct, id: string, props: ScalingProps) {
    super(scope, id);
    const { endpointName, name, kind, tags } = props;
    // SageMaker refuses another instance type while the autoscaler holds the variant: the target goes before the
    // endpoint is changed, with its policies, and comes back after.
    // docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html (2026-10)
    // (cdktf's own DataResource runs `terraform version` while it synthesizes, and fails where there is none.)
    const terraformResourceType = "terraform_data";
    const machine = new TerraformResource(this, "machine", { terraformResourceType });
    machine.addOverride("input.instanceType", props.instanceType);
    const lifecycle = { replaceTriggeredBy: [`${terraformResourceType}.${machine.friendlyUniqueId}`] };
    const target = new AppautoscalingTarget(this, "Default", {
      serviceNamespace: "sagemaker",
      resourceId: `endpoint/${endpointName}/variant/${props.variantName}`,
      scalableDimension: "sagemaker:variant:DesiredInstanceCount",
      minCapacity: kind === "async" ? 0 : props.minReplicas,
      maxCapacity: props.maxReplicas,
      ...given({ tags }),
      lifecycle,
    });
    this.target = target;
    const { serviceNamespace, resourceId, scalableDimension } = target;
    const on = { serviceNamespace, resourceId, scalableDimension, lifecycle };
    const backlog = {
      metricName: "ApproximateBacklogSizePerInstance",
      namespace: "AWS/SageMaker",
      statistic: "Average",
      dimensions: [{ name: "EndpointName", value: endpointName }],
    };
    new AppautoscalingPolicy(this, "load", {
      ...on,
      name: `${name}-load`,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: props.requestsPerReplica,
        scaleInCooldown: 300,
        scaleOutCooldown: 60,
        ...(kind === "async"
          ? { customizedMetricSpecification: backlog }
          : { predefinedMetricSpecification: { predefinedMetricType: "SageMakerVariantInvocationsPerInstance" } }),
      },
    });
    if (kind === "realtime") return;
    // From none to one: what the policy above follows has no value while there is no instance.
    const wake = new AppautoscalingPolicy(this, "wake", {
      ...on,
      name: `${name}-wake`,
      policyType: "StepScaling",
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Average",
        cooldown: 300,
        stepAdjustment: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
      },
    });
    new CloudwatchMetricAlarm(this, "waiting", {
      alarmName: `${name}-waiting`,
      alarmDescription: "requests wait and there is no replica: one is started",
      namespace: "AWS/SageMaker",
      metricName: "HasBacklogWithoutCapacity",
      dimensions: { EndpointName: endpointName },
      statistic: "Average",
      period: 60,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treatMissingData: "missing", // no queue, nothing to decide
      alarmActions: [wake.arn],
      ...given({ tags }),
    });
  }
}
