/** The ledger entries of a pipeline: limits and arrows, each found in its job by the name of the step. */
import type { TerraformElement } from "cdktf";
import type { At, Entry, Limit, LimitKind } from "../../pilot/record.js";
import type { PipelineStep } from "./definition.js";

export interface LedgerEntriesProps {
  readonly name: string;
  readonly owner: string;
  readonly steps: readonly PipelineStep[];
  readonly gate?: { readonly metric: string; readonly threshold: number };
}

/** The entries of a pipeline: its own and the training job's; a scoring pipeline stands where an endpoint would. */
export function ledgerEntries(
  { name, owner, steps, gate }: LedgerEntriesProps,
  schedule: TerraformElement | undefined,
  alarm: TerraformElement | undefined,
): Entry[] {
  const at = (step: string, rest: string): At =>
    schedule === undefined
      ? { at: null, when: "image digest" }
      : { at: [schedule, `/body/properties/action/jobDefinition/jobs/${step}${rest}`] };
  const limit = (kind: LimitKind, subject: string, unit: Limit["unit"], where: At): Limit => {
    return { ...where, kind, subject, unit, owner, enforcement: "hard" };
  };
  const stops: Limit[] = [];
  for (const step of steps) {
    if (step.name === "train") continue;
    stops.push(limit("runtime", step.name, "seconds", at(step.name, "/limits/timeout")));
  }
  const own: Entry = {
    box: gate === undefined ? "endpoint" : "pipeline",
    owner,
    meter: { what: "node seconds of running steps; one alert", whileIdle: true },
    metric: { name: "Failed Runs", statistic: "sum", ...(alarm ? { alarm: [alarm, "/criteria/0/threshold"] } : {}) },
    limits: [
      ...stops,
      ...(gate
        ? [
            limit("runtime", "gate", "seconds", at("gate", "/limits/timeout")),
            limit("gate", gate.metric, "score", at("gate", "/environment_variables/PILOT_THRESHOLD")),
          ]
        : []),
    ],
    debug: "az ml job list --workspace-name <workspace> --resource-group <its group> --max-results 5",
    export: [
      `az ml schedule show --name ${name} --workspace-name <workspace> --resource-group <its group> > pipeline.json`,
    ],
  };
  if (gate === undefined) return [own];
  // a command step has no retry: learn.microsoft.com/azure/machine-learning/reference-yaml-job-pipeline (2026-10)
  const nobody = { retriedBy: "nobody" } as const;
  return [
    {
      ...own,
      arrows: [
        { from: "data bucket", to: "pipeline", what: "blobs of the container data", ...nobody },
        { from: "pipeline", to: "training job", what: "prepared data, a machine and a limit", ...nobody },
        { from: "training job", to: "model registry", what: "a model that passed the gate", ...nobody },
        { from: "model registry", to: "endpoint", what: "a version that somebody lists as a release", ...nobody },
      ],
    },
    {
      box: "training job",
      owner,
      metric: { name: "duration of the job train", statistic: "max" },
      limits: [
        limit("runtime", "train", "seconds", at("train", "/limits/timeout")),
        limit("nodes", "train", "count", at("train", "/resources/instance_count")),
      ],
    },
  ];
}
