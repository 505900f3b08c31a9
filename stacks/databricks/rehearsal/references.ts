/**
 * Dynamic value references of Databricks Jobs: what stands in double braces becomes text when a task runs. One of a
 * known namespace that does not exist is an error; anything else in braces stays as it is.
 * docs.databricks.com/jobs/dynamic-value-references (2026-11)
 */

/** What a run knows of itself. */
export interface RunValues {
  readonly jobId: string;
  readonly jobName: string;
  readonly runId: string;
  /** When the run was asked for. */
  readonly began: Date;
  /** Result states of the tasks that have ended, by key. */
  readonly results: ReadonlyMap<string, string>;
}

/** What a task knows of itself. */
export interface TaskValues {
  readonly name: string;
  readonly runId: string;
  /** How often the task was tried before. */
  readonly executions: number;
}

const two = (number: number) => String(number).padStart(2, "0");

/** Parts of a start time, in UTC. */
const times: Readonly<Record<string, (began: Date) => string>> = {
  iso_weekday: (began) => String(began.getUTCDay() || 7),
  is_weekday: (began) => String(began.getUTCDay() % 6 !== 0),
  iso_date: (began) => began.toISOString().slice(0, 10),
  iso_datetime: (began) => `${began.toISOString().slice(0, 19)}Z`,
  year: (began) => String(began.getUTCFullYear()),
  month: (began) => two(began.getUTCMonth() + 1),
  day: (began) => two(began.getUTCDate()),
  hour: (began) => two(began.getUTCHours()),
  minute: (began) => two(began.getUTCMinutes()),
  second: (began) => two(began.getUTCSeconds()),
  timestamp_ms: (began) => String(began.getTime()),
};

/** Namespaces in which a name that does not exist is refused. */
const namespaces = /^(job|task|tasks|workspace|input|backfill)\b/;

/** The value of one reference; undefined where it is not followed. */
function valueFor(name: string, run: RunValues, task: TaskValues): string | undefined {
  const fixed: Readonly<Record<string, string>> = {
    "job.id": run.jobId,
    "job.name": run.jobName,
    "job.run_id": run.runId,
    "job.repair_count": "0",
    "job.trigger.type": "one_time",
    "task.name": task.name,
    "task.run_id": task.runId,
    "task.execution_count": String(task.executions),
  };
  if (name in fixed) return fixed[name];
  const [, part = ""] = /^job\.start_time\.(\w+)$/.exec(name) ?? [];
  if (part !== "") return times[part]?.(run.began);
  const [, key = ""] = /^tasks\.([\w-]+)\.result_state$/.exec(name) ?? [];
  return run.results.get(key)?.toLowerCase();
}

/** Replaces every reference of a text. @throws Error as the job would be refused, or where one is not followed here */
export function withValues(text: string, run: RunValues, task: TaskValues): string {
  return text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => {
    const value = valueFor(name, run, task);
    if (value !== undefined) return value;
    if (namespaces.test(name)) throw new Error(`${task.name}: ${whole} is not a value that is known here`);
    return whole;
  });
}
