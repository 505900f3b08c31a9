/**
 * Reads an Argo WorkflowTemplate out of a synthesized stack and runs it: groups of steps in their order, each template
 * a container, artifacts by the name of the step that made them. What is not read here ends the run with its name, so
 * that nothing is left out unseen. argo-workflows.readthedocs.io/en/latest/fields (2026-11)
 */
import type { Host, Json, Mount, Outcome, StepRun } from "../../rehearsal/contract.js";
import { versionsOf } from "../../rehearsal/mlflow.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { problemOf } from "../../rehearsal/step-end.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { type BucketRights, startBucket } from "./bucket.js";

/** A template as the cluster gets it. */
export interface ReadWorkflow {
  readonly name: string;
  readonly spec: Json;
}

/** Takes a template out of a stack by its construct's address. */
export function readWorkflow(json: Synthesized, id: string): ReadWorkflow {
  const given = json.resource?.["kubernetes_manifest"]?.[id]?.["manifest"] as Json;
  if (given?.kind !== "WorkflowTemplate") throw new Error(`kubernetes_manifest.${id} must be a WorkflowTemplate`);
  const { metadata, spec } = JSON.parse(resolveReferences(json, JSON.stringify(given)));
  return { name: metadata.name, spec };
}

const known = {
  spec: [
    ...["entrypoint", "serviceAccountName", "activeDeadlineSeconds", "parallelism", "ttlStrategy", "podGC"],
    ...["templates", "podMetadata"],
  ],
  template: [
    ...["name", "metadata", "nodeSelector", "securityContext", "activeDeadlineSeconds", "retryStrategy", "inputs"],
    ...["outputs", "volumes", "initContainers", "container"],
  ],
  step: ["name", "template", "arguments"],
} as const;

/** Ends where an object has a key that this interpreter does not follow. */
function onlyKnown(kind: keyof typeof known, value: Json): void {
  const others = Object.keys(value).filter((key) => !(known[kind] as readonly string[]).includes(key));
  if (others.length > 0) throw new Error(`${kind} ${value.name ?? ""}: ${others.join(", ")} is not followed here`);
}

/** Where an artifact of a bucket lies. */
export function uriOf(artifact: Json): string {
  const { s3, gcs, azure } = artifact;
  if (s3) return `s3://${s3.bucket}/${s3.key}`;
  if (gcs) return `gs://${gcs.bucket}/${gcs.key}`;
  if (azure) return `${azure.endpoint}/${azure.container}/${azure.blob}`;
  throw new Error(`artifact ${artifact.name} has no place`);
}

/** The container's own folder for what it works with; the image finds it below the folder that a step runs in. */
const work = "/work/";
const inside = (text: string): string => text.replaceAll(work, work.slice(1));

/** The variable by which a step finds the registry. */
const trackingUri = "MLFLOW_TRACKING_URI";

/** A registry that is running. @throws Error where none is */
function running(registry: string | undefined): string {
  if (registry === undefined) throw new Error("MLflow is not running, so nothing can be registered");
  return registry;
}

/** One run of a workflow. */
class Run {
  readonly ran: string[] = [];
  private readonly outputs = new Map<string, string>();

  constructor(
    private readonly read: ReadWorkflow,
    private readonly host: Host,
    private readonly id: string,
    private readonly rights: BucketRights,
    private readonly registry: string | undefined,
  ) {}

  /** What Argo calls the run. */
  get name(): string {
    return `${this.read.name}-${this.id}`;
  }

