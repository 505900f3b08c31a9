/**
 * Cloud Storage on loopback for clients and containers that call it themselves: the JSON and the XML interface, one
 * principal, objects in memory. Every request is answered by the grants of the synthesized stack and logged.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { GoogleAccess, StorageTarget } from "./access.js";

/** Objects by `bucket/name`; several principals may share them. */
export type Objects = Map<string, Buffer>;

/** A running endpoint. */
export interface GcsEndpoint {
  readonly url: string;
  /** What an obstore client finds it by. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was asked, such as `403 storage.objects.list prefix=''`. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** A request that ends here, with this status. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const crc32cTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(content: Buffer): string {
  let sum = 0xffffffff;
  for (const byte of content) sum = ((crc32cTable[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8)) >>> 0;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((sum ^ 0xffffffff) >>> 0);
  return bytes.toString("base64");
}

const when = "2026-11-30T00:00:00.000Z";

/** The endpoint of one principal. */
class CloudStorage {
  readonly log: string[] = [];
  private readonly sessions = new Map<string, StorageTarget & { object: string }>();

  constructor(
    private readonly access: GoogleAccess,
    private readonly objects: Objects,
  ) {}

  /** docs.cloud.google.com/storage/docs/access-control/iam-json (2026-11): which permission a method needs. */
  private demand(permission: string, target: StorageTarget): void {
    const isAllowed = this.access.may(permission, target);
    const what = target.object === undefined ? `prefix='${target.prefix ?? ""}'` : `on '${target.object}'`;
    const about = permission.startsWith("storage.buckets.") ? "" : ` ${what}`;
    this.log.push(`${isAllowed ? 200 : 403} ${permission}${about}`);
    if (!isAllowed) {
      const of = `${target.bucket}/${target.object ?? ""}`;
      throw new Refused(403, `${this.access.account} does not have ${permission} access to ${of}.`);
    }
  }

  private metadata(bucket: string, name: string): object {
    const content = this.objects.get(`${bucket}/${name}`);
    if (content === undefined) throw new Refused(404, `No such object: ${bucket}/${name}`);
    return {
      kind: "storage#object",
      id: `${bucket}/${name}/1`,
      bucket,
      name,
      generation: "1",
      metageneration: "1",
      size: String(content.length),
      contentType: "application/octet-stream",
      storageClass: "STANDARD",
      crc32c: crc32c(content),
      md5Hash: createHash("md5").update(content).digest("base64"),
      etag: "CAE=",
      timeCreated: when,
      updated: when,
    };
  }

  /** Names below a prefix, and the folders of them where a delimiter is named. */
  private listed(bucket: string, query: URLSearchParams): { names: string[]; folders: string[] } {
    const prefix = query.get("prefix") ?? "";
    this.demand("storage.objects.list", { bucket, prefix });
    const delimiter = query.get("delimiter");
    const names: string[] = [];
    const folders = new Set<string>();
    for (const key of [...this.objects.keys()].sort()) {
      if (!key.startsWith(`${bucket}/${prefix}`)) continue;
      const name = key.slice(bucket.length + 1);
      const end = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
      const isFolderItself = query.get("includeTrailingDelimiter") === "true" && end === name.length - 1;
      if (end >= 0) folders.add(name.slice(0, end + 1));
      if (end < 0 || isFolderItself) names.push(name);
    }
    return { names, folders: [...folders] };
  }

  private write(target: StorageTarget & { object: string }, content: Buffer): object {
    this.demand("storage.objects.create", target);
    const key = `${target.bucket}/${target.object}`;
    // "storage.objects.delete: required where the request overwrites an object", iam-json, objects.insert (2026-11)
    if (this.objects.has(key)) this.demand("storage.objects.delete", target);
    this.objects.set(key, content);
    return this.metadata(target.bucket, target.object);
  }

  private remove(bucket: string, object: string): void {
    this.demand("storage.objects.delete", { bucket, object });
    if (!this.objects.delete(`${bucket}/${object}`)) throw new Refused(404, `No such object: ${bucket}/${object}`);
  }

  private content(bucket: string, object: string): Buffer {
    this.demand("storage.objects.get", { bucket, object });
    const content = this.objects.get(`${bucket}/${object}`);
    if (content === undefined) throw new Refused(404, `No such object: ${bucket}/${object}`);
    return content;
  }

  /** The JSON interface; undefined where a path is not of it. */
  json(method: string, url: URL, headers: IncomingMessage["headers"], body: Buffer, base: string): Answer | undefined {
    const found =
      /^(\/upload|\/resumable\/upload|\/download)?\/storage\/v1\/b\/([^/]+)(?:\/([a-zA-Z]+))?(?:\/(.+))?$/.exec(
        url.pathname,
      );
    if (found === null) return undefined;
    const [, upload, bucket = "", collection, path] = found;
    const { searchParams: query } = url;
    if (collection === undefined) {
      this.demand("storage.buckets.get", { bucket });
      return { json: { kind: "storage#bucket", name: bucket, location: "EUROPE-WEST4", locationType: "region" } };
    }
    if (collection === "storageLayout") {
      this.demand("storage.objects.list", { bucket, prefix: query.get("prefix") ?? undefined });
      return { json: { kind: "storage#storageLayout", bucket, location: "EUROPE-WEST4", locationType: "region" } };
    }
    if (collection === "iam" && path === "testPermissions") {
      const permissions = query.getAll("permissions").filter((each) => this.access.may(each, { bucket }));
      return { json: { kind: "storage#testIamPermissionsResponse", permissions } };
    }
    if (collection !== "o") throw new Refused(501, `${method} ${url.pathname} is not read here`);
    if (upload?.includes("upload")) return this.upload(method, bucket, query, headers, body, base);
    if (path === undefined) {
      const { names, folders } = this.listed(bucket, query);
      const items = names.map((name) => this.metadata(bucket, name));
      return { json: { kind: "storage#objects", items, prefixes: folders } };
    }
    const [source = "", verb, , , target = ""] = path.split("/").map(decodeURIComponent);
    if (verb === "rewriteTo" || verb === "copyTo") {
      const content = this.content(bucket, source);
      const resource = this.write(
        { bucket: decodeURIComponent(path.split("/")[3] ?? bucket), object: target },
        content,
      );
      return { json: { kind: "storage#rewriteResponse", done: true, objectSize: String(content.length), resource } };
    }
    if (method === "DELETE") {
      this.remove(bucket, source);
      return { status: 204 };
    }
    if (method === "PATCH") this.demand("storage.objects.update", { bucket, object: source });
    const content = this.content(bucket, source);
    return query.get("alt") === "media" ? { content } : { json: this.metadata(bucket, source) };
  }

