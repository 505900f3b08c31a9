/** Resource Manager, Azure ML, blobs and Cost Management on loopback, as far as a trial asks them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AzureAccess } from "../../../stacks/azure/rehearsal/access.js";
import { readAzureMl, runAzureMl } from "../../../stacks/azure/rehearsal/pipeline.js";
import { rehearsal } from "../../../stacks/azure/rehearsal.js";
import type { Json } from "../../../stacks/rehearsal/contract.js";
import { resolveReferences } from "../../../stacks/rehearsal/references.js";
import { resourcesOf, type Synthesized } from "../../../stacks/rules/synthesized.js";
import type { LocalHost } from "../../../trial/host.js";
import { type Answer, type Asked, PlatformServer, Refusal } from "./platform-server.js";

const now = () => new Date().toISOString();
const service = "Microsoft.MachineLearningServices/workspaces";

/** Who a token is of. */
type Who = "operator" | "exporter";

/** Which audience each place takes a token of: learn.microsoft.com/entra/identity-platform/access-tokens (2026-11) */
const audiences = {
  arm: "https://management.azure.com",
  history: "https://ml.azure.com",
  scoring: "https://ml.azure.com",
  blobs: "https://storage.azure.com",
} as const;

/** The platform. */
export class AzureMl extends PlatformServer {
  private readonly jobs = new Map<string, Json>();
  private readonly children = new Map<string, Json[]>();
  private readonly versions: Json[] = [];
  private readonly workspace: string;
  private readonly group: string;
  readonly account: string;
  private readonly exporter: string;
  private readonly endpointName: string;
  private readonly deployments: readonly string[];
  private readonly access: AzureAccess;
  private traffic: Record<string, number> = {};
  private updatingUntil = 0;

  private constructor(json: Synthesized, host: LocalHost, command: readonly string[]) {
    super({ json, host, command, rehearsal });
    const resolved = (value: unknown): Json => JSON.parse(resolveReferences(json, JSON.stringify(value)));
    const ofType = (type: string) =>
      resourcesOf(json)
        .filter(({ arguments: given }) => String(given["type"]).startsWith(`${service}/${type}@`))
        .map(({ arguments: given }) => resolved(given));
    const { pipeline } = json.resource?.["azapi_resource"] ?? {};
    this.workspace = resolved(pipeline).parent_id;
    this.group = this.workspace.split("/providers/")[0] ?? "";
    this.account = ofType("datastores")[0].body.properties.accountName;
    this.endpointName = ofType("onlineEndpoints")[0].name;
    this.deployments = ofType("onlineEndpoints/deployments").map(({ name }) => name);
    this.access = new AzureAccess(json, "azurerm_user_assigned_identity.exporter");
    const exporter = resolved(json.resource?.["azurerm_user_assigned_identity"]?.["exporter"]).name;
    this.exporter = `${this.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${exporter}`;
  }

  static async start(json: Synthesized, host: LocalHost, command: readonly string[]): Promise<AzureMl> {
    const azure = new AzureMl(json, host, command);
    await azure.listen();
    return azure;
  }

  /** What a machine is set to that asks this server: an App Service's identity, and the names of other clouds. */
  environment(): Readonly<Record<string, string>> {
    return {
      IDENTITY_ENDPOINT: `${this.url}/msi/token`,
      IDENTITY_HEADER: "of this machine",
      ARM_RESOURCE_MANAGER_ENDPOINT: `${this.url}/arm/`,
      AZURE_STORAGE_SERVICE_ENDPOINT: `${this.url}/blobs/`,
    };
  }

  /** Makes what a deploy and two runs make. */
  async deploy(): Promise<void> {
    for (const name of ["first-1", "first-2"]) {
      this.begin(name, readAzureMl(this.props.json, "pipeline").job);
      await this.settled();
    }
    this.traffic = Object.fromEntries(this.deployments.map((name) => [name, name === "rel-r1" ? 100 : 0]));
    await this.serve(1);
  }

