/**
 * A Databricks workspace on loopback, as far as a trial and its job ask it: sign-in, jobs, files, the registry, Model
 * Serving and SQL statements. Refusals have the form and the codes of docs.databricks.com/api (2026-11).
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ReadJob, readJob, runJob, uriOf } from "../../../stacks/databricks/rehearsal/job.js";
import { ofType, Privileges, volumeOf } from "../../../stacks/databricks/rehearsal/privileges.js";
import { modelUri } from "../../../stacks/databricks/rehearsal/unity-catalog.js";
import { rehearsal } from "../../../stacks/databricks/rehearsal.js";
import type { Json } from "../../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../../stacks/rules/synthesized.js";
import type { LocalHost } from "../../../trial/host.js";
import { type Answer, type Asked, PlatformServer, Refusal, withOwnServer } from "./platform-server.js";

/** The sign-in of whoever tries it. */
export const client = { id: "99999999-aaaa-4bbb-8ccc-dddddddddddd", secret: "dose-of-the-trial" } as const;

/** The first two runs, before the trial begins. */
export const firstRuns = ["731905264870001", "731905264870002"] as const;

const warehouse = "0123456789abcdef";

/** Whoever a token is of. */
type Who = "operator" | "job";

const invalid = (message: string) => new Refusal(400, "INVALID_PARAMETER_VALUE", message);
const absent = (message: string) => new Refusal(404, "RESOURCE_DOES_NOT_EXIST", message);
const denied = (message: string) => new Refusal(403, "PERMISSION_DENIED", message);

/** Refuses a key that an API does not know. */
function onlyKeys(what: string, value: Json, keys: readonly string[]): void {
  const other = Object.keys(value ?? {}).find((key) => !keys.includes(key));
  if (other !== undefined)
    throw new Refusal(400, "MALFORMED_REQUEST", `Could not parse request object: ${what}.${other}`);
}

/** The platform. */
export class Workspace extends PlatformServer {
  private readonly tokens = new Map<string, Who>();
  private readonly runs = new Map<string, Json>();
  private readonly byToken = new Map<string, string>();
  private readonly versions: Json[] = [];
  private readonly pending = new Set<string>();
  private readonly statements = new Map<string, Json>();
  private readonly job: ReadJob;
  private readonly model: string;
  private readonly operator: Privileges;
  private readonly runsAs: Privileges;
  private readonly serving: Json;
  private config: Json;
  private configVersion = 1;
  private updatingUntil = 0;

  private constructor(json: Synthesized, host: LocalHost, command: readonly string[]) {
    super({ json, host, command, rehearsal: withOwnServer(rehearsal, "/invocations") });
    this.job = readJob(json, "pipeline");
    const [model] = ofType(json, "databricks_registered_model");
    this.model = `${model.catalog_name}.${model.schema_name}.${model.name}`;
    this.operator = new Privileges(json, "ml-operators");
    this.runsAs = new Privileges(json, this.job.settings.run_as.service_principal_name);
    this.serving = ofType(json, "databricks_model_serving")[0];
    this.config = JSON.parse(JSON.stringify(this.serving.config));
  }

  static async start(json: Synthesized, host: LocalHost, command: readonly string[]): Promise<Workspace> {
    const workspace = new Workspace(json, host, command);
    await workspace.listen();
    return workspace;
  }

  /** The variables by which Databricks' own clients find a workspace and a sign-in. */
  environment(): Readonly<Record<string, string>> {
    return { DATABRICKS_HOST: this.url, DATABRICKS_CLIENT_ID: client.id, DATABRICKS_CLIENT_SECRET: client.secret };
  }

  /** Makes what a deploy and two runs make. */
  async deploy(): Promise<void> {
    for (const run of firstRuns) {
      this.begin(run);
      await this.settled();
    }
    await this.serve(1);
  }

  protected refused(_: number, code: string, message: string): object {
    return { error_code: code, message };
  }

