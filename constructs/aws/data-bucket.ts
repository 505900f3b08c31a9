/**
 * Makes: an S3 bucket with its own KMS key, versions, expiry per prefix, an access log bucket; grants by verb.
 * Needs: the right to make buckets and keys; nothing of the network.
 * Never: public access, an ACL, a request without TLS, an object without the key, a rule that locks the deployer out.
 * Idle cost: one key a month, stored GiB, and the GiB of logs and old versions until they expire.
 * Survives destroy: a bucket that holds objects, and its key; the key's deletion waits 30 days.
 * Verified by: unit tests, plan with the real provider, apply and destroy against an emulator; never in a real account.
 */
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { child, record } from "../pilot/record.js";
import { AccessLogBucket } from "./data-bucket/access-log-bucket.js";
import { bucketPolicy } from "./data-bucket/bucket-policy.js";
import { Key, type KeyService } from "./data-bucket/key.js";
import { dataBucketProblems } from "./data-bucket/problems.js";
import { ServiceRole, type ServiceRoleProps } from "./data-bucket/service-role.js";

export { dataBucketProblems };

/** The prefixes of a pilot's bucket; each expires on its own, and `models/`, which releases are served from, never. */
export type Prefix = "data/" | "artifacts/" | "evaluation/" | "exports/" | "capture/" | "models/";

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `training-job`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface DataBucketProps {
  /** Globally unique: end it in the account id. */
  readonly bucketName: string;
  /** The name of the bucket that access logs go to; this construct makes it. */
  readonly accessLogBucketName: string;
  /** The key's alias, with `alias/` in front. */
  readonly keyAlias: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who owns the data and what expires in it. */
  readonly owner: string;
  /** Days until objects expire, by prefix; `capture`: requests and answers; `noncurrent`: old versions. */
  readonly retentionDays: Readonly<
    Record<"data" | "artifacts" | "evaluation" | "exports" | "capture" | "noncurrent" | "accessLogs", number>
  >;
  /** ARNs of roles and users of this account that upload under `data/` and read everything. @default none */
  readonly operators?: readonly string[];
  /** Networks from which operators may come, public or private. @default - from anywhere, with their identity */
  readonly allowedClients?: readonly string[];
  /** VPCs through whose endpoints the private ones of these networks come. @default - all allowed clients are public */
  readonly clientVpcIds?: readonly string[];
  /** More prefixes, without a slash, that never expire; their old versions do. @default none */
  readonly keptPrefixes?: readonly string[];
  /** Services that must use the key themselves. @default none */
  readonly keyServices?: readonly KeyService[];
  /** `delete`: destroy removes the bucket with what is in it. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/** What holds for every prefix: versions that were overwritten or deleted go, and so do unfinished uploads. */
const olderVersions = (prefix: string, noncurrentDays: number) => ({
  id: prefix,
  status: "Enabled",
  filter: [{ prefix: `${prefix}/` }],
  noncurrentVersionExpiration: [{ noncurrentDays }],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
});

/** The pilot's one store: training data, artifacts, evaluations and exports, under one key. */
export class DataBucket extends Construct {
  /** A reference, so that whoever names the bucket by it depends on it. */
  readonly bucketName: string;
  /** The ARN of the key that everything in the bucket is encrypted with. */
  readonly keyArn: string;
  /** The alias as a reference: policies name the key by it and stay readable in a first plan. */
  readonly keyAlias: string;
  private readonly keyPattern: string;
  private readonly account: string;
  private readonly tags: Record<string, string> | undefined;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const problems = dataBucketProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { account, region, retentionDays, operators = [], tags, onDestroy = "keep" } = props;
    const forceDestroy = onDestroy === "delete";
    const { key, alias } = new Key(this, "key", {
      aliasName: props.keyAlias,
      account,
      region,
      operators,
      services: props.keyServices ?? [],
      ...given({ tags }),
    });
    const logs = new AccessLogBucket(this, "access-logs", {
      bucketName: props.accessLogBucketName,
      account,
      retentionDays: retentionDays.accessLogs,
      forceDestroy,
      ...given({ tags }),
    });
    // The bucket depends on its key: a destroy that stops at a full bucket must not have taken the key.
    const store = new S3Bucket(this, "Default", {
      bucket: props.bucketName,
      forceDestroy,
      ...given({ tags }),
      dependsOn: [key, alias],
    });
    const bucket = store.bucket;
    this.bucketName = bucket;
    this.keyArn = key.arn;
    this.keyAlias = alias.name;
    this.keyPattern = `arn:aws:kms:${region}:${account}:key/*`;
    this.account = account;
    this.tags = tags;

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
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
    });
    const versions = new S3BucketVersioningA(this, "versions", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const prefixes = ["data", "artifacts", "evaluation", "exports", "capture"] as const;
    new S3BucketLifecycleConfiguration(this, "expiry", {
      bucket,
      rule: [
        ...prefixes.map((prefix) => ({
          ...olderVersions(prefix, retentionDays.noncurrent),
          expiration: [{ days: retentionDays[prefix] }],
        })),
        // No expiry: a model is read at every start of a replica or a job, as long as its release is listed.
        ...["models", ...(props.keptPrefixes ?? [])].map((prefix) => olderVersions(prefix, retentionDays.noncurrent)),
      ],
      dependsOn: [versions],
    });
    new S3BucketLoggingA(this, "access-log", {
      bucket,
      targetBucket: logs.bucket.bucket,
      targetPrefix: "data-bucket/",
    });
    new S3BucketPolicy(this, "policy", { bucket, policy: bucketPolicy(bucket, operators, props) });

    record(this, () => {
      const { owner } = props;
      const [encryption, expiry] = [child(this, "encryption"), child(this, "expiry")];
      const noPublicAccess = child(this, "no-public-access");
      const full = (bucketName: string, held: string) => ({
        what: `bucket ${bucketName} while it holds ${held}`,
        costs: "stored GiB, and a month of the key",
        remove: `aws s3 rm s3://${bucketName} --recursive, its old versions, then destroy again`,
      });
      const days = { unit: "days", owner, enforcement: "hard" } as const;
      return {
        box: "data bucket",
        owner,
        meter: { what: "GiB-months stored, one key", whileIdle: true },
        metric: { name: "BucketSizeBytes", statistic: "average of a day" },
        expiry: {
          ...Object.assign(
            {},
            ...prefixes.map((prefix, rule) => ({
              [`${prefix}/`]: { unit: "days", at: [expiry, `/rule/${rule}/expiration/0/days`] },
            })),
          ),
          "old versions": { unit: "days", at: [expiry, "/rule/0/noncurrent_version_expiration/0/noncurrent_days"] },
          "access logs": { unit: "days", at: [logs.lifecycle, "/rule/0/expiration/0/days"] },
        },
        limits: [
          { ...days, kind: "retention", subject: "data/", at: [expiry, "/rule/0/expiration/0/days"] },
          { ...days, kind: "deletion-wait", subject: "key", at: [key, "/deletion_window_in_days"] },
        ],
        safeguards: [
          {
            kind: "encryption-key",
            at: [encryption, "/rule/0/apply_server_side_encryption_by_default/kms_master_key_id"],
          },
          { kind: "key-rotation", at: [key, "/enable_key_rotation"] },
          { kind: "public-access", subject: "new ACLs", at: [noPublicAccess, "/block_public_acls"] },
          { kind: "public-access", subject: "ACLs", at: [noPublicAccess, "/ignore_public_acls"] },
          { kind: "public-access", subject: "new policies", at: [noPublicAccess, "/block_public_policy"] },
          { kind: "public-access", subject: "policies", at: [noPublicAccess, "/restrict_public_buckets"] },
          { kind: "versioning", at: [versions, "/versioning_configuration/status"] },
          ...(forceDestroy ? [] : [{ kind: "deletion-protection", at: [store, "/force_destroy"] } as const]),
        ],
        survives: [
          ...(forceDestroy ? [] : [full(props.bucketName, "an object"), full(props.accessLogBucketName, "a log")]),
          { what: `key ${props.keyAlias}, waiting`, costs: "nothing", remove: "it goes by itself after 30 days" },
        ],
        debug: `aws s3 ls s3://${props.accessLogBucketName}/data-bucket/`,
        export: ["artifacts", "models", "exports"].map(
          (prefix) => `aws s3 sync s3://${props.bucketName}/${prefix}/ ${prefix}/`,
        ),
      };
    });
  }

  /** Lets an identity list and read one prefix. Returns the policy that it made. */
  grantRead(identity: Identity, prefix: Prefix): IamRolePolicy {
    return this.grant(identity, "read", prefix, ["s3:GetObject"], ["kms:Decrypt", "kms:DescribeKey"]);
  }

  /** Lets an identity write under one prefix; it cannot read back what it wrote. Returns the policy that it made. */
  grantWrite(identity: Identity, prefix: Prefix): IamRolePolicy {
    const actions = ["s3:PutObject", "s3:AbortMultipartUpload"];
    // kms:Decrypt, because S3 needs it for a multipart upload under a customer key
    return this.grant(identity, "write", prefix, actions, ["kms:GenerateDataKey", "kms:Decrypt", "kms:DescribeKey"]);
  }

  /**
   * Lets a service of another account read, write and delete everything here, by a role that the service takes.
   * Returns the role.
   */
  admitService(props: ServiceRoleProps): IamRole {
    const { account, bucketName, keyAlias, keyPattern, tags } = this;
    const bucket = { account, bucketName, keyAlias, keyPattern, ...given({ tags }) };
    return new ServiceRole(this, "service", props, bucket).role;
  }

  private grant(identity: Identity, verb: string, prefix: Prefix, s3: string[], kms: string[]): IamRolePolicy {
    const name = `${verb}-${prefix.slice(0, -1)}`;
    const arn = `arn:aws:s3:::${this.bucketName}`;
    const ownKey = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": this.keyAlias } };
    const statement = [
      { Sid: "Objects", Effect: "Allow", Action: s3, Resource: `${arn}/${prefix}*` },
      {
        Sid: "List",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: arn,
        Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
      },
      // Any key of this account and region, bounded to the one with this alias: a key's ARN is unknown in a first plan.
      { Sid: "Key", Effect: "Allow", Action: kms, Resource: this.keyPattern, Condition: ownKey },
    ];
    const policy = new IamRolePolicy(this, `${identity.name}-${name}`, {
      name,
      role: identity.roleName,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    });
    identity.policies.push(policy);
    return policy;
  }
}