  protected refused(_: number, code: string, message: string): object {
    return { error: { code, message } };
  }

  protected nameOf({ method, url }: Asked): string {
    const path = url.pathname;
    if (path === "/msi/token") return "token";
    if (path === "/discovery") return "discovery";
    if (path.startsWith("/score/")) return "score";
    if (path.startsWith("/history/")) return "runs.children";
    if (path.startsWith("/blobs/")) return url.searchParams.get("comp") === "list" ? "blobs.list" : "blobs.get";
    if (path.endsWith("/Microsoft.CostManagement/query")) return "cost.query";
    const [, collection = ""] = /\/workspaces\/[^/]+\/(\w+)/.exec(path) ?? [];
    return `${collection || "workspaces"}.${method.toLowerCase()}`;
  }

  protected answer(asked: Asked): Answer | Promise<Answer> {
    const name = this.nameOf(asked);
    if (name === "token") return this.token(asked);
    if (name === "discovery") return { json: { api: this.url, history: this.url } };
    const place =
      name === "score" ? "scoring" : name === "runs.children" ? "history" : name.startsWith("blobs.") ? "blobs" : "arm";
    const who = this.whoIs(asked, audiences[place]);
    if (name === "score") return this.score(asked);
    if (name === "runs.children") return this.childrenOf(asked);
    if (name.startsWith("blobs.")) return this.blobs(who, asked);
    if (!asked.url.searchParams.has("api-version"))
      throw new Refusal(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required",
      );
    if (name === "cost.query") return this.cost(asked);
    return this.arm(name, asked);
  }

  /**
   * A token of this machine's identity: the system's, or one that is named by its resource id.
   * learn.microsoft.com/azure/app-service/overview-managed-identity, REST endpoint reference (2026-11)
   */
  private token({ url, headers }: Asked): Answer {
    if (headers["x-identity-header"] !== "of this machine") throw new Refusal(401, "invalid_header", "no header");
    const id = url.searchParams.get("mi_res_id");
    if (id !== null && id !== this.exporter) throw new Refusal(400, "invalid_request", `no identity ${id} here`);
    const resource = url.searchParams.get("resource") ?? "";
    const claims = { aud: resource.replace(/\/+$/, ""), appid: id === null ? "ml-operator" : "exporter" };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const access_token = `${part({ alg: "none" })}.${part(claims)}.s`;
    const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
    return { json: { access_token, expires_on, resource, token_type: "Bearer" } };
  }

  private whoIs({ headers }: Asked, audience: string): Who {
    const [, token = ""] = /^Bearer (.+)$/.exec(String(headers.authorization ?? "")) ?? [];
    try {
      const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
      if (claims.aud === audience) return claims.appid === "exporter" ? "exporter" : "operator";
    } catch {}
    throw new Refusal(401, "InvalidAuthenticationTokenAudience", `The access token must be of ${audience}`);
  }

  private async score({ method, url, body }: Asked): Promise<Answer> {
    if (method !== "POST" || url.pathname !== `/score/${this.endpointName}/invocations`)
      throw new Refusal(404, "NotFound", url.pathname);
    return this.predicted(body);
  }

  /** Child runs, a page of two at a time. */
  private childrenOf({ url }: Asked): Answer {
    const [, run = ""] = /^\/history\/v1\.0(?:\/[^/]+)*\/runs\/([^/]+)\/children$/.exec(url.pathname) ?? [];
    if (!url.pathname.startsWith(`/history/v1.0${this.workspace}/`))
      throw new Refusal(404, "NotFound", "no such workspace");
    const all = this.children.get(run);
    if (all === undefined) throw new Refusal(404, "UserError", `Run ${run} not found`);
    const from = Number(url.searchParams.get("from") ?? 0);
    const next = new URL(url);
    next.searchParams.set("from", String(from + 2));
    const json = { value: all.slice(from, from + 2), ...(all.length > from + 2 ? { nextLink: next.href } : {}) };
    for (const each of json.value) this.check("Run", each);
    return { json };
  }

