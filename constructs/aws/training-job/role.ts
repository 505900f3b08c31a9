/** The role that jobs run as: what every job needs of ECR, logs, network and key; data comes by the bucket's grants. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface JobRoleProps {
  readonly roleName: string;
  readonly account: string;
  readonly region: string;
  /** A reference to the repository's name. */
  readonly imageRepository: string;
  readonly logGroups: readonly string[];
  readonly keyAlias: string;
  readonly keyArn: string;
  readonly s3EndpointId: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** What pulling an image from one repository takes. */
export function pullStatements(account: string, region: string, imageRepository: string): object[] {
  return [
    // Logging in to ECR has no resource.
    { Sid: "EcrLogin", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImage",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      Resource: `arn:aws:ecr:${region}:${account}:repository/${imageRepository}`,
    },
  ];
}

/** What logging in and pushing an image to one repository takes; whoever pushes also pulls. */
export function pushStatements(account: string, region: string, imageRepository: string): object[] {
  const actions = ["InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage", "DescribeImages"];
  return [
    ...pullStatements(account, region, imageRepository),
    {
      Sid: "PushImage",
      Effect: "Allow",
      Action: actions.map((action) => `ecr:${action}`),
      Resource: `arn:aws:ecr:${region}:${account}:repository/${imageRepository}`,
    },
  ];
}

/** A role for training and processing jobs, with a document of what it may do and one of bounds. */
export class JobRole extends Construct {
  readonly role: IamRole;
  readonly policies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: JobRoleProps) {
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
              ArnLike: {
                "aws:SourceArn": ["training-job", "processing-job"].map(
                  (kind) => `arn:aws:sagemaker:${region}:${account}:${kind}/*`,
                ),
              },
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
      ...pullStatements(account, region, props.imageRepository),
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: props.logGroups.map((name) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`),
      },
      {
        // Metrics have no resource; the namespace bounds them.
        Sid: "WriteMetrics",
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringLike: { "cloudwatch:namespace": "/aws/sagemaker/*" } },
      },
      {
        // Any resource: SageMaker refuses a processing job whose role scopes these. Where a job may stand is bounded on
        // the pipeline's role. docs.aws.amazon.com/sagemaker/latest/dg/process-vpc.html (2026-10)
        Sid: "StandInTheNetwork",
        Effect: "Allow",
        Action: [
          "ec2:CreateNetworkInterface",
          "ec2:CreateNetworkInterfacePermission",
          "ec2:DeleteNetworkInterface",
          "ec2:DeleteNetworkInterfacePermission",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeVpcs",
          "ec2:DescribeDhcpOptions",
          "ec2:DescribeSubnets",
          "ec2:DescribeSecurityGroups",
        ],
        Resource: "*",
      },
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
    const bounds = policy("training-job-bounds", [
      {
        Sid: "S3OnlyThroughTheEndpoint",
        Effect: "Deny",
        Action: "s3:*",
        Resource: "*",
        Condition: { StringNotEquals: { "aws:SourceVpce": props.s3EndpointId } },
      },
      { Sid: "OnlyOneKey", Effect: "Deny", Action: "kms:*", NotResource: props.keyArn },
    ]);
    this.policies = [work, bounds];
  }
}
