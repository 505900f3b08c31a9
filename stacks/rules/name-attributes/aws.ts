/** Which argument holds the physical name of each resource type that the pilots use on AWS. */
import type { NameAttributes } from "../rule.js";

export const awsNameAttributes: NameAttributes = {
  aws_cloudwatch_log_group: "name",
  aws_cloudwatch_log_metric_filter: "name",
  aws_default_security_group: null,
  aws_flow_log: null,
  aws_iam_role: "name",
  aws_iam_role_policy: null,
  aws_kms_alias: "name",
  aws_kms_key: null,
  aws_route_table: null,
  aws_route_table_association: null,
  aws_s3_bucket: "bucket",
  aws_s3_bucket_lifecycle_configuration: null,
  aws_s3_bucket_logging: null,
  aws_s3_bucket_ownership_controls: null,
  aws_s3_bucket_policy: null,
  aws_s3_bucket_public_access_block: null,
  aws_s3_bucket_server_side_encryption_configuration: null,
  aws_s3_bucket_versioning: null,
  aws_security_group: "name",
  aws_subnet: null,
  aws_vpc: null,
  aws_vpc_endpoint: null,
  aws_vpc_security_group_egress_rule: null,
  aws_vpc_security_group_ingress_rule: null,
};
