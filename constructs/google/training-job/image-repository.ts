/** Where the pilot's images lie: tags that cannot move, and no more images than named. */
import { ArtifactRegistryRepository } from "@cdktf/provider-google/lib/artifact-registry-repository/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { releaseTag } from "../workflows/release-tag.js";

export interface ImageRepositoryProps {
  readonly repositoryName: string;
  readonly project: string;
  readonly region: string;
  readonly imagesKept: number;
  /** `sha256:…` of the image that jobs run and the pipeline registers. @default none */
  readonly digest: string | null;
  /** @default - Google's keys */
  readonly keyId?: string;
  /** The registry's right to use the key. */
  readonly dependsOn: ITerraformDependable[];
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** A Docker repository of Artifact Registry. */
export class ImageRepository extends Construct {
  readonly repository: ArtifactRegistryRepository;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    this.repository = new ArtifactRegistryRepository(this, "Default", {
      project: props.project,
      location: props.region,
      repositoryId: props.repositoryName,
      format: "DOCKER",
      dockerConfig: { immutableTags: true },
      ...given({ kmsKeyName: props.keyId, labels: props.labels }),
      vulnerabilityScanningConfig: { enablementConfig: "INHERITED" },
      cleanupPolicyDryRun: false,
      // What the first keeps the second does not delete:
      // docs.cloud.google.com/artifact-registry/docs/repositories/cleanup-policy (2026-10)
      cleanupPolicies: [
        { id: "keep-newest", action: "KEEP", mostRecentVersions: { keepCount: props.imagesKept } },
        { id: "delete-others", action: "DELETE", condition: { tagState: "ANY", olderThan: "1d" } },
        // By what it is and not by its age: buildx pushes attestations, and each is a version that counts as newer.
        ...(props.digest === null
          ? []
          : [
              {
                id: "keep-in-use",
                action: "KEEP",
                condition: { tagState: "ANY", versionNamePrefixes: [props.digest] },
              },
            ]),
        { id: "keep-releases", action: "KEEP", condition: { tagState: "TAGGED", tagPrefixes: [releaseTag] } },
      ],
      dependsOn: props.dependsOn,
    });
  }
}
