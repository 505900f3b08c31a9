/**
 * The flow logs of a private network: who tried to reach what, kept for so many days, and a metric of what was refused.
 */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface FlowLogsProps {
  /** Names the log group (`/<name>/flow-logs`), the role and the metric's namespace. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly retentionDays: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Logs every flow of a VPC, accepted or rejected. */
export class FlowLogs extends Construct {
  readonly logGroup: CloudwatchLogGroup;
  readonly writer: IamRole;
  readonly flowLog: FlowLog;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, account, region, tags } = props;
    this.logGroup = new CloudwatchLogGroup(this, "Default", {
      name: `/${name}/flow-logs`,
      retentionInDays: props.retentionDays,
      ...given({ tags }),
    });
    this.writer = new IamRole(this, "writer", {
      name: `${name}-flow-log-writer`,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "vpc-flow-logs.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "aws:SourceAccount": account },
              ArnLike: { "aws:SourceArn": `arn:aws:ec2:${region}:${account}:vpc-flow-log/*` },
            },
          },
        ],
      }),
      ...given({ tags }),
    });
    const write = new IamRolePolicy(this, "write", {
      name: "write-flow-logs",
      role: this.writer.name,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: `arn:aws:logs:${region}:${account}:log-group:${this.logGroup.name}:*`,
          },
          {
            // One of the rights of the documented role: it lists names, and knows no resource.
            // docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html (2026-10)
            Sid: "ListLogGroups",
            Effect: "Allow",
            Action: "logs:DescribeLogGroups",
            Resource: "*",
          },
        ],
      }),
    });
    this.flowLog = new FlowLog(this, "flow-log", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestination: this.logGroup.arn,
      iamRoleArn: this.writer.arn,
      maxAggregationInterval: 60,
      tags: { ...tags, Name: `${name}-flow-log` },
      dependsOn: [write],
    });
    new CloudwatchLogMetricFilter(this, "rejected", {
      name: "rejected-flows",
      logGroupName: this.logGroup.name,
      pattern:
        "[version, account, eni, from, to, fromport, toport, protocol, packets, bytes, start, end, action=REJECT, status]",
      metricTransformation: { name: "RejectedFlows", namespace: `${name}/network`, value: "1", unit: "Count" },
    });
  }
}
