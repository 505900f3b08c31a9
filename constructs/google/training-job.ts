/**
 * Makes: the service account that jobs run as, the image repository, and the typed CustomJob of each step of a pipeline.
 * Needs: aiplatform, artifactregistry and iam enabled; a network attachment and a bucket.
 * Never: a job without a runtime limit (the platform's is 7 days), a job as the default account, a tag that moves, a shell into a job.
 * Idle cost: stored images.
 * Survives destroy: a custom role's id for 37 days; job logs for 30, in the project's default log bucket. Images go with the repository.
 * Verified by: unit tests, the aiplatform v1 messages, plan and apply with the real provider on a fake; never in a real project.
 */
import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member/index.js";
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role/index.js";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member/index.js";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { jobStepProblems, type StepOnMachine } from "./checks/steps.js";
import { refuse } from "./checks/values.js";
import { customJob } from "./training-job/custom-job.js";
import { ImageRepository } from "./training-job/image-repository.js";
import { trainingJobProblems } from "./training-job/problems.js";

export { jobStepProblems, trainingJobProblems };

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

/** What a run of a step is called and given. */
export interface JobRun {
  readonly name: string;
  /** What follows the image's command: an entry point and its arguments. */
  readonly arguments: readonly string[];
}

export interface TrainingJobProps {
  /** The project's id. */
  readonly project: string;
  /** The project's number: Google's service agents are called by it. */
  readonly projectNumber: string;
  /** The region that it stands in, such as `europe-west4`. */
  readonly region: string;
  /** Who owns the job and its limits. */
  readonly owner: string;
  /** Id of the service account that all jobs of the pipeline run as. */
  readonly serviceAccountId: string;
  /** The name of the image repository, which this construct makes. */
  readonly imageRepositoryName: string;
  /** The image by digest, null until it is pushed; `command` runs in it, the entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  /** What jobs are attached to: a `PrivateNetwork`, or an attachment that exists. */
  readonly network: { readonly networkAttachmentId: string; readonly policies?: readonly ITerraformDependable[] };
  /** With its own key jobs and images are under it too. */
  readonly bucket: { readonly keyId?: string; readonly keyPolicies?: readonly ITerraformDependable[] };
  /** Images that the repository keeps, the newest. @default 10 */
  readonly imagesKept?: number;
  /**
   * Numbers what Google holds back after a destroy: the id of the custom role that tags images, for up to 37 days. 0 is
   * the id without a number. @default 0
   */
  readonly generation?: number;
  /** On what is made here and on every job. @default none */
  readonly labels?: Record<string, string>;
}

/**
 * The body of `customJobs.create` for a step, whose account and image are named.
 * @throws Error where there is no image digest yet
 */
export function stepArguments(
  props: Pick<TrainingJobProps, "image" | "network" | "bucket" | "labels">,
  named: { readonly serviceAccount: string; imageUri(digest: string): string },
  step: StepOnMachine,
  run: JobRun,
): object {
  const { image, network, bucket, labels = {} } = props;
  const { digest, command } = image;
  if (digest === null) {
    throw new Error(`image.digest: null; the step ${run.name} needs an image: push it and name its digest`);
  }
  return customJob(
    {
      displayName: run.name,
      imageUri: named.imageUri(digest),
      digest,
      command,
      arguments: run.arguments,
      serviceAccount: named.serviceAccount,
      networkAttachmentId: network.networkAttachmentId,
      ...given({ keyId: bucket.keyId }),
      labels,
    },
    step,
  );
}

