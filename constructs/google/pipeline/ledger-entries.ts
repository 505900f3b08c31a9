/** The ledger entries of a pipeline: limits and arrows, each found in its workflow by the name of the step. */

import type { ServiceAccount } from "@cdktf/provider-google/lib/service-account/index.js";
import type { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow/index.js";
import type { TerraformElement } from "cdktf";
import type { Arrow, At, Entry, Limit, LimitKind } from "../../pilot/record.js";
import { backoffSeconds, type PipelineStep } from "./definition.js";

export interface LedgerEntriesProps {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly owner: string;
  readonly steps: readonly PipelineStep[];
  readonly gate?: { readonly metric: string; readonly threshold: number };
}

/** Where in a workflow's source a named step stands. */
export function stepAt(workflow: WorkflowsWorkflow, name: string): string {
  const steps: object[] = JSON.parse(workflow.sourceContentsInput ?? "{}").main.steps;
  return `/source_contents/main/steps/${steps.findIndex((step) => name in step)}/${name}`;
}

/** The entries of a pipeline: its own and the training job's; a scoring pipeline stands where an endpoint would. */
export function ledgerEntries(
  { name: pipelineName, project, region, owner, steps, gate }: LedgerEntriesProps,
  account: ServiceAccount,
  workflow?: WorkflowsWorkflow,
  alarm?: TerraformElement,
): Entry[] {
  const none: At = { at: null, when: "image digest" };
  const spec = (rest: string): At =>
    workflow ? { at: [workflow, `${stepAt(workflow, "create")}/try/args/body/pipelineSpec/${rest}`] } : none;
  const setting = (name: string): At => {
    if (workflow === undefined) return none;
    const at = stepAt(workflow, "settings");
    const settings: object[] = JSON.parse(workflow.sourceContentsInput ?? "{}").main.steps.find(
      (step: object) => "settings" in step,
    ).settings.assign;
    return { at: [workflow, `${at}/assign/${settings.findIndex((entry) => name in entry)}/${name}`] };
  };
  const task = (step: string, rest: string) => spec(`root/dag/tasks/${step}/${rest}`);
  // The argument after `--payload` is the job, as JSON in a string.
  const job = (step: string, rest: string) => spec(`deploymentSpec/executors/exec-${step}/container/args/3/${rest}`);
  const limit = (kind: LimitKind, subject: string | undefined, unit: Limit["unit"], where: At): Limit => {
    return { ...where, kind, ...(subject === undefined ? {} : { subject }), unit, owner, enforcement: "hard" };
  };
  const timeout = "job_spec/scheduling/timeout";
  const stops: Limit[] = [];
  for (const { name, retries } of steps) {
    if (name === "train") continue;
    stops.push(limit("runtime", name, "seconds", job(name, timeout)));
    if (retries > 0) stops.push(limit("retries", name, "count", task(name, "retryPolicy/maxRetryCount")));
  }
  const retried = (retries: number, policy: (rest: string) => At): Pick<Arrow, "retriedBy" | "attempts" | "backoff"> =>
    retries === 0 || backoffSeconds === undefined
      ? { retriedBy: "nobody" }
      : {
          retriedBy: "Vertex AI Pipelines",
          attempts: policy("retryPolicy/maxRetryCount"),
          backoff: { ...policy("retryPolicy/backoffDuration"), unit: "seconds" },
        };
  const own: Entry = {
    box: gate === undefined ? "endpoint" : "pipeline",
    owner,
    meter: {
      what: "machine seconds of running steps; a fee per run; one alert, and a scheduler job where there is a schedule",
      whileIdle: alarm !== undefined,
    },
    metric: {
      name: "workflows.googleapis.com/finished_execution_count",
      statistic: "sum of FAILED",
      ...(alarm ? { alarm: [alarm, "/conditions/0/condition_threshold/threshold_value"] as const } : {}),
    },
    identity: [account, "/account_id"],
    limits: [
      ...stops,
      ...(gate
        ? [limit("gate", gate.metric, "score", task("gate", "inputs/parameters/gate_threshold/runtimeValue/constant"))]
        : []),
      limit("run-runtime", undefined, "seconds", setting("limit_seconds")),
    ],
    debug: `gcloud workflows executions list ${pipelineName} --project ${project} --location ${region} --limit 5`,
    // By --config: what stands on a command line is seen by every process of the machine.
    lineage: `printf 'header = "Authorization: Bearer %s"' "$(gcloud auth print-access-token)" | curl --config - https://${region}-aiplatform.googleapis.com/v1/projects/${project}/locations/${region}/metadataStores/default/executions`,
    export: [
      `gcloud workflows describe ${pipelineName} --project ${project} --location ${region} --format 'value(sourceContents)'`,
    ],
  };
  const train = steps.find(({ name }) => name === "train");
  if (train === undefined || gate === undefined) return [own];

  const payload = workflow ? JSON.stringify(JSON.parse(workflow.sourceContentsInput ?? "{}")) : "";
  return [
    {
      ...own,
      arrows: [
        {
          from: "data bucket",
          to: "pipeline",
          what: "objects under data/",
          ...retried(train.retries, (rest) => task("prepare", rest)),
        },
        {
          from: "pipeline",
          to: "training job",
          what: "prepared data, a machine and a limit",
          ...retried(train.retries, (rest) => task("train", rest)),
        },
        {
          from: "training job",
          to: "model registry",
          what: "a model that passed the gate",
          // An upload is not idempotent.
          retriedBy: "nobody",
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
      metric: { name: "aiplatform.googleapis.com/pipelinejob/duration", statistic: "max" },
      limits: [
        limit("runtime", "train", "seconds", job("train", timeout)),
        ...(payload.includes("max_wait_duration")
          ? [limit("wait", "train", "seconds", job("train", "job_spec/scheduling/max_wait_duration"))]
          : []),
        // Two pools: the first node, and the others.
        train.nodes > 1
          ? limit("nodes.further", "train", "count", job("train", "job_spec/worker_pool_specs/1/replica_count"))
          : limit("nodes", "train", "count", job("train", "job_spec/worker_pool_specs/0/replica_count")),
        limit("volume", "train", "GiB", job("train", "job_spec/worker_pool_specs/0/disk_spec/boot_disk_size_gb")),
        ...(train.retries > 0 ? [limit("retries", "train", "count", task("train", "retryPolicy/maxRetryCount"))] : []),
      ],
    },
  ];
}