  protected nameOf({ method, url }: Asked): string {
    const path = url.pathname;
    const known: ReadonlyArray<readonly [RegExp, string]> = [
      [/^\/oidc\/v1\/token$/, "token"],
      [/^\/api\/2\.0\/preview\/scim\/v2\/Me$/, "me"],
      [/^\/api\/2\.2\/jobs\/list$/, "jobs.list"],
      [/^\/api\/2\.2\/jobs\/run-now$/, "jobs.run-now"],
      [/^\/api\/2\.2\/jobs\/runs\/get$/, "runs.get"],
      [/^\/api\/2\.0\/fs\/files\//, method === "GET" ? "files.get" : "files.put"],
      [/^\/api\/2\.0\/fs\/directories\//, "directories.get"],
      [/^\/api\/2\.1\/unity-catalog\/models\/[^/]+\/versions$/, "versions.list"],
      [/^\/api\/2\.0\/mlflow\/unity-catalog\/model-versions\/get$/, "versions.get"],
      [/^\/api\/2\.0\/mlflow\/unity-catalog\/model-versions\/(?:create|finalize)$/, "versions.create"],
      [/^\/api\/2\.0\/serving-endpoints\/[^/]+$/, "endpoints.get"],
      [/^\/api\/2\.0\/serving-endpoints\/[^/]+\/config$/, "endpoints.config"],
      [/^\/serving-endpoints\/[^/]+\/invocations$/, "score"],
      [/^\/api\/2\.0\/sql\/statements$/, "statements.execute"],
      [/^\/api\/2\.0\/sql\/statements\/[^/]+$/, "statements.get"],
    ];
    return known.find(([form]) => form.test(path))?.[1] ?? `${method} ${path}`;
  }

  protected answer(asked: Asked): Answer | Promise<Answer> {
    const name = this.nameOf(asked);
    if (name === "token") return this.token(asked);
    const who = this.whoIs(asked);
    const { url } = asked;
    const sent = (type: string, json: Json): Answer => {
      this.check(type, json);
      return { json };
    };
    switch (name) {
      case "me":
        return { json: { id: "1", userName: client.id, displayName: "ml-operator" } };
      case "jobs.list":
        return sent("jobs.ListJobsResponse", this.jobs(url));
      case "jobs.run-now":
        return sent("jobs.RunNowResponse", this.runNow(asked));
      case "runs.get":
        return sent("jobs.Run", this.run(url));
      case "files.get":
        return this.file(who, url);
      case "files.put":
        return this.upload(who, asked);
      case "directories.get":
        return sent("files.ListDirectoryResponse", this.directory(who, url));
      case "versions.list":
        return sent("catalog.ListModelVersionsResponse", this.listed(url));
      case "versions.get":
        return {
          json: { model_version: this.version(url.searchParams.get("version") ?? "", url.searchParams.get("name")) },
        };
      case "versions.create":
        return { json: { model_version: this.register(who, asked) } };
      case "endpoints.get":
        return sent("serving.ServingEndpointDetailed", this.endpoint(url));
      case "endpoints.config":
        return sent("serving.ServingEndpointDetailed", this.update(asked));
      case "score":
        return this.score(asked);
      case "statements.execute":
        return sent("sql.StatementResponse", this.execute(asked));
      case "statements.get":
        return sent("sql.StatementResponse", this.statement(url.pathname.split("/").at(-1) ?? ""));
      default:
        throw new Refusal(404, "ENDPOINT_NOT_FOUND", `No API found for '${name}'`);
    }
  }

  /** docs.databricks.com/dev-tools/auth/oauth-m2m (2026-11) */
  private token({ method, headers }: Asked): Answer {
    const own = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`;
    if (method !== "POST" || headers.authorization !== own)
      return { status: 401, json: { error: "invalid_client", error_description: "Client authentication failed" } };
    return {
      json: { access_token: this.tokenOf("operator"), token_type: "Bearer", expires_in: 3600, scope: "all-apis" },
    };
  }

  private tokenOf(who: Who): string {
    const token = `dkea${randomUUID().replaceAll("-", "")}`;
    this.tokens.set(token, who);
    return token;
  }

  private whoIs({ headers }: Asked): Who {
    const [, token = ""] = /^Bearer (.+)$/.exec(String(headers.authorization ?? "")) ?? [];
    const who = this.tokens.get(token);
    if (who !== undefined) return who;
    throw new Refusal(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
  }

  /** Pages of one: docs.databricks.com/api/workspace/jobs/list (2026-11), a limit of 1 to 100. */
  private jobs({ searchParams }: URL): Json {
    const limit = Number(searchParams.get("limit") ?? 20);
    if (!(limit >= 1 && limit <= 100)) throw invalid(`limit must be 1 to 100, got ${limit}`);
    // a name is found whatever its case
    const name = (searchParams.get("name") ?? "").toLowerCase();
    const all = [
      { job_id: 7, settings: { name: this.job.settings.name.toUpperCase() }, creator_user_name: "somebody@acme.io" },
      { job_id: Number(this.job.id), settings: { name: this.job.settings.name, max_concurrent_runs: 1 } },
    ].filter(({ settings }) => settings.name.toLowerCase() === name);
    const from = Number(searchParams.get("page_token") ?? 0);
    const more = all.length > from + 1;
    return { jobs: all.slice(from, from + 1), has_more: more, ...(more ? { next_page_token: String(from + 1) } : {}) };
  }

  /** One run for a token of 64 characters at most: docs.databricks.com/api/workspace/jobs/runnow (2026-11) */
  private runNow({ method, body }: Asked): Json {
    if (method !== "POST") throw new Refusal(405, "METHOD_NOT_ALLOWED", method);
    onlyKeys("RunNow", body, ["job_id", "idempotency_token", "job_parameters", "only", "queue", "performance_target"]);
    this.check("jobs.JobsAPI.run_now", body);
    if (typeof body.job_id !== "number" || String(body.job_id) !== this.job.id)
      throw invalid(`Job ${body.job_id} does not exist.`);
    const { idempotency_token: token } = body;
    if (token !== undefined && (typeof token !== "string" || token.length > 64))
      throw invalid("The idempotency token can have at most 64 characters.");
    const before = this.byToken.get(token);
    if (before !== undefined) return { run_id: Number(before) };
    const id = String(Number(firstRuns[1]) + this.runs.size);
    this.byToken.set(token, id);
    this.begin(id);
    return { run_id: Number(id), number_in_job: Number(id) };
  }

  /** A run; its tasks in pages of four here, of a hundred there. */
  private run({ searchParams }: URL): Json {
    const id = searchParams.get("run_id") ?? "";
    const run = this.runs.get(id);
    if (run === undefined) throw invalid(`Run ${id} does not exist.`);
    const from = Number(searchParams.get("page_token") ?? 0);
    const more = run.tasks.length > from + 4 ? { next_page_token: String(from + 4) } : {};
    return { ...run, tasks: run.tasks.slice(from, from + 4), ...more };
  }

  private begin(id: string): void {
    const { name, task: tasks } = this.job.settings;
    const run: Json = {
      ...{
        run_id: Number(id),
        job_id: Number(this.job.id),
        run_name: name,
        run_type: "JOB_RUN",
        start_time: Date.now(),
      },
      ...{ state: { life_cycle_state: "PENDING" }, status: { state: "PENDING" } },
      tasks: tasks.map(({ task_key, depends_on }: Json) => ({
        ...{ task_key, run_id: Number(id) + 1, start_time: 0, attempt_number: 0 },
        ...(depends_on === undefined ? {} : { depends_on }),
        ...{ state: { life_cycle_state: "BLOCKED" }, status: { state: "BLOCKED" } },
      })),
    };
    this.runs.set(id, run);
    this.started += 1;
    this.goesOn(this.execution(run, id));
  }

  private async execution(run: Json, id: string): Promise<void> {
    await sleep(20);
    const running = { state: { life_cycle_state: "RUNNING" }, status: { state: "RUNNING" } };
    Object.assign(run, running);
    const ended = (isGood: boolean, message: string) => ({
      state: {
        ...{ life_cycle_state: "TERMINATED", result_state: isGood ? "SUCCESS" : "FAILED", state_message: message },
      },
      status: {
        state: "TERMINATED",
        termination_details: isGood
          ? { code: "SUCCESS", type: "SUCCESS", message: "" }
          : { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR", message },
      },
      end_time: Date.now(),
    });
    const host = this.watched(async (step) => {
      const task = run.tasks.find((each: Json) => each.task_key === step.name);
      Object.assign(task, running, { start_time: Date.now(), state: { life_cycle_state: "PENDING" } });
      await sleep(40);
      task.setup_duration = Date.now() - task.start_time;
      Object.assign(task, running);
      const began = Date.now();
      const result = await this.props.host.run(step);
      task.execution_duration = Date.now() - began;
      // the message of a task that failed quotes the end of what it printed
      const message = `Task ${step.name} failed with message: ${result.stderr.slice(-200)}`;
      Object.assign(task, ended(result.exitCode === 0, result.exitCode === 0 ? "" : message));
      return result;
    });
    const workspace = { DATABRICKS_HOST: this.url, DATABRICKS_TOKEN: this.tokenOf("job") };
    const place = { host, id, privileges: this.runsAs, workspace };
    const end = await runJob(this.job, place).catch((error) => ({ ended: "failed", message: String(error) }));
    for (const task of run.tasks)
      if (task.state.life_cycle_state === "BLOCKED")
        Object.assign(task, {
          state: { life_cycle_state: "TERMINATED", result_state: "UPSTREAM_FAILED" },
          status: { state: "TERMINATED", termination_details: { code: "SKIPPED", type: "CLIENT_ERROR" } },
        });
    Object.assign(run, ended(end.ended === "succeeded", end.message ?? ""));
  }

  private read(who: Who, path: string): void {
    const [privileges, volume] = [who === "job" ? this.runsAs : this.operator, volumeOf(path)];
    if (volume === undefined) throw new Refusal(404, "NOT_FOUND", `${path} is in no volume`);
    try {
      privileges.demand("volume", volume, "READ_VOLUME");
    } catch (error) {
      throw denied((error as Error).message);
    }
  }

  /** docs.databricks.com/api/workspace/files/download (2026-11) */
  private file(who: Who, url: URL): Answer {
    const path = decodeURIComponent(url.pathname.slice("/api/2.0/fs/files".length));
    this.read(who, path);
    const { host } = this.props;
    if (!host.has(uriOf(path)) || !statSync(host.at(uriOf(path))).isFile())
      throw new Refusal(404, "NOT_FOUND", "The file being accessed is not found.");
    return { bytes: readFileSync(host.at(uriOf(path))), headers: { "content-type": "application/octet-stream" } };
  }

  /** A page of two: docs.databricks.com/api/workspace/files/listdirectorycontents (2026-11) */
  private directory(who: Who, url: URL): Json {
    const path = decodeURIComponent(url.pathname.slice("/api/2.0/fs/directories".length));
    this.read(who, path);
    const { host } = this.props;
    if (!host.has(uriOf(path))) throw new Refusal(404, "NOT_FOUND", "The directory being accessed is not found.");
    const all = readdirSync(host.at(uriOf(path)), { withFileTypes: true }).sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
    const from = Number(url.searchParams.get("page_token") ?? 0);
    const contents = all
      .slice(from, from + 2)
      .map((entry) => ({
        ...{
          name: entry.name,
          path: `${path}/${entry.name}`,
          is_directory: entry.isDirectory(),
          last_modified: Date.now(),
        },
        ...(entry.isDirectory() ? {} : { file_size: statSync(join(entry.parentPath, entry.name)).size }),
      }));
    return { contents, ...(all.length > from + 2 ? { next_page_token: String(from + 2) } : {}) };
  }

  private upload(who: Who, { url, method, bytes }: Asked): Answer {
    const [, name = "", version = "", file = ""] =
      /^\/api\/2\.0\/fs\/files\/Models\/([^/]+\/[^/]+\/[^/]+)\/(\d+)\/(.+)$/.exec(url.pathname) ?? [];
    const uri = modelUri(name.replaceAll("/", "."), version);
    if (method !== "PUT" || who !== "job" || file === "") throw denied("nobody writes to this path");
    if (!this.pending.has(uri)) throw new Refusal(409, "RESOURCE_CONFLICT", "a version that is ready does not change");
    const at = this.props.host.at(`${uri}/${file}`);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, bytes);
    return { status: 204 };
  }

  /** Lists leave tags out; a page of two, the oldest first. */
  private listed(url: URL): Json {
    const [, name] = /\/models\/([^/]+)\/versions$/.exec(url.pathname) ?? [];
    if (name !== this.model) throw absent(`Model '${name}' does not exist.`);
    const from = Number(url.searchParams.get("page_token") ?? 0);
    const [catalog_name, schema_name, model_name] = this.model.split(".");
    const page = this.versions
      .slice(from, from + 2)
      .map(({ version }) => ({
        ...{ catalog_name, schema_name, model_name, version: Number(version), status: "READY" },
      }));
    return { model_versions: page, ...(this.versions.length > from + 2 ? { next_page_token: String(from + 2) } : {}) };
  }

  private version(number: string, name: string | null): Json {
    const found = this.versions.find(({ version }) => version === number);
    if (name !== this.model || found === undefined) throw absent(`version ${number} of ${name} does not exist`);
    return { ...found, status: this.pending.has(found.source) ? "PENDING_REGISTRATION" : "READY" };
  }

  private register(who: Who, { url, body }: Asked): Json {
    if (who !== "job" || !this.runsAs.allows("model", body.name, "CREATE_MODEL_VERSION"))
      throw denied("User does not have CREATE MODEL VERSION on Routine or Model");
    if (url.pathname.endsWith("/finalize")) {
      const version = this.version(body.version, body.name);
      this.pending.delete(version.source);
      // what the endpoint serves are the files of the run here, which the image's own server reads
      const run = version.tags.find(({ key }: Json) => key === "run").value;
      const approved = this.job.settings.task.find(({ task_key: key }: Json) => key === "register").python_wheel_task
        .parameters[1];
      this.registry.set(body.version, { ...version, source: uriOf(approved.replaceAll("{{job.run_id}}", run)) });
      return { ...version, status: "READY" };
    }
    const number = String(this.versions.length + 1);
    const made = { name: body.name, version: number, source: modelUri(body.name, number), tags: body.tags ?? [] };
    this.pending.add(made.source);
    this.versions.push(made);
    return { ...made, status: "PENDING_REGISTRATION" };
  }

  private endpoint(url: URL): Json {
    const [, name] = /^\/api\/2\.0\/serving-endpoints\/([^/]+)/.exec(url.pathname) ?? [];
    if (name !== this.serving.name) throw absent(`The given endpoint does not exist: ${name}`);
    const isUpdating = Date.now() < this.updatingUntil;
    return {
      ...{ name, id: "e1", creator: "deployer@acme.io", permission_level: "CAN_QUERY" },
      state: {
        ready: this.isStuck ? "NOT_READY" : "READY",
        config_update: isUpdating || this.isStuck ? "IN_PROGRESS" : "NOT_UPDATING",
      },
      config: {
        ...{ config_version: this.configVersion, traffic_config: this.config.traffic_config },
        served_entities: this.config.served_entities.map((entity: Json) => ({
          ...{ ...entity, creator: "deployer@acme.io", creation_timestamp: 1_790_000_000_000 },
          state: { deployment: "DEPLOYMENT_READY", deployment_state_message: "" },
        })),
      },
    };
  }

  /**
   * The configuration is written whole; what the platform says of an entity is not written; routes add up to 100 and
   * name entities. docs.databricks.com/api/workspace/servingendpoints/updateconfig (2026-11)
   */
  private update({ method, url, body }: Asked): Json {
    this.endpoint(url);
    if (method !== "PUT") throw new Refusal(405, "METHOD_NOT_ALLOWED", method);
    if (!this.isDeployer) throw denied("User does not have permission 'Manage' on the endpoint");
    onlyKeys("EndpointCoreConfig", body, ["served_entities", "traffic_config", "auto_capture_config"]);
    this.check("serving.EndpointCoreConfigInput", { name: this.serving.name, ...body });
    const own = ["name", "entity_name", "entity_version", "workload_size", "workload_type", "scale_to_zero_enabled"];
    const names: string[] = [];
    for (const entity of body.served_entities ?? []) {
      onlyKeys("ServedEntityInput", entity, own);
      if (!["Small", "Medium", "Large"].includes(entity.workload_size)) throw invalid("workload_size must be set");
      if (typeof entity.scale_to_zero_enabled !== "boolean") throw invalid("scale_to_zero_enabled must be set");
      this.version(entity.entity_version, entity.entity_name);
      if (names.includes(entity.name)) throw invalid(`served entity ${entity.name} is there twice`);
      names.push(entity.name);
    }
    const routes: readonly Json[] = body.traffic_config?.routes ?? [];
    const sum = routes.reduce((total, { traffic_percentage: share }) => total + share, 0);
    if (sum !== 100) throw invalid(`traffic percentages must add up to 100, got ${sum}`);
    for (const { served_model_name: name } of routes)
      if (!names.includes(name)) throw invalid(`an entity ${name} is not served`);
    if (names.length === 0) throw invalid("served_entities must not be empty");
    if (Date.now() < this.updatingUntil)
      throw new Refusal(409, "RESOURCE_CONFLICT", "Endpoint is currently being updated; try again when it is not");
    this.updatingUntil = Date.now() + this.rollout;
    this.goesOn(
      sleep(this.rollout * 0.8).then(async () => {
        this.config = body;
        this.configVersion += 1;
        const live = routes.find(({ traffic_percentage: share }) => share === 100);
        const entity = body.served_entities.find(({ name }: Json) => name === live?.served_model_name);
        if (entity !== undefined) await this.serve(Number(entity.entity_version));
      }),
    );
    return this.endpoint(url);
  }

  private async score({ method, url, body }: Asked): Promise<Answer> {
    if (method !== "POST") throw new Refusal(405, "METHOD_NOT_ALLOWED", method);
    if (!url.pathname.startsWith(`/serving-endpoints/${this.serving.name}/`))
      throw absent("an endpoint of that name does not exist");
    return this.predicted(body);
  }

  /** docs.databricks.com/api/workspace/statementexecution/executestatement (2026-11) */
  private execute({ method, body }: Asked): Json {
    if (method !== "POST") throw new Refusal(405, "METHOD_NOT_ALLOWED", method);
    const keys = [
      "warehouse_id",
      "statement",
      "parameters",
      "wait_timeout",
      "on_wait_timeout",
      "disposition",
      "format",
    ];
    onlyKeys("ExecuteStatementRequest", body, keys);
    if (body.warehouse_id !== warehouse) throw invalid(`${body.warehouse_id} is not a valid endpoint id.`);
    const [, wait = "x"] = /^(\d+)s$/.exec(body.wait_timeout) ?? [];
    if (!(Number(wait) === 0 || (Number(wait) >= 5 && Number(wait) <= 50)))
      throw invalid(`wait_timeout must be 0s, or 5s to 50s, got ${body.wait_timeout}`);
    const given = new Map<string, Json>((body.parameters ?? []).map((each: Json) => [each.name, each]));
    for (const [, name = ""] of String(body.statement).matchAll(/(?<!:):([a-z]\w*)/g))
      if (!given.has(name)) throw invalid(`[UNBOUND_SQL_PARAMETER] Found the unbound parameter: ${name}.`);
    if (given.get("pilot")?.value !== "houses" || !/^\d{4}-\d{2}-\d{2}$/.test(given.get("since")?.value))
      throw invalid("the parameters are not those of the pilot");
    const id = randomUUID();
    const columns = ["currency", "amount", "owned", "through"].map((name, position) => ({
      ...{ name, position, type_name: "STRING", type_text: "STRING" },
    }));
    const sum = (all: typeof this.charges) => String(all.reduce((total, { amount }) => total + amount, 0));
    const last = this.charges
      .map(({ day }) => day)
      .sort()
      .at(-1);
    const rows =
      last === undefined
        ? []
        : [["USD", sum(this.charges), sum(this.charges.filter(({ hasOwner }) => hasOwner)), `${last} 23:00:00`]];
    this.statements.set(id, {
      ...{ statement_id: id, status: { state: "SUCCEEDED" } },
      manifest: {
        ...{ format: "JSON_ARRAY", schema: { column_count: 4, columns } },
        ...{ total_chunk_count: 1, total_row_count: rows.length, truncated: false },
      },
      result: { chunk_index: 0, row_offset: 0, row_count: rows.length, data_array: rows },
    });
    // a warehouse that sleeps is started first
    return { statement_id: id, status: { state: "PENDING" } };
  }

  private statement(id: string): Json {
    const found = this.statements.get(id);
    if (found === undefined) throw new Refusal(404, "NOT_FOUND", `The statement ${id} was not found.`);
    return found;
  }
}
