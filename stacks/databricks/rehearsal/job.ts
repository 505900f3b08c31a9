/**
 * Reads a Job out of a synthesized stack and runs it: each task as soon as those that it depends on have ended, an
 * entry point of the wheel in the environment that the job names. What is not read here ends the run with its name, so
 * that nothing is left out unseen. docs.databricks.com/api/workspace/jobs/create (2026-11)
 */
import { createHash } from "node:crypto";
import type { Host, Json, Packages } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { problemOf } from "../../rehearsal/step-end.js";
import type { Synthesized } from "../../rules/synthesized.js";
import type { Privileges } from "./privileges.js";
import { type RunValues, withValues } from "./references.js";

/** A job as the workspace gets it. */
export interface ReadJob {
  /** As the API would give one. */
  readonly id: string;
  readonly settings: Json;
}

/** An id of the workspace: a number, and the same for the same text. */
export const numberFor = (text: string): string => String(createHash("sha256").update(text).digest().readUIntBE(0, 6));

/** Takes a job out of a stack by its construct's address. */
export function readJob(json: Synthesized, id: string): ReadJob {
  const given = json.resource?.["databricks_job"]?.[id];
  if (given === undefined) throw new Error(`databricks_job.${id} does not exist`);
  return { id: numberFor(`job ${id}`), settings: JSON.parse(resolveReferences(json, JSON.stringify(given))) };
}

const known = {
  job: [
    ...["name", "task", "environment", "run_as", "timeout_seconds", "max_concurrent_runs", "queue", "schedule"],
    ...["performance_target", "edit_mode", "email_notifications", "health", "budget_policy_id", "tags"],
    // Terraform's own
    ...["depends_on", "lifecycle", "provider", "//"],
  ],
  task: [
    ...["task_key", "environment_key", "python_wheel_task", "condition_task", "depends_on", "run_if"],
    ...["timeout_seconds", "max_retries", "min_retry_interval_millis", "retry_on_timeout", "disable_auto_optimization"],
  ],
  environment: ["environment_key", "spec"],
  wheel: ["package_name", "entry_point", "parameters"],
} as const;

/** Ends where an object has a key that this interpreter does not follow. */
function onlyKnown(kind: keyof typeof known, value: Json): void {
  const others = Object.keys(value).filter((key) => !(known[kind] as readonly string[]).includes(key));
  if (others.length > 0)
    throw new Error(`${kind} ${value.name ?? value.task_key ?? ""}: ${others.join(", ")} is not followed here`);
}

/** Where volumes are for a task, and here: the folder that a step runs in has them below it. */
const volumes = { path: "/Volumes", uri: "dbfs:/Volumes" } as const;

/** Where a path of a volume lies. */
export const uriOf = (path: string): string => `dbfs:${path}`;

const inside = (text: string): string => (text.startsWith(`${volumes.path}/`) ? text.slice(1) : text);

/**
 * Calls an entry point as the platform does: by its name in the package's metadata, else as a function of the package.
 * What it returns is ignored. docs.databricks.com/jobs/python-wheel (2026-11)
 */
const callsEntryPoint = `
import importlib, importlib.metadata, sys
package, name = sys.argv[1:3]
sys.argv = [name, *sys.argv[3:]]
found = [each for each in importlib.metadata.distribution(package).entry_points if each.name == name]
(found[0].load() if found else getattr(importlib.import_module(package), name))()
`;

/** Result states: docs.databricks.com/api/workspace/jobs/getrun (2026-11) */
export type Result = "SUCCESS" | "FAILED" | "TIMEDOUT" | "UPSTREAM_FAILED" | "EXCLUDED";

/** How an if/else condition is compared: as text, or as numbers. docs.databricks.com/jobs/if-else (2026-11) */
const comparisons: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  EQUAL_TO: (left, right) => left === right,
  NOT_EQUAL: (left, right) => left !== right,
  GREATER_THAN: (left, right) => Number(left) > Number(right),
  GREATER_THAN_OR_EQUAL: (left, right) => Number(left) >= Number(right),
  LESS_THAN: (left, right) => Number(left) < Number(right),
  LESS_THAN_OR_EQUAL: (left, right) => Number(left) <= Number(right),
};