/** What jobs run as and run in; a training job itself is a step of a pipeline. */
export class TrainingJob extends Construct {
  /** What jobs run as: other boxes grant it what they may. */
  readonly identity: Identity;
  /** The account's email as a reference. */
  readonly serviceAccount: string;
  /** `projects/…/serviceAccounts/…`: whoever starts jobs must be let act as it. */
  readonly serviceAccountName: string;
  /** A reference to the repository's id. */
  readonly imageRepository: string;
  private readonly props: TrainingJobProps;
  private readonly tagRole: ProjectIamCustomRole;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    this.props = props;
    refuse(this, trainingJobProblems(props));
    const { project, region, bucket, labels } = props;
    const { repository } = new ImageRepository(this, "image", {
      repositoryName: props.imageRepositoryName,
      project,
      region,
      imagesKept: props.imagesKept ?? 10,
      digest: props.image.digest,
      ...given({ keyId: bucket.keyId, labels }),
      dependsOn: [...(bucket.keyPolicies ?? [])],
    });
    this.imageRepository = repository.repositoryId;
    const { imageRepositoryName, generation = 0 } = props;
    // Always there: the id of one that goes and comes back is held back.
    this.tagRole = new ProjectIamCustomRole(this, "tag-role", {
      project,
      roleId: `${imageRepositoryName.replace(/-/g, "_")}_tag${generation === 0 ? "" : `_${generation}`}`,
      title: "name images by tags",
      // docs.cloud.google.com/artifact-registry/docs/access-control#permissions (2026-11)
      permissions: ["artifactregistry.tags.create", "artifactregistry.tags.get"],
    });
    const account = new ServiceAccount(this, "Default", {
      project,
      accountId: props.serviceAccountId,
      displayName: "what the pilot's jobs run as",
    });
    this.serviceAccount = account.email;
    this.serviceAccountName = `projects/${project}/serviceAccounts/${account.email}`;
    const member = `serviceAccount:${account.email}`;
    const log = new ProjectIamMember(this, "log", { project, role: "roles/logging.logWriter", member });
    this.identity = { name: this.node.id, member, policies: [log] };
    this.grantPull(this.identity);
    // Vertex AI's own agent pulls the image before there is a job.
    const agent = `serviceAccount:service-${props.projectNumber}@gcp-sa-aiplatform.iam.gserviceaccount.com`;
    this.grantPull({ name: "vertex-ai", member: agent, policies: this.identity.policies });

    record(this, {
      box: "training job",
      owner: props.owner,
      meter: { what: "machine seconds of running steps; GiB of images", whileIdle: true },
      identity: [account, "/account_id"],
      limits: [
        {
          kind: "images",
          unit: "count",
          owner: props.owner,
          enforcement: "hard",
          at: [repository, "/cleanup_policies/0/most_recent_versions/keep_count"],
        },
      ],
      safeguards: [{ kind: "immutable-tags", at: [repository, "/docker_config/immutable_tags"] }],
      survives: [
        {
          what: `custom role ${this.tagRole.roleIdInput}, for 7 days, and its id for up to 30 days more`,
          costs: "nothing",
          remove: "it goes by itself; until then Google refuses a role of that id: raise the generation",
        },
      ],
      debug: `gcloud logging read 'resource.type="ml_job"' --freshness=1h --limit=100`,
    });
  }

  /** The image by digest, as a reference to the repository. */
  imageUri(digest: string): string {
    const { project, region } = this.props;
    return `${region}-docker.pkg.dev/${project}/${this.imageRepository}/image@${digest}`;
  }

  /** Lets an identity pull images. Returns the policy that it made. */
  grantPull(identity: Identity): ArtifactRegistryRepositoryIamMember {
    return this.grant(identity, "pull", "roles/artifactregistry.reader");
  }

  /** Lets an identity push and pull images. Returns the policy that it made. */
  grantPush(identity: Identity): ArtifactRegistryRepositoryIamMember {
    return this.grant(identity, "push", "roles/artifactregistry.writer");
  }

  /**
   * Lets an identity name images by tags, so that the repository keeps them; it may not push or delete one. Returns the
   * policy that it made.
   */
  grantTag(identity: Identity): ArtifactRegistryRepositoryIamMember {
    return this.grant(identity, "tag", `projects/${this.props.project}/roles/${this.tagRole.roleId}`);
  }

  private grant(identity: Identity, verb: string, role: string): ArtifactRegistryRepositoryIamMember {
    const { project, region } = this.props;
    const policy = new ArtifactRegistryRepositoryIamMember(this, `${identity.name}-${verb}`, {
      project,
      location: region,
      repository: this.imageRepository,
      role,
      member: identity.member,
    });
    identity.policies.push(policy);
    return policy;
  }

  /**
   * The body of `customJobs.create` for a step.
   * @throws Error where there is no image digest yet, and on a step that Vertex AI would refuse
   */
  stepArguments(step: StepOnMachine, run: JobRun): object {
    refuse(this, jobStepProblems(step));
    return stepArguments(
      this.props,
      { serviceAccount: this.serviceAccount, imageUri: (digest) => this.imageUri(digest) },
      step,
      run,
    );
  }
}