  /**
   * Blobs, by the roles of the exporter's identity; a page of a listing holds two. The version must be named where a
   * token is: learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory (2026-11).
   */
  private blobs(who: Who, { url, headers }: Asked): Answer {
    if (headers["x-ms-version"] === undefined) throw new Refusal(400, "InvalidHeaderValue", "x-ms-version is required");
    const path = decodeURIComponent(url.pathname.slice("/blobs/".length));
    const uri = `https://${this.account}.blob.core.windows.net/${path}`;
    const isList = url.searchParams.get("comp") === "list";
    const demand = (action: "list" | "read", what: string) => {
      if (who === "exporter" && !this.access.allows(action, what))
        throw new Refusal(403, "AuthorizationPermissionMismatch", "not authorized using this permission");
    };
    if (!isList) {
      demand("read", uri);
      if (!this.props.host.has(uri)) throw new Refusal(404, "BlobNotFound", "The specified blob does not exist.");
      return { bytes: readFileSync(this.props.host.at(uri)) };
    }
    demand("list", `${uri}/`);
    const root = this.props.host.at(uri);
    const names = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((name) => name.startsWith(url.searchParams.get("prefix") ?? ""))
      .sort();
    const from = Number(url.searchParams.get("marker") || 0);
    const more = names.length > from + 2 ? `<NextMarker>${from + 2}</NextMarker>` : "<NextMarker />";
    const blobs = names.slice(from, from + 2).map((name) => `<Blob><Name>${name}</Name></Blob>`);
    const xml = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs.join("")}</Blobs>${more}</EnumerationResults>`;
    return { bytes: Buffer.from(xml), headers: { "content-type": "application/xml" } };
  }

  /**
   * The bill by day and tag. At most two groupings, and a period of a year at most:
   * learn.microsoft.com/rest/api/cost-management/query/usage (2026-11).
   */
  private cost({ method, url, body }: Asked): Answer {
    const { type, timeframe, timePeriod, dataset } = body ?? {};
    if (method !== "POST" || !url.pathname.startsWith(`/arm${this.group}/`))
      throw new Refusal(404, "NotFound", "scope");
    const isWhole = type === "ActualCost" && timeframe === "Custom" && dataset?.granularity === "Daily";
    const days = (Date.parse(timePeriod?.to) - Date.parse(timePeriod?.from)) / 86_400_000;
    if (!isWhole || !(days > 0 && days <= 366) || dataset.grouping.length > 2)
      throw new Refusal(400, "BadRequest", "Invalid query definition");
    const columns = [
      ...[
        { name: "Cost", type: "Number" },
        { name: "UsageDate", type: "Number" },
        { name: "TagKey", type: "String" },
      ],
      ...[
        { name: "TagValue", type: "String" },
        { name: "Currency", type: "String" },
      ],
    ];
    const rows = this.charges.map(({ amount, hasOwner, day }) => [
      ...[amount, Number(day.replaceAll("-", "")), "owner", hasOwner ? "ml@acme.io" : "", "USD"],
    ]);
    // a page for each row
    const from = Number(url.searchParams.get("$skiptoken") ?? 0);
    const next = new URL(url);
    next.searchParams.set("$skiptoken", String(from + 1));
    const nextLink = rows.length > from + 1 ? next.href : null;
    return { json: { properties: { nextLink, columns, rows: rows.slice(from, from + 1) } } };
  }

  private arm(name: string, { url, body }: Asked): Answer {
    const path = decodeURIComponent(url.pathname.slice("/arm".length));
    if (!path.startsWith(this.workspace)) throw new Refusal(404, "ResourceNotFound", `${path} was not found`);
    const [, , id = "", , version] = path.slice(this.workspace.length).split("/");
    const sent = (type: string, json: Json, status = 200): Answer => {
      this.check(type, json);
      return { json, status };
    };
    const { json } = this.props;
    if (name === "workspaces.get") {
      const properties = { discoveryUrl: `${this.url}/discovery` };
      return sent("Workspace", { id: this.workspace, name: this.workspace.split("/").at(-1), properties });
    }
    if (name === "schedules.get") {
      const { name: schedule, body: given } = JSON.parse(
        resolveReferences(json, JSON.stringify(json.resource?.["azapi_resource"]?.["pipeline"])),
      );
      if (id !== schedule) throw new Refusal(404, "UserError", `Schedule ${id} was not found`);
      return sent("Schedule", { id: path, name: id, properties: given.properties });
    }
    if (name === "jobs.get") {
      const found = this.jobs.get(id);
      if (found === undefined) throw new Refusal(404, "UserError", `Job ${id} was not found`);
      return sent("JobBase", found);
    }
    if (name === "jobs.put") {
      this.check("JobBase", body);
      return sent("JobBase", this.begin(id, body.properties), 201);
    }
    if (name === "models.get") {
      if (version !== undefined) {
        const found = this.versions.find((each) => each.name === version);
        if (found === undefined) throw new Refusal(404, "UserError", `Model ${id}:${version} was not found`);
        return sent("ModelVersion", found);
      }
      const from = Number(url.searchParams.get("$skip") ?? 0);
      const next = new URL(url);
      next.searchParams.set("$skip", String(from + 1));
      const more = this.versions.length > from + 1 ? { nextLink: next.href } : {};
      return sent("ModelVersionResourceArmPaginatedResult", { value: this.versions.slice(from, from + 1), ...more });
    }
    if (id !== this.endpointName) throw new Refusal(404, "UserError", `${path} was not found`);
    if (name === "onlineEndpoints.get") return sent("OnlineEndpoint", this.endpoint(path));
    if (name === "onlineEndpoints.put") return sent("OnlineEndpoint", this.update(path, body), 201);
    throw new Refusal(405, "MethodNotAllowed", `${name} ${path}`);
  }

  private endpoint(id: string): Json {
    const state = this.isStuck ? "Creating" : Date.now() < this.updatingUntil ? "Updating" : "Succeeded";
    return {
      ...{ id, name: this.endpointName, location: "westeurope", kind: "Managed", tags: { pilot: "houses" } },
      identity: {
        type: "UserAssigned",
        userAssignedIdentities: { [`${this.group}/x`]: { principalId: "p", clientId: "c" } },
      },
      properties: {
        ...{ authMode: "AADToken", description: "the pilot's model", publicNetworkAccess: "Disabled" },
        ...{ provisioningState: state, traffic: this.traffic, compute: `${this.workspace}/computes/x` },
        ...{ scoringUri: `${this.url}/score/${this.endpointName}/invocations`, properties: {} },
      },
    };
  }

  /**
   * An endpoint is written whole: what decides who may call cannot change, and traffic names deployments that stand and
   * adds up to 100 or to 0. What the service says of itself cannot be written.
   * learn.microsoft.com/rest/api/azureml/online-endpoints/create-or-update (2026-11)
   */
  private update(id: string, body: Json): Json {
    if (!this.isDeployer)
      throw new Refusal(
        403,
        "AuthorizationFailed",
        `no authorization to perform action '${service}/onlineEndpoints/write'`,
      );
    this.check("OnlineEndpoint", body);
    const { location, identity, properties } = body;
    if (location === undefined || identity?.type === undefined || properties?.authMode !== "AADToken")
      throw new Refusal(400, "ValidationError", "location, identity and authMode must be what they are");
    if (properties.publicNetworkAccess !== "Disabled")
      throw new Refusal(400, "ValidationError", "publicNetworkAccess must not be left out: it is enabled then");
    for (const key of ["scoringUri", "swaggerUri", "provisioningState"])
      if (key in properties) throw new Refusal(400, "ValidationError", `${key} is read-only`);
    for (const given of Object.values<Json>(identity.userAssignedIdentities ?? {}))
      if (Object.keys(given).length > 0) throw new Refusal(400, "InvalidIdentityValues", "must be empty objects");
    if (Date.now() < this.updatingUntil)
      throw new Refusal(409, "Conflict", "The endpoint is being updated; try again when it is not");
    const shares = Object.values<number>(properties.traffic ?? {});
    const sum = shares.reduce((total, share) => total + share, 0);
    const foreign = Object.keys(properties.traffic ?? {}).filter((name) => !this.deployments.includes(name));
    if (foreign.length > 0 || (sum !== 100 && sum !== 0))
      throw new Refusal(400, "ValidationError", `traffic ${JSON.stringify(properties.traffic)} is not valid`);
    this.updatingUntil = Date.now() + this.rollout;
    const traffic = { ...properties.traffic };
    this.goesOn(
      sleep(this.rollout * 0.8).then(async () => {
        this.traffic = traffic;
        const [serving] = Object.entries(traffic).find(([, share]) => share === 100) ?? [];
        if (serving !== undefined) await this.serve(serving === "rel-r1" ? 1 : 2);
      }),
    );
    return this.endpoint(id);
  }

  /** Begins a job: a name has letters, digits, - and _, 255 at most; an experiment and a type are its own. */
  private begin(id: string, definition: Json): Json {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/.test(id)) throw new Refusal(400, "ValidationError", `job name ${id}`);
    if (definition?.jobType !== "Pipeline") throw new Refusal(400, "ValidationError", "jobType must be there");
    if (this.jobs.has(id)) throw new Refusal(409, "UserError", `A job with this name already exists: ${id}`);
    const job: Json = {
      ...{ id: `${this.workspace}/jobs/${id}`, name: id, systemData: { createdAt: now() } },
      properties: { ...definition, status: "NotStarted" },
    };
    this.jobs.set(id, job);
    this.children.set(id, []);
    this.started += 1;
    this.goesOn(this.execute(job, id));
    return job;
  }

  private async execute(job: Json, id: string): Promise<void> {
    await sleep(20);
    job.properties.status = "Running";
    const all = this.children.get(id) ?? [];
    const host = this.watched(async (step) => {
      const child: Json = {
        ...{ runId: `${id}-${step.name}`, parentRunId: id, displayName: step.name, runType: "azureml.StepRun" },
        ...{ createdUtc: now(), status: "Queued" },
      };
      all.push(child);
      await sleep(40);
      Object.assign(child, { startTimeUtc: now(), status: "Running" });
      const result = await this.props.host.run(step);
      const isGood = result.exitCode === 0;
      Object.assign(child, { endTimeUtc: now(), status: isGood ? "Completed" : "Failed" });
      // the error of a run that failed quotes the end of its log
      const message = `Execution failed. User process 'python3' exited with status code 1: ${result.stderr.slice(-200)}`;
      if (!isGood) child.error = { error: { code: "UserError", message } };
      return result;
    });
    const read = readAzureMl(this.props.json, "pipeline");
    const outcome = await runAzureMl(read, host, new Map(), id).catch((error) => ({
      ...{ ran: [] as string[], ended: "failed" as const, message: String(error), registered: undefined },
    }));
    if (outcome.registered !== undefined) this.register(outcome.registered);
    job.properties.status = outcome.ended === "succeeded" ? "Completed" : "Failed";
  }

  private register(registered: Json): void {
    const version = String(this.versions.length + 1);
    this.registry.set(version, registered);
    const [, container = "", path = ""] = /^https:\/\/[^/]+\/([^/]+)\/(.*)$/.exec(registered.path) ?? [];
    const stores = readAzureMl(this.props.json, "pipeline").datastores;
    const [store] = [...stores].find(([, place]) => place.endsWith(`/${container}/`)) ?? [];
    const modelUri = `azureml:/${this.workspace}/datastores/${store}/paths/${path}`;
    this.versions.push({
      ...{ id: `${this.workspace}/models/${registered.name}/versions/${version}`, name: version },
      properties: { modelType: "custom_model", modelUri, jobName: registered.job },
    });
  }
}
