/** Vertex AI, Workflows, Cloud Storage, BigQuery and their tokens on loopback, as far as a trial asks them. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GoogleAccess } from "../../../stacks/google/rehearsal/access.js";
import { readVertex, runVertex } from "../../../stacks/google/rehearsal/pipeline.js";
import { rehearsal } from "../../../stacks/google/rehearsal.js";
import type { Json } from "../../../stacks/rehearsal/contract.js";
import { resolveReferences } from "../../../stacks/rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../../stacks/rules/synthesized.js";
import type { LocalHost } from "../../../trial/host.js";
import { type Answer, type Asked, PlatformServer, Refusal } from "./platform-server.js";

const now = () => new Date().toISOString();

/** docs.cloud.google.com/workflows/docs/access-control (2026-11) */
const predefined: Readonly<Record<string, readonly string[]>> = {
  "roles/workflows.invoker": [
    "workflows.executions.cancel",
    "workflows.executions.create",
    "workflows.executions.get",
    "workflows.executions.list",
  ],
};

/** The permission of each call: docs.cloud.google.com/vertex-ai/docs/general/iam-permissions (2026-11) */
const permissions: Readonly<Record<string, string>> = {
  "executions.create": "workflows.executions.create",
  "executions.get": "workflows.executions.get",
  "executions.list": "workflows.executions.list",
  "pipelineJobs.get": "aiplatform.pipelineJobs.get",
  "customJobs.list": "aiplatform.customJobs.list",
  "models.list": "aiplatform.models.list",
  "models.listVersions": "aiplatform.models.get",
  "models.get": "aiplatform.models.get",
  "endpoints.get": "aiplatform.endpoints.get",
  "endpoints.patch": "aiplatform.endpoints.update",
  "endpoints.deployModel": "aiplatform.endpoints.deploy",
  "endpoints.undeployModel": "aiplatform.endpoints.undeploy",
};

/** What a member may do in the project, by the roles that the stack gives it. */
function permissionsOf(json: Synthesized, member: string): ReadonlySet<string> {
  const given = (type: string): readonly Json[] =>
    resourcesOf(json)
      .filter((resource) => resource.type === type)
      .map(({ arguments: each }) => JSON.parse(resolveReferences(json, JSON.stringify(each))));
  const custom = new Map(
    given("google_project_iam_custom_role").map((role) => [`projects/${role.project}/roles/${role.role_id}`, role]),
  );
  const roles = given("google_project_iam_member").filter((each) => each.member === member);
  return new Set(roles.flatMap(({ role }) => custom.get(role)?.permissions ?? predefined[role] ?? []));
}

