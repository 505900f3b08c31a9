/**
 * Makes: a Cloud Storage bucket, its own KMS key if named, versions, expiry per prefix, an access log bucket; grants.
 * Needs: storage, iam (and cloudkms) enabled, the service agents of what uses the key; nothing of the network.
 * Never: public access, an ACL, a grant to a whole project, an authoritative policy that takes rights from others.
 * Idle cost: one key a month, stored GiB, and the GiB of logs and old versions until they expire.
 * Survives destroy: a bucket with objects, and its key; the key ring for ever; deleted objects 7 days; a role's id 37.
 * Verified by: unit tests, plan with the provider, apply and destroy on a fake of its API; never in a real project.
 */
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { StorageBucket } from "@cdktf/provider-google/lib/storage-bucket/index.js";
import {
  StorageBucketIamMember,
  type StorageBucketIamMemberCondition,
} from "@cdktf/provider-google/lib/storage-bucket-iam-member/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { memberId, refuse } from "./checks/values.js";
import { AccessLogBucket } from "./data-bucket/access-log-bucket.js";
import { Key, type KeyService } from "./data-bucket/key.js";
import { dataBucketProblems, listRoleIdOf } from "./data-bucket/problems.js";

export { dataBucketProblems };

/** The prefixes of a pilot's bucket; each expires on its own, and `models/`, which a cluster writes, never. */
export type Prefix = "data/" | "artifacts/" | "evaluation/" | "exports/" | "models/";

/**
 * Who gets rights. A grant adds its policy to the list; what runs as a service account waits for all of its policies.
 */
