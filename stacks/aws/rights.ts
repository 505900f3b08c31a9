/**
 * The rights of whoever deploys, changes and destroys a pilot on AWS, by resource type. A right is here because a call
 * of the provider asked for it (test/apply/actions: an emulator records what each call asks for, and refuses what these
 * policies lack), or because a document says so, which then stands beside it. The names are those of AWS's service
 * authorization reference (2026-10).
 */
import type { PilotSpec } from "../pilot-spec/schema.js";

/** Rights that belong together. */
export interface Right {
  readonly sid: string;
  /** Resource types that need them. @default - none: what other types need besides */
  readonly types: readonly string[];
  readonly actions: readonly string[];
  /** ARNs with `${pilot}`, `${account}` and `${region}`. @default - any: AWS or the call knows no resource */
  readonly resources?: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where it is said that they are needed, and when. @default - the recorded calls ask for them */
  readonly documented?: string;
  /** Whether a spec needs them. @default - every spec does */
  readonly when?: (spec: PilotSpec) => boolean;
}

/** Every right. */
export const rights: readonly Right[] = [
  {
    sid: "S3",
    types: [
      "aws_s3_bucket",
      "aws_s3_bucket_lifecycle_configuration",
      "aws_s3_bucket_logging",
      "aws_s3_bucket_ownership_controls",
      "aws_s3_bucket_policy",
      "aws_s3_bucket_public_access_block",
      "aws_s3_bucket_server_side_encryption_configuration",
      "aws_s3_bucket_versioning",
    ],
    actions: [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:GetBucket*",
      "s3:GetAccelerateConfiguration",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
      "s3:PutBucketLogging",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketPolicy",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketTagging",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ],
    resources: [
      "arn:aws:s3:::${pilot}-data-${account}",
      "arn:aws:s3:::${pilot}-data-${account}/*",
      "arn:aws:s3:::${pilot}-access-logs-${account}",
      "arn:aws:s3:::${pilot}-access-logs-${account}/*",
    ],
  },
  {
    sid: "S3Tags",
    types: [],
    actions: ["s3:ListTagsForResource", "s3:TagResource", "s3:UntagResource"],
    resources: ["arn:aws:s3:::${pilot}-data-${account}", "arn:aws:s3:::${pilot}-access-logs-${account}"],
    documented:
      "github.com/hashicorp/terraform-provider-aws/pull/45251 (2025-11): since 6.23 the provider asks for them first, and " +
      "takes the older ones where they are refused",
  },
  {
    sid: "S3Deleted",
    types: [],
    actions: ["s3:ListBucketVersions", "s3:DeleteObjectVersion"],
    resources: [
      "arn:aws:s3:::${pilot}-data-${account}",
      "arn:aws:s3:::${pilot}-data-${account}/*",
      "arn:aws:s3:::${pilot}-access-logs-${account}",
      "arn:aws:s3:::${pilot}-access-logs-${account}/*",
    ],
    when: (spec) => spec.onDestroy === "delete",
  },
  {
    sid: "Keys",
    types: ["aws_kms_key", "aws_kms_alias"],
    actions: [
      "kms:CreateKey",
      "kms:CreateAlias",
      "kms:DeleteAlias",
      "kms:DescribeKey",
      "kms:EnableKeyRotation",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
    ],
  },
  {
    sid: "KeysMore",
    types: [],
    actions: ["kms:CreateGrant", "kms:RetireGrant"],
    documented:
      "docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html (2026-10): a repository under a key of one's " +
      "own, and docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html (2026-10): an endpoint under one; " +
      "github.com/aws/containers-roadmap/issues/1152 (2020-11): without RetireGrant the repository cannot be deleted",
  },
  {
    sid: "Roles",
    types: ["aws_iam_role", "aws_iam_role_policy", "aws_iam_policy"],
    actions: [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:GetRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:PutRolePolicy",
      "iam:GetRolePolicy",
      "iam:DeleteRolePolicy",
      "iam:ListRolePolicies",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
    ],
    resources: ["arn:aws:iam::${account}:role/${pilot}-*", "arn:aws:iam::${account}:policy/${pilot}-*"],
  },
  {
    sid: "PassRoles",
    types: [],
    actions: ["iam:PassRole"],
    resources: ["arn:aws:iam::${account}:role/${pilot}-*"],
    condition: {
      StringEquals: {
        "iam:PassedToService": [
          "sagemaker.amazonaws.com",
          "vpc-flow-logs.amazonaws.com",
          "scheduler.amazonaws.com",
          "budgets.amazonaws.com",
        ],
      },
    },
  },
  {
    sid: "RolesBrake",
    types: [],
    actions: [
      "iam:CreatePolicy",
      "iam:DeletePolicy",
      "iam:GetPolicy",
      "iam:GetPolicyVersion",
      "iam:ListPolicyVersions",
      "iam:TagPolicy",
    ],
    resources: ["arn:aws:iam::${account}:role/${pilot}-*", "arn:aws:iam::${account}:policy/${pilot}-*"],
    when: (spec) => spec.budget.brake,
  },
  {
    sid: "Network",
    types: [
      "aws_vpc",
      "aws_subnet",
      "aws_route_table",
      "aws_route_table_association",
      "aws_default_security_group",
      "aws_security_group",
      "aws_vpc_security_group_egress_rule",
      "aws_vpc_security_group_ingress_rule",
      "aws_vpc_endpoint",
      "aws_flow_log",
    ],
    actions: [
      "ec2:AssociateRouteTable",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateFlowLogs",
      "ec2:CreateRouteTable",
      "ec2:CreateSecurityGroup",
      "ec2:CreateSubnet",
      "ec2:CreateTags",
      "ec2:CreateVpc",
      "ec2:CreateVpcEndpoint",
      "ec2:DeleteFlowLogs",
      "ec2:DeleteRouteTable",
      "ec2:DeleteSecurityGroup",
      "ec2:DeleteSubnet",
      "ec2:DeleteTags",
      "ec2:DeleteVpc",
      "ec2:DeleteVpcEndpoints",
      "ec2:Describe*",
      "ec2:DisassociateRouteTable",
      "ec2:ModifySecurityGroupRules",
      "ec2:ModifyVpcAttribute",
      "ec2:ModifyVpcEndpoint",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ],
  },
  {
    sid: "Logs",
    types: ["aws_cloudwatch_log_group", "aws_cloudwatch_log_metric_filter"],
    actions: [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteMetricFilter",
      "logs:DescribeLogGroups",
      "logs:DescribeMetricFilters",
      "logs:ListTagsForResource",
      "logs:PutMetricFilter",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
  },
  {
    sid: "LogsMore",
    types: [],
    actions: ["logs:AssociateKmsKey", "logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
    documented:
      "docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html (2026-10): control the use of flow logs; " +
      "github.com/hashicorp/terraform-provider-aws, internal/service/logs/group.go (v5.100.0): another key of a log group",
  },
  {
    sid: "Alarms",
    types: ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard"],
    actions: [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:DeleteDashboards",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:GetDashboard",
      "cloudwatch:ListTagsForResource",
      "cloudwatch:PutDashboard",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
    ],
    resources: [
      "arn:aws:cloudwatch:${region}:${account}:alarm:${pilot}-*",
      "arn:aws:cloudwatch::${account}:dashboard/${pilot}-*",
    ],
  },
  {
    sid: "Topics",
    types: ["aws_sns_topic", "aws_sns_topic_policy", "aws_sns_topic_subscription"],
    actions: [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:GetSubscriptionAttributes",
      "sns:GetTopicAttributes",
      "sns:ListTagsForResource",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:Unsubscribe",
      "sns:UntagResource",
    ],
    resources: ["arn:aws:sns:${region}:${account}:${pilot}-*"],
  },
  {
    sid: "Images",
    types: ["aws_ecr_repository", "aws_ecr_lifecycle_policy"],
    actions: [
      "ecr:CreateRepository",
      "ecr:DeleteLifecyclePolicy",
      "ecr:DeleteRepository",
      "ecr:DescribeRepositories",
      "ecr:GetLifecyclePolicy",
      "ecr:ListTagsForResource",
      "ecr:PutLifecyclePolicy",
      "ecr:TagResource",
      "ecr:UntagResource",
    ],
    resources: ["arn:aws:ecr:${region}:${account}:repository/${pilot}/*"],
  },
  {
    sid: "SageMaker",
    types: [
      "aws_sagemaker_pipeline",
      "aws_sagemaker_model_package_group",
      "aws_sagemaker_model_package_group_policy",
      "aws_sagemaker_model",
      "aws_sagemaker_endpoint_configuration",
      "aws_sagemaker_endpoint",
    ],
    actions: [
      "sagemaker:AddTags",
      "sagemaker:CreateEndpoint",
      "sagemaker:CreateEndpointConfig",
      "sagemaker:CreateModel",
      "sagemaker:CreateModelPackageGroup",
      "sagemaker:CreatePipeline",
      "sagemaker:DeleteEndpoint",
      "sagemaker:DeleteEndpointConfig",
      "sagemaker:DeleteModel",
      "sagemaker:DeleteModelPackageGroup",
      "sagemaker:DeleteModelPackageGroupPolicy",
      "sagemaker:DeletePipeline",
      "sagemaker:DeleteTags",
      "sagemaker:DescribeEndpoint",
      "sagemaker:DescribeEndpointConfig",
      "sagemaker:DescribeModel",
      "sagemaker:DescribeModelPackageGroup",
      "sagemaker:DescribePipeline",
      "sagemaker:GetModelPackageGroupPolicy",
      "sagemaker:ListTags",
      "sagemaker:PutModelPackageGroupPolicy",
      "sagemaker:UpdateEndpoint",
      "sagemaker:UpdatePipeline",
    ],
    resources: ["arn:aws:sagemaker:${region}:${account}:*/${pilot}-*"],
  },
  {
    sid: "SageMakerMore",
    types: [],
    actions: ["sagemaker:DescribeModelPackage", "sagemaker:UpdateEndpointWeightsAndCapacities"],
    resources: ["arn:aws:sagemaker:${region}:${account}:*/${pilot}-*"],
    documented:
      "docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html (2026-10): a model of a registered version; " +
      "docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html (2026-10): to register a variant",
  },
  {
    sid: "Scaling",
    types: ["aws_appautoscaling_target", "aws_appautoscaling_policy"],
    actions: [
      "application-autoscaling:DeleteScalingPolicy",
      "application-autoscaling:DeregisterScalableTarget",
      "application-autoscaling:DescribeScalableTargets",
      "application-autoscaling:DescribeScalingPolicies",
      "application-autoscaling:ListTagsForResource",
      "application-autoscaling:PutScalingPolicy",
      "application-autoscaling:RegisterScalableTarget",
      "application-autoscaling:TagResource",
      "application-autoscaling:UntagResource",
    ],
  },
  {
    sid: "Schedules",
    types: ["aws_scheduler_schedule"],
    actions: [
      "scheduler:CreateSchedule",
      "scheduler:DeleteSchedule",
      "scheduler:GetSchedule",
      "scheduler:UpdateSchedule",
    ],
    resources: ["arn:aws:scheduler:${region}:${account}:schedule/*/${pilot}-*"],
  },
  {
    sid: "Budgets",
    types: ["aws_budgets_budget", "aws_budgets_budget_action"],
    actions: [
      "budgets:ModifyBudget",
      "budgets:ViewBudget",
      "budgets:ListTagsForResource",
      "budgets:TagResource",
      "budgets:UntagResource",
    ],
    resources: ["arn:aws:budgets::${account}:budget/${pilot}-*"],
  },
  {
    sid: "BudgetsBrake",
    types: [],
    actions: ["budgets:CreateBudgetAction", "budgets:DeleteBudgetAction", "budgets:DescribeBudgetAction"],
    resources: ["arn:aws:budgets::${account}:budget/${pilot}-*"],
    when: (spec) => spec.budget.brake,
  },
  {
    sid: "BudgetsBrakeChanged",
    types: [],
    actions: ["budgets:UpdateBudgetAction"],
    resources: ["arn:aws:budgets::${account}:budget/${pilot}-*"],
    documented:
      "github.com/hashicorp/terraform-provider-aws, internal/service/budgets/budget_action.go (v5.100.0): a brake that is " +
      "changed in place, such as to another address",
    when: (spec) => spec.budget.brake,
  },
  {
    sid: "Quotas",
    types: ["aws_servicequotas_service_quota"],
    actions: [
      "servicequotas:GetAWSDefaultServiceQuota",
      "servicequotas:GetServiceQuota",
      "servicequotas:ListAWSDefaultServiceQuotas",
    ],
  },
  {
    sid: "QuotasAsked",
    types: [],
    actions: ["servicequotas:GetRequestedServiceQuotaChange", "servicequotas:RequestServiceQuotaIncrease"],
    when: (spec) => spec.quotas.request,
  },
  {
    sid: "ServiceRoles",
    types: [],
    actions: ["iam:CreateServiceLinkedRole"],
    documented:
      "docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html and " +
      "docs.aws.amazon.com/servicequotas/latest/userguide/using-service-linked-roles.html (2026-10): the first time in an account",
    condition: {
      StringEquals: {
        "iam:AWSServiceName": ["sagemaker.application-autoscaling.amazonaws.com", "servicequotas.amazonaws.com"],
      },
    },
  },
];

/**
 * AWS's limit for one managed policy, without white space.
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11)
 */
const mostCharacters = 6144;

const fill = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? "*");

/**
 * The rights that deploy and destroy a spec, as IAM policies to paste: as few as AWS's limit of their length allows.
 */
export function deployerPolicies(spec: PilotSpec & Required<Pick<PilotSpec, "aws">>): readonly object[] {
  const values = { pilot: spec.name, account: spec.aws.account, region: spec.aws.region };
  const policies: object[][] = [[]];
  for (const right of rights.filter(({ when }) => when === undefined || when(spec))) {
    const statement = {
      Sid: right.sid,
      Effect: "Allow",
      Action: right.actions,
      Resource: (right.resources ?? ["*"]).map((resource) => fill(resource, values)),
      ...(right.condition === undefined ? {} : { Condition: right.condition }),
    };
    const last = policies.at(-1) ?? [];
    const length = JSON.stringify({ Version: "2012-10-17", Statement: [...last, statement] }).length;
    if (length > mostCharacters) policies.push([statement]);
    else last.push(statement);
  }
  return policies.map((statements) => ({ Version: "2012-10-17", Statement: statements }));
}

/** What `deployer` prints: each policy with the command that makes it. */
export function deployerRights(spec: PilotSpec): readonly string[] {
  if (spec.aws === undefined) return [];
  const policies = deployerPolicies({ ...spec, aws: spec.aws });
  return policies.flatMap((policy, index) => [
    `# policy ${index + 1} of ${policies.length}; save it as ${spec.name}-deployer-${index + 1}.json, then: aws iam create-policy ` +
      `--policy-name ${spec.name}-deployer-${index + 1} --policy-document file://${spec.name}-deployer-${index + 1}.json`,
    JSON.stringify(policy, null, 2),
  ]);
}
