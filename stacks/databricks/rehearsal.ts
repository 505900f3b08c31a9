/** A workspace on another machine: job, registry and endpoint of a synthesized stack, read without cdktf. */
import type {
  Crossing,
  Host,
  Json,
  Outcome,
  Packages,
  Registry,
  Rehearsal,
  RunRequest,
  Served,
} from "../rehearsal/contract.js";
import { mlflow, versionsOf } from "../rehearsal/mlflow.js";
import type { Synthesized } from "../rules/synthesized.js";
import { startGateway } from "./rehearsal/gateway.js";
import { numberFor, packagesOf, type ReadJob, readJob, runJob, uriOf } from "./rehearsal/job.js";
import { ofType, Privileges } from "./rehearsal/privileges.js";
import { requestBody } from "./rehearsal/request-body.js";
import { startUnityCatalog } from "./rehearsal/unity-catalog.js";

/** The value that follows an argument of a task. @throws Error where no task has it */
function argumentOf({ settings }: ReadJob, task: string, name: string): string {
  const found = settings.task.find((each: Json) => each.task_key === task);
  const parameters: readonly string[] = found?.python_wheel_task?.parameters ?? [];
  const at = parameters.indexOf(`--${name}`);
  const value = at < 0 ? undefined : parameters[at + 1];
  if (value === undefined) throw new Error(`the task ${task} must be given --${name}`);
  return value;
}

const principalOf = ({ settings }: ReadJob): string => {
  const { service_principal_name: name } = settings.run_as ?? {};
  if (name === undefined) throw new Error("the job must run as a service principal, and not as whoever made it");
  return name;
};

/** Where the wheel and its lock lie, by the lines of the environment. */
function wheelPlace(read: ReadJob) {
  const lines: readonly string[] = read.settings.environment?.[0]?.spec.dependencies ?? [];
  const [wheel] = lines.flatMap((line) => /^(\S+\.whl)\s/.exec(line)?.[1] ?? []);
  const [lock] = lines.flatMap((line) => /^-r (\S+)$/.exec(line)?.[1] ?? []);
  if (wheel === undefined || lock === undefined)
    throw new Error("the environment of the job must name a wheel with its hash, and a lock");
  return { wheel: uriOf(wheel), lock: uriOf(lock) };
}

/** Python of each serverless environment: docs.databricks.com/release-notes/serverless/environment-version (2026-11) */
const pythons: Readonly<Record<string, string>> = { 1: "3.10", 2: "3.11", 3: "3.12", 4: "3.12", 5: "3.12" };

async function run(json: Synthesized, { host, id, companion }: RunRequest): Promise<Outcome> {
  const read = readJob(json, "pipeline");
  const privileges = new Privileges(json, principalOf(read));
  const models = ofType(json, "databricks_registered_model").map(
    (model) => `${model.catalog_name}.${model.schema_name}.${model.name}`,
  );
  if (companion === undefined) throw new Error("MLflow is not running, so nothing can be registered");
  const runId = numberFor(id);
  const catalog = await startUnityCatalog({ host, models, privileges, mlflow: companion });
  try {
    const workspace = catalog.environment;
    const { ran, ended, message } = await runJob(read, { host, id: runId, privileges, workspace });
    if (message !== undefined) return { ran, ended, message };
    const model = argumentOf(read, "register", "model-name");
    const [version] = await versionsOf(companion, model, runId);
    if (version === undefined) throw new Error(`no version of ${model} is of the run ${runId}`);
    return { ran, ended, registered: { ...version } };
  } finally {
    await catalog.stop();
  }
}

/** Packages that a lock or a list pins: name → version. */
const pins = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^([\w.-]+)==([^\s;]+)/gm)].map(([, name = "", version = ""]) => [name, version]));

/**
 * The environment of a served model is made of its own list. Here it is that of the job, whose lock has hashes, where
 * both name the same versions; MLflow's server needs no more of it than its smaller package has.
 */
function servingPackages(json: Synthesized, host: Host, source: string): Packages {
  const read = readJob(json, "pipeline");
  const { requirements, mounts } = packagesOf(read, new Privileges(json, principalOf(read)));
  const locks = requirements.filter((line) => line.startsWith("-r "));
  const text = locks.map((line) => host.read(uriOf(line.slice(3)))).join("\n");
  const asked = pins(host.read(`${source}/requirements.txt`));
  for (const [name, version] of asked) {
    const names = name === "mlflow" ? [name, "mlflow-skinny"] : [name];
    // a lock for several versions of Python names one version for each
    const isThere = names.some(
      (each) => text.includes(`\n${each}==${version} `) || text.startsWith(`${each}==${version} `),
    );
    if (!isThere) throw new Error(`the model asks for ${name} ${version}, which the lock of the job does not have`);
  }
  if (asked.size === 0) throw new Error(`${source}/requirements.txt names no package, so no server can be made`);
  return { requirements: locks, mounts };
}

/**
 * Model Serving makes a container of the model and of MLflow's own server for each served entity; the endpoint sends
 * requests by the routes. docs.databricks.com/machine-learning/model-serving (2026-11)
 */
