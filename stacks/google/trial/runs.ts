/** Runs of a pilot on Vertex AI: an execution of its workflow, its PipelineJob, and the CustomJob of each step. */
import type { RunSeen, StepSeen } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scope } from "./api.js";
import type { Named } from "./named.js";

/**
 * `Execution.State`:
 * docs.cloud.google.com/workflows/docs/reference/executions/rest/v1/projects.locations.workflows.executions (2026-11)
 */
const runStates: Readonly<Record<string, RunSeen["state"]>> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  UNAVAILABLE: "failed",
  CANCELLED: "stopped",
};

/**
 * `PipelineTaskDetail.State`:
 * docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.pipelineJobs (2026-11)
 */
const stepStates: Readonly<Record<string, StepSeen["state"]>> = {
  SUCCEEDED: "succeeded",
  SKIPPED: "succeeded",
  FAILED: "failed",
  CANCELLED: "stopped",
};

/** `google.rpc.Code`: github.com/googleapis/googleapis/blob/master/google/rpc/code.proto (2026-11) */
const codes: readonly string[] = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED"],
  ...["INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

/** The label by which an execution is found again whose start was not answered. */
const label = "trial";

/** How many executions are looked through for it: the most that a page of whole ones may hold. */
const newest = 100;

const time = (text: unknown): Date | undefined => (typeof text === "string" ? new Date(text) : undefined);

const between = (from: Date | undefined, to: Date | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, (to.getTime() - from.getTime()) / 1000);

/** The class of a failure; its message may quote what a step printed. */
const classOf = (error: Json): string | undefined =>
  typeof error?.code === "number" ? (codes[error.code] ?? `code ${error.code}`) : undefined;

/** Times of a step's job. */
interface JobTimes {
  readonly made?: Date | undefined;
  readonly began?: Date | undefined;
  readonly ended?: Date | undefined;
}

/** Runs of one pilot. */
export class Runs {
  private readonly jobs = new Map<string, JobTimes>();
  private readonly vertex: string;
  private readonly executions: string;

  constructor(
    private readonly api: Api,
    private readonly named: Named,
  ) {
    const { project, region, workflow } = named;
    const place = `projects/${project}/locations/${region}`;
    this.vertex = `${api.base("aiplatform", `https://${region}-aiplatform.googleapis.com`)}/v1/${place}`;
    const workflows = api.base("workflowexecutions", "https://workflowexecutions.googleapis.com");
    this.executions = `${workflows}/v1/${place}/workflows/${workflow}/executions`;
  }

  private get(what: string, url: string): Promise<Json> {
    return this.api.rest.json({ what, url, scope });
  }

  /**
   * Starts a run. Workflows knows no token of a caller's own, so an execution carries it as a label, and one that does
   * is not started again.
   */
  async start(token: string): Promise<string> {
    const what = `start a run of ${this.named.workflow}`;
    const { executions = [] } = await this.get(what, `${this.executions}?view=FULL&pageSize=${newest}`);
    const known = executions.find(({ labels }: Json) => labels?.[label] === token);
    if (known !== undefined) return String(known.name);
    const made = await this.api.rest.json({
      ...{ what, url: this.executions, method: "POST", scope },
      body: { labels: { [label]: token } },
    });
    return String(made.name);
  }

  /** The name of the PipelineJob of an execution. */
  private job(run: string): string {
    return `${this.named.runPrefix}${run.split("/").at(-1)}`;
  }

  /** The URI of what a step of a run writes; undefined where it writes no such output. */
  outputOf(run: string, step: string, output: string): string | undefined {
    const given = this.named.steps.get(step) ?? [];
    const at = given.indexOf(`--${output}`);
    return at < 0 ? undefined : given[at + 1]?.replace("{{$.pipeline_job_name}}", this.job(run));
  }

  async watch(run: string): Promise<RunSeen> {
    const what = "say where the run stands";
    const execution = await this.get(what, `${this.executions}/${run.split("/").at(-1)}`);
    const state = runStates[execution.state ?? ""] ?? "running";
    const job = await this.pipelineJob(run);
    const tasks: readonly Json[] = (job?.jobDetail?.taskDetails ?? []).filter(
      ({ taskName, startTime }: Json) => this.named.steps.has(taskName) && startTime !== undefined,
    );
    const steps = await Promise.all(tasks.map((task) => this.seen(task)));
    const all: readonly Json[] = job?.jobDetail?.taskDetails ?? [];
    const gate = all.find(({ taskName }) => taskName === "gate")?.state;
    const failed = all.find((task) => task.state === "FAILED" && this.named.steps.has(task.taskName));
    const problem = classOf(failed?.error) ?? classOf(job?.error);
    const version = state === "succeeded" ? await this.versionOf(run) : undefined;
    const ended = time(execution.endTime);
    return {
      state,
      began: time(execution.startTime) ?? time(execution.createTime) ?? new Date(),
      ...(state === "running" || ended === undefined ? {} : { ended }),
      steps: [...steps].sort((one, other) => one.began.getTime() - other.began.getTime()),
      ...(gate === "SUCCEEDED" ? { isPassed: true } : gate === "NOT_TRIGGERED" ? { isPassed: false } : {}),
      ...(version === undefined ? {} : { version }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** The run's PipelineJob; undefined while the workflow has not made it. */
  private async pipelineJob(run: string): Promise<Json> {
    const fields = "state,error,jobDetail.taskDetails(taskName,state,createTime,startTime,endTime,error)";
    try {
      return await this.get(
        "say where the run stands",
        `${this.vertex}/pipelineJobs/${this.job(run)}?fields=${encodeURIComponent(fields)}`,
      );
    } catch (error) {
      if ((error as { refusal?: string }).refusal === "absent") return undefined;
      throw error;
    }
  }

  /** The version that a run registered: the one whose files lie in the run's own folder. */
  private async versionOf(run: string): Promise<string | undefined> {
    const what = "say which version the run registered";
    const model = await this.modelName();
    if (model === undefined) return undefined;
    const base = this.vertex.slice(0, this.vertex.indexOf("/projects/"));
    let page = "";
    do {
      const { models = [], nextPageToken = "" } = await this.get(
        what,
        `${base}/${model}:listVersions?pageSize=100${page === "" ? "" : `&pageToken=${encodeURIComponent(page)}`}`,
      );
      const found = models.find(({ artifactUri }: Json) => String(artifactUri).includes(`/${this.job(run)}/`));
      if (found !== undefined) return String(found.versionId);
      page = nextPageToken;
    } while (page !== "");
    return undefined;
  }

  /** The resource name of the registry's model; undefined before the first version. */
  async modelName(token?: string): Promise<string | undefined> {
    const filter = encodeURIComponent(`display_name="${this.named.model}"`);
    const { models = [] } = await this.api.rest.json({
      what: "find the model",
      url: `${this.vertex}/models?filter=${filter}&pageSize=10`,
      ...(token === undefined ? { scope } : { token }),
    });
    return models[0]?.name;
  }

  /** Times of the jobs of a step that has ended; each is asked once. */
  private async times({ taskName, startTime, endTime }: Json): Promise<JobTimes> {
    const key = `${taskName} ${startTime}`;
    const kept = this.jobs.get(key);
    if (kept !== undefined) return kept;
    // the task of a pipeline does not name its CustomJob in a documented field: it is found by name and time
    const filter = encodeURIComponent(`display_name="${this.named.runPrefix}${taskName}"`);
    const fields = encodeURIComponent("customJobs(createTime,startTime,endTime)");
    const { customJobs = [] } = await this.get(
      "show the jobs of the run",
      `${this.vertex}/customJobs?filter=${filter}&pageSize=100&fields=${fields}`,
    );
    const [from, to] = [Date.parse(startTime), Date.parse(endTime)];
    const own = customJobs
      .filter(({ createTime }: Json) => Date.parse(createTime) >= from && Date.parse(createTime) <= to)
      .sort((one: Json, other: Json) => Date.parse(one.createTime) - Date.parse(other.createTime));
    const last = own.at(-1);
    // startTime is when a job was running for the first time; several jobs of one step have no such time
    const times = {
      made: time(own[0]?.createTime),
      began: own.length > 1 ? undefined : time(last?.startTime),
      ended: time(last?.endTime),
    };
    this.jobs.set(key, times);
    return times;
  }

  private async seen(task: Json): Promise<StepSeen> {
    const began = new Date(task.startTime);
    const ended = time(task.endTime);
    const hasJob = (this.named.steps.get(task.taskName) ?? []).length > 0;
    const times = ended === undefined || !hasJob ? {} : await this.times(task);
    const queueSeconds = between(began, times.made);
    const startupSeconds = between(times.made, times.began);
    const computeSeconds = between(times.began, times.ended);
    return {
      name: task.taskName,
      state: stepStates[task.state ?? ""] ?? "running",
      began,
      ...(ended === undefined ? {} : { ended }),
      ...(queueSeconds === undefined ? {} : { queueSeconds }),
      ...(startupSeconds === undefined ? {} : { startupSeconds }),
      ...(computeSeconds === undefined ? {} : { computeSeconds }),
    };
  }
}
