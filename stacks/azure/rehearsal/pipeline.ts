/** Reads an Azure ML pipeline job out of a synthesized stack's schedule and runs it. */

import type { Host, Json, Outcome } from "../../rehearsal/contract.js";
import { resolveReferences } from "../../rehearsal/references.js";
import { problemOf } from "../../rehearsal/step-end.js";
import { resourcesOf, type Synthesized } from "../../rules/synthesized.js";
import { AzureAccess } from "./access.js";
import { startBlobs } from "./storage.js";

/**
 * A pipeline job as Azure gets it, with what it names: components by id, datastores by name, the identity of its nodes.
 */
export interface ReadPipelineJob {
  readonly job: Json;
  readonly components: ReadonlyMap<string, Json>;
  /** Datastore → URI of its container. */
  readonly datastores: ReadonlyMap<string, string>;
  readonly access: AzureAccess;
}

const machineLearning = "Microsoft.MachineLearningServices/workspaces";

/** Takes a pipeline job out of a synthesized stack by its construct's address. */
export function readAzureMl(json: Synthesized, id: string): ReadPipelineJob {
  const resolved = (value: unknown): Json => JSON.parse(resolveReferences(json, JSON.stringify(value)));
  const schedule = json.resource?.["azapi_resource"]?.[id];
  if (schedule === undefined) throw new Error(`there is no azapi_resource.${id}`);
  const written = schedule["body"] as Json;
  const ofType = (type: string) =>
    resourcesOf(json)
      .filter(({ arguments: given }) => String(given["type"]).startsWith(`${machineLearning}/${type}@`))
      .map(({ arguments: given }) => resolved(given));
  const computes = Object.values(written.properties.action.jobDefinition.jobs as Record<string, Json>).map(
    ({ computeId }) => String(computeId),
  );
  return {
    job: resolved(written.properties.action.jobDefinition),
    components: new Map(
      ofType("components/versions").map((version) => [`${version.parent_id}/versions/${version.name}`, version.body]),
    ),
    datastores: new Map(
      ofType("datastores").map(({ name, body }) => {
        const { accountName, containerName } = body.properties;
        return [name, `https://${accountName}.blob.core.windows.net/${containerName}/`];
      }),
    ),
    access: new AzureAccess(json, identityOf(json, computes)),
  };
}

/** The one identity that the nodes of all clusters of a job run as. */
function identityOf(json: Synthesized, computes: readonly string[]): string {
  const found = computes.map((compute) => {
    const [, cluster = ""] = /azurerm_machine_learning_compute_cluster\.([\w-]+)\.name/.exec(compute) ?? [];
    const given = json.resource?.["azurerm_machine_learning_compute_cluster"]?.[cluster];
    const ids = (given?.["identity"] as Json)?.identity_ids;
    const [, identity] = /(azurerm_user_assigned_identity\.[\w-]+)\.name/.exec(String(ids)) ?? [];
    if (identity === undefined) throw new Error(`${compute} is no cluster of the stack that has an identity`);
    return identity;
  });
  const [first] = found;
  if (first === undefined || found.some((each) => each !== first)) throw new Error(`${found} is not one identity`);
  return first;
}

const binding = /^\$\{\{parent\.(?:inputs\.(\w+)|jobs\.([\w-]+)\.outputs\.(\w+))\}\}$/;

/** One run: where each output lies. */
class Run {
  readonly ran: string[] = [];
  private readonly outputs = new Map<string, string>();

  constructor(
    private readonly read: ReadPipelineJob,
    private readonly host: Host,
    private readonly models: ReadonlyMap<string, string>,
    private readonly id: string | undefined,
  ) {}

  /** `azureml://datastores/NAME/paths/PATH` as the URI of a blob prefix. */
  private uri(text: string, job: string): string {
    const [, store = "", path = ""] = /^azureml:\/\/datastores\/(\w+)\/paths\/(.*)$/.exec(text) ?? [];
    const container = this.read.datastores.get(store);
    if (container === undefined) throw new Error(`${text} is in no datastore of the stack`);
    return container + path.replaceAll("${{name}}", this.id === undefined ? job : `${this.id}-${job}`);
  }