function served(json: Synthesized, registry: Registry, host: Host): Served {
  const [serving, more] = ofType(json, "databricks_model_serving");
  if (serving === undefined || more !== undefined) throw new Error("the stack must have one endpoint");
  const { served_entities: entities, traffic_config: traffic } = serving.config;
  const routes: readonly Json[] = [...traffic.routes].sort(
    (one, other) => other.traffic_percentage - one.traffic_percentage,
  );
  const shares = routes.reduce((sum, { traffic_percentage: share }) => sum + share, 0);
  if (shares !== 100) throw new Error(`the routes of an endpoint must add up to 100 percent, got ${shares}`);
  const entity = entities.find((each: Json) => each.name === routes[0]?.served_model_name);
  if (entity === undefined) throw new Error(`the route ${routes[0]?.served_model_name} leads to no served entity`);
  const { entity_name: model, entity_version: version } = entity;
  const registered = [...registry.values()].find((each) => each["name"] === model && each["version"] === version);
  if (registered === undefined)
    throw new Error(`the endpoint serves version ${version} of ${model}, which no run has registered`);
  demandCreator(json, serving.depends_on ?? [], model);
  const source = String(registered["source"]);
  return {
    release: entity.name,
    command: [
      ...["python", "-m", "uvicorn", "--host", "127.0.0.1", "--workers", "1", "--no-access-log"],
      "mlflow.pyfunc.scoring_server.app:app",
    ],
    // as mlflow.pyfunc.scoring_server.get_cmd sets it (mlflow 3.17)
    environment: { __pyfunc_model_path__: "model" },
    portVariables: ["UVICORN_PORT"],
    port: 8080,
    routes: { readiness: "/ping", scoring: "/invocations" },
    model: { path: "/model", uri: source, isArchive: false },
    roots: {},
    packages: servingPackages(json, host, source),
    gateway: (scoring) => startGateway(serving.name, scoring),
    body: requestBody,
  };
}

/** An endpoint runs as whoever makes it, who must be let in before. */
function demandCreator(json: Synthesized, before: readonly string[], model: string): void {
  const principals = before
    .flatMap((address) => /^databricks_grant\.([\w-]+)$/.exec(address)?.[1] ?? [])
    .map((id) => String(json.resource?.["databricks_grant"]?.[id]?.["principal"]));
  if (principals.some((each) => new Privileges(json, each).allows("model", model, "EXECUTE"))) return;
  throw new Error(`the endpoint must wait for a grant of EXECUTE on ${model} to whoever makes it`);
}

/** The path of what a run let through its gate. */
const approved = (json: Synthesized, registered: Readonly<Record<string, unknown>>): string =>
  argumentOf(readJob(json, "pipeline"), "register", "approved").replaceAll(
    "{{job.run_id}}",
    (registered as Json).tags.run,
  );

/** A version as another platform reads it: past the workspace, where its volume lies in the bucket. */
function crossing(json: Synthesized, registered: Readonly<Record<string, unknown>>): Crossing {
  const path = approved(json, registered);
  const found = ofType(json, "databricks_volume").find((each) =>
    path.startsWith(`/Volumes/${each.catalog_name}/${each.schema_name}/${each.name}/`),
  );
  if (found === undefined) throw new Error(`${path} lies in no volume of the stack, so nobody else can read it`);
  const { catalog_name: catalog, schema_name: schema, name, storage_location: location } = found;
  const uri = `${location}${path.slice(`/Volumes/${catalog}/${schema}/${name}`.length)}`;
  // as other clouds' clients name a container of Azure
  const plain = uri.replace(
    /^abfss:\/\/([^@/]+)@([^./]+)\.dfs\.core\.windows\.net/,
    "https://$2.blob.core.windows.net/$1",
  );
  return { uri: plain, sha256: (registered as Json).tags.sha256, lies: uriOf(path) };
}

/**
 * Where the files of a version lie that its run has written: who takes it out reads the folder of the run, and the
 * version by its own right.
 */
function exported(json: Synthesized, registered: Readonly<Record<string, unknown>>): string {
  const { name } = registered as Json;
  const path = approved(json, registered);
  const [, volumes = ""] = /^(\/Volumes\/[^/]+\/[^/]+)\//.exec(path) ?? [];
  const readers = [...new Set(ofType(json, "databricks_grant").map(({ principal }) => String(principal)))]
    .map((principal) => new Privileges(json, principal))
    .filter((each) => !each.closed().unreadable.includes(`${volumes}/exports`));
  const [reader] = readers;
  if (reader === undefined) throw new Error("the stack has no exporter, so nobody may take the model out");
  reader.demand("model", name, "EXECUTE");
  reader.demandRead(path);
  return uriOf(path);
}

/** The rehearsal of a workspace. */
export const rehearsal: Rehearsal = {
  python: (json) => {
    const version = readJob(json, "pipeline").settings.environment?.[0]?.spec.environment_version;
    const python = pythons[version];
    if (python === undefined) throw new Error(`serverless environment ${version} is not known here`);
    return python;
  },
  wheel: { place: (json) => wheelPlace(readJob(json, "pipeline")), inBlock: (wheelDigest) => ({ wheelDigest }) },
  dataUri: (json) => uriOf(argumentOf(readJob(json, "pipeline"), "prepare", "data")),
  companion: () => mlflow,
  run,
  version: (_, number, registered) => `${number}@${(registered as Json)?.tags?.run}`,
  served: (json, registry, host) => served(json, registry, host),
  exported,
  crossing,
};
