/**
 * Makes: a SageMaker pipeline from a list of steps, the role that it runs as with hard caps, an alarm on failed runs, a schedule.
 * Needs: an image digest; without one it makes the role and no pipeline. Pipelines start jobs in the network of the steps.
 * Never: a parameter that loosens the gate, a step without a runtime limit, a job outside the network, a cache that nobody asked for.
 * Idle cost: one alarm.
 * Survives destroy: nothing; runs, jobs and their lineage stay in SageMaker's records and cost nothing.
 * Verified by: unit tests, botocore's models of each step, an interpreter that runs it; never in a real account.
 */
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { SagemakerPipeline } from "@cdktf/provider-aws/lib/sagemaker-pipeline/index.js";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record, tryChild } from "../pilot/record.js";
import type { Problem } from "./checks/values.js";
import { definition, inputData, type PipelineStep, type TrainingRun } from "./pipeline/definition.js";
import { ledgerEntries } from "./pipeline/ledger-entries.js";
import { PipelineRole } from "./pipeline/role.js";
import { Schedule, scheduleExpression } from "./pipeline/schedule.js";
import { pipelineValueProblems } from "./pipeline/values.js";

export type { PipelineStep };

/** What runs as a role. A grant adds its policy to the list; what runs as the role waits for all of them. */
export interface Identity {
  /** Plain text for ids and policy names, such as `pipeline`. */
  readonly name: string;
  /** The role's name as a reference. */
  readonly roleName: string;
  /** Filled by grants; what runs as the identity waits for all of them. */
  readonly policies: ITerraformDependable[];
}

