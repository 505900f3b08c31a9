/** Runs of a pilot on Azure ML: a job made of the schedule's own definition, and the child run of each step. */
import type { RunSeen, StepSeen } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { type Api, scopes } from "./api.js";
import { apiVersion, type Named } from "./named.js";

/** `JobStatus`: learn.microsoft.com/rest/api/azureml/jobs/get (2026-11); every other one goes on. */
const states: Readonly<Record<string, RunSeen["state"]>> = {
  Completed: "succeeded",
  Failed: "failed",
  Canceled: "stopped",
  NotResponding: "failed",
};

const time = (text: unknown): Date | undefined => (typeof text === "string" ? new Date(text) : undefined);

const between = (from: Date | undefined, to: Date | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, (to.getTime() - from.getTime()) / 1000);

/** The class of a failure, such as `UserError`; its message may quote what a step printed. */
const classOf = (error: Json): string | undefined => /^[A-Z]\w{2,60}$/.exec(String(error?.error?.code ?? ""))?.[0];

/** Runs of one pilot. */
export class Runs {
  /** The address of the workspace's own API, once it was asked for. */
  private history: string | undefined;

  constructor(
    private readonly api: Api,
    private readonly named: Named,
  ) {}

  private arm(path: string): string {
    return `${this.api.arm}${this.named.workspace}${path}${path.includes("?") ? "&" : "?"}api-version=${apiVersion}`;
  }

  private get(what: string, url: string): Promise<Json> {
    return this.api.rest.json({ what, url, scope: scopes.arm });
  }

  private async found(what: string, url: string): Promise<Json> {
    try {
      return await this.get(what, url);
    } catch (error) {
      if ((error as { refusal?: string }).refusal === "absent") return undefined;
      throw error;
    }
  }

  /** Starts a run under a name that is the caller's own: a run that is there is not started again. */
  async start(token: string): Promise<string> {
    const name = `run-${token}`;
    const what = `start a run of ${this.named.schedule}`;
    if ((await this.found(what, this.arm(`/jobs/${name}`))) !== undefined) return name;
    const schedule = await this.get(what, this.arm(`/schedules/${this.named.schedule}`));
    const { jobDefinition } = schedule.properties?.action ?? {};
    await this.api.rest.json({
      ...{ what, url: this.arm(`/jobs/${name}`), method: "PUT", scope: scopes.arm },
      body: { properties: jobDefinition },
    });
    return name;
  }

  /** Child runs: no call of Resource Manager lists them; az ml job list --parent-job-name asks the same. */
  private async children(run: string): Promise<readonly Json[]> {
    const what = "show the steps of the run";
    if (this.history === undefined) {
      const { properties } = await this.get(what, this.arm(""));
      const places = await this.api.rest.json({ what, url: String(properties?.discoveryUrl) });
      this.history = String(places.history ?? places.api).replace(/\/+$/, "");
    }
    const found: Json[] = [];
    let url: string | undefined = `${this.history}/history/v1.0${this.named.workspace}/runs/${run}/children`;
    while (url !== undefined) {
      const page: Json = await this.api.rest.json({ what, url, scope: scopes.machineLearning });
      found.push(...(page.value ?? []));
      url = page.nextLink || undefined;
    }
    return found;
  }

  async watch(run: string): Promise<RunSeen> {
    const job = await this.get("say where the run stands", this.arm(`/jobs/${run}`));
    const state = states[job.properties?.status ?? ""] ?? "running";
    const children = (await this.children(run)).filter((child) => this.named.steps.includes(stepOf(child)));
    const failed = children.find(({ status }) => status === "Failed");
    const problem = classOf(failed?.error);
    const gate = children.find((child) => stepOf(child) === "gate");
    const version = state === "succeeded" && gate !== undefined ? await this.versionOf(gate.runId) : undefined;
    const began = time(job.systemData?.createdAt) ?? new Date();
    const last = children
      .flatMap(({ endTimeUtc }) => time(endTimeUtc)?.getTime() ?? [])
      .sort((one, other) => one - other)
      .at(-1);
    // a pipeline job holds no end of its own: it ends with its last step
    const ended = state === "running" || last === undefined ? {} : { ended: new Date(last) };
    return {
      state,
      began,
      ...ended,
      steps: children
        .filter(({ createdUtc }) => createdUtc !== undefined)
        .map(seen)
        .sort((one, other) => one.began.getTime() - other.began.getTime()),
      ...(gate?.status === "Completed" ? { isPassed: true } : {}),
      ...(version === undefined ? {} : { version }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** The version that a gate registered: the one whose files lie in the gate's own folder. */
  private async versionOf(gate: string): Promise<string | undefined> {
    const what = "say which version the run registered";
    let url: string | undefined = this.arm(`/models/${this.named.model}/versions`);
    while (url !== undefined) {
      const page: Json = await this.get(what, url);
      const found = (page.value ?? []).find(({ properties }: Json) =>
        `${String(properties?.modelUri)}/`.includes(`/${gate}/`),
      );
      if (found !== undefined) return String(found.name);
      url = page.nextLink || undefined;
    }
    return undefined;
  }

  /** A version of the model. */
  version(version: string, token: string): Promise<Json> {
    const url = this.arm(`/models/${this.named.model}/versions/${version}`);
    return this.api.rest.json({ what: "give the model to the exporter", url, token });
  }

  /** The URL of a file that a step of a run wrote; undefined where the step has no such output. */
  async fileOf(run: string, step: string, output: string, file: string): Promise<string | undefined> {
    const child = (await this.children(run)).find((each) => stepOf(each) === step);
    const uri = this.named.outputs.get(step)?.[output];
    if (child === undefined || uri === undefined) return undefined;
    const place = this.blobOf(uri.replaceAll("${{name}}", child.runId));
    return place === undefined ? undefined : `${place.container}/${place.path}/${file}`;
  }

  /** Where `azureml://…datastores/NAME/paths/PATH` lies; undefined where it is in no datastore of the stack. */
  blobOf(uri: string): { readonly container: string; readonly path: string } | undefined {
    const [, store = "", path = ""] = /\/datastores\/(\w+)\/paths\/(.*?)\/?$/.exec(uri) ?? [];
    const found = this.named.datastores.get(store);
    return found && { container: `${this.api.blobs(found.account)}/${found.container}`, path };
  }
}

/** The step that a child run is of. */
const stepOf = ({ displayName, name }: Json): string => String(displayName || name);

function seen(child: Json): StepSeen {
  const created = new Date(child.createdUtc);
  const [began, ended] = [time(child.startTimeUtc), time(child.endTimeUtc)];
  const hasEnded = ended !== undefined && states[child.status ?? ""] !== undefined;
  const startupSeconds = between(created, began);
  const computeSeconds = between(began, ended);
  return {
    name: stepOf(child),
    state: states[child.status ?? ""] ?? "running",
    began: created,
    ...(hasEnded ? { ended } : {}),
    ...(hasEnded && startupSeconds !== undefined ? { startupSeconds } : {}),
    ...(hasEnded && computeSeconds !== undefined ? { computeSeconds } : {}),
  };
}
