/**
 * Makes: the role that jobs run as, the image repository, the job log groups, and the typed training step of a pipeline.
 * Needs: a network with an S3 gateway endpoint and a bucket with its key; SageMaker pulls images and writes logs itself.
 * Never: a job outside the network, a job without a runtime limit, an unencrypted volume, S3 by any way but the endpoint.
 * Idle cost: stored images and logs.
 * Survives destroy: a repository that holds images, unless onDestroy is delete.
 * Verified by: unit tests, botocore's model of CreateTrainingJob, plan and apply against an emulator; never in a real account.
 */
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { record } from "../pilot/record.js";
import { ImageRepository } from "./training-job/image-repository.js";
import { allowNodeTraffic } from "./training-job/node-traffic.js";
import { type TrainingRun, trainingArguments } from "./training-job/step.js";

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `training-job`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  readonly policies: ITerraformDependable[];
}

export interface TrainingJobProps {
  readonly account: string;
  readonly region: string;
  /** Who owns the job and its limits. */
  readonly owner: string;
  /** The role that all jobs of the pipeline run as. */
  readonly roleName: string;
  readonly imageRepositoryName: string;
  /** The image by digest, null until it is pushed; `command` runs in it, the entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  readonly network: {
    readonly subnetIds: readonly string[];
    readonly jobSecurityGroupId: string;
    readonly s3EndpointId: string;
  };
  readonly bucket: { readonly bucketName: string; readonly keyArn: string; readonly keyAlias: string };
  /** @default none */
  readonly hyperparameters?: Readonly<Record<string, string>>;
  readonly instanceType: string;
  /** The instance keeps its volume on disks of its own, encrypted by its hardware: it takes no key. @default false */
  readonly localStorage?: boolean;
  /** @default 1 */
  readonly nodes?: number;
  readonly volumeGiB: number;
  /** SageMaker stops a longer job. */
  readonly maxRuntimeSeconds: number;
  /** Spot capacity, with checkpoints. @default false */
  readonly interruptible?: boolean;
  /** Longest wait for spot capacity and run together. @default - an hour more than maxRuntimeSeconds */
  readonly maxWaitSeconds?: number;
  /** Images that the repository keeps, the newest. @default 10 */
  readonly imagesKept?: number;
  /** Days that job logs are kept; a number that CloudWatch Logs knows. @default 30 */
  readonly logRetentionDays?: number;
  /**
   * The log groups that SageMaker writes to are one pair for the whole account. `existing`: the account has them already,
   * and keeps them. @default "make"
   */
  readonly logGroups?: "make" | "existing";
  /** `delete`: destroy removes the repository with its images. @default "keep" */
  readonly onDestroy?: "keep" | "delete";
  /** On what is made here and on every job. @default none */
  readonly tags?: Record<string, string>;
}

// docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html (2026-10)
const maxRuntimeSeconds = 28 * 86_400;

/** What is wrong with the props that a spec can break: one entry a fault. */
export function trainingJobFaults(
  props: Pick<TrainingJobProps, "maxRuntimeSeconds" | "interruptible" | "maxWaitSeconds">,
): Array<{ readonly prop: keyof TrainingJobProps; readonly message: string }> {
  const faults: Array<{ prop: keyof TrainingJobProps; message: string }> = [];
  const { maxRuntimeSeconds: runtime, maxWaitSeconds: wait, interruptible = false } = props;
  if (!Token.isUnresolved(runtime) && !(runtime >= 1 && runtime <= maxRuntimeSeconds)) {
    faults.push({ prop: "maxRuntimeSeconds", message: `${runtime}; allowed: 1 to ${maxRuntimeSeconds} (28 days)` });
  }
  if (wait !== undefined && !interruptible) {
    faults.push({
      prop: "maxWaitSeconds",
      message: `${wait} without interruptible: remove it, or ask for spot capacity`,
    });
  }
  if (wait !== undefined && interruptible && wait < runtime) {
    faults.push({
      prop: "maxWaitSeconds",
      message: `${wait}; allowed: from maxRuntimeSeconds, ${runtime}: it covers wait and run`,
    });
  }
  return faults;
}

