/**
 * Makes: a Cloud Storage bucket, with its own KMS key if named, versions, expiry per prefix, an access log bucket; grants by verb.
 * Needs: storage (and cloudkms) enabled, the service agents of what uses the key; nothing of the network.
 * Never: public access, an ACL, a grant to a whole project, an authoritative policy that takes rights from somebody else.
 * Idle cost: one key a month, stored GiB, and the GiB of logs and old versions until they expire.
 * Survives destroy: a bucket that holds objects, and its key; the key ring for ever; deleted objects for 7 days.
 * Verified by: unit tests, plan with the real provider, apply and destroy against a fake of its API; never in a real project.
 */
import { StorageBucket } from "@cdktf/provider-google/lib/storage-bucket/index.js";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { AccessLogBucket } from "./data-bucket/access-log-bucket.js";
import { Key, type KeyService } from "./data-bucket/key.js";

/** The prefixes of a pilot's bucket; each expires on its own. */
export type Prefix = "data/" | "artifacts/" | "evaluation/" | "exports/";

/**
 * Who gets rights. A grant adds its policy to the list; what runs as a service account waits for all of its policies.
 */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** `serviceAccount:` and the account's email as a reference; or a `user:` or `group:`. */
  readonly member: string;
  readonly policies: ITerraformDependable[];
}

export interface DataBucketProps {
  /** Globally unique: end it in the project id. */
  readonly bucketName: string;
  readonly accessLogBucketName: string;
  /** Key ring of the bucket's own key. Its name can never be used again. @default - Google's keys */
  readonly keyRing?: string;
  readonly project: string;
  readonly projectNumber: string;
  readonly region: string;
  /** Who owns the data and what expires in it. */
  readonly owner: string;
  /** Days until objects expire, by prefix; `noncurrent`: overwritten or deleted versions. */
  readonly retentionDays: Readonly<
    Record<"data" | "artifacts" | "evaluation" | "exports" | "noncurrent" | "accessLogs", number>
  >;
  /** `user:`, `group:` or `serviceAccount:` members that upload under `data/` and read everything. @default none */
  readonly operators?: readonly string[];
  /** Services that use the key for what they store. @default none but storage */
  readonly keyServices?: readonly KeyService[];
  /** `delete`: destroy removes the bucket with what is in it. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** What is wrong with the props that a spec can break: one entry a fault. The provider checks none of it. */
export function dataBucketFaults(
  props: Pick<DataBucketProps, "bucketName" | "accessLogBucketName" | "retentionDays" | "operators">,
): Array<{ readonly prop: keyof DataBucketProps; readonly message: string }> {
  const faults: Array<{ prop: keyof DataBucketProps; message: string }> = [];
  for (const prop of ["bucketName", "accessLogBucketName"] as const) {
    const name = props[prop];
    // docs.cloud.google.com/storage/docs/buckets#naming (2026-10); no dots: they need a verified domain
    if (!Token.isUnresolved(name) && !/^(?!goog)(?!.*google)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/.test(name)) {
      const allowed = "3 to 63 lower-case letters, digits, - and _, without google";
      faults.push({ prop, message: `"${name}" (${name.length} characters); allowed: ${allowed}; take a shorter name` });
    }
  }
  for (const [what, days] of Object.entries(props.retentionDays)) {
    // An empty or zero condition would delete everything at once.
    if (!Token.isUnresolved(days) && !(Number.isInteger(days) && days >= 1)) {
      faults.push({
        prop: "retentionDays",
        message: `${what}: ${days}; allowed: whole days from 1; every store expires`,
      });
    }
  }
  for (const member of props.operators ?? []) {
    if (!Token.isUnresolved(member) && !/^(user|group|serviceAccount):[^\s@]+@[^\s@]+$/.test(member)) {
      const message = `"${member}"; allowed: user:, group: or serviceAccount: and an address; name who it is`;
      faults.push({ prop: "operators", message });
    }
  }
  return faults;
}

/** The pilot's one store: training data, artifacts, evaluations and exports, under one key. */
export class DataBucket extends Construct {
  /** A reference, so that whoever names the bucket by it depends on it. */
  readonly bucketName: string;
  /** `projects/…/cryptoKeys/…` where the bucket has its own key. */
  readonly keyId: string | undefined;
  /** Rights of services on the key: what is stored under it waits for them. */
  readonly keyPolicies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const faults = dataBucketFaults(props);
    if (faults.length > 0) {
      throw new Error(faults.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { owner, project, region, retentionDays, operators = [], labels, onDestroy = "keep" } = props;
    const forceDestroy = onDestroy === "delete";
    const key =
      props.keyRing === undefined
        ? undefined
        : new Key(this, "key", {
            keyRing: props.keyRing,
            project,
            projectNumber: props.projectNumber,
            region,
            services: ["storage", ...(props.keyServices ?? [])],
            labels,
          });
    const logs = new AccessLogBucket(this, "access-logs", {
      bucketName: props.accessLogBucketName,
      project,
      region,
      retentionDays: retentionDays.accessLogs,
      forceDestroy,
      labels,
    });
    const prefixes = ["data", "artifacts", "evaluation", "exports"] as const;
    const remove = { type: "Delete" };
    // The bucket depends on its key: a destroy that stops at a full bucket must not have taken the key.
    const store = new StorageBucket(this, "Default", {
      project,
      name: props.bucketName,
      // In capitals, as the API answers.
      location: Token.isUnresolved(region) ? region : region.toUpperCase(),
      forceDestroy,
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: 604_800 },
      encryption: key && { defaultKmsKeyName: key.keyId },
      lifecycleRule: [
        ...prefixes.map((prefix) => ({
          action: remove,
          condition: { age: retentionDays[prefix], matchesPrefix: [`${prefix}/`], withState: "LIVE" },
        })),
        { action: remove, condition: { daysSinceNoncurrentTime: retentionDays.noncurrent, withState: "ARCHIVED" } },
        { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 7 } },
      ],
      logging: { logBucket: logs.bucket.name, logObjectPrefix: "data-bucket" },
      labels,
      dependsOn: [logs.delivery, ...(key ? [key.key, ...key.policies] : [])],
    });
    this.bucketName = store.name;
    this.keyId = key?.keyId;
    this.keyPolicies = key?.policies ?? [];
    for (const member of operators) {
      const who = member.replace(/[^a-zA-Z0-9]+/g, "-");
      this.member(`${who}-read`, member, "roles/storage.objectViewer");
      this.member(`${who}-upload`, member, "roles/storage.objectUser", "data/");
    }

