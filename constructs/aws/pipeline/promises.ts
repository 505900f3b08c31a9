/** What a pipeline promises: limits and arrows, each found in its definition by the name of the step. */
import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { SagemakerPipeline } from "@cdktf/provider-aws/lib/sagemaker-pipeline/index.js";
import type { Arrow, At, Entry, Limit } from "../../pilot/record.js";
import type { PipelineStep } from "./definition.js";

export interface PromisesProps {
  readonly name: string;
  readonly owner: string;
  readonly steps: readonly PipelineStep[];
  readonly gate?: { readonly metric: string; readonly threshold: number };
}

interface WrittenStep {
  readonly Name: string;
  readonly Arguments: { readonly StoppingCondition?: object };
}

/** The entries of a pipeline: its own and the training job's; a scoring pipeline stands where an endpoint would. */
export function promises(
  { name: pipelineName, owner, steps, gate }: PromisesProps,
  { role, limits }: { readonly role: IamRole; readonly limits: IamRolePolicy },
  pipeline?: SagemakerPipeline,
  alarm?: CloudwatchMetricAlarm,
): Entry[] {
  const written: readonly WrittenStep[] =
    pipeline === undefined ? [] : JSON.parse(pipeline.pipelineDefinitionInput ?? "{}").Steps;
  const at = (step: string, rest: string): At =>
    pipeline === undefined
      ? { at: null, when: "image digest" }
      : { at: [pipeline, `/pipeline_definition/Steps/${written.findIndex(({ Name }) => Name === step)}${rest}`] };
  const limit = (unit: Limit["unit"], where: At): Limit => ({ ...where, unit, owner, enforcement: "hard" });
  const runtime = "/Arguments/StoppingCondition/MaxRuntimeInSeconds";
  const policy = "/RetryPolicies/0";
  const stops: Record<string, Limit> = {};
  for (const { name, retries } of steps) {
    if (name === "train") continue;
    stops[`${name} stops after`] = limit("seconds", at(name, runtime));
    if (retries > 0) stops[`${name} is retried`] = limit("count", at(name, `${policy}/MaxAttempts`));
  }
  const parallel: At = pipeline
    ? { at: [pipeline, "/parallelism_configuration/max_parallel_execution_steps"] }
    : { at: null, when: "image digest" };
  const retried = (step: string, retries: number, at_: string): Pick<Arrow, "retriedBy" | "attempts" | "backoff"> =>
    retries === 0
      ? { retriedBy: "nobody" }
      : {
          retriedBy: "SageMaker Pipelines",
          attempts: at(step, `${at_}/MaxAttempts`),
          backoff: { ...at(step, `${at_}/IntervalSeconds`), unit: "seconds" },
        };
  const own: Entry = {
    box: gate === undefined ? "endpoint" : "pipeline",
    owner,
    meter: { what: "instance seconds of running steps; one alarm", whileIdle: alarm !== undefined },
    metric: { name: "ExecutionFailed", statistic: "sum", ...(alarm ? { alarm: [alarm, "/threshold"] as const } : {}) },
    identity: [role, "/name"],
    limits: {
      ...stops,
      ...(gate
        ? { [`${gate.metric} at least`]: limit("score", at("gate", "/Arguments/Conditions/0/RightValue")) }
        : {}),
      "steps at once": limit("count", parallel),
    },
    debug: `aws sagemaker list-pipeline-executions --pipeline-name ${pipelineName}`,
    export: [
      `aws sagemaker describe-pipeline --pipeline-name ${pipelineName} --query PipelineDefinition --output text`,
    ],
  };
  const train = steps.find(({ name }) => name === "train");
  if (train === undefined || gate === undefined) return [own];

  const stopping = written.find(({ Name }) => Name === "train")?.Arguments.StoppingCondition ?? {};
  const cap = "/policy/Statement/0/Condition/NumericGreaterThan/sagemaker:MaxRuntimeInSeconds";
  return [
    {
      ...own,
      arrows: [
        {
          from: "data bucket",
          to: "pipeline",
          what: "objects under data/",
          ...retried("prepare", train.retries, policy),
        },
        {
          from: "pipeline",
          to: "training job",
          what: "prepared data, a machine and a limit",
          ...retried("train", train.retries, policy),
        },
        {
          from: "training job",
          to: "model registry",
          what: "a model that passed the gate",
          ...retried("gate", train.retries, `/Arguments/IfSteps/0${policy}`),
        },
        {
          from: "model registry",
          to: "endpoint",
          what: "an approved version, named as a release",
          retriedBy: "nobody",
        },
      ],
    },
    {
      box: "training job",
      owner,
      metric: { name: "StepDuration of train", statistic: "max" },
      limits: {
        "training stops after": limit("seconds", at("train", runtime)),
        ...("MaxWaitTimeInSeconds" in stopping
          ? {
              "wait and run end after": limit(
                "seconds",
                at("train", "/Arguments/StoppingCondition/MaxWaitTimeInSeconds"),
              ),
            }
          : {}),
        "no job starts that may run longer than": limit("seconds", { at: [limits, cap] }),
        "training nodes": limit("count", at("train", "/Arguments/ResourceConfig/InstanceCount")),
        "training volume": limit("GiB", at("train", "/Arguments/ResourceConfig/VolumeSizeInGB")),
        ...(train.retries > 0 ? { "training is retried": limit("count", at("train", `${policy}/MaxAttempts`)) } : {}),
      },
    },
    { box: "model registry", owner, metric: { name: "StepSucceeded of register", statistic: "sum of a day" } },
  ];
}