/** The lines of the only environment of a job. @throws Error where its identity may not read what they name */
export function packagesOf({ settings }: ReadJob, privileges: Privileges): Packages {
  const [environment, more] = settings.environment ?? [];
  if (environment === undefined || more !== undefined) throw new Error("a job must have one environment");
  onlyKnown("environment", environment);
  const requirements: readonly string[] = environment.spec.dependencies;
  for (const line of requirements) privileges.demandRead(/\/Volumes\/\S+/.exec(line)?.[0] ?? line);
  return { requirements, mounts: [volumes] };
}

/** Where a run happens. */
export interface RunPlace {
  readonly host: Host;
  /** Of the run, which the platform makes up: digits. */
  readonly id: string;
  /** Of what the job runs as. */
  readonly privileges: Privileges;
  /** What a task finds the workspace by. @default - it finds none */
  readonly workspace?: Readonly<Record<string, string>>;
}

/** How a job ended. */
export interface JobEnd {
  /** Tasks in the order in which they were tried, each as often as it was. */
  readonly ran: readonly string[];
  /** By key of the task. */
  readonly results: ReadonlyMap<string, Result>;
  /** What the condition tasks came to. */
  readonly ended: "succeeded" | "failed";
  readonly message?: string;
}

/** One run of a job. */
class Run {
  readonly ran: string[] = [];
  readonly results = new Map<string, Result>();
  readonly outcomes = new Map<string, string>();
  message: string | undefined;
  private readonly began = new Date();
  private readonly until: number;
  private readonly packages: Packages;

  constructor(
    private readonly read: ReadJob,
    private readonly place: RunPlace,
  ) {
    this.packages = packagesOf(read, place.privileges);
    const { timeout_seconds: most } = read.settings;
    this.until = most > 0 ? performance.now() + most * 1000 : Number.POSITIVE_INFINITY;
  }

  private text(value: string, task: Json, executions: number): string {
    const run: RunValues = {
      ...{ jobId: this.read.id, jobName: this.read.settings.name, runId: this.place.id },
      ...{ began: this.began, results: this.results },
    };
    return withValues(value, run, {
      name: task.task_key,
      runId: numberFor(`${this.place.id} ${task.task_key}`),
      executions,
    });
  }

  /** What becomes of a task without being run; undefined where it runs. docs.databricks.com/jobs/run-if (2026-11) */
  private skipped(task: Json): Result | undefined {
    if ((task.run_if ?? "ALL_SUCCESS") !== "ALL_SUCCESS")
      throw new Error(`${task.task_key}: run_if ${task.run_if} is not followed here`);
    const ends = (task.depends_on ?? []).map(({ task_key: key, outcome }: Json): Result | undefined => {
      const result = this.results.get(key);
      if (result !== "SUCCESS" || outcome === undefined) return result;
      return this.outcomes.get(key) === outcome ? "SUCCESS" : "EXCLUDED";
    });
    if (ends.every((end: Result) => end === "SUCCESS")) return undefined;
    const isExcluded = ends.every((end: Result) => end === "EXCLUDED" || end === "SUCCESS");
    return isExcluded ? "EXCLUDED" : "UPSTREAM_FAILED";
  }

