/** Runs of a SageMaker pipeline as a trial sees them: steps, and how long each waited, started up and computed. */

import type { RunSeen, StepSeen } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { platformProblem, type Sdk } from "./clients.js";

/** docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribePipelineExecution.html (2026-11) */
const runStates: Readonly<Record<string, RunSeen["state"]>> = {
  Executing: "running",
  Stopping: "running",
  Stopped: "stopped",
  Failed: "failed",
  Succeeded: "succeeded",
};

/** docs.aws.amazon.com/sagemaker/latest/APIReference/API_PipelineExecutionStep.html (2026-11) */
const stepStates: Readonly<Record<string, StepSeen["state"]>> = {
  Starting: "running",
  Executing: "running",
  Stopping: "running",
  Stopped: "stopped",
  Failed: "failed",
  Succeeded: "succeeded",
};

/** Times of a step's job. */
interface JobTimes {
  readonly made?: Date | undefined;
  readonly began?: Date | undefined;
  readonly ended?: Date | undefined;
}

/** The last part of an ARN, which is the job's name. */
const nameOf = (arn: string): string => arn.split("/").at(-1) ?? "";

const between = (from: Date | undefined, to: Date | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, (to.getTime() - from.getTime()) / 1000);

/** The class of a failure: what follows it may quote what a step printed. */
const classOf = (reason: string | undefined): string | undefined =>
  /^\s*([A-Z]\w*(?:Error|Exception))\b/.exec(reason ?? "")?.[1];

/** Runs of one pipeline. */
export class Runs {
  private readonly jobs = new Map<string, JobTimes>();

  constructor(
    private readonly client: Json,
    private readonly sdk: Sdk["sagemaker"],
    private readonly pipeline: string,
  ) {}

  /** Starts a run. SageMaker starts one run for a token. */
  async start(token: string): Promise<string> {
    const { StartPipelineExecutionCommand } = this.sdk;
    try {
      const command = new StartPipelineExecutionCommand({ PipelineName: this.pipeline, ClientRequestToken: token });
      return (await this.client.send(command)).PipelineExecutionArn ?? "";
    } catch (error) {
      throw platformProblem(error, `start a run of ${this.pipeline}`);
    }
  }

  async watch(arn: string): Promise<RunSeen> {
    try {
      const { DescribePipelineExecutionCommand } = this.sdk;
      const run = await this.client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
      const state = runStates[run.PipelineExecutionStatus ?? ""] ?? "running";
      const steps = await this.steps(arn);
      const seen = await Promise.all(steps.map((step) => this.seen(step)));
      const failed = steps.find(({ StepStatus }) => StepStatus === "Failed");
      const problem = classOf(failed?.FailureReason) ?? classOf(run.FailureReason);
      const outcome = steps.flatMap(({ Metadata }) => Metadata?.Condition?.Outcome ?? [])[0];
      const version = steps.flatMap(({ Metadata }) => Metadata?.RegisterModel?.Arn ?? [])[0];
      return {
        state,
        began: run.CreationTime ?? new Date(),
        ...(state === "running" || run.LastModifiedTime === undefined ? {} : { ended: run.LastModifiedTime }),
        steps: seen,
        ...(outcome === undefined ? {} : { isPassed: outcome === "True" }),
        ...(version === undefined ? {} : { version }),
        ...(problem === undefined ? {} : { problem }),
      };
    } catch (error) {
      throw platformProblem(error, "say where the run stands");
    }
  }

  /** The folder that a step's job wrote to, as an S3 URI; undefined where the step has no such output. */
  async outputOf(arn: string, step: string, output: string): Promise<string | undefined> {
    const found = (await this.steps(arn)).find(({ StepName }) => StepName === step);
    const job = found?.Metadata?.ProcessingJob?.Arn;
    if (job === undefined) return undefined;
    const { ProcessingOutputConfig } = await this.processing(job);
    return ProcessingOutputConfig?.Outputs?.find(({ OutputName }: Json) => OutputName === output)?.S3Output?.S3Uri;
  }

  private async steps(arn: string): Promise<readonly Json[]> {
    const { paginateListPipelineExecutionSteps } = this.sdk;
    const found: Json[] = [];
    const pages = paginateListPipelineExecutionSteps(
      { client: this.client },
      { PipelineExecutionArn: arn, SortOrder: "Ascending" },
    );
    for await (const { PipelineExecutionSteps = [] } of pages) found.push(...PipelineExecutionSteps);
    return found;
  }

  private processing(arn: string): Promise<Json> {
    return this.client.send(new this.sdk.DescribeProcessingJobCommand({ ProcessingJobName: nameOf(arn) }));
  }

  private training(arn: string): Promise<Json> {
    return this.client.send(new this.sdk.DescribeTrainingJobCommand({ TrainingJobName: nameOf(arn) }));
  }

  /** Times of a job that has ended; it is asked once. */
  private async times({ Metadata }: Json): Promise<JobTimes> {
    const { ProcessingJob, TrainingJob } = Metadata ?? {};
    const arn = ProcessingJob?.Arn ?? TrainingJob?.Arn;
    if (arn === undefined) return {};
    const kept = this.jobs.get(arn);
    if (kept !== undefined) return kept;
    const job = ProcessingJob === undefined ? await this.training(arn) : await this.processing(arn);
    const times: JobTimes =
      "ProcessingJobName" in job
        ? { made: job.CreationTime, began: job.ProcessingStartTime, ended: job.ProcessingEndTime }
        : { made: job.CreationTime, began: job.TrainingStartTime, ended: job.TrainingEndTime };
    this.jobs.set(arn, times);
    return times;
  }

  private async seen(step: Json): Promise<StepSeen> {
    const { StepName = "", StartTime = new Date(), EndTime, StepStatus = "" } = step;
    const times = EndTime === undefined ? {} : await this.times(step);
    const queueSeconds = between(StartTime, times.made);
    const startupSeconds = between(times.made, times.began);
    const computeSeconds = between(times.began, times.ended);
    return {
      name: StepName,
      state: stepStates[StepStatus] ?? "running",
      began: StartTime,
      ...(EndTime === undefined ? {} : { ended: EndTime }),
      ...(queueSeconds === undefined ? {} : { queueSeconds }),
      ...(startupSeconds === undefined ? {} : { startupSeconds }),
      ...(computeSeconds === undefined ? {} : { computeSeconds }),
    };
  }
}
