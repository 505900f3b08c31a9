/** Who works with the pilot: a role that the spec's operators assume. Rights come by the boxes' own grants. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { trustPolicy } from "../../constructs/aws/checks/trust.js";

/** What an operator may look at to see why something failed. */
export interface Watched {
  readonly account: string;
  readonly region: string;
  /** The pilot's name: its alarms begin with it, its jobs carry it as the tag `pilot`. */
  readonly pilot: string;
  readonly logGroups: readonly string[];
  /** Names of endpoints. */
  readonly endpoints: readonly string[];
}

/** A role for operators; without operators there is none. */
export class Operator extends Construct {
  readonly identity: { readonly name: string; readonly roleName: string; readonly policies: ITerraformDependable[] };

  constructor(
    scope: Construct,
    id: string,
    props: { roleName: string; operators: readonly string[]; tags: Record<string, string> },
  ) {
    super(scope, id);
    const role = new IamRole(this, "Default", {
      name: props.roleName,
      description: "starts runs, pushes images, approves and invokes",
      assumeRolePolicy: trustPolicy(props.operators),
      maxSessionDuration: 3600,
      tags: props.tags,
    });
    this.identity = { name: "operator", roleName: role.name, policies: [] };
  }

  /** Lets operators see why a run or an endpoint failed: its logs, its jobs, its metrics. They change nothing by it. */
  allowToWatch({ account, region, pilot, logGroups, endpoints }: Watched): void {
    const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
    const statement = [
      {
        Sid: "ReadLogs",
        Effect: "Allow",
        Action: ["logs:GetLogEvents", "logs:FilterLogEvents", "logs:DescribeLogStreams"],
        Resource: logGroups.map((name) => arn("logs", `log-group:${name}:*`)),
      },
      {
        Sid: "SeeJobs",
        Effect: "Allow",
        Action: ["sagemaker:DescribeProcessingJob", "sagemaker:DescribeTrainingJob"],
        Resource: ["processing-job/pipelines-*", "training-job/pipelines-*"].map((job) => arn("sagemaker", job)),
        Condition: { StringEquals: { "aws:ResourceTag/pilot": pilot } },
      },
      ...(endpoints.length === 0
        ? []
        : [
            {
              Sid: "SeeEndpoint",
              Effect: "Allow",
              Action: "sagemaker:DescribeEndpoint",
              Resource: endpoints.map((name) => arn("sagemaker", `endpoint/${name}`)),
            },
          ]),
      {
        Sid: "SeeAlarms",
        Effect: "Allow",
        Action: ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"],
        Resource: arn("cloudwatch", `alarm:${pilot}-*`),
      },
      {
        // Metrics have no resource.
        Sid: "ReadMetrics",
        Effect: "Allow",
        Action: ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"],
        Resource: "*",
      },
    ];
    const policy = new IamRolePolicy(this, "watch", {
      name: "see-why-something-failed",
      role: this.identity.roleName,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    });
    this.identity.policies.push(policy);
  }
}
