/**
 * The bucket of a pilot, which exists and whose grants are its owner's: what a service account may is what the pilot's
 * page asks that owner for. S3 on loopback for containers that call it themselves answers by that, and keeps nothing.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an identity may do with objects. */
export type Action = "read" | "write" | "list" | "delete";

/** What one service account may, by prefixes of one bucket. */
export class BucketRights {
  constructor(
    readonly bucketUri: string,
    private readonly prefixes: Readonly<Record<Action, readonly string[]>>,
  ) {}

  /** Of the service account of all steps: docs/kubernetes.md, "What the cluster must have". */
  static ofTraining(bucketUri: string): BucketRights {
    const own = ["artifacts/", "evaluation/", "models/"];
    return new BucketRights(bucketUri, {
      ...{ read: ["data/", ...own], list: ["data/", ...own] },
      ...{ write: own, delete: own },
    });
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

/** A running store. */
export interface Bucket {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const verbs: Readonly<Record<string, Action>> = { GET: "read", HEAD: "read", PUT: "write", DELETE: "delete" };
const bodies: Readonly<Record<number, string>> = {
  403: '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  404: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>',
};
const empty = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';

/** Starts it. @throws Error where the bucket is not of S3 */
export async function startBucket(rights: BucketRights): Promise<Bucket> {
  if (!rights.bucketUri.startsWith("s3://")) throw new Error(`${rights.bucketUri}: only a bucket of S3 is rehearsed`);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const [bucket = "", ...rest] = url.pathname.slice(1).split("/");
    const key = decodeURIComponent(rest.join("/")) || (url.searchParams.get("prefix") ?? "");
    const isList = request.method === "GET" && url.searchParams.has("list-type");
    const action = isList ? "list" : (verbs[request.method ?? ""] ?? "read");
    request.resume().on("end", () => {
      const status = !rights.allows(action, `s3://${bucket}/${key}`) ? 403 : action === "read" ? 404 : 200;
      response.writeHead(status, { "content-type": "application/xml", etag: '"0"' });
      response.end(bodies[status] ?? (isList ? empty : ""));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ...{ AWS_ALLOW_HTTP: "true", AWS_ACCESS_KEY_ID: "sample", AWS_SECRET_ACCESS_KEY: "sample" },
    },
    stop: () =>
      new Promise<void>((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
