/**
 * The bucket of a pilot, which exists and whose grants are its owner's: what a service account may is what the page of
 * the platform asks that owner for. It answers on loopback for containers that call it themselves, in the words of its
 * own cloud, and keeps what they write for itself.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Host, Storage } from "../../rehearsal/contract.js";

/** What an identity may do with objects. */
export type Action = "read" | "write" | "list" | "delete";

/** What a service account is for: the last part of its name. */
export type Purpose = "training" | "serving" | "exporter";

const made = ["artifacts/", "evaluation/", "models/"];
const readers = (prefixes: readonly string[]) => ({ read: prefixes, list: prefixes, write: [], delete: [] });

/** Prefixes by purpose: docs/kubernetes.md, "What the cluster must have", which a test compares with this. */
export const asked: Readonly<Record<Purpose, Readonly<Record<Action, readonly string[]>>>> = {
  training: { read: ["data/", ...made], list: ["data/", ...made], write: made, delete: made },
  serving: readers(["models/"]),
  exporter: readers(["models/", "evaluation/"]),
};

/** What one service account may, by prefixes of one bucket. */
export class BucketRights {
  constructor(
    readonly bucketUri: string,
    private readonly prefixes: Readonly<Record<Action, readonly string[]>>,
  ) {}

  /**
   * Of a service account of the pilot.
   * @param folder of the bucket in which the prefixes lie, without slashes around it. @default - the bucket itself
   */
  static of(purpose: Purpose, bucketUri: string, folder = ""): BucketRights {
    if (folder === "") return new BucketRights(bucketUri, asked[purpose]);
    const below = (prefixes: readonly string[]) => prefixes.map((prefix) => `${folder}/${prefix}`);
    const { read, write, list, delete: deletes } = asked[purpose];
    const prefixes = { read: below(read), write: below(write), list: below(list), delete: below(deletes) };
    return new BucketRights(bucketUri, prefixes);
  }

  /** Whether it may do something with an object, or with all below a prefix. */
  allows(action: Action, uri: string): boolean {
    const key = uri.startsWith(`${this.bucketUri}/`) ? uri.slice(this.bucketUri.length + 1) : undefined;
    return key !== undefined && this.prefixes[action].some((prefix) => `${key}/`.startsWith(prefix));
  }

  /** Throws as Argo's own container would fail. */
  demand(action: Action, uri: string): void {
    if (!this.allows(action, uri)) throw new Error(`AccessDenied: may not ${action} ${uri}`);
  }
}

/** The cloud of a bucket, as its clients call it. */
interface Cloud {
  /** What the image's client finds the server by. */
  readonly environment: (url: string) => Readonly<Record<string, string>>;
  /** Of an answer to each action that is allowed and finds something. */
  readonly statuses: Readonly<Record<Action, number>>;
  /** How a request says that it lists. */
  readonly lists: (query: URLSearchParams) => boolean;
  readonly listed: (entries: ReadonlyArray<{ readonly key: string; readonly bytes: number }>) => string;
  readonly refused: string;
  readonly absent: string;
}

const written = "2026-11-30T00:00:00.000Z";
const xml = '<?xml version="1.0"?>';
const escaped = (key: string) => key.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const code = (name: string) => `${xml}<Error><Code>${name}</Code><Message>${name}</Message></Error>`;

