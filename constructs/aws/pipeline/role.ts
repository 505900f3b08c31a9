/** The role that a pipeline runs as: what it may start, and the caps that nobody who starts a run can lift. */
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { plainName } from "../../pilot/plain-name.js";

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
      ...given({ tags: props.tags }),
    });
    const cycle = "the pipeline runs as this role: a reference to its name would be a cycle";
    plainName(this.role, "/assume_role_policy", cycle);
    const policy = (name: string, statement: object[]) =>
      new IamRolePolicy(this, name, {
        name,
        role: this.role.name,
        policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
      });
    const create = ["sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"];
    // SageMaker names the jobs of a pipeline whose definition names none: pipelines-<execution>-<step>-<token>.
    // github.com/aws/sagemaker-python-sdk/pull/3946, github.com/aws/amazon-sagemaker-examples/issues/3106 (2023-06)
    const jobs = [arn("training-job/pipelines-*"), arn("processing-job/pipelines-*")];
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
    const deny = (sid: string, condition: object, action: string | string[] = create) => ({
      Sid: sid,
      Effect: "Deny",
      Action: action,
      Resource: "*",
      Condition: condition,
    });
    // A condition on a value does not match where the argument is absent, and SageMaker then takes a default of its
    // own: a day, and a plain network. So what is absent is denied too.
    // docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (2026-09)
    const runtime = "sagemaker:MaxRuntimeInSeconds";
    const instances = "sagemaker:InstanceTypes";
    this.limits = policy("pipeline-limits", [
      deny("NoLongerJob", { NumericGreaterThan: { [runtime]: String(props.maxRuntimeSeconds) } }),
      deny("NoJobWithoutALimit", { Null: { [runtime]: "true" } }),
      deny("NoOtherInstances", { "ForAnyValue:StringNotEquals": { [instances]: props.instanceTypes } }),
      deny("NoUnnamedInstance", { Null: { [instances]: "true" } }),
      deny(
        "NoTrainingWithANetwork",
        { BoolIfExists: { "sagemaker:NetworkIsolation": "false" } },
        "sagemaker:CreateTrainingJob",
      ),
      deny("NoPlainTraffic", { BoolIfExists: { "sagemaker:InterContainerTrafficEncryption": "false" } }),
    ]);
    const subnets = "sagemaker:VpcSubnets";
    const groups = "sagemaker:VpcSecurityGroupIds";
    // The ARN of the key: AWS deprecated sagemaker:VolumeKmsKey, which no action knows any more.
    const key = "sagemaker:VolumeKmsKeyArn";
    const bounds = policy("pipeline-bounds", [
      deny("NoJobOutsideTheNetwork", { Null: { [subnets]: "true" } }),
      deny("NoOtherSubnets", { "ForAnyValue:StringNotEquals": { [subnets]: props.subnetIds } }),
      deny("NoJobWithoutASecurityGroup", { Null: { [groups]: "true" } }),
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
