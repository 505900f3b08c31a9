/** The flow and firewall logs of a private network, kept for so many days, and a metric of what was denied. */
import { LoggingMetric } from "@cdktf/provider-google/lib/logging-metric/index.js";
import { LoggingProjectBucketConfig } from "@cdktf/provider-google/lib/logging-project-bucket-config/index.js";
import { LoggingProjectExclusion } from "@cdktf/provider-google/lib/logging-project-exclusion/index.js";
import { LoggingProjectSink } from "@cdktf/provider-google/lib/logging-project-sink/index.js";
import { Construct } from "constructs";

export interface FlowLogsProps {
  /** Names the log bucket, the sink and the metric. */
  readonly name: string;
  readonly project: string;
  readonly region: string;
  /** Names of the subnets as references. */
  readonly subnetworks: readonly string[];
  readonly retentionDays: number;
  /** Numbers the log bucket, whose name Google holds back for 7 days after a destroy. */
  readonly generation: number;
}

/** Keeps the network's logs in a bucket of their own, because the project's `_Default` keeps all logs equally long. */
export class FlowLogs extends Construct {
  readonly logBucket: LoggingProjectBucketConfig;
  readonly denied: LoggingMetric;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { project, region } = props;
    const name = `${props.name}-flow-logs`;
    const subnetworks = props.subnetworks.map((subnetwork) => `"${subnetwork}"`).join(" OR ");
    const ofTheseSubnets = `resource.labels.subnetwork_name=(${subnetworks})`;
    const filter =
      '(log_id("compute.googleapis.com/vpc_flows") OR log_id("compute.googleapis.com/firewall")) AND ' + ofTheseSubnets;
    this.logBucket = new LoggingProjectBucketConfig(this, "Default", {
      project,
      location: region,
      bucketId: props.generation === 0 ? name : `${name}-${props.generation}`,
      retentionDays: props.retentionDays,
    });
    const sink = new LoggingProjectSink(this, "sink", {
      project,
      name,
      destination: `logging.googleapis.com/projects/${project}/locations/${region}/buckets/${this.logBucket.bucketId}`,
      filter,
    });
    new LoggingProjectExclusion(this, "not-twice", { project, name, filter, dependsOn: [sink] });
    this.denied = new LoggingMetric(this, "denied", {
      project,
      name: `${props.name}-denied-flows`,
      filter: `log_id("compute.googleapis.com/firewall") AND jsonPayload.disposition="DENIED" AND ${ofTheseSubnets}`,
      metricDescriptor: { metricKind: "DELTA", valueType: "INT64", unit: "1" },
    });
  }
}
