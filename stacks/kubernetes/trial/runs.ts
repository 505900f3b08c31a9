/** Runs of a pilot on a cluster: workflows of the template. argo-workflows.readthedocs.io/en/latest/fields (2026-11) */
import type { RunSeen, StepSeen } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { versionsOf } from "../../rehearsal/mlflow.js";
import { releaseText } from "../../rehearsal/release-text.js";
import type { Api } from "./api.js";
import type { Named } from "./named.js";
import type { Tunnel } from "./tunnel.js";

/** Phases of a workflow and of its nodes; every other one goes on. */
const phases: Readonly<Record<string, RunSeen["state"]>> = {
  Succeeded: "succeeded",
  Failed: "failed",
  Error: "failed",
};

const time = (text: unknown): Date | undefined => (typeof text === "string" ? new Date(text) : undefined);

/** The container of a step, as its pod says it; the pod goes when it has succeeded, so what it said is kept. */
interface Container {
  readonly began: Date;
  /** @default - it is running, or its pod went before it was asked */
  readonly ended?: Date;
  /** Why it ended, such as `Error` or `OOMKilled`. */
  readonly reason?: string;
}

/** Runs of one pilot. */
export class Runs {
  /** By the id of the node. */
  private readonly containers = new Map<string, Container>();

  constructor(
    private readonly api: Api,
    private readonly stack: Named,
    /** Opens a tunnel to MLflow. */
    private readonly registry: () => Promise<Tunnel>,
  ) {}

  private path(run: string): string {
    return `/apis/argoproj.io/v1alpha1/namespaces/${this.stack.namespace}/workflows${run}`;
  }

  /** A name of a workflow becomes a label: 63 characters at most. */
  private nameOf(token: string): string {
    return `${this.stack.template.slice(0, 62 - token.length)}-${token}`.toLowerCase();
  }

  /** Starts a run under a name that is the caller's own: one that is there is not started again. */
  async start(token: string): Promise<string> {
    const { template } = this.stack;
    const name = this.nameOf(token);
    const what = `start a run of ${template}`;
    try {
      await this.api.json({
        ...{ what, path: `${this.path("")}?fieldValidation=Strict`, method: "POST" },
        body: {
          ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Workflow" },
          // as argo submit --from has it: stop_run finds runs by it
          metadata: { name, labels: { "workflows.argoproj.io/workflow-template": template } },
          spec: { workflowTemplateRef: { name: template } },
        },
      });
    } catch (error) {
      if (!/ 409 AlreadyExists\b/.test((error as Error).message)) throw error;
    }
    return name;
  }

  /** Keeps what the pods of a run say of their containers. */
  private async look(run: string): Promise<void> {
    const path = `/api/v1/namespaces/${this.stack.namespace}/pods`;
    const what = "show the pods of the run";
    for (const { metadata, status } of await this.api.list(what, path, `workflows.argoproj.io/workflow=${run}`)) {
      const node = metadata.annotations?.["workflows.argoproj.io/node-id"] ?? metadata.name;
      const { state } = (status?.containerStatuses ?? []).find(({ name }: Json) => name === "main") ?? {};
      const { startedAt, finishedAt, reason } = state?.terminated ?? state?.running ?? {};
      const [began, ended] = [time(startedAt), time(finishedAt)];
      if (began === undefined) continue;
      this.containers.set(node, {
        began,
        ...(ended === undefined ? {} : { ended }),
        ...(typeof reason === "string" ? { reason } : {}),
      });
    }
  }

  async watch(run: string): Promise<RunSeen> {
    await this.look(run);
    const {
      status = {},
      spec = {},
      metadata = {},
    } = await this.api.json({ what: "say where the run stands", path: this.path(`/${run}`) });
    const phase = phases[status.phase ?? ""] ?? "running";
    // A step may have ended after its pod was read and before the run was.
    if (phase !== "running") await this.look(run);
    const state = phase === "failed" && spec.shutdown !== undefined ? "stopped" : phase;
    const nodes: readonly Json[] = Object.values(status.nodes ?? {});
    const steps = this.stack.steps.flatMap((name) => this.step(name, nodes) ?? []);
    const failed = steps.find((step) => step.state === "failed")?.name;
    const problem = failed === undefined ? undefined : this.problemOf(failed, nodes);
    const version = state === "succeeded" ? await this.versionOf(run) : undefined;
    const ended = time(status.finishedAt);
    return {
      state,
      began: time(status.startedAt) ?? time(metadata.creationTimestamp) ?? new Date(),
      ...(state === "running" || ended === undefined ? {} : { ended }),
      steps: [...steps].sort((one, other) => one.began.getTime() - other.began.getTime()),
      ...(steps.some(({ name, state: end }) => name === "gate" && end === "succeeded") ? { isPassed: true } : {}),
      ...(version === undefined ? {} : { version }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Pods of a step, in their order: each attempt has one. */
  private podsOf(name: string, nodes: readonly Json[]): readonly Json[] {
    const isAttempt = ({ type, displayName = "" }: Json) =>
      type === "Pod" && (displayName === name || displayName.replace(/\(\d+\)$/, "") === name);
    return nodes.filter(isAttempt).sort((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
  }

  /** A step that has begun: its node, which holds each try where it is repeated. */
  private step(name: string, nodes: readonly Json[]): StepSeen | undefined {
    const tries = this.podsOf(name, nodes);
    const node = nodes.find(({ type, displayName }) => type === "Retry" && displayName === name) ?? tries.at(-1);
    const began = time(node?.startedAt);
    if (node === undefined || began === undefined || node.phase === "Pending") return undefined;
    const state = phases[node.phase ?? ""] ?? "running";
    const ended = time(node.finishedAt);
    const last = tries.at(-1);
    const container = this.containers.get(last?.id ?? "");
    const base: StepSeen = { name, state, began };
    if (state === "running" || ended === undefined) return base;
    if (container === undefined || tries.length > 1) return { ...base, ended };
    const seconds = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);
    return {
      ...{ ...base, ended, startupSeconds: seconds(began, container.began) },
      computeSeconds: seconds(container.began, container.ended ?? ended),
    };
  }

  /** A reason of the cluster, in one word; a message may quote what a step printed. */
  private problemOf(name: string, nodes: readonly Json[]): string | undefined {
    const last = this.podsOf(name, nodes).at(-1);
    const reason = this.containers.get(last?.id ?? "")?.reason ?? last?.phase;
    return /^[A-Za-z]{2,60}$/.exec(String(reason ?? ""))?.[0];
  }

  /** The version that a run registered, as a release is written. */
  private async versionOf(run: string): Promise<string | undefined> {
    const tunnel = await this.registry();
    try {
      // a name that the server allows: it refuses a host that it does not know
      const url = `http://localhost:${tunnel.port}`;
      const [version] = await versionsOf(url, this.stack.registry.model, run).catch((error: Error) => {
        throw this.api.rest.problem("unreachable", "say which version the run registered", error.message);
      });
      return version && releaseText({ uri: version.source, sha256: version.tags["sha256"] ?? "" });
    } finally {
      tunnel.close();
    }
  }
}
