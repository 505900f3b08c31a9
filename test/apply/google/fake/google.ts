/** Google's REST APIs as far as the stack calls them: keeps what is sent, answers what the provider reads. */
import { compute } from "./compute.js";
import { refusalOf, withoutZeros } from "./rules.js";
import { Store, time } from "./store.js";
import { at, type Call, type Json, Refusal } from "./world.js";

const number = "123456789012";

/** The one spelling of a path that the provider writes in several ways, because its paths repeat parts of the base. */
function straight(path: string): string {
  return path
    .replace(/\/(v\d)\/\1\//, "/$1/")
    .replace(/^\/(storage|bigquery)\/(v\d)\/\1\/\2\//, "/$1/$2/")
    .replace(/^\/dnsx\/(?:v1\/)?(?:dns\/v1\/)?/, "/dns/v1/");
}

/** One project of a Google that refuses what its documents say. */
export class FakeGoogle extends Store {
  /** Calls that it does not know, such as `GET /x/v1/y`. */
  readonly unknown: string[] = [];
  /** Calls that it refused, with why. */
  readonly refused: string[] = [];
  private readonly services = new Set<string>();

  /** The status and the body of an answer. */
  answer(given: Call): readonly [number, unknown] {
    const call = { ...given, path: straight(given.path) };
    try {
      const refusal = refusalOf(call, this);
      if (refusal !== undefined) throw refusal;
      return [200, this.policyOf(call) ?? this.serve(call)];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status !== 404) this.refused.push(`${call.method} ${call.path}: ${error.message}`);
      return [error.status, error.body];
    }
  }

  /** What is left that is not only held back, by path. */
  leftovers(): readonly string[] {
    return [...this.things].flatMap(([path, thing]) =>
      thing["deleted"] === true || thing["lifecycleState"] === "DELETE_REQUESTED" ? [] : [path],
    );
  }

  /** IAM policies hang on anything. */
  private policyOf({ method, path, body }: Call): Json | undefined {
    const [, key, verb] = /^(.*)[:/](get|set)IamPolicy$/.exec(path) ?? /^(\/storage\/.*)\/(iam)$/.exec(path) ?? [];
    if (key === undefined) return undefined;
    if (verb === "get" || (verb === "iam" && method === "GET")) {
      return this.policies.get(key) ?? { version: 1, etag: "BwX0", bindings: [] };
    }
    const policy = { ...(at(body, "policy")["bindings"] ? at(body, "policy") : body), etag: `Bw${this.next()}=` };
    this.policies.set(key, policy);
    return policy;
  }

  private serve(call: Call): unknown {
    const { method, path, body } = call;
    const service = path.split("/")[1] ?? "";
    const operation = (thing: Json) => ({ name: `operations/${this.next()}`, done: true, response: thing });
    const plain = (thing: Json) => thing;
    switch (service) {
      case "aiplatform":
        return this.usual(call, { query: "endpointId" }, method === "PATCH" ? plain : operation);
      case "artifactregistry":
        return this.usual(call, { query: "repository_id" }, method === "PATCH" ? plain : operation);
      case "workflows":
        return this.usual(call, { query: "workflowId" }, operation, { state: "ACTIVE", revisionId: "000001-abc" });
      case "cloudscheduler":
        return this.scheduler(call);
      case "monitoring":
        return this.monitoring(call);
      case "cloudquotas":
        return this.quota(call);
      case "cloudkms":
        return this.keys(call);
      case "billing":
        return this.usual(call, {});
      case "logging":
        return this.logging(call);
      case "bigquery":
        return this.dataset(call);
      case "dns":
        return this.dns(call);
      case "iam":
        return this.iam(call);
      case "resourcemanager":
        return {
          projectId: path.split("/")[4],
          projectNumber: number,
          lifecycleState: "ACTIVE",
          name: path.split("/")[4],
        };
      case "cloudbilling":
        return { billingAccountName: "billingAccounts/012345-6789AB-CDEF01", billingEnabled: true };
      case "serviceusage":
        return this.serviceUsage(path, body);
      case "storage":
        return this.storage(call);
      case "compute":
        return compute(this, call);
      default:
        this.unknown.push(`${method} ${path}`);
        throw new Refusal(404, `not known here: ${method} ${path}`, "NOT_FOUND");
    }
  }

  private scheduler(call: Call): Json {
    const [, job, verb] = /^(.*):(pause|resume)$/.exec(call.path) ?? [];
    if (job === undefined)
      return this.usual(call, { body: "name" }, undefined, call.method === "POST" ? { state: "ENABLED" } : {});
    return Object.assign(this.get(job), { state: verb === "pause" ? "PAUSED" : "ENABLED" });
  }

  private monitoring(call: Call): unknown {
    const answer = this.usual(call, {});
    if (call.path.includes("/dashboards")) return withoutZeros(answer);
    const conditions = Array.isArray(answer["conditions"]) ? (answer["conditions"] as Json[]) : [];
    for (const [index, condition] of conditions.entries())
      condition["name"] ??= `${answer["name"]}/conditions/${index}`;
    return answer;
  }

  private quota(call: Call): Json {
    const answer = this.usual(call, { query: "quotaPreferenceId" }, undefined, { reconciling: false });
    const config = at(answer, "quotaConfig");
    if (config["preferredValue"] !== undefined)
      Object.assign(config, { grantedValue: config["preferredValue"], traceId: "t" });
    return answer;
  }

  private keys(call: Call): Json {
    if (call.path.endsWith("/cryptoKeyVersions")) {
      return { cryptoKeyVersions: [{ name: `${call.path.slice(call.path.indexOf("projects"))}/1`, state: "ENABLED" }] };
    }
    if (call.path.endsWith(":destroy")) return {};
    const id = call.path.endsWith("/keyRings") ? "keyRingId" : "cryptoKeyId";
    return this.usual(call, { query: id }, undefined, call.method === "POST" ? { primary: { state: "ENABLED" } } : {});
  }

  private logging(call: Call): Json {
    const { method, body } = call;
    const path = call.path.replace(":createAsync", "");
    if (method === "POST" && /\/(sinks|exclusions|metrics)$/.test(path)) {
      const writer = path.endsWith("/sinks") ? { writerIdentity: "serviceAccount:writer@logging.example" } : {};
      return this.create(`${path}/${body["name"]}`, { ...body, ...writer, createTime: time, updateTime: time });
    }
    if (method === "DELETE" && path.includes("/buckets/")) {
      this.get(path)["lifecycleState"] = "DELETE_REQUESTED";
      this.deletedAt.set(path, this.now());
      return {};
    }
    const wrap = call.path.includes(":createAsync")
      ? (thing: Json) => ({ name: "operations/1", done: true, response: thing })
      : undefined;
    return this.usual(
      { ...call, path },
      { query: "bucketId" },
      wrap,
      method === "POST" ? { lifecycleState: "ACTIVE" } : {},
    );
  }

  private dataset(call: Call): Json {
    if (call.method !== "POST") return this.usual(call, {});
    const id = String(at(call.body, "datasetReference")["datasetId"]);
    const more = { id, etag: "e", creationTime: "1", lastModifiedTime: "1", selfLink: "x" };
    return this.create(`${call.path}/${id}`, { access: [], ...call.body, ...more });
  }

  private dns(call: Call): unknown {
    const [, zone, rest] = /^(.*\/managedZones\/[^/]+)\/(changes|rrsets)/.exec(call.path) ?? [];
    if (zone === undefined) {
      if (call.method !== "POST") {
        const answer = this.usual(call, {});
        return call.method === "GET" ? answer : { status: "done" };
      }
      return this.create(`${call.path}/${call.body["name"]}`, {
        ...call.body,
        id: "4",
        creationTime: time,
        nameServers: [],
      });
    }
    const key = (name: unknown, type: unknown) => `${zone}/rrsets/${name}/${type}`;
    if (rest === "changes") {
      if (call.method === "GET") return { id: "1", status: "done" };
      const of = (list: string) => (Array.isArray(call.body[list]) ? (call.body[list] as Json[]) : []);
      for (const { name, type } of of("deletions")) this.things.delete(key(name, type));
      for (const record of of("additions")) this.things.set(key(record["name"], record["type"]), record);
      return { id: "1", status: "done", additions: of("additions") };
    }
    const [, , , , , , , , name = call.query.get("name"), type = call.query.get("type")] = call.path.split("/");
    const all = [...this.things].filter(([path]) => path.startsWith(`${zone}/rrsets/`)).map(([, record]) => record);
    return {
      rrsets: all.filter((one) => (name ?? one["name"]) === one["name"] && (type ?? one["type"]) === one["type"]),
    };
  }

  private iam(call: Call): Json {
    const { method, path, body } = call;
    const project = path.split("/")[4];
    if (path.endsWith("/serviceAccounts") && method === "POST") {
      const email = `${body["accountId"]}@${project}.iam.gserviceaccount.com`;
      const more = {
        name: `projects/${project}/serviceAccounts/${email}`,
        email,
        projectId: project,
        uniqueId: `1${number}`,
      };
      return this.create(`${path}/${email}`, { ...at(body, "serviceAccount"), ...more });
    }
    if (!path.includes("/roles")) return this.usual(call, {});
    if (path.endsWith("/roles") && method === "POST") {
      const key = `${path}/${body["roleId"]}`;
      this.things.delete(key);
      this.deletedAt.delete(key);
      return this.create(key, { ...at(body, "role"), name: `projects/${project}/roles/${body["roleId"]}`, etag: "x" });
    }
    if (path.endsWith(":undelete")) {
      const role = this.get(path.replace(":undelete", ""));
      delete role["deleted"];
      this.deletedAt.delete(path.replace(":undelete", ""));
      return role;
    }
    if (method === "DELETE") {
      this.deletedAt.set(path, this.now());
      return Object.assign(this.get(path), { deleted: true });
    }
    return this.usual(call, {});
  }

  private serviceUsage(path: string, body: Json): Json {
    const done = { name: "operations/noop.DONE_OPERATION", done: true, response: {} };
    if (path.endsWith(":batchEnable")) {
      for (const service of body["serviceIds"] as string[]) this.services.add(service);
      return done;
    }
    const [, one, verb] = /\/([^/]+):(enable|disable)$/.exec(path) ?? [];
    if (one !== undefined) {
      if (verb === "enable") this.services.add(one);
      else this.services.delete(one);
      return done;
    }
    const shown = (name: string) => ({
      name: `projects/${number}/services/${name}`,
      parent: `projects/${number}`,
      config: { name },
      state: "ENABLED",
    });
    return { services: [...this.services].sort().map(shown) };
  }

  private storage(call: Call): Json {
    const { method, path, body } = call;
    if (/\/anywhereCaches\/?$/.test(path)) return { items: [] };
    if (path.endsWith("/o")) {
      return { items: [...this.things].filter(([key]) => key.startsWith(`${path}/`)).map(([, thing]) => thing) };
    }
    if (path === "/storage/v1/b" && method === "POST") {
      const name = String(body["name"]);
      const more = {
        id: name,
        selfLink: "x",
        projectNumber: number,
        timeCreated: time,
        updated: time,
        metageneration: "1",
        etag: "x",
      };
      return this.create(`${path}/${name}`, { storageClass: "STANDARD", locationType: "region", ...body, ...more });
    }
    return this.usual(call, {});
  }
}
