/**
 * Reads an Argo WorkflowTemplate out of a synthesized stack and runs it: groups of steps in their order, each template
 * a container, artifacts by the name of the step that made them. What is not read here ends the run with its name, so
 * that nothing is left out unseen. argo-workflows.readthedocs.io/en/latest/fields (2026-11)
 */
import type { Host, Json, Mount, Outcome, StepRun } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { type BucketRights, startBucket } from "./bucket.js";
import { startRegistry, type Version } from "./registry.js";

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
    ...["outputs", "volumes", "container"],
  ],
  step: ["name", "template", "arguments"],
} as const;

/** Ends where an object has a key that this interpreter does not follow. */
function onlyKnown(kind: keyof typeof known, value: Json): void {
  const others = Object.keys(value).filter((key) => !(known[kind] as readonly string[]).includes(key));
  if (others.length > 0) throw new Error(`${kind} ${value.name ?? ""}: ${others.join(", ")} is not followed here`);
}

/** Where an artifact of a bucket lies. */
function uriOf(artifact: Json): string {
  const { s3, gcs, azure } = artifact;
  if (s3) return `s3://${s3.bucket}/${s3.key}`;
  if (gcs) return `gs://${gcs.bucket}/${gcs.key}`;
  if (azure) return `${azure.endpoint}/${azure.container}/${azure.blob}`;
  throw new Error(`artifact ${artifact.name} has no place`);
}

/** The container's own folder for what it works with; the image finds it below the folder that a step runs in. */
const work = "/work/";
const inside = (text: string): string => text.replaceAll(work, work.slice(1));

/** One run of a workflow. */
class Run {
  readonly ran: string[] = [];
  private readonly outputs = new Map<string, string>();

  constructor(
    private readonly read: ReadWorkflow,
    private readonly host: Host,
    private readonly id: string,
    private readonly rights: BucketRights,
    private readonly registryUrl: string,
  ) {}

  /** Texts of Argo with this run's values; one that is not known ends the run. */
  private text(value: string): string {
    return value.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => {
      if (name === "workflow.name") return `${this.read.name}-${this.id}`;
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
      message = await this.container(step.name, template, inputs, outputs);
      if (message === undefined) break;
    }
    if (message !== undefined) return message;
    for (const { name, uri } of outputs) this.outputs.set(`steps.${step.name}.outputs.artifacts.${name}`, uri);
    return undefined;
  }

  private async container(
    name: string,
    { container, activeDeadlineSeconds }: Json,
    inputs: readonly Mount[],
    outputs: StepRun["outputs"],
  ): Promise<string | undefined> {
    const bucket = await startBucket(this.rights);
    const own = Object.fromEntries(container.env.map(({ name: key, value }: Json) => [key, this.text(String(value))]));
    const tracking: Readonly<Record<string, string>> =
      "MLFLOW_TRACKING_URI" in own ? { MLFLOW_TRACKING_URI: this.registryUrl } : {};
    try {
      const { exitCode, stderr } = await this.host.run({
        name,
        command: [...container.command, ...container.args.map((each: string) => this.text(each))].map(inside),
        environment: { ...own, ...bucket.environment, ...tracking },
        inputs,
        outputs,
        roots: {},
        network: "loopback",
        stopsAfterSeconds: activeDeadlineSeconds,
      });
      return exitCode === 0 ? undefined : `${name} ended with ${exitCode}: ${stderr.trim().slice(-600)}`;
    } finally {
      await bucket.stop();
    }
  }
}

/** Runs a workflow to its end; `versions` are those that the registry has already, and gets what is registered. */
export async function runWorkflow(
  read: ReadWorkflow,
  host: Host,
  id: string,
  rights: BucketRights,
  versions: Version[] = [],
): Promise<Outcome> {
  const { spec } = read;
  onlyKnown("spec", spec);
  const entry = spec.templates.find(({ name }: Json) => name === spec.entrypoint);
  const groups: readonly (readonly Json[])[] = entry?.steps ?? [[{ name: spec.entrypoint, template: spec.entrypoint }]];
  const registry = await startRegistry(versions);
  const before = versions.length;
  const run = new Run(read, host, id, rights, registry.url);
  try {
    for (const group of groups) {
      // the steps of a group run at once, and the next group waits for all of them
      const ends = spec.parallelism === 1 ? [] : await Promise.all(group.map((each) => run.step(each)));
      if (spec.parallelism === 1) for (const each of group) ends.push(await run.step(each));
      const message = ends.find((each) => each !== undefined);
      if (message !== undefined) return { ran: run.ran, ended: "failed", message };
    }
  } finally {
    await registry.stop();
  }
  const made = versions[before];
  return { ran: run.ran, ended: "succeeded", ...(made === undefined ? {} : { registered: { ...made } }) };
}
