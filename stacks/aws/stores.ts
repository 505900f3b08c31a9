/** What keeps things on AWS, and what makes them expire. */
import { blocksOf, type Given, isTime, type StoreTypes } from "../stores/store.js";

/**
 * Whether an expiration deletes what is current: a marker alone deletes nothing that anybody wrote
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html, 2026-11).
 */
const deletes = (rule: Given): boolean =>
  blocksOf(rule["expiration"]).some(({ days, date }) => isTime(days) || (typeof date === "string" && date !== ""));

function ecrExpires({ policy }: Given): boolean {
  if (typeof policy !== "string") return false;
  try {
    const { rules } = JSON.parse(policy) as { rules?: unknown };
    return blocksOf(rules).some(({ action }) => blocksOf(action).some(({ type }) => type === "expire"));
  } catch {
    // a reference to a document: what it says is read where it stands, and is not known here
    return policy.includes("${");
  }
}

export const stores: StoreTypes = {
  aws_cloudwatch_log_group: {
    name: "name",
    own: (given) => isTime(given["retention_in_days"]),
    fix: "set retention_in_days",
  },
  aws_ecr_repository: {
    name: "name",
    by: { aws_ecr_lifecycle_policy: { of: (given) => given["repository"], expires: ecrExpires } },
    fix: "add an aws_ecr_lifecycle_policy",
  },
  aws_s3_bucket: {
    name: "bucket",
    // the rules that an older provider had inside of the bucket
    own: (given) => blocksOf(given["lifecycle_rule"]).some((rule) => rule["enabled"] === true && deletes(rule)),
    by: {
      aws_s3_bucket_lifecycle_configuration: {
        of: (given) => given["bucket"],
        expires: (given) => blocksOf(given["rule"]).some((rule) => rule["status"] === "Enabled" && deletes(rule)),
      },
    },
    fix: "add an aws_s3_bucket_lifecycle_configuration with an enabled rule that expires",
  },
};
