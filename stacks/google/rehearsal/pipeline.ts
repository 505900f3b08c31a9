/** Reads a Vertex AI PipelineJob out of a synthesized workflow and runs its PipelineSpec. */

import type { Host, Json, Outcome } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { problemOf } from "../../rehearsal/step-end.js";
import type { Synthesized } from "../../rules/synthesized.js";
import { GoogleAccess } from "./access.js";
import { startGcs } from "./storage.js";

/** A run as Google gets it, and what its accounts may do. */
export interface ReadPipelineJob {
  readonly json: Synthesized;
  /** The body of `pipelineJobs.create`. */
  readonly body: Json;
  readonly pipelineAccess: GoogleAccess;
}

/** Takes a pipeline out of a synthesized stack by its construct's address. */
export function readVertex(json: Synthesized, id: string): ReadPipelineJob {
  const workflow = json.resource?.["google_workflows_workflow"]?.[id];
  if (workflow === undefined) throw new Error(`there is no google_workflows_workflow.${id}`);
  const source = JSON.parse(resolveReferences(json, String(workflow["source_contents"])));
  const { create } = source.main.steps.find((step: object) => "create" in step);
  const { body } = create.try.args;
  return { json, body, pipelineAccess: new GoogleAccess(json, body.serviceAccount) };
}

/** One run: what each task made. */
class Run {
  readonly ran: string[] = [];
  registered: Record<string, unknown> | undefined;
  private readonly artifacts = new Map<string, string>();
  private readonly parameters = new Map<string, Json>();

  constructor(
    private readonly read: ReadPipelineJob,
    private readonly host: Host,
    private readonly given: Readonly<Record<string, Json>>,
    private readonly runName: string,
  ) {}

  private get spec(): Json {
    return this.read.body.pipelineSpec;
  }

  /** Runs the tasks of a DAG in their order; a task before what it depends on is an error. Returns why one failed. */
  async dag(tasks: Json, inputs: { artifacts: Json; parameters: Json }): Promise<string | undefined> {
    for (const [name, task] of Object.entries<Json>(tasks)) {
      const missing = (task.dependentTasks ?? []).filter((each: string) => !this.ran.includes(each));
      if (missing.length > 0) throw new Error(`${name} stands before ${missing.join(", ")}, on which it depends`);
      const artifacts: Record<string, string> = {};
      for (const [input, from] of Object.entries<Json>(task.inputs?.artifacts ?? {})) {
        const { producerTask, outputArtifactKey } = from.taskOutputArtifact ?? {};
        const uri = producerTask
          ? this.artifacts.get(`${producerTask}/${outputArtifactKey}`)
          : inputs.artifacts[from.componentInputArtifact];
        if (uri === undefined) throw new Error(`${name} reads ${input} from nothing that was made before it`);
        artifacts[input] = uri;
      }
      const parameters: Record<string, Json> = {};
      for (const [input, from] of Object.entries<Json>(task.inputs?.parameters ?? {})) {
        parameters[input] = this.parameter(name, from, inputs.parameters);
      }
      const component = this.spec.components[task.componentRef.name];
      const condition = task.triggerPolicy?.condition;
      if (condition !== undefined && !holds(condition, parameters)) {
        return `${name}: ${condition.replace(/inputs\.parameter_values\['(\w+)'\]/g, (_: string, key: string) => parameters[key])}`;
      }
      this.ran.push(name);
      const failed = component.dag
        ? await this.dag(component.dag.tasks, { artifacts, parameters })
        : await this.executor(name, component, artifacts, parameters);
      if (failed !== undefined) return failed;
    }
    return undefined;
  }

  private parameter(task: string, from: Json, inputs: Json): Json {
    if (from.runtimeValue) return from.runtimeValue.constant;
    if (from.componentInputParameter !== undefined) {
      const value = inputs[from.componentInputParameter];
      if (value === undefined) throw new Error(`${task}: the run has no parameter ${from.componentInputParameter}`);
      return value;
    }
    const { producerTask, outputParameterKey } = from.taskOutputParameter;
    return this.parameters.get(`${producerTask}/${outputParameterKey}`);
  }

