/**
 * A role by which a service of another account uses a whole bucket, such as Unity Catalog: the service's own role takes
 * it, with the id that the service shows for this role alone, and the role takes itself.
 */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { formProblems, type Problem } from "../checks/values.js";

/** What a service comes in by. */
export interface ServiceRoleProps {
  /** The name of the role. */
  readonly roleName: string;
  /** The ARN of the one role of another account that takes it. */
  readonly principal: string;
  /** The id that the service shows, so that nobody else makes it take this role. A reference, or plain text. */
  readonly externalId: string;
}

/** The bucket that it uses. */
export interface ServedBucket {
  readonly account: string;
  /** A reference. */
  readonly bucketName: string;
  /** A reference. */
  readonly keyAlias: string;
  /** The ARN of every key of the account and region. */
  readonly keyPattern: string;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. */
export function serviceRoleProblems(props: ServiceRoleProps, account: string): Array<Problem<keyof ServiceRoleProps>> {
  const { principal, externalId } = props;
  const problems: Array<Problem<keyof ServiceRoleProps>> = formProblems<keyof ServiceRoleProps>([
    ["roleName", props.roleName, "roleName"],
    ["principal", principal, "roleArn"],
    ["externalId", externalId, "externalId"],
  ]);
  if (!Token.isUnresolved(principal) && principal.split(":")[4] === account) {
    problems.push({
      prop: "principal",
      message: `must be of another account than ${account}, got ${JSON.stringify(principal)}; grant a role of this account what it may`,
    });
  }
  return problems;
}

/**
 * Who may take the role. The role names itself through the account, because IAM refuses a principal that does not exist
 * yet: docs.databricks.com/aws/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual and
 * aws/data_aws_unity_catalog_assume_role_policy.go of the Databricks provider 1.99.0 (2026-12), whose document this is.
 */
function trust({ principal, externalId }: ServiceRoleProps, account: string, arn: string): readonly object[] {
  const shown = { "sts:ExternalId": externalId };
  return [
    {
      Sid: "ServiceTakesTheRole",
      Effect: "Allow",
      Principal: { AWS: principal },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: shown },
    },
    {
      Sid: "RoleTakesItself",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "sts:AssumeRole",
      Condition: { ArnLike: { "aws:PrincipalArn": arn }, StringEquals: shown },
    },
  ];
}

/**
 * What the role may: this bucket, its key, and itself. Actions: aws/data_aws_unity_catalog_policy.go of the same
 * provider (2026-12), without its rights on every queue and topic, which only file events need; those of uploads in
 * parts: docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions (2026-12).
 */
function rights({ bucketName, keyAlias, keyPattern }: ServedBucket, arn: string): readonly object[] {
  const bucket = `arn:aws:s3:::${bucketName}`;
  return [
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:ListMultipartUploadParts",
        "s3:AbortMultipartUpload",
      ],
      Resource: `${bucket}/*`,
    },
    {
      Sid: "List",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
      Resource: bucket,
    },
    // Any key of this account and region, bounded to the one with this alias: a key's ARN is unknown in a first plan.
    {
      Sid: "Key",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
      Resource: keyPattern,
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias } },
    },
    { Sid: "Itself", Effect: "Allow", Action: "sts:AssumeRole", Resource: arn },
  ];
}

/** The role with its one policy. */
export class ServiceRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ServiceRoleProps, bucket: ServedBucket) {
    super(scope, id);
    const { account, tags } = bucket;
    const problems = serviceRoleProblems(props, account);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const arn = `arn:aws:iam::${account}:role/${props.roleName}`;
    const document = (statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statement });
    this.role = new IamRole(this, "Default", {
      name: props.roleName,
      description: "a service of another account uses the data bucket by it",
      assumeRolePolicy: document(trust(props, account, arn)),
      ...given({ tags }),
    });
    new IamRolePolicy(this, "policy", {
      name: "data-bucket",
      role: this.role.name,
      policy: document(rights(bucket, `arn:aws:iam::${account}:role/${this.role.name}`)),
    });
  }
}
