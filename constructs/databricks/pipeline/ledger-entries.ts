/** The ledger entries of a pipeline: limits and arrows, each found in its job by the key of the task. */
import type { Job, JobTask } from "@cdktf/provider-databricks/lib/job/index.js";
import { gather } from "../../pilot/problems.js";
import type { Arrow, At, Entry, Limit, LimitKind } from "../../pilot/record.js";

export interface LedgerEntriesProps {
  readonly name: string;
  readonly owner: string;
  readonly gate?: { readonly metric: string; readonly threshold: number };
  readonly recipients?: readonly string[];
}

/** The entries of a pipeline: its own and the training job's; a scoring pipeline stands where an endpoint would. */
export function ledgerEntries(
  { name, owner, gate, recipients = [] }: LedgerEntriesProps,
  made?: { readonly job: Job; readonly tasks: readonly JobTask[] },
): Entry[] {
  const tasks = made?.tasks ?? [];
  const pointed = (pointer: string): At =>
    made === undefined ? { at: null, when: "image digest" } : { at: [made.job, pointer] };
  const indexOf = (step: string): number => tasks.map(({ taskKey }) => taskKey).indexOf(step);
  const at = (step: string, rest: string): At => pointed(`/task/${indexOf(step)}${rest}`);
  const limit = (kind: LimitKind, subject: string, unit: Limit["unit"], where: At): Limit => {
    return { ...where, kind, subject, unit, owner, enforcement: "hard" };
  };
  const isRetried = (step: string | undefined): step is string =>
    step !== undefined && tasks.some(({ taskKey, maxRetries }) => taskKey === step && maxRetries !== undefined);
  const stops = (step: string): Limit[] => [
    limit("runtime", step, "seconds", at(step, "/timeout_seconds")),
    ...(isRetried(step) ? [limit("retries", step, "count", at(step, "/max_retries"))] : []),
  ];
  const keys = tasks.map(({ taskKey }) => taskKey).filter((key) => key !== "train");
  const given = tasks[indexOf("gate")]?.pythonWheelTask?.parameters ?? [];
  const threshold = given.indexOf("--threshold") + 1;
  const own: Entry = {
    box: gate === undefined ? "endpoint" : "pipeline",
    owner,
    meter: { what: "DBUs of serverless jobs while a run lasts", whileIdle: false },
    metric: { name: "runs of the job in system.lakeflow.job_run_timeline", statistic: "failed runs" },
    limits: [
      { ...pointed("/timeout_seconds"), kind: "run-runtime", unit: "seconds", owner, enforcement: "hard" },
      {
        ...pointed("/max_concurrent_runs"),
        kind: "concurrency",
        subject: "runs",
        unit: "count",
        owner,
        enforcement: "hard",
      },
      ...(recipients.length === 0
        ? []
        : [
            {
              ...pointed("/health/rules/0/value"),
              kind: "other" as const,
              subject: "run that alerts lasts longer than",
              unit: "seconds" as const,
              owner,
              enforcement: "alert" as const,
            },
          ]),
      ...gather(keys, stops),
      ...(gate && made
        ? [limit("gate", gate.metric, "score", at("gate", `/python_wheel_task/parameters/${threshold}`))]
        : []),
    ],
    safeguards:
      made && recipients.length > 0
        ? [{ kind: "alarm-actions", at: [made.job, "/email_notifications/on_failure"] }]
        : [],
    debug: `databricks jobs list --name ${name} # then: databricks jobs list-runs --job-id <its id>`,
    lineage: "select * from system.access.table_lineage; files: the folder of the run below each prefix",
    export: [
      `databricks jobs get $(databricks jobs list --name ${name} --output json | jq '.[0].job_id') > pipeline.json`,
    ],
  };
  if (gate === undefined) return [own];
  const nobody = { retriedBy: "nobody" } as const;
  const byJobs = (step: string | undefined): Omit<Arrow, "from" | "to" | "what"> =>
    isRetried(step)
      ? {
          retriedBy: "Databricks Jobs",
          attempts: at(step, "/max_retries"),
          backoff: { ...at(step, "/min_retry_interval_millis"), unit: "milliseconds" },
        }
      : nobody;
  const first = tasks.filter(({ dependsOn }) => dependsOn === undefined)[0]?.taskKey;
  return [
    {
      ...own,
      arrows: [
        { from: "data bucket", to: "pipeline", what: "files below data/", ...byJobs(first) },
        { from: "pipeline", to: "training job", what: "prepared data and a limit", ...byJobs("train") },
        { from: "training job", to: "model registry", what: "a model that passed the gate", ...nobody },
        { from: "model registry", to: "endpoint", what: "a version with the alias approved-<version>", ...nobody },
      ],
    },
    { box: "training job", owner, limits: stops("train") },
  ];
}