  private async executor(
    name: string,
    component: Json,
    artifacts: Json,
    parameters: Json,
  ): Promise<string | undefined> {
    const executor = this.spec.deploymentSpec.executors[component.executorLabel];
    if (executor.importer) {
      const { constant, runtimeParameter } = executor.importer.artifactUri;
      this.artifacts.set(`${name}/artifact`, constant ?? parameters[runtimeParameter]);
      return undefined;
    }
    const { args } = executor.container;
    const flag = (which: string) => args[args.indexOf(which) + 1];
    const root = `${this.read.body.runtimeConfig.gcsOutputDirectory}/123456789012/${this.runName}/${name}_1`;
    const outputs = component.outputDefinitions ?? {};
    const made = Object.fromEntries(Object.keys(outputs.artifacts ?? {}).map((key) => [key, `${root}/${key}`]));
    const resolve = (text: string) =>
      text.replace(/\{\{\$\.([^}]*)\}\}/g, (whole, path: string) => {
        const [, side, kind, key = "", attribute] =
          /^(inputs|outputs)\.(artifacts|parameters)\['(\w+)'\](?:\.(\w+))?$/.exec(path) ?? [];
        if (kind === "artifacts" && attribute === "uri") return (side === "inputs" ? artifacts : made)[key] ?? whole;
        if (side === "inputs" && kind === "parameters") return String(parameters[key]);
        // On the platform a path below /gcs; the image takes both.
        if (attribute === "output_file") return `${root}/parameters/${key}`;
        if (path === "pipeline_job_name") return this.runName;
        if (path === "pipeline_job_create_time_utc") return new Date().toISOString();
        throw new Error(`${name}: ${whole} is no placeholder of Vertex AI that is read here`);
      });
    const payload = JSON.parse(resolve(flag("--payload")));
    if (flag("--type") === "UploadModel") {
      const parent = resolve(flag("--parent_model_name"));
      if (!this.host.has(payload.artifact_uri)) throw new Error(`${name}: there is nothing at ${payload.artifact_uri}`);
      this.registered = { ...payload, parent };
      return undefined;
    }
    for (const [key, uri] of Object.entries(made)) this.artifacts.set(`${name}/${key}`, uri);
    const message = await this.job(
      name,
      payload,
      artifacts,
      Object.keys(outputs.parameters ?? {}).length > 1 ? root : undefined,
    );
    for (const key of Object.keys(outputs.parameters ?? {})) {
      const uri = `${root}/parameters/${key}`;
      if (message === undefined && key !== "gcp_resources") {
        this.read.pipelineAccess.demandMounted("get", uri);
        this.parameters.set(`${name}/${key}`, Number(this.host.read(uri)));
      }
    }
    return message;
  }

  /** Runs a CustomJob: whatever `gs://` it names is mounted below /gcs, by the rights of its account. */
  private async job(name: string, payload: Json, inputs: Json, parametersAt?: string): Promise<string | undefined> {
    const { worker_pool_specs: pools, service_account, scheduling } = payload.job_spec;
    const container = pools[0].container_spec;
    const access = new GoogleAccess(this.read.json, service_account);
    const inside = (uri: string) => uri.replace("gs://", "/gcs/");
    const named: string[] = container.args.filter((each: string) => each.startsWith("gs://") && !each.endsWith("/"));
    const taken = named.filter((uri) => Object.values(inputs).includes(uri) || this.host.has(uri));
    const given = named.filter((uri) => !taken.includes(uri) && !uri.includes("/parameters/"));
    if (parametersAt !== undefined) given.push(`${parametersAt}/parameters`);
    for (const uri of taken) access.demandMounted("get", `${uri}/object`);
    for (const uri of given) access.demandMounted("create", `${uri}/object`);
    const gcs = await startGcs(access);
    const run = {
      name,
      command: [...container.command, ...container.args],
      environment: {
        CLOUD_ML_PROJECT_ID: "123456789012",
        ...Object.fromEntries(container.env.map((each: { name: string; value: string }) => [each.name, each.value])),
        ...gcs.environment,
      },
      inputs: taken.map((uri) => ({ path: inside(uri), uri })),
      outputs: given.map((uri) => ({ path: inside(uri), uri })),
      roots: { "/gcs": "PILOT_ROOT_GCS" },
      network: "loopback",
      stopsAfterSeconds: Number(scheduling.timeout.replace("s", "")),
    } as const;
    try {
      return problemOf(name, await this.host.run(run));
    } finally {
      await gcs.stop();
    }
  }

  start(): Promise<string | undefined> {
    return this.dag(this.spec.root.dag.tasks, { artifacts: {}, parameters: this.given });
  }
}

/** `inputs.parameter_values['a'] >= inputs.parameter_values['b']`, and nothing else. */
function holds(condition: string, parameters: Readonly<Record<string, Json>>): boolean {
  const [, left = "", right = ""] =
    /^inputs\.parameter_values\['(\w+)'\] >= inputs\.parameter_values\['(\w+)'\]$/.exec(condition) ?? [];
  const [a, b] = [parameters[left], parameters[right]];
  if (typeof a !== "number" || typeof b !== "number") throw new Error(`condition ${condition} is not read`);
  return a >= b;
}

/**
 * Runs a pipeline to its end, with the parameters that its workflow would give it.
 *
 * @param runName the pipeline job's name
 */
export async function runVertex(
  read: ReadPipelineJob,
  host: Host,
  parameters: Readonly<Record<string, Json>>,
  runName = "pipeline-4f1c",
): Promise<Outcome> {
  const wanted = Object.keys(read.body.runtimeConfig.parameterValues);
  if (wanted.join() !== Object.keys(parameters).join()) throw new Error(`the workflow gives ${wanted}`);
  const run = new Run(read, host, parameters, runName);
  const message = await run.start();
  const { ran, registered } = run;
  if (message !== undefined) return { ran, ended: "failed", message };
  return { ran, ended: "succeeded", ...(registered ? { registered } : {}) };
}