  /** Texts of Argo with this run's values; one that is not known ends the run. */
  private text(value: string): string {
    return value.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => {
      if (name === "workflow.name") return this.name;
      if (name === "workflow.creationTimestamp.s") return String(Math.floor(Date.now() / 1000));
      const found = this.outputs.get(name);
      if (found === undefined) throw new Error(`{{${name}}} is not known when it is used`);
      return found;
    });
  }

  /** What a template reads: from a bucket, or from what the step gives it. */
  private inputs(template: Json, step: Json): readonly Mount[] {
    return (template.inputs?.artifacts ?? []).map((each: Json): Mount => {
      const given = step.arguments?.artifacts?.find(({ name }: Json) => name === each.name);
      return { path: each.path, uri: given === undefined ? this.text(uriOf(each)) : this.text(given.from) };
    });
  }

  /** Runs one step, and again as often as its template says. Returns why it failed. */
  async step(step: Json): Promise<string | undefined> {
    onlyKnown("step", step);
    const template = this.read.spec.templates.find(({ name }: Json) => name === step.template);
    if (template?.resource !== undefined)
      throw new Error(
        `${step.name}: runs on several nodes under Ray, which listens on every interface; rehearse with training.nodes: 1`,
      );
    if (template?.container === undefined) throw new Error(`${step.name}: ${step.template} is not a container here`);
    onlyKnown("template", template);
    const inputs = this.inputs(template, step);
    const outputs = (template.outputs?.artifacts ?? []).map((each: Json) => ({
      ...{ path: each.path, uri: this.text(uriOf(each)), name: each.name },
    }));
    for (const { uri } of inputs) this.rights.demand("read", uri);
    for (const { uri } of outputs) this.rights.demand("write", uri);
    const { limit = 0 } = template.retryStrategy ?? {};
    let message: string | undefined;
    for (let left = Number(limit); left >= 0; left -= 1) {
      this.ran.push(step.name);
      message = await this.pod(step.name, template, inputs, outputs);
      if (message === undefined) break;
    }
    if (message !== undefined) return message;
    for (const { name, uri } of outputs) this.outputs.set(`steps.${step.name}.outputs.artifacts.${name}`, uri);
    return undefined;
  }

  /** The containers of a pod, one after the other; each finds the same inputs. Returns why it failed. */
  private async pod(name: string, template: Json, inputs: readonly Mount[], outputs: StepRun["outputs"]) {
    for (const first of template.initContainers ?? []) {
      const message = await this.container(first.name, first, template, inputs, []);
      if (message !== undefined) return `${name}: ${message}`;
    }
    return this.container(name, template.container, template, inputs, outputs);
  }

  private async container(
    name: string,
    { command, args, env = [] }: Json,
    { activeDeadlineSeconds }: Json,
    inputs: readonly Mount[],
    outputs: StepRun["outputs"],
  ): Promise<string | undefined> {
    const own = Object.fromEntries(env.map(({ name: key, value }: Json) => [key, this.text(String(value))]));
    if (trackingUri in own) own[trackingUri] = running(this.registry);
    const bucket = await startBucket(this.rights, this.host);
    try {
      const ended = await this.host.run({
        name,
        command: [...command, ...args.map((each: string) => this.text(each))].map(inside),
        environment: { ...own, ...bucket.environment },
        inputs,
        outputs,
        roots: {},
        network: "loopback",
        stopsAfterSeconds: activeDeadlineSeconds,
      });
      return problemOf(name, ended);
    } finally {
      await bucket.stop();
    }
  }
}

/** The address of the registry as the steps are given it; undefined where a workflow registers nothing. */
export const registryOf = ({ spec }: ReadWorkflow): string | undefined =>
  spec.templates.flatMap(({ container }: Json) => container?.env ?? []).find(({ name }: Json) => name === trackingUri)
    ?.value;

/** Where a workflow reads its data. @throws Error where it reads none from a bucket */
export function dataOf({ spec }: ReadWorkflow): string {
  const artifacts = spec.templates.flatMap(({ inputs }: Json) => inputs?.artifacts ?? []);
  const data = artifacts.find((each: Json) => each.name === "data" && (each.s3 ?? each.gcs ?? each.azure));
  if (data === undefined) throw new Error("the workflow reads no data from a bucket");
  return uriOf(data);
}

/** Where a run happens. */
export interface RunPlace {
  readonly host: Host;
  /** Of the run, which Argo makes up. */
  readonly id: string;
  /** Of the service account of the steps. */
  readonly rights: BucketRights;
  /** Where the registry is. @default - none is running */
  readonly registry?: string | undefined;
}

/** Runs a workflow to its end. */
export async function runWorkflow(read: ReadWorkflow, place: RunPlace): Promise<Outcome> {
  const { spec } = read;
  onlyKnown("spec", spec);
  const entry = spec.templates.find(({ name }: Json) => name === spec.entrypoint);
  const groups: readonly (readonly Json[])[] = entry?.steps ?? [[{ name: spec.entrypoint, template: spec.entrypoint }]];
  const run = new Run(read, place.host, place.id, place.rights, place.registry);
  for (const group of groups) {
    // the steps of a group run at once, and the next group waits for all of them
    const ends = spec.parallelism === 1 ? [] : await Promise.all(group.map((each) => run.step(each)));
    if (spec.parallelism === 1) for (const each of group) ends.push(await run.step(each));
    const message = ends.find((each) => each !== undefined);
    if (message !== undefined) return { ran: run.ran, ended: "failed", message };
  }
  const registers = spec.templates.find(({ name }: Json) => name === "register");
  if (registers === undefined) return { ran: run.ran, ended: "succeeded" };
  const [model] = registers.container.args;
  const [version] = await versionsOf(running(place.registry), model, run.name);
  if (version === undefined) throw new Error(`MLflow holds no version of ${model} of the run ${run.name}`);
  return { ran: run.ran, ended: "succeeded", registered: { ...version } };
}