/** The platform. */
export class Vertex extends PlatformServer {
  private readonly executions: Json[] = [];
  private readonly jobs = new Map<string, Json>();
  private readonly customJobs: Json[] = [];
  private readonly versions: Json[] = [];
  private readonly operations = new Map<string, { readonly until: number; readonly done: () => Promise<void> }>();
  private readonly tokens = new Map<string, "operator" | "exporter">();
  private readonly operator: string;
  private readonly rights: Readonly<Record<"operator" | "exporter", ReadonlySet<string>>>;
  private readonly access: Readonly<Record<"operator" | "exporter", GoogleAccess>>;
  private readonly place: string;
  private readonly pipeline: string;
  private deployed: Json[] = [];
  private split: Record<string, number> = {};
  private predictions: Server | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "vertex-"));
  predictUrl = "";
  endpointId = "";

  private constructor(json: Synthesized, host: LocalHost, command: readonly string[]) {
    super({ json, host, command, rehearsal });
    const { project, region } = (json["//"] as Json).source.place;
    this.place = `projects/${project}/locations/${region}`;
    this.pipeline = String(json.resource?.["google_workflows_workflow"]?.["pipeline"]?.["name"]);
    const acting = resourcesOf(json).find(
      ({ type, arguments: given }) =>
        type === "google_service_account_iam_member" && String(given["service_account_id"]).includes(".exporter."),
    );
    this.operator = String(acting?.arguments["member"]);
    const exporter = resolveReferences(json, "${google_service_account.exporter.email}");
    this.access = { operator: new GoogleAccess(json, this.operator), exporter: new GoogleAccess(json, exporter) };
    this.rights = {
      operator: permissionsOf(json, this.operator),
      exporter: permissionsOf(json, `serviceAccount:${exporter}`),
    };
  }

  static async start(json: Synthesized, host: LocalHost, command: readonly string[]): Promise<Vertex> {
    const vertex = new Vertex(json, host, command);
    await vertex.listen();
    await vertex.listenPrivately();
    return vertex;
  }

  /** The private address: Google's certificate there names no host of the pilot's. */
  private async listenPrivately(): Promise<void> {
    const [cert, key] = [join(this.folder, "certificate.pem"), join(this.folder, "key.pem")];
    const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=elsewhere"];
    execFileSync("openssl", [...made, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (message, response) => {
      const pieces: Buffer[] = [];
      message.on("data", (piece) => pieces.push(piece));
      message.on("end", () => {
        const answered = this.predict(message.method ?? "", message.url ?? "", Buffer.concat(pieces).toString());
        void answered.then(({ status = 200, bytes }) => response.writeHead(status).end(bytes));
      });
    });
    this.predictions = server;
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address() as { port: number };
    this.endpointId = String(Object.values(this.props.json.resource?.["google_vertex_ai_endpoint"] ?? {})[0]?.["name"]);
    const [, , , region] = this.place.split("/");
    this.predictUrl = `https://127.0.0.1:${address.port}/v1/projects/123456789012/locations/${region}/endpoints/${this.endpointId}:predict`;
  }

  private async predict(method: string, path: string, body: string): Promise<Answer> {
    if (method !== "POST" || path !== new URL(this.predictUrl).pathname) return { status: 404, bytes: Buffer.from("") };
    this.calls.push("predict");
    const given = JSON.parse(body);
    this.check("PredictRequest", given);
    return this.predicted(given);
  }

  /** What a machine is set to that asks this server: gcloud's own variables, and credentials of a workload pool. */
  environment(): Readonly<Record<string, string>> {
    const subject = join(this.folder, "subject");
    writeFileSync(subject, "a token of elsewhere");
    const credentials = join(this.folder, "credentials.json");
    const pool = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/ci";
    writeFileSync(
      credentials,
      JSON.stringify({
        ...{ type: "external_account", audience: pool, token_url: `${this.url}/sts/v1/token` },
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        credential_source: { file: subject },
      }),
    );
    const services = ["aiplatform", "workflowexecutions", "storage", "iamcredentials", "bigquery"];
    return {
      GOOGLE_APPLICATION_CREDENTIALS: credentials,
      ...Object.fromEntries(
        services.map((name) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${name.toUpperCase()}`, `${this.url}/${name}/`]),
      ),
    };
  }

  /** Makes what a deploy and two approved runs make. */
  async deploy(): Promise<void> {
    for (const version of ["1", "2"]) {
      this.begin({ name: `first-${version}`, labels: {} });
      await this.settled();
      this.versions[Number(version) - 1].versionAliases.push(`approved-${version}`);
    }
    this.deployed = [this.deployedModel({ id: "1700000000", model: `${this.model}@1`, displayName: "r1" })];
    this.split = { "1700000000": 100 };
    await this.serve(1);
  }

  override async stop(): Promise<void> {
    this.predictions?.closeAllConnections();
    this.predictions?.close();
    await super.stop();
    rmSync(this.folder, { recursive: true });
  }

  private get model(): string {
    return `${this.place}/models/4711`;
  }

  protected refused(code: number, status: string, message: string): object {
    return { error: { code, status, message } };
  }

  protected nameOf({ method, url }: Asked): string {
    const path = url.pathname;
    if (path === "/sts/v1/token") return "token";
    if (path.startsWith("/iamcredentials/")) return "generateAccessToken";
    if (path.startsWith("/bigquery/")) return method === "POST" ? "jobs.query" : "jobs.getQueryResults";
    if (path.startsWith("/storage/")) return url.searchParams.get("alt") === "media" ? "objects.get" : "objects.list";
    const [, collection = "", name, verb] = /\/(\w+)(?:\/([\w@.-]+))?(?::(\w+))?$/.exec(path) ?? [];
    const known = ["executions", "pipelineJobs", "customJobs", "models", "endpoints", "operations"];
    if (!known.includes(collection)) return `${method} ${path}`;
    if (verb !== undefined) return `${collection}.${verb}`;
    if (method === "PATCH") return `${collection}.patch`;
    return `${collection}.${method === "POST" ? "create" : name === undefined ? "list" : "get"}`;
  }

  protected answer(asked: Asked): Answer | Promise<Answer> {
    const name = this.nameOf(asked);
    if (name === "token") return this.token();
    const who = this.tokens.get(String(asked.headers.authorization ?? "").replace(/^Bearer /, ""));
    if (who === undefined) throw new Refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    if (name === "generateAccessToken") return this.impersonate(asked);
    if (name.startsWith("objects.")) return this.storage(who, asked);
    if (name.startsWith("jobs.")) return this.query(asked);
    const permission = permissions[name];
    const mayDeploy = who === "operator" && this.isDeployer && name.startsWith("endpoints.");
    if (name !== "operations.get" && !mayDeploy && (permission === undefined || !this.rights[who].has(permission)))
      throw new Refusal(
        403,
        "PERMISSION_DENIED",
        `Permission '${permission}' denied on resource ${asked.url.pathname}`,
      );
    return this.vertex(name, asked);
  }

  private token(): Answer {
    const access_token = randomUUID();
    this.tokens.set(access_token, "operator");
    const issued_token_type = "urn:ietf:params:oauth:token-type:access_token";
    return { json: { access_token, issued_token_type, token_type: "Bearer", expires_in: 3600 } };
  }

  /**
   * A token of the exporter, for who may act as it. A lifetime is at most an hour:
   * docs.cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken (2026-11)
   */
  private impersonate({ url, body }: Asked): Answer {
    const [, account] = /\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/.exec(url.pathname) ?? [];
    const exporter = this.props.json.resource?.["google_service_account"]?.["exporter"]?.["account_id"];
    if (account !== `${exporter}@${this.place.split("/")[1]}.iam.gserviceaccount.com`)
      throw new Refusal(404, "NOT_FOUND", `Not found; Gaia id not found for email ${account}`);
    const [, seconds] = /^(\d+)s$/.exec(body?.lifetime ?? "") ?? [];
    if (!Array.isArray(body?.scope) || seconds === undefined || Number(seconds) > 3600)
      throw new Refusal(400, "INVALID_ARGUMENT", "scope must be a list, and lifetime at most 3600s");
    const accessToken = randomUUID();
    this.tokens.set(accessToken, "exporter");
    return { json: { accessToken, expireTime: new Date(Date.now() + 3_600_000).toISOString() } };
  }

  /** Objects by the grants of who asks; a page holds two, so that who reads one page only is found. */
  private storage(who: "operator" | "exporter", { url }: Asked): Answer {
    const [, bucket = "", encoded] = /\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const access = this.access[who];
    const demand = (permission: string, target: { object?: string; prefix?: string }) => {
      if (!access.may(permission, { bucket, ...target }))
        throw new Refusal(403, "forbidden", `${access.account} does not have ${permission} access`);
    };
    if (encoded !== undefined) {
      const object = decodeURIComponent(encoded);
      demand("storage.objects.get", { object });
      const uri = `gs://${bucket}/${object}`;
      if (!this.props.host.has(uri)) throw new Refusal(404, "notFound", `No such object: ${bucket}/${object}`);
      return { bytes: readFileSync(this.props.host.at(uri)) };
    }
    const prefix = url.searchParams.get("prefix") ?? "";
    demand("storage.objects.list", { prefix });
    const root = this.props.host.at(`gs://${bucket}`);
    const names = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((name) => name.startsWith(prefix))
      .sort();
    const from = Number(url.searchParams.get("pageToken") || 0);
    const more = names.length > from + 2 ? { nextPageToken: String(from + 2) } : {};
    return { json: { items: names.slice(from, from + 2).map((name) => ({ name })), ...more } };
  }

  /**
   * The bill: first an answer that is not complete, as of a query that takes longer.
   * docs.cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query (2026-11)
   */
  private query({ method, body, url }: Asked): Answer {
    const jobReference = { projectId: this.place.split("/")[1], jobId: "job_1", location: "EU" };
    if (method === "POST") {
      const names = [...String(body.query).matchAll(/@(\w+)/g)].map(([, name]) => name);
      const given = (body.queryParameters ?? []).map(({ name }: Json) => name);
      if (body.useLegacySql !== false || names.some((name) => !given.includes(name)))
        throw new Refusal(400, "invalidQuery", `Query parameters not found among ${given}`);
      return { json: { kind: "bigquery#queryResponse", jobReference, jobComplete: false } };
    }
    if (!url.pathname.endsWith("/queries/job_1") || url.searchParams.get("location") !== "EU")
      throw new Refusal(404, "notFound", "Not found: Job job_1");
    const sum = (all: Vertex["charges"]) => all.reduce((total, { amount }) => total + amount, 0);
    const last =
      this.charges
        .map(({ day }) => Date.parse(day))
        .sort((one, other) => one - other)
        .at(-1) ?? 0;
    const row = [
      ...["USD", String(sum(this.charges)), String(sum(this.charges.filter(({ hasOwner }) => hasOwner)))],
      ...[String(last / 1000 + 86_400), String(this.charges.length)],
    ];
    const rows = this.charges.length === 0 ? {} : { rows: [{ f: row.map((v) => ({ v })) }] };
    return { json: { jobReference, jobComplete: true, totalRows: "1", ...rows } };
  }

  private vertex(name: string, { url, body, method }: Asked): Answer {
    const id = /\/(\w[\w@.-]*)(?::\w+)?$/.exec(url.pathname)?.[1] ?? "";
    const sent = (type: string, json: Json): Answer => {
      this.check(type, json);
      return { json };
    };
    if (name === "executions.create") {
      this.check("Execution", body);
      return sent("Execution", this.begin({ name: randomUUID(), labels: body.labels ?? {} }));
    }
    if (name === "executions.list") {
      // BASIC, which is what is answered without a view, holds no labels that a filter would need; newest first
      const isFull = url.searchParams.get("view") === "FULL";
      const all = this.executions.map(({ labels, ...rest }) => (isFull ? { ...rest, labels } : rest)).reverse();
      return sent("ListExecutionsResponse", { executions: all.slice(0, Number(url.searchParams.get("pageSize"))) });
    }
    const found = (all: readonly Json[], tail = id) => {
      const one = all.find((each) => each.name.endsWith(`/${tail}`));
      if (one === undefined) throw new Refusal(404, "NOT_FOUND", `Requested entity was not found: ${tail}`);
      return one;
    };
    if (name === "executions.get") return sent("Execution", found(this.executions));
    if (name === "pipelineJobs.get") return sent("PipelineJob", found([...this.jobs.values()]));
    if (name === "customJobs.list") {
      const shown = /^display_name="([\w-]+)"$/.exec(url.searchParams.get("filter") ?? "")?.[1];
      return sent("ListCustomJobsResponse", {
        customJobs: this.customJobs.filter(({ displayName }) => displayName === shown).reverse(),
      });
    }
    if (name === "models.list") {
      const shown = /^display_name="([\w-]+)"$/.exec(url.searchParams.get("filter") ?? "")?.[1];
      return sent("ListModelsResponse", {
        models: this.versions.filter((each) => each.displayName === shown).slice(-1),
      });
    }
    if (name === "models.listVersions") {
      const from = Number(url.searchParams.get("pageToken") || 0);
      const more = this.versions.length > from + 1 ? { nextPageToken: String(from + 1) } : {};
      return sent("ListModelVersionsResponse", { models: this.versions.slice(from, from + 1), ...more });
    }
    if (name === "models.get") return sent("Model", this.version(id));
    if (name === "operations.get") return this.operation(url);
    found([{ name: `${this.place}/endpoints/${this.endpointId}` }]);
    if (name === "endpoints.get") {
      const deployedModels = this.isStuck ? [] : this.deployed;
      const shares = this.isStuck ? {} : { trafficSplit: this.split };
      return sent("Endpoint", { name: `${this.place}/endpoints/${id}`, displayName: id, deployedModels, ...shares });
    }
    if (name === "endpoints.patch") {
      this.check("Endpoint", body);
      if (url.searchParams.get("updateMask") !== "trafficSplit" || method !== "PATCH")
        throw new Refusal(400, "INVALID_ARGUMENT", "an update mask must be given");
      this.spread(
        body.trafficSplit,
        this.deployed.map((each) => each.id),
      );
      this.goesOn(this.serveLive());
      return sent("Endpoint", { name: `${this.place}/endpoints/${id}`, trafficSplit: this.split });
    }
    if (name === "endpoints.deployModel") return this.deployModel(body);
    if (name === "endpoints.undeployModel") return this.undeployModel(body);
    throw new Refusal(404, "NOT_FOUND", `${method} ${url.pathname}`);
  }

  /**
   * Sets who gets which share: the keys are deployed models, and the shares add up to 100.
   * docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints#Endpoint (2026-11)
   */
  private spread(split: Json, ids: readonly string[]): void {
    const shares = Object.values<number>(split ?? {});
    if (shares.reduce((sum, share) => sum + share, 0) !== 100)
      throw new Refusal(400, "INVALID_ARGUMENT", "traffic percentage values must add up to 100");
    const foreign = Object.keys(split).filter((id) => !ids.includes(id));
    if (foreign.length > 0) throw new Refusal(400, "INVALID_ARGUMENT", `no DeployedModel ${foreign.join(", ")}`);
    this.split = { ...split };
  }

  private async serveLive(): Promise<void> {
    const [id] = Object.entries(this.split).find(([, share]) => share === 100) ?? [];
    const found = this.deployed.find((each) => each.id === id);
    if (found !== undefined) await this.serve(Number(found.modelVersionId));
  }

  private deployedModel(given: Json): Json {
    const [, version] = String(given.model).split("@");
    this.version(String(given.model).split("/").at(-1) ?? "");
    return { ...given, modelVersionId: version, createTime: now() };
  }

  /**
   * An id of one's own has 1 to 10 digits and is taken once; "0" in the split is what is deployed by the call.
   * docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/deployModel (2026-11)
   */
  private deployModel(body: Json): Answer {
    this.check("DeployModelRequest", body);
    const { id } = body.deployedModel;
    if (!/^[1-9]\d{0,9}$/.test(id)) throw new Refusal(400, "INVALID_ARGUMENT", `DeployedModel.id ${id}`);
    if (this.deployed.some((each) => each.id === id)) throw new Refusal(409, "ALREADY_EXISTS", `DeployedModel ${id}`);
    const { "0": own, ...others } = body.trafficSplit;
    const split = { ...others, [id]: own };
    const ids = [...this.deployed.map((each) => each.id), id];
    if (Object.keys(split).length !== ids.length)
      throw new Refusal(400, "INVALID_ARGUMENT", "each DeployedModel must have a share");
    const made = this.deployedModel(body.deployedModel);
    return this.operate(async () => {
      this.deployed = [...this.deployed, made];
      this.spread(split, ids);
    });
  }

  /** What still gets traffic beside others cannot be taken off. */
  private undeployModel(body: Json): Answer {
    this.check("UndeployModelRequest", body);
    const id = body.deployedModelId;
    if (!this.deployed.some((each) => each.id === id)) throw new Refusal(404, "NOT_FOUND", `DeployedModel ${id}`);
    if (this.deployed.length > 1 && (this.split[id] ?? 0) > 0)
      throw new Refusal(400, "INVALID_ARGUMENT", "traffic must be 0 before a DeployedModel is undeployed");
    return this.operate(async () => {
      this.deployed = this.deployed.filter((each) => each.id !== id);
      const { [id]: _, ...rest } = this.split;
      this.split = rest;
    });
  }

  private operate(done: () => Promise<void>): Answer {
    const name = `${this.place}/endpoints/${this.endpointId}/operations/${this.operations.size + 1}`;
    this.operations.set(name, { until: Date.now() + this.rollout, done });
    this.goesOn(sleep(this.rollout).then(done));
    const json = { name };
    this.check("Operation", json);
    return { json };
  }

  private operation(url: URL): Answer {
    const name = url.pathname.slice(url.pathname.indexOf("projects/"));
    const found = this.operations.get(name);
    if (found === undefined) throw new Refusal(404, "NOT_FOUND", `Operation not found: ${name}`);
    const isDone = Date.now() > found.until + 20;
    const json = { name, ...(isDone ? { done: true } : {}) };
    this.check("Operation", json);
    return { json };
  }

  private version(id: string): Json {
    const found = this.versions.find(({ versionId }) => id === `4711@${versionId}`);
    if (found === undefined) throw new Refusal(404, "NOT_FOUND", `The Model does not exist: ${id}`);
    return found;
  }

  /**
   * Begins an execution. Labels: lower-case letters, digits, - and _, at most 63 signs.
   * docs.cloud.google.com/workflows/docs/reference/executions/rest/v1/projects.locations.workflows.executions (2026-11)
   */
  private begin({ name, labels }: { name: string; labels: Readonly<Record<string, string>> }): Json {
    for (const part of Object.entries(labels).flat())
      if (!/^[a-z0-9_-]{1,63}$/.test(part)) throw new Refusal(400, "INVALID_ARGUMENT", `invalid label ${part}`);
    const full = `${this.place}/workflows/${this.pipeline}/executions/${name}`;
    const execution: Json = { name: full, startTime: now(), state: "ACTIVE", labels };
    Object.assign(execution, { workflowRevisionId: "000001-a1b" });
    this.executions.push(execution);
    this.started += 1;
    this.goesOn(this.execute(execution, `${this.pipeline}-${name}`));
    return execution;
  }

  private async execute(execution: Json, id: string): Promise<void> {
    const taskDetails: Json[] = [];
    const job: Json = { name: `${this.place}/pipelineJobs/${id}`, displayName: this.pipeline, createTime: now() };
    const task = (taskName: string, state: string, more: Json = {}) => {
      const made: Json = { taskId: String(taskDetails.length), taskName, state, createTime: now(), ...more };
      taskDetails.push(made);
      return made;
    };
    await sleep(20);
    Object.assign(job, { state: "PIPELINE_STATE_RUNNING", startTime: now(), jobDetail: { taskDetails } });
    this.jobs.set(id, job);
    const root = task(this.pipeline, "RUNNING", { startTime: now() });
    const host = this.watched(async (step) => {
      const seen = task(step.name, "RUNNING", { startTime: now() });
      await sleep(20);
      const made: Json = {
        ...{
          name: `${this.place}/customJobs/${this.customJobs.length + 1}`,
          displayName: `${this.pipeline}-${step.name}`,
        },
        ...{ createTime: now(), state: "JOB_STATE_PENDING" },
      };
      this.customJobs.push(made);
      await sleep(30);
      Object.assign(made, { startTime: now(), state: "JOB_STATE_RUNNING" });
      const result = await this.props.host.run(step);
      const isGood = result.exitCode === 0;
      Object.assign(made, { endTime: now(), state: isGood ? "JOB_STATE_SUCCEEDED" : "JOB_STATE_FAILED" });
      await sleep(5);
      Object.assign(seen, { endTime: now(), state: isGood ? "SUCCEEDED" : "FAILED" });
      // the message of a job that failed ends with what the container wrote
      if (!isGood) seen.error = { code: 9, message: `The DAG failed: ${result.stderr.trim().slice(-300)}` };
      return result;
    });
    const { json } = this.props;
    const parent_model = this.versions.length === 0 ? "" : this.model;
    const outcome = await runVertex(readVertex(json, "pipeline"), host, { parent_model }, id).catch((error) => ({
      ...{ ran: [] as string[], ended: "failed" as const, message: String(error), registered: undefined },
    }));
    const { registered, message = "" } = outcome;
    if (registered !== undefined) {
      const ended = { startTime: now(), endTime: now() };
      task("gate", "SUCCEEDED", ended);
      task("register", "SUCCEEDED", ended);
      this.register(registered);
    } else if (message.startsWith("gate:")) task("gate", "NOT_TRIGGERED");
    const isGood = registered !== undefined;
    const hasFailed = !isGood && !message.startsWith("gate:");
    Object.assign(root, { endTime: now(), state: hasFailed ? "FAILED" : "SUCCEEDED" });
    Object.assign(job, { state: `PIPELINE_STATE_${hasFailed ? "FAILED" : "SUCCEEDED"}`, endTime: now() });
    const payload = `"run ${id} failed: ${message.slice(0, 100)}"`;
    Object.assign(execution, { endTime: now(), state: isGood ? "SUCCEEDED" : "FAILED" });
    if (!isGood) execution.error = { payload, context: "" };
  }

  private register(registered: Json): void {
    const versionId = String(this.versions.length + 1);
    this.registry.set(versionId, registered);
    this.versions.push({
      ...{ name: this.model, displayName: registered.display_name, versionId, versionCreateTime: now() },
      ...{ versionAliases: versionId === "1" ? ["default"] : [], artifactUri: registered.artifact_uri },
    });
  }
}
