/** Runs of a pilot's job. docs.databricks.com/api/workspace/jobs (2026-11), version 2.2 */
import type { RunSeen, StepSeen } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scope } from "./api.js";
import type { Named } from "./named.js";
import { versionOf } from "./registry.js";

/** `RunResultState` of a task or run that has ended; every other one is a failure. */
const results: Readonly<Record<string, RunSeen["state"]>> = {
  SUCCESS: "succeeded",
  SUCCESS_WITH_FAILURES: "failed",
  CANCELED: "stopped",
  UPSTREAM_CANCELED: "stopped",
};

/** `RunLifeCycleState`s that are terminal. */
const ended = ["TERMINATED", "SKIPPED", "INTERNAL_ERROR"];

/** Where something stands. */
function stateOf({ state = {} }: Json): RunSeen["state"] {
  if (!ended.includes(state.life_cycle_state)) return "running";
  return results[state.result_state ?? ""] ?? "failed";
}

/** A code of a failure, such as `RUN_EXECUTION_ERROR`; its message may quote what a step printed. */
const classOf = ({ status, state }: Json): string | undefined => {
  const code = status?.termination_details?.code ?? state?.result_state ?? "";
  return code === "SUCCESS" ? undefined : /^[A-Z][A-Z0-9_]{2,60}$/.exec(String(code))?.[0];
};

/** Tasks that never ran have a time of zero, or none. */
const time = (milliseconds: unknown): Date | undefined =>
  typeof milliseconds === "number" && milliseconds > 0 ? new Date(milliseconds) : undefined;

const seconds = (milliseconds: unknown): number | undefined =>
  typeof milliseconds === "number" ? milliseconds / 1000 : undefined;

/** Runs of one pilot. */
export class Runs {
  /** The id of the job, once it was asked for. */
  private job: number | undefined;

  constructor(
    private readonly api: Api,
    private readonly named: Named,
  ) {}

  private get(what: string, path: string): Promise<Json> {
    return this.api.rest.json({ what, url: `${this.api.host}${path}`, scope });
  }

  /** The job's id: only the workspace knows it, and a name may be that of several jobs. */
  private async id(what: string): Promise<number> {
    if (this.job !== undefined) return this.job;
    const name = this.named.job;
    const found: number[] = [];
    let page = "";
    do {
      const query = new URLSearchParams({ name, limit: "100", ...(page === "" ? {} : { page_token: page }) });
      const answer = await this.get(what, `/api/2.2/jobs/list?${query}`);
      for (const each of answer.jobs ?? []) if (each.settings?.name === name) found.push(each.job_id);
      page = answer.next_page_token ?? "";
    } while (page !== "");
    const [job] = found;
    if (job === undefined) throw this.api.rest.problem("absent", what, `no job is called ${name}`);
    if (found.length > 1)
      throw this.api.rest.problem("other", what, `${found.length} jobs are called ${name}; take the others away`);
    this.job = job;
    return job;
  }

  /** Starts a run. The platform itself starts one run for a token. */
  async start(token: string): Promise<string> {
    const what = `start a run of ${this.named.job}`;
    const body = { job_id: await this.id(what), idempotency_token: token };
    const url = `${this.api.host}/api/2.2/jobs/run-now`;
    const { run_id: run } = await this.api.rest.json({ what, url, scope, method: "POST", body });
    return String(run);
  }

  /** A run with all of its tasks, which come in pages. */
  private async run(what: string, id: string): Promise<Json> {
    const tasks: Json[] = [];
    let [page, found]: [string, Json] = ["", undefined];
    do {
      const query = new URLSearchParams({ run_id: id, ...(page === "" ? {} : { page_token: page }) });
      found = await this.get(what, `/api/2.2/jobs/runs/get?${query}`);
      tasks.push(...(found.tasks ?? []));
      page = found.next_page_token ?? "";
    } while (page !== "");
    return { ...found, tasks };
  }

  async watch(id: string): Promise<RunSeen> {
    const run = await this.run("say where the run stands", id);
    const state = stateOf(run);
    const tasks: readonly Json[] = run.tasks.filter((each: Json) => this.named.steps.includes(each.task_key));
    const failed = tasks.find((task) => stateOf(task) === "failed" && time(task.start_time) !== undefined);
    const problem = classOf(failed ?? run);
    const gate = tasks.find(({ task_key: key }) => key === "gate");
    const version = state === "succeeded" ? await versionOf(this.api, this.named.model, id) : undefined;
    const end = time(run.end_time);
    return {
      state,
      began: time(run.start_time) ?? new Date(),
      ...(state === "running" || end === undefined ? {} : { ended: end }),
      steps: tasks
        .flatMap((task) => seen(task) ?? [])
        .sort((one, other) => one.began.getTime() - other.began.getTime()),
      ...(gate !== undefined && stateOf(gate) === "succeeded" ? { isPassed: true } : {}),
      ...(version === undefined ? {} : { version }),
      ...(state === "running" || problem === undefined ? {} : { problem }),
    };
  }
}

/** A task that has begun; what ran before its last attempt is not shown. */
function seen(task: Json): StepSeen | undefined {
  const began = time(task.start_time);
  const isBlocked = ["BLOCKED", "PENDING", "QUEUED", "SKIPPED"].includes(task.state?.life_cycle_state);
  if (began === undefined || isBlocked) return undefined;
  const state = stateOf(task);
  const end = time(task.end_time);
  const [startupSeconds, computeSeconds] = [seconds(task.setup_duration), seconds(task.execution_duration)];
  return {
    ...{ name: String(task.task_key), state, began },
    ...(state === "running" || end === undefined ? {} : { ended: end }),
    ...(state === "running" || startupSeconds === undefined ? {} : { startupSeconds }),
    ...(state === "running" || computeSeconds === undefined ? {} : { computeSeconds }),
  };
}
