/**
 * Where Cloud Storage writes who read and wrote the data bucket. Google's own key is used: log delivery knows no other.
 */
import { StorageBucket } from "@cdktf/provider-google/lib/storage-bucket/index.js";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member/index.js";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface AccessLogBucketProps {
  readonly bucketName: string;
  readonly project: string;
  readonly region: string;
  readonly retentionDays: number;
  /** Remove the bucket with what is in it. */
  readonly forceDestroy: boolean;
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** A bucket that only the platform's log delivery writes to. */
export class AccessLogBucket extends Construct {
  readonly bucket: StorageBucket;
  readonly delivery: StorageBucketIamMember;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new StorageBucket(this, "Default", {
      project: props.project,
      name: props.bucketName,
      // In capitals, as the API answers.
      location: Token.isUnresolved(props.region) ? props.region : props.region.toUpperCase(),
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      forceDestroy: props.forceDestroy,
      versioning: { enabled: false },
      softDeletePolicy: { retentionDurationSeconds: 0 },
      lifecycleRule: [{ action: { type: "Delete" }, condition: { age: props.retentionDays } }],
      ...given({ labels: props.labels }),
    });
    // Google's own group of log writers: docs.cloud.google.com/storage/docs/access-logs (2026-10)
    this.delivery = new StorageBucketIamMember(this, "delivery", {
      bucket: this.bucket.name,
      role: "roles/storage.objectCreator",
      member: "group:cloud-storage-analytics@google.com",
    });
  }
}
