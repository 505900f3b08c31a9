/** This vendor's rules: what a spec can break on AWS, and which argument names each resource type. */
import { dataBucketFaults } from "../../constructs/aws/data-bucket.js";
import { privateNetworkFaults } from "../../constructs/aws/private-network.js";
import type { StackRules } from "../rules/index.js";
import type { CheckedSections, Fault } from "../spec/check.js";
import { awsNames } from "../spec/names.js";

/** Faults that the constructs would throw, at the spec's own paths. */
export function specFaults({ name, network, data, endpoint, aws }: CheckedSections): Fault[] {
  const faults: Fault[] = [];
  if (network && aws && !aws.existingNetwork) {
    const paths: Record<string, readonly string[]> = { zones: ["aws", "zones"] };
    for (const { prop, message } of privateNetworkFaults({ ...network, zones: aws.zones })) {
      faults.push({ path: paths[prop] ?? ["network", prop], message });
    }
  }
  if (name && data && endpoint && aws) {
    const names = awsNames(name, aws.account);
    const props = { bucketName: names.dataBucket, accessLogBucketName: names.accessLogBucket };
    for (const { prop, message } of dataBucketFaults({
      ...props,
      retentionDays: { ...data.retentionDays, capture: endpoint.captureRetentionDays },
    })) {
      if (prop === "retentionDays") faults.push({ path: ["data", "retentionDays"], message });
    }
  }
  return faults;
}

/** Which argument holds a resource's physical name, and which names must be plain strings. */
export const stackRules: StackRules = {
  nameAttributes: {
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
  },
  plainNames: [],
};
