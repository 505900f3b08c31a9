/** Where the pilot's image lives: pushed once under a tag that nobody can move, scanned, and expired by count. */
import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { Construct } from "constructs";

export interface ImageRepositoryProps {
  readonly repositoryName: string;
  readonly keyArn: string;
  /** Images beyond so many expire, the oldest first. */
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
      tags: props.tags,
    });
    const kept = {
      rulePriority: 1,
      description: `keep the newest ${props.imagesKept} images`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: props.imagesKept },
      action: { type: "expire" },
    };
    this.lifecycle = new EcrLifecyclePolicy(this, "expiry", {
      repository: this.repository.name,
      policy: JSON.stringify({ rules: [kept] }),
    });
  }
}
