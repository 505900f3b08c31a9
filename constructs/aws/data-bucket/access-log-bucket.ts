/**
 * Where S3 writes who read and wrote the data bucket. S3 cannot deliver access logs under a customer key, so S3's own
 * is used.
 */
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface AccessLogBucketProps {
  readonly bucketName: string;
  readonly account: string;
  readonly retentionDays: number;
  /** Remove the bucket with what is in it. */
  readonly forceDestroy: boolean;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A bucket that only S3's log delivery of this account writes to. */
export class AccessLogBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly lifecycle: S3BucketLifecycleConfiguration;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, "Default", {
      bucket: props.bucketName,
      forceDestroy: props.forceDestroy,
      ...given({ tags: props.tags }),
    });
    const bucket = this.bucket.bucket;
    new S3BucketPublicAccessBlock(this, "no-public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "no-acls", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    this.lifecycle = new S3BucketLifecycleConfiguration(this, "expiry", {
      bucket,
      rule: [{ id: "logs", status: "Enabled", filter: [{ prefix: "" }], expiration: [{ days: props.retentionDays }] }],
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "LogDelivery",
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::${bucket}/*`,
            Condition: { StringEquals: { "aws:SourceAccount": props.account } },
          },
          {
            // Everybody, because it denies.
            Sid: "OnlyTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    });
  }
}
