/** The role that a pipeline runs as: what it may start, and the caps that nobody who starts a run can lift. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";

export interface PipelineRoleProps {
  readonly roleName: string;
  /** Plain text: the pipeline runs as this role, so a reference would be a cycle. */
  readonly pipelineName: string;
  readonly account: string;
  readonly region: string;
  readonly jobRoleName: string;
  /** What its jobs may run on, and for how long at most. */
  readonly instanceTypes: readonly string[];
  readonly maxRuntimeSeconds: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly keyArn: string;
  /** Some machine encrypts its volume by its own hardware and takes no key. */
  readonly localStorage: boolean;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A role with three documents: what it may do, what its jobs may cost, where they may stand. */
export class PipelineRole extends Construct {
  readonly role: IamRole;
  readonly limits: IamRolePolicy;
  readonly policies: IamRolePolicy[];

  constructor(scope: Construct, id: string, props: PipelineRoleProps) {
    super(scope, id);
    const { account, region } = props;
    const arn = (resource: string) => `arn:aws:sagemaker:${region}:${account}:${resource}`;
    this.role = new IamRole(this, "Default", {
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
                "aws:SourceArn": [`pipeline/${props.pipelineName}`, `pipeline/${props.pipelineName}/*`].map(arn),
              },
            },
          },
        ],
      }),
      tags: props.tags,
    });
    const policy = (name: string, statement: object[]) =>
      new IamRolePolicy(this, name, {
        name,
        role: this.role.name,
        policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
      });
    const create = ["sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"];
    // SageMaker names the jobs; which jobs may be made is bounded below.
    const jobs = [arn("training-job/*"), arn("processing-job/*")];
    const run = policy("run-jobs", [
      {
        Sid: "RunJobs",
        Effect: "Allow",
        Action: [
          ...create,
          "sagemaker:DescribeTrainingJob",
          "sagemaker:DescribeProcessingJob",
          "sagemaker:StopTrainingJob",
          "sagemaker:StopProcessingJob",
          "sagemaker:AddTags",
        ],
        Resource: jobs,
      },
      {
        Sid: "JobsRunAsTheJobRole",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: `arn:aws:iam::${account}:role/${props.jobRoleName}`,
        Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
      },
    ]);
    // docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (2026-10)
    this.limits = policy("pipeline-limits", [
      {
        Sid: "NoLongerJob",
        Effect: "Deny",
        Action: create,
        Resource: "*",
        Condition: { NumericGreaterThan: { "sagemaker:MaxRuntimeInSeconds": String(props.maxRuntimeSeconds) } },
      },
      {
        Sid: "NoOtherInstances",
        Effect: "Deny",
        Action: create,
        Resource: "*",
        Condition: { "ForAnyValue:StringNotEquals": { "sagemaker:InstanceTypes": props.instanceTypes } },
      },
      {
        Sid: "NoTrainingWithANetwork",
        Effect: "Deny",
        Action: "sagemaker:CreateTrainingJob",
        Resource: "*",
        Condition: { Bool: { "sagemaker:NetworkIsolation": "false" } },
      },
      {
        Sid: "NoPlainTraffic",
        Effect: "Deny",
        Action: create,
        Resource: "*",
        Condition: { Bool: { "sagemaker:InterContainerTrafficEncryption": "false" } },
      },
    ]);
    const deny = (sid: string, condition: object) => ({
      Sid: sid,
      Effect: "Deny",
      Action: create,
      Resource: "*",
      Condition: condition,
    });
    const subnets = "sagemaker:VpcSubnets";
    const groups = "sagemaker:VpcSecurityGroupIds";
    const key = "sagemaker:VolumeKmsKey";
    const bounds = policy("pipeline-bounds", [
      deny("NoJobOutsideTheNetwork", { Null: { [subnets]: "true" } }),
      deny("NoOtherSubnets", { "ForAnyValue:StringNotEquals": { [subnets]: props.subnetIds } }),
      deny("NoOtherSecurityGroups", { "ForAnyValue:StringNotEquals": { [groups]: [props.securityGroupId] } }),
      deny("NoOtherKey", {
        ArnNotEquals: { [key]: props.keyArn },
        // A negated condition also holds where the key is missing: that is let through only for hardware-encrypted
        // disks.
        ...(props.localStorage ? { Null: { [key]: "false" } } : {}),
      }),
    ]);
    this.policies = [run, this.limits, bounds];
  }
}
