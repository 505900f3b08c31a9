/** The role that an endpoint runs as; models come by the bucket's grants, the image by the training job's. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface EndpointRoleProps {
  readonly roleName: string;
  /** Plain text: the endpoint's log group and alarms are named by it. */
  readonly endpointName: string;
  readonly account: string;
  readonly region: string;
  /** A reference to the log group's name. */
  readonly logGroup: string;
  readonly keyAlias: string;
  readonly keyArn: string;
  /** The S3 endpoint of the network that it stands in. @default - it stands in none */
  readonly s3EndpointId?: string;
  /** Deny reads of S3 by any other way than that endpoint. @default false */
  readonly modelsThroughNetworkOnly?: boolean;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A role for hosting, with a document of what it may do and one of bounds. */
export class EndpointRole extends Construct {
  readonly role: IamRole;
  readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: EndpointRoleProps) {
    super(scope, id);
    const { account, region } = props;
    this.role = new IamRole(this, "Default", {
      name: props.roleName,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "sagemaker.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "aws:SourceAccount": account },
              // Hosting names no narrower source.
              // docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
              ArnLike: { "aws:SourceArn": `arn:aws:sagemaker:${region}:${account}:*` },
            },
          },
        ],
      }),
      ...given({ tags: props.tags }),
    });
    const policy = (name: string, statement: object[]) =>
      new IamRolePolicy(this, name, {
        name,
        role: this.role.name,
        policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
      });
    const work = policy("work", [
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: `arn:aws:logs:${region}:${account}:log-group:${props.logGroup}:*`,
      },
      {
        // Metrics have no resource; the namespaces bound them.
        Sid: "WriteMetrics",
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringLike: { "cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"] } },
      },
      {
        // A rollout reads the alarms that roll it back.
        Sid: "ReadItsAlarms",
        Effect: "Allow",
        Action: "cloudwatch:DescribeAlarms",
        Resource: `arn:aws:cloudwatch:${region}:${account}:alarm:${props.endpointName}-*`,
      },
      ...(props.s3EndpointId === undefined
        ? []
        : [
            {
              // Any resource: EC2 knows no narrower one for most of these.
              // docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html (2026-10)
              Sid: "StandInTheNetwork",
              Effect: "Allow",
              Action: [
                "ec2:CreateNetworkInterface",
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeVpcs",
                "ec2:DescribeVpcEndpoints",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
              ],
              Resource: "*",
            },
          ]),
      {
        // Any key of this account and region, bounded to the one with this alias: its ARN is unknown in a first plan.
        Sid: "EncryptVolumes",
        Effect: "Allow",
        Action: "kms:CreateGrant",
        Resource: `arn:aws:kms:${region}:${account}:key/*`,
        Condition: {
          "ForAnyValue:StringEquals": { "kms:ResourceAliases": props.keyAlias },
          Bool: { "kms:GrantIsForAWSResource": "true" },
        },
      },
    ]);
    const bounds = policy("endpoint-bounds", [
      { Sid: "OnlyOneKey", Effect: "Deny", Action: "kms:*", NotResource: props.keyArn },
      ...(props.s3EndpointId === undefined || props.modelsThroughNetworkOnly !== true
        ? []
        : [
            {
              // What is captured is written by the platform, on a way AWS does not name.
              Sid: "ReadOnlyThroughTheEndpoint",
              Effect: "Deny",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: "*",
              Condition: { StringNotEquals: { "aws:SourceVpce": props.s3EndpointId } },
            },
          ]),
    ]);
    this.policies = [work, bounds];
  }
}
