/** The pilot's own key: rotated yearly, and named service principals only where a resource needs them. */
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

/**
 * Services that use the key themselves and not on behalf of a role. S3, ECR and SageMaker are on no such list: they use
 * it with the rights of the role that calls them.
 */
export type KeyService = (typeof keyServices)[number];

/** All of them. */
export const keyServices = ["log groups", "alarms", "budgets"] as const;

export interface KeyProps {
  /** With `alias/` in front. */
  readonly aliasName: string;
  readonly account: string;
  readonly region: string;
  /** ARNs that read and write objects with their own rights. */
  readonly operators: readonly string[];
  readonly services: readonly KeyService[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A customer key with an alias. */
export class Key extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id);
    const { account, region, operators } = props;
    const ofThisAccount = { StringEquals: { "aws:SourceAccount": account } };
    // docs.aws.amazon.com: AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html,
    // sns/latest/dg/sns-key-management.html, cost-management/latest/userguide/budgets-sns-policy.html (2026-10)
    const serviceConditions: Record<KeyService, readonly [principal: string, condition: object]> = {
      "log groups": [
        `logs.${region}.amazonaws.com`,
        { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` } },
      ],
      alarms: ["cloudwatch.amazonaws.com", ofThisAccount],
      budgets: ["budgets.amazonaws.com", ofThisAccount],
    };
    const use = ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"];
    // In a key policy the resource "*" is this key.
    const statements: object[] = [
      {
        // Whoever administers this account keeps the key: a key that nobody can change is lost with its data.
        Sid: "AccountKeepsTheKey",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      ...props.services.map((service) => ({
        Sid: `Service${service.replace(/\b./g, (c) => c.toUpperCase()).replace(" ", "")}`,
        Effect: "Allow",
        Principal: { Service: serviceConditions[service][0] },
        Action: service === "log groups" ? [...use, "kms:Encrypt", "kms:ReEncrypt*"] : use,
        Resource: "*",
        Condition: serviceConditions[service][1],
      })),
    ];
    if (operators.length > 0) {
      statements.push({
        Sid: "OperatorsThroughS3",
        Effect: "Allow",
        Principal: { AWS: operators },
        Action: use,
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
      });
    }
    this.key = new KmsKey(this, "Default", {
      description: `data at rest under ${props.aliasName}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
      ...given({ tags: props.tags }),
    });
    this.alias = new KmsAlias(this, "alias", { name: props.aliasName, targetKeyId: this.key.id });
  }
}
