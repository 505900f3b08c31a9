/**
 * MLflow's model registry on loopback, of the four calls that the step `register` makes; any other is refused as MLflow
 * refuses a path that it does not have. mlflow.org/docs/latest/rest-api (2026-11)
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../../rehearsal/contract.js";

/** A version as MLflow holds it. */
export interface Version {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A running registry. */
export interface Registry {
  readonly url: string;
  stop(): Promise<void>;
}

type Answer = readonly [status: number, body: object];

const refused = (status: number, code: string, message: string): Answer => [status, { error_code: code, message }];
const shown = ({ tags, ...rest }: Version): object => ({
  ...rest,
  // the client waits until it reads this
  status: "READY",
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
});

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || "{}");
}

function answer(path: string, url: URL, body: Json, models: Set<string>, versions: Version[]): Answer {
  if (path === "registered-models/create") {
    if (!body.name) return refused(400, "INVALID_PARAMETER_VALUE", "Registered model name cannot be empty");
    if (models.has(body.name)) return refused(400, "RESOURCE_ALREADY_EXISTS", `Registered Model (name=${body.name})`);
    models.add(body.name);
    return [200, { registered_model: { name: body.name } }];
  }
  if (path === "model-versions/search") {
    const [, name] = /^name\s*=\s*'([^']*)'$/.exec(url.searchParams.get("filter") ?? "") ?? [];
    return [200, { model_versions: versions.filter((each) => name === undefined || each.name === name).map(shown) }];
  }
  if (path === "model-versions/get") {
    const [name, version] = [url.searchParams.get("name"), url.searchParams.get("version")];
    const found = versions.find((each) => each.name === name && each.version === version);
    if (found !== undefined) return [200, { model_version: shown(found) }];
    return refused(404, "RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=${version}) not found`);
  }
  if (path === "model-versions/create") {
    if (!models.has(body.name))
      return refused(404, "RESOURCE_DOES_NOT_EXIST", `Registered Model with name=${body.name} not found`);
    const number = versions.filter(({ name }) => name === body.name).length + 1;
    const tags = Object.fromEntries((body.tags ?? []).map(({ key, value }: Json) => [key, value]));
    const made: Version = { name: body.name, version: String(number), source: body.source, tags };
    versions.push(made);
    return [200, { model_version: shown(made) }];
  }
  return refused(404, "ENDPOINT_NOT_FOUND", path);
}

/** Starts it with versions that it has already; what is registered is added to them. */
export async function startRegistry(versions: Version[]): Promise<Registry> {
  const models = new Set(versions.map(({ name }) => name));
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const path = url.pathname.replace(/^\/api\/2\.0\/mlflow\//, "");
    const [status, body] = answer(path, url, await bodyOf(request), models, versions);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
