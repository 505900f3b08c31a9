/**
 * Makes: the role that jobs run as, the image repository, the job log groups, and the typed training step of a pipeline.
 * Needs: a network with an S3 gateway endpoint and a bucket with its key; SageMaker pulls images and writes logs itself.
 * Never: a job outside the network, a job without a runtime limit, an unencrypted volume, S3 by any way but the endpoint.
 * Idle cost: stored images and logs.
 * Survives destroy: a repository that holds images, unless onDestroy is delete.
 * Verified by: unit tests, botocore's model of CreateTrainingJob, plan and apply against an emulator; never in a real account.
 */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { type Expiry, record } from "../pilot/record.js";
import { type StepOnInstance, trainingStepProblems } from "./checks/steps.js";
import type { Problem } from "./checks/values.js";
import { ImageRepository } from "./training-job/image-repository.js";
import { allowNodeTraffic } from "./training-job/node-traffic.js";
import { JobRole, pullStatements, pushStatements } from "./training-job/role.js";
import { type TrainingRun, trainingArguments } from "./training-job/step.js";
import { trainingJobProblems } from "./training-job/values.js";

export { trainingJobProblems, trainingStepProblems };

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `training-job`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface TrainingJobProps {
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who owns the job and its limits. */
  readonly owner: string;
  /** The role that all jobs of the pipeline run as. */
  readonly roleName: string;
  /** The name of the image repository, which this construct makes. */
  readonly imageRepositoryName: string;
  /** The image by digest, null until it is pushed; `command` runs in it, the entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  /** The subnets and the security group that jobs start in: a `PrivateNetwork`, or one that exists. */
  readonly network: {
    readonly subnetIds: readonly string[];
    readonly jobSecurityGroupId: string;
    readonly s3EndpointId: string;
  };
  /** Where jobs read and write, with its key: a `DataBucket`, or one that exists. */
  readonly bucket: { readonly bucketName: string; readonly keyArn: string; readonly keyAlias: string };
  /** Images that the repository keeps, the newest. @default 10 */
  readonly imagesKept?: number;
  /** Days that job logs are kept; a number that CloudWatch Logs knows. @default 30 */
  readonly logRetentionDays?: number;
  /**
   * The log groups that SageMaker writes to are one pair for the whole account. `existing`: the account has them
   * already, and keeps them. @default "make"
   */
  readonly logGroups?: "make" | "existing";
  /** `delete`: destroy removes the repository with its images. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** On what is made here and on every job. @default none */
  readonly tags?: Record<string, string>;
}

/** What jobs run as, run in and leave behind; a training job itself is a step of a pipeline. */
export class TrainingJob extends Construct {
  /** What jobs run as: other boxes grant it what they may. */
  readonly identity: Identity;
  /** The ARN of the role that jobs run as. */
  readonly roleArn: string;
  /** A reference to the repository's name. */
  readonly imageRepository: string;
  /** Where jobs write, as references where the groups are made here. */
  readonly logGroups: readonly string[];
  private readonly props: TrainingJobProps;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    this.props = props;
    refuse(this, trainingJobProblems(props));
    const { account, region, network, bucket, tags } = props;
    const images = new ImageRepository(this, "image", {
      repositoryName: props.imageRepositoryName,
      keyArn: bucket.keyArn,
      imagesKept: props.imagesKept ?? 10,
      forceDelete: props.onDestroy === "delete",
      ...given({ tags }),
    });
    this.imageRepository = images.repository.name;
    const logs = (["TrainingJobs", "ProcessingJobs"] as const).map((kind) => {
      const name = `/aws/sagemaker/${kind}`;
      if (props.logGroups === "existing") return { name, group: undefined };
      const group = new CloudwatchLogGroup(this, kind === "TrainingJobs" ? "training-logs" : "processing-logs", {
        name,
        retentionInDays: props.logRetentionDays ?? 30,
        kmsKeyId: bucket.keyArn,
        ...given({ tags }),
      });
      return { name: group.name, group };
    });
    this.logGroups = logs.map(({ name }) => name);

