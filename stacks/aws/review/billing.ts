/**
 * How types of AWS are charged. Each was looked at in its price pages (aws.amazon.com, 2026-11). A type that stands in
 * no list is said to be unknown.
 */
import { type BillingReader, billingIn, typesOf } from "../../readers/billing.js";
import { countOf } from "../../readers/meters.js";
import { type Arguments, blocks, list, type Resource } from "../../readers/stack.js";

const charged = billingIn({
  // each of them bills as long as it exists
  standing: [
    ...typesOf(
      "aws_",
      `
      acmpca_certificate_authority cloudwatch_dashboard cloudwatch_metric_alarm cloudwatch_composite_alarm
      cloudhsm_v2_hsm directory_service_directory dms_replication_instance docdb_cluster_instance dx_connection
      ebs_volume ec2_client_vpn_endpoint ec2_transit_gateway_vpc_attachment ecs_service eip eks_cluster
      eks_node_group elasticache_cluster elasticache_replication_group elasticsearch_domain emr_cluster
      fsx_lustre_file_system globalaccelerator_accelerator kms_key kms_replica_key lb alb elb mq_broker
      msk_cluster mwaa_environment nat_gateway neptune_cluster_instance networkfirewall_firewall opensearch_domain
      rds_cluster route53_resolver_endpoint route53_zone sagemaker_app sagemaker_cluster secretsmanager_secret
      transfer_server vpc_endpoint vpn_connection workspaces_workspace autoscaling_group`,
    ),
  ],
  // they bill by what is stored, sent, asked or run in them: no limit of the stack bounds that
  "by use": [
    ...typesOf(
      "aws_",
      `
      api_gateway_rest_api apigatewayv2_api athena_workgroup cloudfront_distribution cloudwatch_event_bus
      cloudwatch_log_group codebuild_project dynamodb_table ecr_repository efs_file_system flow_log glue_crawler
      glue_job kinesis_firehose_delivery_stream lambda_function s3_bucket scheduler_schedule sfn_state_machine
      sns_topic sqs_queue sagemaker_endpoint sagemaker_pipeline sagemaker_feature_group wafv2_web_acl`,
    ),
  ],
  // machines and networks of these are read one by one, from their own arguments
  apart: [
    ...typesOf(
      "aws_",
      `
      instance db_instance rds_cluster_instance redshift_cluster sagemaker_notebook_instance`,
    ),
  ],
  // settings, names, grants and rules do not bill. A word ends in `_` or `/` where it stands for a family
  free: [
    ...typesOf(
      "aws_",
      `
      acm_certificate ami api_gateway_ apigatewayv2_integration apigatewayv2_route apigatewayv2_stage
      appautoscaling_ autoscaling_policy autoscaling_schedule budgets_ ce_ cloudwatch_event_rule
      cloudwatch_event_target cloudwatch_log_ db_parameter_group db_subnet_group default_ dynamodb_tag
      ebs_encryption_by_default ecr_ ecs_cluster ecs_task_definition egress_only_internet_gateway eip_association
      elasticache_subnet_group iam_ internet_gateway internet_gateway_attachment key_pair kms_alias kms_grant
      kms_key_policy lambda_alias lambda_permission lb_listener lb_listener_rule lb_target_
      main_route_table_association network_acl network_acl_association placement_group rds_cluster_parameter_group
      resourcegroups_group route route53_record route_table route_table_association s3_account_ s3_bucket_
      sagemaker_domain sagemaker_endpoint_configuration sagemaker_model sagemaker_model_ sagemaker_user_profile
      scheduler_schedule_group secretsmanager_secret_ security_group security_group_ servicequotas_ sns_topic_
      sqs_queue_policy ssm_parameter subnet vpc vpc_dhcp_ vpc_endpoint_ vpc_ipv4_ vpc_ipv6_ vpc_peering_
      vpc_security_group_`,
    ),
  ],
});

/** The metrics that an alarm watches: its own, or those that its expression is made of. */
const metricsOf = (given: Arguments): number =>
  Math.max(1, blocks(given["metric_query"]).filter(({ metric }) => blocks(metric).length > 0).length);

/** Whether an alarm or one of its metrics is looked at more often than each minute. */
const isOften = (given: Arguments): boolean =>
  [given, ...blocks(given["metric_query"]).flatMap(({ metric }) => blocks(metric))].some(
    ({ period }) => (countOf(period) ?? 60) < 60,
  );

/** What a price book calls it: an alarm of high resolution has a price of its own. */
const priceKey = ({ type, arguments: given }: Resource): string =>
  type === "aws_cloudwatch_metric_alarm" && isOften(given) ? `${type} high resolution` : type;

/**
 * How many of a type bill: an interface endpoint bills in each zone, and one of another kind does not. An alarm bills
 * for each metric that it watches, and for three of each where a band is its threshold
 * (aws.amazon.com/cloudwatch/pricing, "alarm metrics", 2026-11).
 */
function count({ type, arguments: given }: Resource): number {
  if (type === "aws_cloudwatch_metric_alarm") return metricsOf(given) * (given["threshold_metric_id"] ? 3 : 1);
  if (type !== "aws_vpc_endpoint") return 1;
  if (given["vpc_endpoint_type"] === "GatewayLoadBalancer") return 1;
  return given["vpc_endpoint_type"] === "Interface" ? Math.max(1, list(given["subnet_ids"]).length) : 0;
}

/** Reads how resources of AWS are charged. */
export const billing: BillingReader = { of: ({ type }) => charged(type), priceKey, count };
