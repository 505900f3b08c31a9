/**
 * Types of AWS that grant nothing, open nothing and keep nothing of anybody: each was looked at in its provider's
 * documents (aws 5.100; 2026-10).
 */
import { typesOf } from "../../readers/billing.js";
import type { HarmlessTypes } from "../../readers/contract.js";

/** The types. */
export const harmless: HarmlessTypes = {
  resources: new Set([
    ...typesOf(
      "aws_",
      `
      appautoscaling_policy appautoscaling_target autoscaling_policy autoscaling_schedule budgets_budget
      cloudwatch_dashboard cloudwatch_log_metric_filter cloudwatch_metric_alarm cloudwatch_composite_alarm
      ce_anomaly_monitor ce_anomaly_subscription db_subnet_group db_parameter_group dynamodb_tag
      ecr_lifecycle_policy ecs_cluster eip_association elasticache_subnet_group flow_log iam_instance_profile
      iam_account_password_policy iam_group iam_service_linked_role internet_gateway_attachment kms_alias
      lb_target_group lb_target_group_attachment main_route_table_association network_acl_association
      placement_group rds_cluster_parameter_group resourcegroups_group route53_health_check
      route_table_association s3_bucket_accelerate_configuration s3_bucket_intelligent_tiering_configuration
      s3_bucket_inventory s3_bucket_lifecycle_configuration s3_bucket_logging s3_bucket_metric
      s3_bucket_ownership_controls s3_bucket_public_access_block s3_bucket_request_payment_configuration
      s3_bucket_server_side_encryption_configuration s3_bucket_versioning s3_bucket_object_lock_configuration
      sagemaker_endpoint_configuration sagemaker_model_package_group_tag security_group_tag
      servicequotas_service_quota vpc vpc_dhcp_options vpc_dhcp_options_association
      vpc_endpoint_route_table_association vpc_endpoint_subnet_association vpc_endpoint_security_group_association
      vpc_ipv4_cidr_block_association sns_topic_subscription`,
    ),
  ]),
  data: new Set([
    ...typesOf(
      "aws_",
      `
      caller_identity region partition availability_zones availability_zone ami prefix_list
      ec2_managed_prefix_list vpc subnet subnets security_group route_table route_tables iam_policy_document
      iam_policy iam_role servicequotas_service_quota servicequotas_service s3_bucket kms_key kms_alias
      sagemaker_prebuilt_ecr_image ecr_repository ecr_image service_principal default_tags elb_service_account
      billing_service_account vpc_endpoint_service cloudwatch_log_group sns_topic organizations_organization`,
    ),
  ]),
};