/** What jobs run as, run in and leave behind; a training job itself is a step of a pipeline. */
export class TrainingJob extends Construct {
  readonly identity: Identity;
  readonly roleArn: string;
  /** A reference to the repository's name. */
  readonly imageRepository: string;
  private readonly props: TrainingJobProps;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    this.props = props;
    const faults = trainingJobFaults(props);
    if (faults.length > 0) {
      throw new Error(faults.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { account, region, owner, network, bucket, onDestroy = "keep", tags } = props;
    const { repository, lifecycle } = new ImageRepository(this, "image", {
      repositoryName: props.imageRepositoryName,
      keyArn: bucket.keyArn,
      imagesKept: props.imagesKept ?? 10,
      forceDelete: onDestroy === "delete",
      tags,
    });
    this.imageRepository = repository.name;
    const logs = (["TrainingJobs", "ProcessingJobs"] as const).map((kind) => {
      const name = `/aws/sagemaker/${kind}`;
      if (props.logGroups === "existing") return { name, group: undefined };
      const group = new CloudwatchLogGroup(this, kind === "TrainingJobs" ? "training-logs" : "processing-logs", {
        name,
        retentionInDays: props.logRetentionDays ?? 30,
        kmsKeyId: bucket.keyArn,
        tags,
      });
      return { name: group.name, group };
    });
    if ((props.nodes ?? 1) > 1) allowNodeTraffic(this, network.jobSecurityGroupId, tags);

    const role = new IamRole(this, "role", {
      name: props.roleName,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "sagemaker.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "aws:SourceAccount": account },
              ArnLike: {
                "aws:SourceArn": ["training-job", "processing-job"].map(
                  (kind) => `arn:aws:sagemaker:${region}:${account}:${kind}/*`,
                ),
              },
            },
          },
        ],
      }),
      tags,
    });
    this.roleArn = role.arn;
    const policy = (name: string, statement: object[]) =>
      new IamRolePolicy(this, name, {
        name,
        role: role.name,
        policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
      });
    const ownKey = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": bucket.keyAlias } };
    const work = policy("work", [
      // Logging in to ECR has no resource.
      { Sid: "EcrLogin", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Sid: "PullImage",
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        Resource: `arn:aws:ecr:${region}:${account}:repository/${repository.name}`,
      },
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: logs.map(({ name }) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`),
      },
      {
        // Metrics have no resource; the namespace bounds them.
        Sid: "WriteMetrics",
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringLike: { "cloudwatch:namespace": "/aws/sagemaker/*" } },
      },
      {
        // Any resource: SageMaker refuses a processing job whose role scopes these. Where a job may stand is bounded on
        // the pipeline's role. docs.aws.amazon.com/sagemaker/latest/dg/process-vpc.html (2026-10)
        Sid: "StandInTheNetwork",
        Effect: "Allow",
        Action: [
          "ec2:CreateNetworkInterface",
          "ec2:CreateNetworkInterfacePermission",
          "ec2:DeleteNetworkInterface",
          "ec2:DeleteNetworkInterfacePermission",
          ...["NetworkInterfaces", "Vpcs", "DhcpOptions", "Subnets", "SecurityGroups"].map(
            (what) => `ec2:Describe${what}`,
          ),
        ],
        Resource: "*",
      },
      {
        // Any key of this account and region, bounded to the one with this alias: its ARN is unknown in a first plan.
        Sid: "EncryptVolumes",
        Effect: "Allow",
        Action: ["kms:CreateGrant", "kms:DescribeKey"],
        Resource: `arn:aws:kms:${region}:${account}:key/*`,
        Condition: { ...ownKey, Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
    const bounds = policy("training-job-bounds", [
      {
        Sid: "S3OnlyThroughTheEndpoint",
        Effect: "Deny",
        Action: "s3:*",
        Resource: "*",
        Condition: { StringNotEquals: { "aws:SourceVpce": network.s3EndpointId } },
      },
      { Sid: "OnlyOneKey", Effect: "Deny", Action: "kms:*", NotResource: bucket.keyArn },
    ]);
    this.identity = { name: "training-job", roleName: role.name, policies: [work, bounds] };

    const repositoryWithImages = {
      what: `image repository ${props.imageRepositoryName} while it holds an image`,
      costs: "stored GiB of images",
      remove: `aws ecr delete-repository --repository-name ${props.imageRepositoryName} --force`,
    };
    record(this, {
      box: "training job",
      owner,
      meter: { what: "instance seconds of running steps; GiB of images and logs", whileIdle: false },
      identity: [role, "/name"],
      limits: {
        "images kept": {
          unit: "count",
          owner,
          enforcement: "hard",
          at: [lifecycle, "/policy/rules/0/selection/countNumber"],
        },
      },
      expiry: Object.assign(
        {},
        ...logs.map(({ name, group }) =>
          group === undefined
            ? {}
            : { [`logs in ${group.nameInput ?? name}`]: { unit: "days", at: [group, "/retention_in_days"] } },
        ),
      ),
      survives: onDestroy === "delete" ? [] : [repositoryWithImages],
      debug: "aws logs tail /aws/sagemaker/TrainingJobs --since 1h",
    });
  }

  /** The image by digest, as a reference to the repository. */
  imageUri(digest: string): string {
    const { account, region } = this.props;
    return `${account}.dkr.ecr.${region}.amazonaws.com/${this.imageRepository}@${digest}`;
  }

  /** Lets an identity log in and push images. Returns the policy that it made. */
  grantPush(identity: Identity): IamRolePolicy {
    const { account, region } = this.props;
    const actions = ["InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage"];
    const reads = ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer", "DescribeImages"];
    const statement = [
      // Logging in to ECR has no resource.
      { Sid: "EcrLogin", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Sid: "Push",
        Effect: "Allow",
        Action: [...actions, ...reads].map((action) => `ecr:${action}`),
        Resource: `arn:aws:ecr:${region}:${account}:repository/${this.imageRepository}`,
      },
    ];
    const policy = new IamRolePolicy(this, `${identity.name}-push`, {
      name: "push-images",
      role: identity.roleName,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    });
    identity.policies.push(policy);
    return policy;
  }

  /**
   * The arguments of CreateTrainingJob for a training step.
   * @throws Error where there is no image digest yet
   */
  stepArguments(run: TrainingRun): object {
    const { image } = this.props;
    if (image.digest === null) {
      throw new Error(
        `${this.node.path}: image.digest: null; a training step needs an image: push it and name its digest`,
      );
    }
    return trainingArguments({ ...this.props, roleArn: this.roleArn, imageUri: this.imageUri(image.digest) }, run);
  }
}