    const { role, policies } = new JobRole(this, "role", {
      roleName: props.roleName,
      account,
      region,
      imageRepository: this.imageRepository,
      logGroups: this.logGroups,
      keyAlias: bucket.keyAlias,
      keyArn: bucket.keyArn,
      s3EndpointId: network.s3EndpointId,
      ...given({ tags }),
    });
    this.roleArn = role.arn;
    this.identity = { name: "training-job", roleName: role.name, policies };

    record(this, () => {
      const { owner, image, onDestroy = "keep" } = props;
      const { repository, lifecycle } = images;
      const expiry: Record<string, Expiry> = {};
      for (const { group } of logs) {
        if (group) expiry[`logs in ${group.nameInput}`] = { unit: "days", at: [group, "/retention_in_days"] };
      }
      const repositoryWithImages = {
        what: `image repository ${props.imageRepositoryName} while it holds an image`,
        costs: "stored GiB of images",
        remove: `aws ecr delete-repository --repository-name ${props.imageRepositoryName} --force`,
      };
      const place = `${account}.dkr.ecr.${region}.amazonaws.com/${props.imageRepositoryName}`;
      return {
        box: "training job",
        owner,
        meter: { what: "instance seconds of running steps; GiB of images and logs", whileIdle: true },
        identity: [role, "/name"],
        limits: [
          {
            kind: "images",
            unit: "count",
            owner,
            enforcement: "hard",
            at: [lifecycle, "/policy/rules/1/selection/countNumber"],
          },
        ],
        safeguards: [{ kind: "immutable-tags", at: [repository, "/image_tag_mutability"] }],
        expiry,
        survives: onDestroy === "delete" ? [] : [repositoryWithImages],
        debug: "aws logs tail /aws/sagemaker/TrainingJobs --since 1h",
        export:
          image.digest === null
            ? []
            : [`docker pull ${place}@${image.digest} && docker save ${place}@${image.digest} --output image.tar`],
      };
    });
  }

  /** The image by digest, as a reference to the repository. */
  imageUri(digest: string): string {
    const { account, region } = this.props;
    return `${account}.dkr.ecr.${region}.amazonaws.com/${this.imageRepository}@${digest}`;
  }

  /** Lets an identity pull images. Returns the policy that it made. */
  grantPull(identity: Identity): IamRolePolicy {
    const { account, region } = this.props;
    return this.grant(identity, "pull", pullStatements(account, region, this.imageRepository));
  }

  /** Lets an identity log in, push and pull images. Returns the policy that it made. */
  grantPush(identity: Identity): IamRolePolicy {
    const { account, region } = this.props;
    return this.grant(identity, "push", pushStatements(account, region, this.imageRepository));
  }

  private grant(identity: Identity, verb: string, statement: object[]): IamRolePolicy {
    const policy = new IamRolePolicy(this, `${identity.name}-${verb}`, {
      name: `${verb}-images`,
      role: identity.roleName,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    });
    identity.policies.push(policy);
    return policy;
  }

  /** Lets the nodes of a step reach each other, where it has several. The pipeline calls it for each step. */
  makeRoomFor({ nodes }: Pick<StepOnInstance, "nodes">): void {
    if (nodes === 1 || this.node.tryFindChild("nodes-in") !== undefined) return;
    allowNodeTraffic(this, this.props.network.jobSecurityGroupId, this.props.tags);
  }

  /**
   * The arguments of CreateTrainingJob for a training step.
   * @throws Error where there is no image digest yet, and on a step that SageMaker would refuse
   */
  stepArguments(step: StepOnInstance, run: TrainingRun): object {
    refuse(this, trainingStepProblems(step));
    const { image } = this.props;
    if (image.digest === null) {
      throw new Error(
        `${this.node.path}: image.digest: null; a training step needs an image: push it and name its digest`,
      );
    }
    const { digest } = image;
    return trainingArguments(
      { ...this.props, digest, roleArn: this.roleArn, imageUri: this.imageUri(digest) },
      step,
      run,
    );
  }
}

/** @throws Error with one line per problem */
function refuse({ node }: TrainingJob, problems: ReadonlyArray<Problem<string>>): void {
  if (problems.length === 0) return;
  throw new Error(problems.map(({ prop, message }) => `${node.path}: ${prop}: ${message}`).join("\n"));
}