  private input(node: Json, name: string): string {
    const given = node.inputs[name];
    if (given.job_input_type === "custom_model") {
      const model = this.models.get(given.uri);
      if (model === undefined) throw new Error(`${node.name}: no model is registered as ${given.uri}`);
      return model;
    }
    if (given.job_input_type === "uri_folder") return this.uri(given.uri, node.name);
    const [, top, job, output] = binding.exec(given.value) ?? [];
    if (top !== undefined) return this.uri(this.read.job.inputs[top].uri, node.name);
    const found = this.outputs.get(`${job}/${output}`);
    if (found === undefined) throw new Error(`${node.name}: ${name} is bound to "${given.value}", which is not there`);
    return found;
  }

  /** Whether all that a node is bound to has been made. */
  isReady(node: Json): boolean {
    return Object.values(node.inputs as Record<string, Json>).every(({ value }) => {
      const [, , job, output] = binding.exec(value ?? "") ?? [];
      return job === undefined || this.outputs.has(`${job}/${output}`);
    });
  }

  /** Runs a node as a shell would. Returns why it failed, and the models that its outputs became. */
  async node(key: string, node: Json): Promise<{ message?: string; registered?: Json }> {
    const spec = this.read.components.get(node.componentId)?.properties.componentSpec;
    if (spec === undefined) throw new Error(`${key}: ${node.componentId} is no component of the stack`);
    const mounts = (names: readonly string[], of: (name: string) => string, folder: string) =>
      names.map((name) => ({ path: `${folder}/${name}`, uri: of(name), name }));
    const inputs = mounts(Object.keys(spec.inputs), (name) => this.input(node, name), "inputs");
    const outputs = mounts(Object.keys(spec.outputs), (name) => this.uri(node.outputs[name].uri, key), "outputs");
    for (const { uri } of inputs) this.read.access.demand("read", `${uri.replace(/\/$/, "")}/blob`);
    for (const { uri } of outputs) this.read.access.demand("write", `${uri}/blob`);
    const command = String(spec.command).replace(/\$\{\{(inputs|outputs)\.(\w+)\}\}/g, (_, folder, name) => {
      const known = folder === "inputs" ? spec.inputs : spec.outputs;
      if (!(name in known)) throw new Error(`${key}: the command names ${folder}.${name}, which the component lacks`);
      return `${folder}/${name}`;
    });
    this.ran.push(key);
    const [, account = ""] = /^https:\/\/([^.]+)\./.exec([...this.read.datastores.values()][0] ?? "") ?? [];
    const blobs = await startBlobs(this.read.access, account);
    const run = {
      name: key,
      command: ["/bin/sh", "-c", command],
      environment: {
        ...node.environment_variables,
        AZUREML_RUN_ID: key,
        AZURE_STORAGE_ENDPOINT: blobs.url,
        AZURE_ALLOW_HTTP: "true",
        AZURE_SKIP_SIGNATURE: "true",
      },
      inputs,
      outputs,
      roots: {},
      network: "loopback",
      stopsAfterSeconds: Number(/^PT(\d+)S$/.exec(node.limits.timeout)?.[1]),
    } as const;
    const message = problemOf(key, await this.host.run(run).finally(() => blobs.stop()));
    if (message !== undefined) return { message };
    for (const { name, uri } of outputs) this.outputs.set(`${key}/${name}`, uri);
    const named = outputs.filter(({ name }) => node.outputs[name].name !== undefined);
    const [model] = named.map(({ name, uri }) => ({
      name: node.outputs[name].name,
      type: node.outputs[name].job_output_type,
      path: uri,
      job: key,
    }));
    return model === undefined ? {} : { registered: model };
  }
}

/**
 * Runs a pipeline job to its end, each node as soon as what it is bound to is there. `models`: what is registered
 * already, by id. `id`: the pipeline job's name, which begins the names of its child jobs.
 */
export async function runAzureMl(
  read: ReadPipelineJob,
  host: Host,
  models: ReadonlyMap<string, string> = new Map(),
  id?: string,
): Promise<Outcome> {
  const run = new Run(read, host, models, id);
  const waiting = new Map<string, Json>(Object.entries(read.job.jobs));
  let registered: Record<string, unknown> | undefined;
  while (waiting.size > 0) {
    const [key, node] = [...waiting].find(([, each]) => run.isReady(each)) ?? [];
    if (key === undefined) throw new Error(`${[...waiting.keys()].join(", ")} wait for each other`);
    waiting.delete(key);
    const result = await run.node(key, node);
    if (result.message !== undefined) return { ran: run.ran, ended: "failed", message: result.message };
    registered = result.registered ?? registered;
  }
  return { ran: run.ran, ended: "succeeded", ...(registered ? { registered } : {}) };
}
