/**
 * Unity Catalog's registry of models on loopback: MLflow's client and databricks-sdk call it as in a workspace, and it
 * refuses by the grants of the stack. Versions are kept by MLflow's own server, files with the objects of the host.
 * docs.databricks.com/machine-learning/manage-model-lifecycle (2026-11); the paths are those of mlflow 3.17
 * (databricks_uc_registry_service.proto) and of docs.databricks.com/api/workspace/files (2026-11).
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import type { Host, Json, Storage } from "../../rehearsal/contract.js";
import type { Privileges } from "./privileges.js";

const registryPath = "/api/2.0/mlflow/unity-catalog/";
const filesPath = "/api/2.0/fs/files/Models/";

/** Where the files of a version lie. */
export const modelUri = (name: string, version: string): string =>
  `dbfs:/Models/${name.replaceAll(".", "/")}/${version}`;

/** An answer that refuses. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

/** What it stands on. */
export interface CatalogProps {
  readonly host: Host;
  /** Registered models of the stack, as `catalog.schema.model`. */
  readonly models: readonly string[];
  /** Of whoever calls. */
  readonly privileges: Privileges;
  /** Where MLflow's own server answers. */
  readonly mlflow: string;
}

/** The registry. */
class Registry {
  /** Versions whose files are not all there yet: nobody sees them as ready, and nobody changes the others. */
  private readonly pending = new Set<string>();

  constructor(private readonly props: CatalogProps) {}