export interface PipelineProps {
  /** The pipeline's name, one of a kind in the account and region. */
  readonly name: string;
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who owns the pipeline and its limits. */
  readonly owner: string;
  /** The name of the role that the pipeline runs as. */
  readonly roleName: string;
  /** In their order: each runs after the one before. The one named `train` is a training job, others process. */
  readonly steps: readonly PipelineStep[];
  /**
   * A model whose metric is below the threshold is not registered. @default - nothing is registered: a scoring pipeline
   */
  readonly gate?: { readonly metric: string; readonly threshold: number };
  /** Where a model that passes the gate goes, and what it will be served on. @default - nothing is registered */
  readonly modelRegistry?: { readonly modelPackageGroup: string; readonly servingInstanceType: string };
  /** By digest; null makes no pipeline yet. `command` runs in it, a step's entry point follows. */
  readonly image: { readonly digest: string | null; readonly command: readonly string[] };
  /** What jobs run as, and what writes a job: a `TrainingJob`. */
  readonly trainingJob: {
    readonly identity: Identity;
    readonly roleArn: string;
    imageUri(digest: string): string;
    /** Makes what a step needs beside its job. */
    makeRoomFor(step: PipelineStep): void;
    stepArguments(step: PipelineStep, run: TrainingRun): object;
  };
  /** Where steps read and write, with its key: a `DataBucket`, or one that exists. */
  readonly bucket: { readonly bucketName: string; readonly keyArn: string };
  /** The subnets and the security group that jobs start in: a `PrivateNetwork`, or one that exists. */
  readonly network: { readonly subnetIds: readonly string[]; readonly jobSecurityGroupId: string };
  /** Steps that run at once. @default 1 */
  readonly maxParallelSteps?: number;
  /**
   * Days for which a step with the same arguments is not run again. The key is where inputs lie and not what they hold:
   * only where new data gets a new prefix. @default - every step runs
   */
  readonly cacheDays?: number;
  /** When it starts by itself: five cron fields in UTC, such as `0 3 * * *`. @default - never */
  readonly schedule?: string;
  /** Nothing starts by itself, and nothing bills. @default false */
  readonly paused?: boolean;
  /** Who is told of failed runs: the ARN of a topic. @default - an alarm that tells nobody */
  readonly alarmTopicArn?: string;
  /** On the pipeline and on every job. @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function pipelineProblems(
  props: Omit<Partial<PipelineProps>, "steps"> & {
    readonly steps: ReadonlyArray<
      Pick<PipelineStep, "name" | "inputs" | "outputs" | "timeoutSeconds"> & Partial<PipelineStep>
    >;
  },
): Array<Problem<keyof PipelineProps>> {
  const problems = pipelineValueProblems(props);
  if (props.schedule !== undefined && scheduleExpression(props.schedule) === undefined) {
    const allowed = "five fields of numbers, lists, ranges and *, one of the two days *, such as 0 3 * * *";
    problems.push({ prop: "schedule", message: `${JSON.stringify(props.schedule)}; allowed: ${allowed}` });
  }
  const made: string[] = [];
  for (const { name, inputs, outputs, timeoutSeconds } of props.steps) {
    for (const [input, from] of Object.entries(inputs)) {
      if ("step" in from && !made.includes(`${from.step}/${from.output}`)) {
        const before = made.join(", ") || "nothing";
        const message = `${name} reads ${input} from ${from.step}/${from.output}; made before it: ${before}`;
        problems.push({ prop: "steps", message });
      }
      if ("release" in from && !/^\w[\w-]*(\/[\w.-]*\w)*$/.test(from.release)) {
        const allowed =
          "where the version's model lies in the bucket, such as models/runs/<execution>/model/<job>/output/model.tar.gz";
        problems.push({
          prop: "steps",
          message: `${name} reads the release ${JSON.stringify(from.release)}; allowed: ${allowed}`,
        });
      }
    }
    // docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingStoppingCondition.html (2026-10)
    if (name !== "train" && timeoutSeconds > 777_600) {
      problems.push({ prop: "steps", message: `${name} may run ${timeoutSeconds} s; allowed: up to 777600 (9 days)` });
    }
    made.push(...outputs.map((output) => `${name}/${output}`));
  }
  return problems;
}

/** The steps from data to a registered model, or one scoring step. */
export class Pipeline extends Construct {
  /** What the pipeline runs as: other boxes grant it what it may. */
  readonly identity: Identity;
  /** A reference; undefined while there is no image. */
  readonly pipelineName?: string;
  private readonly pipelineArn: string;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const problems = pipelineProblems(props);
    if (problems.length > 0) {
      throw new Error(problems.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { account, region, steps, trainingJob, bucket, network, tags, gate, modelRegistry } = props;
    for (const step of steps) trainingJob.makeRoomFor(step);
    // The caps of the role are the largest numbers of the steps.
    const own = new PipelineRole(this, "role", {
      roleName: props.roleName,
      pipelineName: props.name,
      account,
      region,
      jobRoleName: trainingJob.identity.roleName,
      instanceTypes: steps.map(({ instanceType }) => instanceType).filter((type, at, all) => all.indexOf(type) === at),
      maxRuntimeSeconds: Math.max(...steps.map(({ timeoutSeconds }) => timeoutSeconds)),
      subnetIds: network.subnetIds,
      securityGroupId: network.jobSecurityGroupId,
      keyArn: bucket.keyArn,
      localStorage: steps.some(({ localStorage }) => localStorage === true),
      ...given({ tags }),
    });
    this.identity = { name: this.node.id, roleName: own.role.name, policies: own.policies };

    const { digest } = props.image;
    const written =
      digest === null
        ? undefined
        : definition({
            region,
            steps,
            image: { uri: trainingJob.imageUri(digest), digest, command: props.image.command },
            jobRoleArn: trainingJob.roleArn,
            trainingArguments: (step, run) => trainingJob.stepArguments(step, run),
            bucket,
            network,
            ...given({ gate, modelRegistry, cacheDays: props.cacheDays }),
            tags: tags ?? {},
          });
    const pipeline =
      written === undefined
        ? undefined
        : new SagemakerPipeline(this, "Default", {
            pipelineName: props.name,
            pipelineDisplayName: props.name,
            pipelineDescription: steps.map(({ name }) => name).join(", "),
            roleArn: own.role.arn,
            pipelineDefinition: JSON.stringify(written),
            parallelismConfiguration: { maxParallelExecutionSteps: props.maxParallelSteps ?? 1 },
            ...given({ tags }),
          });
    if (pipeline) this.pipelineName = pipeline.pipelineName;
    this.pipelineArn = `arn:aws:sagemaker:${region}:${account}:pipeline/${this.pipelineName}`;
    if (pipeline !== undefined) {
      // Filled at synth: a grant that comes later is waited for too, when it is made and when it goes.
      const produce = () => [...this.identity.policies, ...trainingJob.identity.policies].map(dependable);
      pipeline.dependsOn = Lazy.listValue({ produce });
      if (props.paused !== true)
        new CloudwatchMetricAlarm(this, "failed", {
          alarmName: `${props.name}-failed`,
          alarmDescription: "a run of the pipeline failed",
          namespace: "AWS/Sagemaker/ModelBuildingPipeline",
          metricName: "ExecutionFailed",
          dimensions: { PipelineName: pipeline.pipelineName },
          statistic: "Sum",
          period: 300,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanThreshold",
          threshold: 0,
          treatMissingData: "notBreaching", // no run, no failure
          alarmActions: props.alarmTopicArn === undefined ? [] : [props.alarmTopicArn],
          ...given({ tags }),
        });
      if (props.schedule !== undefined) {
        const isEnabled = props.paused !== true;
        new Schedule(this, "schedule", {
          name: props.name,
          account,
          region,
          pipeline,
          parameters: { [inputData.name]: inputData.uri(bucket.bucketName) },
          cron: props.schedule,
          isEnabled,
          ...given({ tags }),
        });
      }
    }

    for (const entry of ledgerEntries(props, own, pipeline, tryChild(this, "failed"))) record(this, entry);
  }

  /**
   * Lets an identity start, stop and watch runs. Returns the policy that it made.
   * @throws Error where there is no pipeline yet
   */
  grantStart(identity: Identity): IamRolePolicy {
    if (this.pipelineName === undefined) {
      throw new Error(`${this.node.path}: image.digest: null; there is no pipeline to start: push the image first`);
    }
    const actions = ["Start", "Stop", "Retry", "Describe"].map((verb) => `sagemaker:${verb}PipelineExecution`);
    const policy = new IamRolePolicy(this, `${identity.name}-start`, {
      name: `start-${this.node.id}`,
      role: identity.roleName,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Run",
            Effect: "Allow",
            Action: [
              ...actions,
              "sagemaker:DescribePipeline",
              "sagemaker:ListPipelineExecutions",
              "sagemaker:ListPipelineExecutionSteps",
            ],
            Resource: [this.pipelineArn, `${this.pipelineArn}/execution/*`],
          },
        ],
      }),
    });
    identity.policies.push(policy);
    return policy;
  }
}
