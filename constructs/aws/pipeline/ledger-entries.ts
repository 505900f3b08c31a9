/** The ledger entries of a pipeline: limits and arrows, each found in its definition by the name of the step. */
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { SagemakerPipeline } from "@cdktf/provider-aws/lib/sagemaker-pipeline/index.js";
import type { TerraformElement } from "cdktf";
import type { Arrow, At, Entry, Limit, LimitKind } from "../../pilot/record.js";
import type { PipelineStep } from "./definition.js";

export interface LedgerEntriesProps {
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
export function ledgerEntries(
  { name: pipelineName, owner, steps, gate }: LedgerEntriesProps,
  { role, limits }: { readonly role: IamRole; readonly limits: IamRolePolicy },
  pipeline?: SagemakerPipeline,
  alarm?: TerraformElement,
): Entry[] {
  const written: readonly WrittenStep[] =
    pipeline === undefined ? [] : JSON.parse(pipeline.pipelineDefinitionInput ?? "{}").Steps;
  const at = (step: string, rest: string): At =>
    pipeline === undefined
      ? { at: null, when: "image digest" }
      : { at: [pipeline, `/pipeline_definition/Steps/${written.findIndex(({ Name }) => Name === step)}${rest}`] };
  const limit = (kind: LimitKind, subject: string, unit: Limit["unit"], where: At): Limit => {
    return { ...where, kind, subject, unit, owner, enforcement: "hard" };
  };
  const runtime = "/Arguments/StoppingCondition/MaxRuntimeInSeconds";
  const policy = "/RetryPolicies/0";
  const stops: Limit[] = [];
  for (const { name, retries } of steps) {
    if (name === "train") continue;
    stops.push(limit("runtime", name, "seconds", at(name, runtime)));
    if (retries > 0) stops.push(limit("retries", name, "count", at(name, `${policy}/MaxAttempts`)));
  }
  const parallel: At = pipeline
    ? { at: [pipeline, "/parallelism_configuration/max_parallel_execution_steps"] }
    : { at: null, when: "image digest" };
  const retried = (step: string, retries: number, at_: string): Omit<Arrow, "from" | "to" | "what"> =>
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
    limits: [
      ...stops,
      ...(gate ? [limit("gate", gate.metric, "score", at("gate", "/Arguments/Conditions/0/RightValue"))] : []),
      limit("concurrency", "steps", "count", parallel),
    ],
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
      limits: [
        limit("runtime", "train", "seconds", at("train", runtime)),
        ...("MaxWaitTimeInSeconds" in stopping
          ? [
              limit(
                "wait-and-run",
                "train",
                "seconds",
                at("train", "/Arguments/StoppingCondition/MaxWaitTimeInSeconds"),
              ),
            ]
          : []),
        limit("runtime-cap", "a job", "seconds", { at: [limits, cap] }),
        limit("nodes", "train", "count", at("train", "/Arguments/ResourceConfig/InstanceCount")),
        limit("volume", "train", "GiB", at("train", "/Arguments/ResourceConfig/VolumeSizeInGB")),
        ...(train.retries > 0 ? [limit("retries", "train", "count", at("train", `${policy}/MaxAttempts`))] : []),
      ],
    },
    { box: "model registry", owner, metric: { name: "StepSucceeded of register", statistic: "sum of a day" } },
  ];
}