  private async mlflow(path: string, body?: object): Promise<Json> {
    const more = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.props.mlflow}/api/2.0/mlflow/${path}`, body === undefined ? {} : more);
    const json = (await answer.json()) as Json;
    if (answer.ok) return json;
    throw new Refused(answer.status, String(json.error_code), String(json.message));
  }

  /** A model of the stack is there before any of its versions. */
  async begin(): Promise<void> {
    for (const name of this.props.models)
      await this.mlflow("registered-models/create", { name }).catch((error: Refused) => {
        if (error.code !== "RESOURCE_ALREADY_EXISTS") throw error;
      });
  }

  private demand(name: string, privilege: string): void {
    if (!/^[^.]+\.[^.]+\.[^.]+$/.test(name))
      throw new Refused(400, "INVALID_PARAMETER_VALUE", `${name} is not a name of three levels`);
    if (!this.props.models.includes(name))
      throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", `Registered Model '${name}' does not exist.`);
    try {
      this.props.privileges.demand("model", name, privilege);
    } catch (error) {
      throw new Refused(403, "PERMISSION_DENIED", (error as Error).message.replace("PERMISSION_DENIED: ", ""));
    }
  }

  private async versions(name: string): Promise<readonly Json[]> {
    const query = new URLSearchParams({ filter: `name='${name}'`, max_results: "1000" });
    return (await this.mlflow(`model-versions/search?${query}`)).model_versions ?? [];
  }

  private shown(version: Json): Json {
    const isPending = this.pending.has(modelUri(version.name, version.version));
    return { ...version, status: isPending ? "PENDING_REGISTRATION" : "READY" };
  }

  private async version(name: string, number: string): Promise<Json> {
    const query = new URLSearchParams({ name, version: number });
    return this.shown((await this.mlflow(`model-versions/get?${query}`)).model_version);
  }

  /** One call of the registry. */
  async call(what: string, given: Json): Promise<Json> {
    if (what === "GET model-versions/search") {
      const [, name = ""] = /^name='([^']+)'$/.exec(given.filter) ?? [];
      this.demand(name, "EXECUTE");
      // tags are read one version at a time
      return { model_versions: (await this.versions(name)).map(({ tags: _, ...each }) => this.shown(each)) };
    }
    if (what === "GET model-versions/get") {
      this.demand(given.name, "EXECUTE");
      return { model_version: await this.version(given.name, given.version) };
    }
    if (what === "POST model-versions/create") {
      this.demand(given.name, "CREATE_MODEL_VERSION");
      const last = Math.max(0, ...(await this.versions(given.name)).map(({ version }) => Number(version)));
      const source = modelUri(given.name, String(last + 1));
      this.pending.add(source);
      const made = await this.mlflow("model-versions/create", { name: given.name, source, tags: given.tags ?? [] });
      return { model_version: this.shown(made.model_version) };
    }
    if (what === "POST model-versions/finalize") {
      this.demand(given.name, "CREATE_MODEL_VERSION");
      const uri = modelUri(given.name, given.version);
      const described = this.props.host.has(`${uri}/MLmodel`) ? this.props.host.read(`${uri}/MLmodel`) : "";
      if (!/inputs:/.test(described) || !/outputs:/.test(described))
        throw new Refused(400, "INVALID_PARAMETER_VALUE", "the model has no signature with inputs and outputs");
      this.pending.delete(uri);
      return { model_version: await this.version(given.name, given.version) };
    }
    throw new Refused(404, "ENDPOINT_NOT_FOUND", `No API found for '${what}'`);
  }

  /** One call of the files of a version. */
  file(method: string, path: string, content: Buffer): Buffer {
    const [catalog, schema, model, version = "", ...file] = path.split("/").map(decodeURIComponent);
    const name = `${catalog}.${schema}.${model}`;
    const uri = modelUri(name, version);
    const at = this.props.host.at([uri, ...file].join("/"));
    if (method === "GET" || method === "HEAD") {
      this.demand(name, "EXECUTE");
      if (!this.props.host.has([uri, ...file].join("/"))) throw new Refused(404, "NOT_FOUND", path);
      return readFileSync(at);
    }
    if (method !== "PUT") throw new Refused(405, "METHOD_NOT_ALLOWED", method);
    this.demand(name, "CREATE_MODEL_VERSION");
    if (!this.pending.has(uri))
      throw new Refused(409, "RESOURCE_CONFLICT", `${path}: a version that is ready does not change`);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    return Buffer.alloc(0);
  }
}

/** Starts it for one principal; the variables are those by which databricks-sdk finds a workspace. */
export async function startUnityCatalog(props: CatalogProps): Promise<Storage> {
  const registry = new Registry(props);
  await registry.begin();
  const token = randomUUID();
  const server = createServer(async (message, response) => {
    const { pathname, searchParams } = new URL(message.url ?? "/", "http://loopback");
    const end = (status: number, body: Buffer, type = "application/json") =>
      response.writeHead(status, { "content-type": type, "content-length": body.length }).end(body);
    try {
      const content = await bodyOf(message);
      if (pathname.startsWith("/.well-known/")) throw new Refused(404, "NOT_FOUND", "not a unified host");
      if (message.headers.authorization !== `Bearer ${token}`)
        throw new Refused(
          401,
          "UNAUTHENTICATED",
          "Credential was not sent or was of an unsupported type for this API.",
        );
      if (pathname.startsWith(filesPath)) {
        const bytes = registry.file(message.method ?? "", pathname.slice(filesPath.length), content);
        return end(message.method === "PUT" ? 204 : 200, bytes, "application/octet-stream");
      }
      if (!pathname.startsWith(registryPath)) throw new Refused(404, "ENDPOINT_NOT_FOUND", pathname);
      const given = content.length === 0 ? Object.fromEntries(searchParams) : JSON.parse(content.toString());
      const json = await registry.call(`${message.method} ${pathname.slice(registryPath.length)}`, given);
      return end(200, Buffer.from(JSON.stringify(json)));
    } catch (error) {
      const {
        status,
        code,
        message: words,
      } = error instanceof Refused ? error : new Refused(500, "INTERNAL_ERROR", String(error));
      return end(status, Buffer.from(JSON.stringify({ error_code: code, message: words })));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    environment: {
      DATABRICKS_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      DATABRICKS_TOKEN: token,
    },
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