  /** Runs a task that can run, and again as often as it says. */
  async task(task: Json): Promise<void> {
    onlyKnown("task", task);
    const key: string = task.task_key;
    const skipped = this.skipped(task);
    if (skipped !== undefined) {
      this.results.set(key, skipped);
      return;
    }
    if (task.condition_task !== undefined) {
      const { left, op, right } = task.condition_task;
      const compare = comparisons[op];
      if (compare === undefined) throw new Error(`${key}: ${op} is not a comparison`);
      this.outcomes.set(key, String(compare(this.text(left, task, 0), this.text(right, task, 0))));
      this.results.set(key, "SUCCESS");
      return;
    }
    if (task.python_wheel_task === undefined) throw new Error(`${key}: must be a wheel task or a condition`);
    onlyKnown("wheel", task.python_wheel_task);
    // docs.databricks.com/jobs/run-serverless-jobs (2026-11): it repeats tasks by itself unless this says no
    if (task.disable_auto_optimization !== true)
      throw new Error(`${key}: disable_auto_optimization must be true, or serverless compute repeats it by itself`);
    const retries = Number(task.max_retries ?? 0);
    if (retries < 0) throw new Error(`${key}: retries without an end are not followed here`);
    for (let tried = 0; tried <= retries; tried += 1) {
      const result = await this.attempt(task, tried);
      this.results.set(key, result);
      if (result === "SUCCESS" || (result === "TIMEDOUT" && task.retry_on_timeout !== true)) return;
      if (performance.now() >= this.until) return;
    }
  }

  /** One attempt, as long as the task and the rest of the run may take. The pause before a retry is left out. */
  private async attempt(task: Json, tried: number): Promise<Result> {
    const { task_key: name, python_wheel_task: wheel, timeout_seconds: most, environment_key: key } = task;
    if (key !== this.read.settings.environment[0].environment_key)
      throw new Error(`${name}: environment ${key} must be one of the job`);
    const { host, privileges, workspace = {} } = this.place;
    const parameters: readonly string[] = (wheel.parameters ?? []).map((each: string) => this.text(each, task, tried));
    // what is not there yet, and lies in a volume, is what the task makes
    const outputs = parameters
      .filter(
        (each) => each.startsWith(`${volumes.path}/`) && each.includes(`/${this.place.id}/`) && !host.has(uriOf(each)),
      )
      .map((path) => ({ path, uri: uriOf(path) }));
    this.ran.push(name);
    const began = performance.now();
    const left = Math.max(0, (this.until - began) / 1000);
    const stopsAfterSeconds = most > 0 ? Math.min(most, left) : left;
    const ended = await host.run({
      name,
      command: ["python", "-c", callsEntryPoint, wheel.package_name, wheel.entry_point, ...parameters.map(inside)],
      environment: { ...workspace },
      inputs: [],
      outputs,
      packages: this.packages,
      mounts: [volumes],
      closed: privileges.closed(),
      roots: {},
      network: "loopback",
      stopsAfterSeconds,
    });
    this.message = problemOf(name, ended);
    if (ended.exitCode === 0) return "SUCCESS";
    return (performance.now() - began) / 1000 >= stopsAfterSeconds ? "TIMEDOUT" : "FAILED";
  }
}

/** Runs a job to its end. @throws Error where the stack itself is wrong */
export async function runJob(read: ReadJob, place: RunPlace): Promise<JobEnd> {
  const { settings } = read;
  onlyKnown("job", settings);
  const tasks: readonly Json[] = settings.task;
  const run = new Run(read, place);
  const before = (task: Json): readonly string[] => (task.depends_on ?? []).map((each: Json) => each.task_key);
  const waiting = new Map<string, Json>(tasks.map((task) => [task.task_key, task]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((task) => before(task).every((key) => run.results.has(key)));
    if (ready.length === 0) throw new Error(`${[...waiting.keys()].join(", ")} wait for what is not there`);
    for (const { task_key: key } of ready) waiting.delete(key);
    await Promise.all(ready.map((task) => run.task(task)));
  }
  // the leaves decide: docs.databricks.com/jobs/run-if (2026-11)
  const isLeaf = ({ task_key: key }: Json) => !tasks.some((task) => before(task).includes(key));
  const isGood = tasks
    .filter(isLeaf)
    .every(({ task_key: key }) => ["SUCCESS", "EXCLUDED"].includes(run.results.get(key) ?? ""));
  const { ran, results, message } = run;
  if (isGood) return { ran, results, ended: "succeeded" };
  return { ran, results, ended: "failed", message: message ?? "a task that decides did not run" };
}
