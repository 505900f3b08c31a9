/** What an endpoint is watched by. Two of the alarms roll a release back; the third says that nobody calls. */
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { plainName } from "../../pilot/plain-name.js";

export interface EndpointAlarmsProps {
  /** Plain text: the endpoint waits for its alarms, so a reference would be a cycle. */
  readonly endpointName: string;
  readonly variantName: string;
  readonly p95Milliseconds: number;
  readonly errorPercent: number;
  readonly idleHours: number;
  readonly actions: readonly string[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Latency, errors and idleness of one variant. */
export class EndpointAlarms extends Construct {
  readonly latency: CloudwatchMetricAlarm;
  readonly errors: CloudwatchMetricAlarm;
  readonly idle: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    const { endpointName, tags } = props;
    const dimensions = { EndpointName: endpointName, VariantName: props.variantName };
    const metric = (metricName: string, stat: string) => ({
      namespace: "AWS/SageMaker",
      metricName,
      dimensions,
      period: 60,
      stat,
    });
    const actions = { alarmActions: [...props.actions], okActions: [...props.actions], ...given({ tags }) };
    this.latency = new CloudwatchMetricAlarm(this, "p95", {
      ...actions,
      alarmName: `${endpointName}-p95`,
      alarmDescription:
        "95 of 100 requests are answered within so many milliseconds; a rollout above it is rolled back",
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.p95Milliseconds,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching", // no request, no slow request
      metricQuery: [
        { id: "latency", metric: metric("ModelLatency", "p95") },
        // SageMaker counts microseconds. docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html (2026-10)
        { id: "milliseconds", expression: "latency / 1000", label: "p95 latency in milliseconds", returnData: true },
      ],
    });
    this.errors = new CloudwatchMetricAlarm(this, "errors", {
      ...actions,
      alarmName: `${endpointName}-errors`,
      alarmDescription: "percent of requests that end in a server error; a rollout above it is rolled back",
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.errorPercent,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching", // no request, no error
      metricQuery: [
        { id: "errors", metric: metric("Invocation5XXErrors", "Sum") },
        { id: "requests", metric: metric("Invocations", "Sum") },
        { id: "percent", expression: "100 * errors / requests", label: "percent of server errors", returnData: true },
      ],
    });
    this.idle = new CloudwatchMetricAlarm(this, "idle", {
      ...actions,
      alarmName: `${endpointName}-idle`,
      alarmDescription: "nobody calls the endpoint, and it bills: pause it, or make it a batch job",
      namespace: "AWS/SageMaker",
      metricName: "Invocations",
      dimensions,
      statistic: "Sum",
      period: 3600,
      evaluationPeriods: props.idleHours,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      // SageMaker sends no zero: an hour without data is an hour without a request. A new endpoint is told of until its
      // first.
      treatMissingData: "breaching",
    });
    const cycle = "the endpoint waits for the alarms that roll it back: a reference to its name would be a cycle";
    plainName(this.latency, "/metric_query", cycle);
    plainName(this.errors, "/metric_query", cycle);
    plainName(this.idle, "/dimensions", cycle);
  }
}
