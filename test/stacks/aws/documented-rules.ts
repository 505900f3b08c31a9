/**
 * What AWS documents of the arguments of a stack, by hand from its pages and botocore's models, and not from the forms
 * of the constructs: a stack of any spec that the check accepts keeps them.
 */
import type { DocumentedRule, DocumentedSum } from "../random/stacks.js";

const api = "docs.aws.amazon.com";
const sageMaker = `${api}/sagemaker/latest/APIReference (botocore 1.44.8, 2026-11)`;
const text = (least: number, most: number) => new RegExp(`^[\\s\\S]{${least},${most}}$`);
const description = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

/** Rules of single arguments. */
export const rules: readonly DocumentedRule[] = [
  [
    "aws_s3_bucket",
    "bucket",
    /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    `${api}/AmazonS3/latest/userguide/bucketnamingrules.html`,
  ],
  ["aws_iam_role", "name", /^[\w+=,.@-]{1,64}$/, `${api}/IAM/latest/APIReference/API_CreateRole.html`],
  ["aws_iam_role", "assume_role_policy", text(1, 2048), `${api}/IAM/latest/UserGuide/reference_iam-quotas.html`],
  ["aws_iam_role_policy", "name", /^[\w+=,.@-]{1,128}$/, `${api}/IAM/latest/APIReference/API_PutRolePolicy.html`],
  [
    "aws_security_group",
    "name",
    /^(?!sg-)[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/i,
    `${api}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`,
  ],
  ["aws_security_group", "description", description, `${api}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`],
  [
    "aws_vpc_security_group_ingress_rule",
    "description",
    description,
    `${api}/AWSEC2/latest/APIReference/API_IpRange.html`,
  ],
  [
    "aws_vpc_security_group_egress_rule",
    "description",
    description,
    `${api}/AWSEC2/latest/APIReference/API_IpRange.html`,
  ],
  ["aws_vpc_endpoint", "policy", text(1, 20_480), `${api}/vpc/latest/userguide/amazon-vpc-limits.html`],
  [
    "aws_kms_alias",
    "name",
    /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/,
    `${api}/kms/latest/APIReference/API_CreateAlias.html`,
  ],
  ["aws_kms_key", "policy", text(1, 32_768), `${api}/kms/latest/APIReference/API_PutKeyPolicy.html`],
  ["aws_s3_bucket_policy", "policy", text(1, 20_480), `${api}/AmazonS3/latest/userguide/bucket-policies.html`],
  [
    "aws_cloudwatch_log_group",
    "name",
    /^[.\-_/#A-Za-z0-9]{1,512}$/,
    `${api}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html`,
  ],
  [
    "aws_cloudwatch_metric_alarm",
    "alarm_name",
    text(1, 255),
    `${api}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
  ],
  [
    "aws_cloudwatch_metric_alarm",
    "alarm_description",
    text(0, 1024),
    `${api}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
  ],
  [
    "aws_cloudwatch_dashboard",
    "dashboard_name",
    /^[\w-]{1,255}$/,
    `${api}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html`,
  ],
  ["aws_sns_topic", "name", /^[\w-]{1,256}$/, `${api}/sns/latest/api/API_CreateTopic.html`],
  [
    "aws_scheduler_schedule",
    "name",
    /^[0-9a-zA-Z\-_.]{1,64}$/,
    `${api}/scheduler/latest/APIReference/API_CreateSchedule.html`,
  ],
  [
    "aws_scheduler_schedule",
    "schedule_expression",
    /^cron\((?:\S+ ){5}\*\)$/,
    `${api}/scheduler/latest/UserGuide/schedule-types.html`,
  ],
  [
    "aws_budgets_budget",
    "name",
    /^(?!.*\/action\/)[^:\\]{1,100}$/,
    `${api}/aws-cost-management/latest/APIReference/API_budgets_Budget.html`,
  ],
  [
    "aws_budgets_budget",
    "limit_amount",
    /^([0-9]*\.)?[0-9]+$/,
    `${api}/aws-cost-management/latest/APIReference/API_budgets_Spend.html`,
  ],
  [
    "aws_budgets_budget",
    "limit_unit",
    /^USD$/,
    "github.com/awslabs/landing-zone-accelerator-on-aws/issues/682 (2024-12)",
  ],
  [
    "aws_ecr_repository",
    "name",
    /^(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
    `${api}/AmazonECR/latest/APIReference/API_CreateRepository.html`,
  ],
  ["aws_sagemaker_pipeline", "pipeline_name", /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/, sageMaker],
  ["aws_sagemaker_pipeline", "pipeline_display_name", /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/, sageMaker],
  ["aws_sagemaker_pipeline", "pipeline_definition", text(1, 1_048_576), sageMaker],
  ["aws_sagemaker_model_package_group", "model_package_group_name", /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, sageMaker],
  ["aws_sagemaker_model", "name", /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, sageMaker],
  ["aws_sagemaker_model", "name", text(1, 63), sageMaker],
  ["aws_sagemaker_endpoint_configuration", "name", /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, sageMaker],
  ["aws_sagemaker_endpoint", "name", /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, sageMaker],
  ...[
    "aws_sagemaker_pipeline",
    "aws_iam_role",
    "aws_vpc_endpoint",
    "aws_s3_bucket",
    "aws_sagemaker_model",
    "aws_kms_key",
  ].map((type) => [type, "tags/[^/]+", text(0, 256), `${api}/tag-editor/latest/userguide/tagging.html`] as const),
].map(([type, argument, must, source]) => ({
  type: type as string,
  at: new RegExp(`^/${argument as string}$`),
  must: must as RegExp,
  source: source as string,
}));

/** Rules of several arguments together. */
export const sums: readonly DocumentedSum[] = [
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11): white space does not count
  (stack) => {
    const sizes = new Map<string, number>();
    for (const { arguments: given } of stack.all("aws_iam_role_policy")) {
      const role = String(given["role"]);
      sizes.set(role, (sizes.get(role) ?? 0) + String(given["policy"]).replace(/\s/g, "").length);
    }
    return [...sizes]
      .filter(([, size]) => size > 10_240)
      .map(([role, size]) => `${role}: ${size} characters of policies, at most 10240`);
  },
  // docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (2026-11): a week of hours
  (stack) =>
    stack.all("aws_cloudwatch_metric_alarm").flatMap(({ address, arguments: given }) => {
      const looksBack = Number(given["period"] ?? 60) * Number(given["evaluation_periods"]);
      return looksBack <= (Number(given["period"] ?? 60) < 3600 ? 86_400 : 604_800)
        ? []
        : [`${address}: looks ${looksBack} s back`];
    }),
  // docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html (2026-11), and unique without their case for IAM
  (stack) =>
    stack.resources.flatMap(({ type, address, arguments: given }) => {
      const keys = Object.keys((given["tags"] ?? {}) as object);
      const isDouble = type === "aws_iam_role" && new Set(keys.map((key) => key.toLowerCase())).size !== keys.length;
      return keys.length > 50 || isDouble ? [`${address}: ${keys.length} tags`] : [];
    }),
  // docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html (2026-11)
  (stack) => {
    const counts = new Map<string, number>();
    for (const { arguments: given } of stack.all("aws_vpc_security_group_ingress_rule")) {
      const group = String(given["security_group_id"]);
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count > 60)
      .map(([group, count]) => `${group}: ${count} rules, at most 60`);
  },
];
