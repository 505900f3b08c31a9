/** Where the pilot's image lives: pushed once under a tag that nobody can move, scanned, and expired by count. */
import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

/** How the tag begins that keeps the image of an approved version: the version's number follows. */
export const releaseTag = "release-";

export interface ImageRepositoryProps {
  readonly repositoryName: string;
  readonly keyArn: string;
  /** Images beyond so many expire, the oldest first; those with a tag that begins with `release-` stay. */
  readonly imagesKept: number;
  /** Remove the repository with the images in it. */
  readonly forceDelete: boolean;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A private repository with immutable tags, a scan on push, and the pilot's key. */
export class ImageRepository extends Construct {
  readonly repository: EcrRepository;
  readonly lifecycle: EcrLifecyclePolicy;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    this.repository = new EcrRepository(this, "Default", {
      name: props.repositoryName,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: props.keyArn }],
      forceDelete: props.forceDelete,
      ...given({ tags: props.tags }),
    });
    // An image that a rule of higher priority selects is never expired by a lower one, and this one expires nothing
    // before its count. docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (2026-10)
    const released = {
      rulePriority: 1,
      description: "keep images of approved versions",
      selection: {
        tagStatus: "tagged",
        tagPrefixList: [releaseTag],
        countType: "imageCountMoreThan",
        countNumber: 9999,
      },
      action: { type: "expire" },
    };
    const kept = {
      rulePriority: 2,
      description: `keep the newest ${props.imagesKept} images`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: props.imagesKept },
      action: { type: "expire" },
    };
    this.lifecycle = new EcrLifecyclePolicy(this, "expiry", {
      repository: this.repository.name,
      policy: JSON.stringify({ rules: [released, kept] }),
    });
  }
}