  private upload(
    method: string,
    bucket: string,
    query: URLSearchParams,
    headers: IncomingMessage["headers"],
    body: Buffer,
    base: string,
  ): Answer {
    const session = this.sessions.get(query.get("upload_id") ?? "");
    if (session && /bytes \*\/\d+/.test(String(headers["content-range"]))) return { status: 308 };
    if (session) return { json: this.write(session, body) };
    if (method !== "POST") throw new Refused(501, "only uploads of one piece are read here");
    if (query.get("uploadType") === "multipart") {
      const boundary = /boundary=["']?([^"';]+)/.exec(String(headers["content-type"]))?.[1] ?? "";
      const [, first = "", second = ""] = body.toString("latin1").split(`--${boundary}`);
      const part = (text: string) => text.slice(text.search(/\r?\n\r?\n/)).replace(/^\r?\n\r?\n|\r?\n$/g, "");
      const { name } = JSON.parse(part(first)) as { name: string };
      return { json: this.write({ bucket, object: name }, Buffer.from(part(second), "latin1")) };
    }
    const name = query.get("name") ?? (JSON.parse(body.toString() || "{}") as { name?: string }).name ?? "";
    if (query.get("uploadType") !== "resumable") return { json: this.write({ bucket, object: name }, body) };
    this.demand("storage.objects.create", { bucket, object: name });
    const id = `session-${this.sessions.size}`;
    this.sessions.set(id, { bucket, object: name });
    const location = `${base}/upload/storage/v1/b/${bucket}/o?uploadType=resumable&upload_id=${id}`;
    return { headers: { location } };
  }

  /** The XML interface. This client encodes every sign of a name, slashes too. */
  xml(method: string, url: URL, body: Buffer): Answer {
    const [bucket = "", ...rest] = decodeURIComponent(url.pathname).slice(1).split("/");
    const object = rest.join("/");
    if (object === "") {
      const { names, folders } = this.listed(bucket, url.searchParams);
      const of = (name: string) =>
        `<Contents><Key>${name}</Key><Size>${this.objects.get(`${bucket}/${name}`)?.length ?? 0}</Size>` +
        `<LastModified>${when}</LastModified><ETag>"1"</ETag></Contents>`;
      const common = folders.map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
      const inside = [...names.map(of), ...common].join("");
      return { xml: `<ListBucketResult><IsTruncated>false</IsTruncated>${inside}</ListBucketResult>` };
    }
    if (method === "PUT") this.write({ bucket, object }, body);
    else if (method === "DELETE") this.remove(bucket, object);
    else return { content: this.content(bucket, object) };
    return { status: method === "PUT" ? 200 : 204 };
  }
}

interface Answer {
  readonly status?: number;
  readonly json?: object;
  readonly xml?: string;
  readonly content?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, isXml: boolean, made: () => Answer): void {
  let answer: Answer;
  try {
    answer = made();
  } catch (error) {
    const { status, message } = error instanceof Refused ? error : { status: 501, message: String(error) };
    const code = status === 404 ? "NoSuchKey" : "AccessDenied";
    const reason = status === 404 ? "notFound" : "forbidden";
    answer = isXml
      ? { status, xml: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` }
      : { status, json: { error: { code: status, message, errors: [{ reason, message }] } } };
  }
  const { status = 200, json, xml, content, headers } = answer;
  const body = content ?? Buffer.from(xml ?? (json ? JSON.stringify(json) : ""));
  const type = xml ? "application/xml" : json ? "application/json" : "application/octet-stream";
  response.writeHead(status, {
    "content-type": type,
    "content-length": body.length,
    etag: '"1"',
    "last-modified": new Date(when).toUTCString(),
    "x-goog-generation": "1",
    ...(content ? { "x-goog-hash": `crc32c=${crc32c(content)}` } : {}),
    ...headers,
  });
  response.end(body);
}

/** Starts it, for one principal. */
export async function startGcs(access: GoogleAccess, objects: Objects = new Map()): Promise<GcsEndpoint> {
  const storage = new CloudStorage(access, objects);
  let url = "";
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const at = new URL(request.url ?? "/", url);
      const { method = "GET", headers } = request;
      const body = Buffer.concat(pieces);
      const isXml = !at.pathname.includes("/storage/v1/");
      send(response, isXml, () => storage.json(method, at, headers, body, url) ?? storage.xml(method, at, body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { gcs_base_url: url, disable_oauth: true, client_email: "", private_key: "", private_key_id: "" };
  return {
    url,
    environment: { GOOGLE_SERVICE_ACCOUNT_KEY: JSON.stringify(key), GOOGLE_ALLOW_HTTP: "true" },
    log: storage.log,
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