    const keyExpiry = key && {
      "the key's deletion waits": {
        unit: "days" as const,
        owner,
        enforcement: "hard" as const,
        at: [key.key, "/destroy_scheduled_duration"] as const,
      },
    };
    record(this, {
      box: "data bucket",
      owner,
      meter: { what: key ? "GiB-months stored, one key" : "GiB-months stored", whileIdle: true },
      metric: { name: "storage.googleapis.com/storage/v2/total_bytes", statistic: "average of a day" },
      expiry: {
        "data/": { unit: "days", at: [store, "/lifecycle_rule/0/condition/age"] },
        "artifacts/": { unit: "days", at: [store, "/lifecycle_rule/1/condition/age"] },
        "evaluation/": { unit: "days", at: [store, "/lifecycle_rule/2/condition/age"] },
        "exports/": { unit: "days", at: [store, "/lifecycle_rule/3/condition/age"] },
        "old versions": { unit: "days", at: [store, "/lifecycle_rule/4/condition/days_since_noncurrent_time"] },
        "deleted objects": { unit: "seconds", at: [store, "/soft_delete_policy/retention_duration_seconds"] },
        "access logs": { unit: "days", at: [logs.bucket, "/lifecycle_rule/0/condition/age"] },
      },
      limits: {
        "data/ expires after": {
          unit: "days",
          owner,
          enforcement: "hard",
          at: [store, "/lifecycle_rule/0/condition/age"],
        },
        ...keyExpiry,
      },
      survives: [
        ...(forceDestroy
          ? [{ what: "deleted objects, for 7 days", costs: "stored GiB", remove: "they go by themselves" }]
          : [
              {
                what: `bucket ${props.bucketName} while it holds an object, and its key`,
                costs: "stored GiB and one key a month",
                remove: `gcloud storage rm --recursive --all-versions gs://${props.bucketName}/**, then destroy again`,
              },
            ]),
        ...(key
          ? [
              {
                what: `key ring ${props.keyRing} and its key without versions, for ever`,
                costs: "nothing",
                remove: "nothing removes it; the next deploy needs another keyGeneration",
              },
            ]
          : []),
      ],
      debug: `gcloud storage ls --long gs://${props.accessLogBucketName}/data-bucket*`,
      export: [`gcloud storage cp --recursive gs://${props.bucketName}/exports/ exports/`],
    });
  }

  /** Lets an identity list and read one prefix. Returns the policy that it made. */
  grantRead(identity: Identity, prefix: Prefix): StorageBucketIamMember {
    return this.grant(identity, "read", prefix, "roles/storage.objectViewer");
  }

  /**
   * Lets an identity write under one prefix. To write a file again a retry must be able to replace it, which on Google
   * is the right to delete: what it replaces stays as an old version. Returns the policy that it made.
   */
  grantWrite(identity: Identity, prefix: Prefix): StorageBucketIamMember {
    return this.grant(identity, "write", prefix, "roles/storage.objectUser");
  }

  private grant(identity: Identity, verb: string, prefix: Prefix, role: string): StorageBucketIamMember {
    const id = `${identity.name}-${verb}-${prefix.slice(0, -1)}`;
    const policy = this.member(id, identity.member, role, prefix);
    identity.policies.push(policy);
    return policy;
  }

  private member(id: string, member: string, role: string, prefix?: Prefix): StorageBucketIamMember {
    const objects = `projects/_/buckets/${this.bucketName}/objects/`;
    // A list is a request on the bucket: its prefix is an attribute of the request.
    // docs.cloud.google.com/iam/docs/conditions-attribute-reference (2026-10)
    const listed = 'api.getAttribute("storage.googleapis.com/objectListPrefix", "")';
    const condition = prefix && {
      title: `only ${prefix}`,
      expression: `resource.name.startsWith("${objects}${prefix}") || ${listed}.startsWith("${prefix}")`,
    };
    return new StorageBucketIamMember(this, id, { bucket: this.bucketName, role, member, condition });
  }
}