/** ListObjectsV2, which the XML interface of Cloud Storage has too. */
const s3: Omit<Cloud, "environment"> = {
  statuses: { read: 200, list: 200, write: 200, delete: 204 },
  lists: (query) => query.has("list-type"),
  listed: (entries) => {
    const contents = entries.map(
      ({ key, bytes }) =>
        `<Contents><Key>${escaped(key)}</Key><LastModified>${written}</LastModified><ETag>"0"</ETag><Size>${bytes}</Size></Contents>`,
    );
    return `${xml}<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
  },
  refused: code("AccessDenied"),
  absent: code("NoSuchKey"),
};

/** docs.rs/object_store (2026-11): the variables of its builders. */
const clouds: ReadonlyArray<readonly [RegExp, Cloud]> = [
  [
    /^s3:/,
    {
      ...s3,
      environment: (url) => ({
        ...{ AWS_ENDPOINT_URL: url, AWS_ALLOW_HTTP: "true" },
        ...{ AWS_ACCESS_KEY_ID: "sample", AWS_SECRET_ACCESS_KEY: "sample" },
      }),
    },
  ],
  [
    /^gs:/,
    {
      ...s3,
      environment: (url) => {
        const none = { client_email: "", private_key: "", private_key_id: "" };
        const key = JSON.stringify({ gcs_base_url: url, disable_oauth: true, ...none });
        return { GOOGLE_SERVICE_ACCOUNT_KEY: key, GOOGLE_ALLOW_HTTP: "true" };
      },
    },
  ],
  [
    /^https:/,
    {
      // learn.microsoft.com/rest/api/storageservices/blob-service-error-codes (2026-11)
      statuses: { read: 200, list: 200, write: 201, delete: 202 },
      lists: (query) => query.get("comp") === "list",
      listed: (entries) => {
        const blobs = entries.map(
          ({ key, bytes }) =>
            `<Blob><Name>${escaped(key)}</Name><Properties><Last-Modified>${new Date(written).toUTCString()}</Last-Modified>` +
            `<Content-Length>${bytes}</Content-Length><Content-Type>application/octet-stream</Content-Type>` +
            `<Etag>0</Etag></Properties></Blob>`,
        );
        return `${xml}<EnumerationResults><Blobs>${blobs.join("")}</Blobs><NextMarker/></EnumerationResults>`;
      },
      refused: code("AuthorizationPermissionMismatch"),
      absent: code("BlobNotFound"),
      environment: (url) => ({
        ...{ AZURE_STORAGE_ENDPOINT: url, AZURE_ALLOW_HTTP: "true", AZURE_SKIP_SIGNATURE: "true" },
      }),
    },
  ],
];

/** What a bucket holds: objects of a host, and what was written since. */
class Objects {
  private readonly own = new Map<string, Buffer | undefined>();

  constructor(
    private readonly host: Host | undefined,
    private readonly bucketUri: string,
  ) {}

  get(key: string): Buffer | undefined {
    if (this.own.has(key)) return this.own.get(key);
    const uri = `${this.bucketUri}/${key}`;
    if (this.host === undefined || !this.host.has(uri) || !statSync(this.host.at(uri)).isFile()) return undefined;
    return readFileSync(this.host.at(uri));
  }

  put(key: string, content: Buffer | undefined): void {
    this.own.set(key, content);
  }

  /** All objects whose key begins so. */
  below(prefix: string): ReadonlyArray<{ readonly key: string; readonly bytes: number }> {
    const folder = this.host?.has(this.bucketUri) ? this.host.at(this.bucketUri) : undefined;
    const files = folder === undefined ? [] : readdirSync(folder, { recursive: true, withFileTypes: true });
    const kept = files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice((folder ?? "").length + 1));
    return [...new Set([...kept, ...this.own.keys()])]
      .filter((key) => key.startsWith(prefix))
      .sort()
      .flatMap((key) => {
        const content = this.get(key);
        return content === undefined ? [] : [{ key, bytes: content.length }];
      });
  }
}

const verbs: Readonly<Record<string, Action>> = { GET: "read", HEAD: "read", PUT: "write", DELETE: "delete" };

/**
 * Starts it for one service account.
 * @param host what holds the objects. @default - the bucket is empty
 * @throws Error where the bucket is of no cloud that is known
 */
export async function startBucket(rights: BucketRights, host?: Host): Promise<Storage> {
  const { bucketUri } = rights;
  const cloud = clouds.find(([scheme]) => scheme.test(bucketUri))?.[1];
  if (cloud === undefined) throw new Error(`${bucketUri}: must be s3://, gs:// or https://`);
  const objects = new Objects(host, bucketUri);
  // of an account's address the container is the first part of the path, as the bucket is
  const name = bucketUri.split("/").at(-1) ?? "";
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const [bucket = "", ...rest] = url.pathname.slice(1).split("/").map(decodeURIComponent);
    const isList = request.method === "GET" && cloud.lists(url.searchParams);
    const key = isList ? (url.searchParams.get("prefix") ?? "") : rest.join("/");
    const action = isList ? "list" : verbs[request.method ?? ""];
    const uri = `${bucket === name ? bucketUri : `other:/${bucket}`}/${key}`;
    const pieces: Buffer[] = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const end = (status: number, body: Buffer | string = "") => {
        response.writeHead(status, {
          ...{ "content-type": "application/xml", "content-length": Buffer.byteLength(body), etag: '"0"' },
          "last-modified": new Date(written).toUTCString(),
        });
        response.end(request.method === "HEAD" ? undefined : body);
      };
      // a call that the image and its first containers do not make, such as one for many objects at once
      if (action === undefined) return end(501, code("NotImplemented"));
      if (!rights.allows(action, uri)) return end(403, cloud.refused);
      if (action === "list") return end(200, cloud.listed(objects.below(key)));
      const content = objects.get(key);
      if (action === "write") objects.put(key, Buffer.concat(pieces));
      if (action === "delete") objects.put(key, undefined);
      if (action !== "read") return end(cloud.statuses[action]);
      if (content !== undefined) return end(cloud.statuses.read, content);
      // S3 says "not found" to nobody who may not list: docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject (2026-11)
      const mayKnow = rights.allows("list", uri);
      return end(mayKnow ? 404 : 403, mayKnow ? cloud.absent : cloud.refused);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    environment: cloud.environment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