export interface Identity {
  /** Plain text for ids, such as `training-job`. */
  readonly name: string;
  /** `serviceAccount:` and the account's email as a reference; or a `user:` or `group:`. */
  readonly member: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface DataBucketProps {
  /** Globally unique: end it in the project id. */
  readonly bucketName: string;
  /** The name of the bucket that access logs go to; this construct makes it. */
  readonly accessLogBucketName: string;
  /** Key ring of the bucket's own key. Its name can never be used again. @default - Google's keys */
  readonly keyRing?: string;
  /** The project's id. */
  readonly project: string;
  /** The project's number: Google's service agents are called by it. */
  readonly projectNumber: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /** Who owns the data and what expires in it. */
  readonly owner: string;
  /** Days until objects expire, by prefix; `noncurrent`: overwritten or deleted versions. */
  readonly retentionDays: Readonly<
    Record<"data" | "artifacts" | "evaluation" | "exports" | "noncurrent" | "accessLogs", number>
  >;
  /**
   * Id of the custom role that lists names of objects. Google holds a deleted role's id back for up to 37 days.
   * @default - the bucket's name with _ for -, and `_list`
   */
  readonly listRoleId?: string;
  /** `user:`, `group:` or `serviceAccount:` members that upload under `data/` and read everything. @default none */
  readonly operators?: readonly string[];
  /** Services that use the key for what they store. @default none but storage */
  readonly keyServices?: readonly KeyService[];
  /** `delete`: destroy removes the bucket with what is in it. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** Labels of every resource here that takes some. @default none */
  readonly labels?: Record<string, string>;
}

/** The pilot's one store: training data, artifacts, evaluations and exports, under one key. */
export class DataBucket extends Construct {
  /** A reference, so that whoever names the bucket by it depends on it. */
  readonly bucketName: string;
  /** `projects/…/cryptoKeys/…` where the bucket has its own key. */
  readonly keyId: string | undefined;
  /** Rights of services on the key: what is stored under it waits for them. */
  readonly keyPolicies: ITerraformDependable[];
  private readonly listRole: string;
  /** Names of the identities that may list. */
  private readonly listing = new Set<string>();

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    refuse(this, dataBucketProblems(props));
    const { project, region, retentionDays, operators = [], labels, onDestroy = "keep" } = props;
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
            ...given({ labels }),
          });
    const logs = new AccessLogBucket(this, "access-logs", {
      bucketName: props.accessLogBucketName,
      project,
      region,
      retentionDays: retentionDays.accessLogs,
      forceDestroy,
      ...given({ labels }),
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
      ...given({ encryption: key && { defaultKmsKeyName: key.keyId }, labels }),
      lifecycleRule: [
        ...prefixes.map((prefix) => ({
          action: remove,
          condition: {
            age: retentionDays[prefix],
            matchesPrefix: [`${prefix}/`],
            withState: "LIVE",
            // Files of registered models are kept: they are in another class.
            ...(prefix === "artifacts" ? { matchesStorageClass: ["STANDARD"] } : {}),
          },
        })),
        { action: remove, condition: { daysSinceNoncurrentTime: retentionDays.noncurrent, withState: "ARCHIVED" } },
        { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 7 } },
      ],
      logging: { logBucket: logs.bucket.name, logObjectPrefix: "data-bucket" },
      dependsOn: [logs.delivery, ...(key ? [key.key, ...key.policies] : [])],
    });
    this.bucketName = store.name;
    this.keyId = key?.keyId;
    this.keyPolicies = key?.policies ?? [];
    // docs.cloud.google.com/storage/docs/access-control/iam-permissions (2026-11)
    const list = new ProjectIamCustomRole(this, "list", {
      project,
      roleId: props.listRoleId ?? listRoleIdOf(props.bucketName),
      title: "look at a bucket and list the names of its objects",
      permissions: ["storage.buckets.get", "storage.objects.list"],
    });
    this.listRole = `projects/${project}/roles/${list.roleId}`;
    for (const member of operators) {
      const who = memberId(member);
      this.member(`${who}-read`, member, "roles/storage.objectViewer");
      this.member(`${who}-list`, member, this.listRole);
      this.member(`${who}-upload`, member, "roles/storage.objectUser", this.below("data/"));
    }

    record(this, () => {
      const { owner } = props;
      const days = { unit: "days", owner, enforcement: "hard" } as const;
      return {
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
        limits: [
          { ...days, kind: "retention", subject: "data/", at: [store, "/lifecycle_rule/0/condition/age"] },
          ...(key
            ? ([
                { ...days, kind: "deletion-wait", subject: "key", at: [key.key, "/destroy_scheduled_duration"] },
              ] as const)
            : []),
        ],
        safeguards: [
          ...(key
            ? ([
                { kind: "encryption-key", at: [store, "/encryption/default_kms_key_name"] },
                { kind: "key-rotation", at: [key.key, "/rotation_period"] },
              ] as const)
            : []),
          { kind: "public-access", at: [store, "/public_access_prevention"] },
          { kind: "public-access", subject: "ACLs", at: [store, "/uniform_bucket_level_access"] },
          { kind: "versioning", at: [store, "/versioning/enabled"] },
          ...(forceDestroy ? [] : [{ kind: "deletion-protection", at: [store, "/force_destroy"] } as const]),
        ],
        survives: [
          {
            what: `custom role ${list.roleIdInput}, for 7 days, and its id for up to 30 days more`,
            costs: "nothing",
            remove: "it goes by itself; until then Google refuses a role of that id: raise the generation",
          },
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
      };
    });
  }

  /**
   * Lets an identity read one prefix, and list the names of all objects: clients look at the bucket and at the folders
   * on the way, too. Returns the policy that lets it read.
   */
  grantRead(identity: Identity, prefix: Prefix): StorageBucketIamMember {
    return this.grant(identity, "read", prefix, "roles/storage.objectViewer");
  }

  /**
   * Lets an identity write under one prefix, and list the names of all objects. To write a file again a retry must be
   * able to replace it, which on Google is the right to delete: what it replaces stays as an old version. Returns the
   * policy that lets it write.
   */
  grantWrite(identity: Identity, prefix: Prefix): StorageBucketIamMember {
    return this.grant(identity, "write", prefix, "roles/storage.objectUser");
  }

  /**
   * Lets an identity name the bucket as the root of pipeline runs. Vertex AI asks for the rights to read and to create
   * objects on the bucket itself; on the bucket they reach no object. Returns the policy.
   */
  grantRunRoot(identity: Identity): StorageBucketIamMember {
    // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.pipelineJobs#RuntimeConfig (2026-11)
    const expression = `resource.name == "projects/_/buckets/${this.bucketName}"`;
    const condition = { title: "only the bucket itself", expression };
    const policy = this.member(`${identity.name}-root`, identity.member, "roles/storage.objectUser", condition);
    identity.policies.push(policy);
    return policy;
  }

  private grant(identity: Identity, verb: string, prefix: Prefix, role: string): StorageBucketIamMember {
    if (!this.listing.has(identity.name)) {
      this.listing.add(identity.name);
      identity.policies.push(this.member(`${identity.name}-list`, identity.member, this.listRole));
    }
    const id = `${identity.name}-${verb}-${prefix.slice(0, -1)}`;
    const policy = this.member(id, identity.member, role, this.below(prefix));
    identity.policies.push(policy);
    return policy;
  }

  /**
   * A prefix and the name of its folder: Cloud Storage FUSE and gcloud look for an object of the folder's own name, and
   * take only "not found" for an answer. docs.cloud.google.com/iam/docs/conditions-attribute-reference (2026-11)
   */
  private below(prefix: Prefix): StorageBucketIamMemberCondition {
    const object = `projects/_/buckets/${this.bucketName}/objects/${prefix.slice(0, -1)}`;
    const expression = `resource.name == "${object}" || resource.name.startsWith("${object}/")`;
    return { title: `only ${prefix}`, expression };
  }

  private member(
    id: string,
    member: string,
    role: string,
    condition?: StorageBucketIamMemberCondition,
  ): StorageBucketIamMember {
    return new StorageBucketIamMember(this, id, { bucket: this.bucketName, role, member, ...given({ condition }) });
  }
}
