/** S3 on loopback for containers that call it themselves: it answers by the role's own policies and keeps nothing. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsAccess } from "./access.js";

/** A running endpoint. */
export interface S3Endpoint {
  readonly url: string;
  /** What was asked, such as `s3:PutObject s3://bucket/key → 200`. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

const empty = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
const denied = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
const absent = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>';

/** Starts it. */
export async function startS3(access: AwsAccess): Promise<S3Endpoint> {
  const log: string[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const [bucket = "", ...rest] = url.pathname.slice(1).split("/");
    const key = decodeURIComponent(rest.join("/")) || (url.searchParams.get("prefix") ?? "");
    const isList = request.method === "GET" && url.searchParams.has("list-type");
    const verbs = { GET: "s3:GetObject", PUT: "s3:PutObject", DELETE: "s3:DeleteObject" } as const;
    const action = isList ? "s3:ListBucket" : (verbs[request.method as keyof typeof verbs] ?? "s3:GetObject");
    const uri = `s3://${bucket}/${key}`;
    request.resume().on("end", () => {
      const status = !access.allows(action, uri) ? 403 : action === "s3:GetObject" ? 404 : 200;
      log.push(`${action} ${uri} → ${status}`);
      response.writeHead(status, { "content-type": "application/xml", etag: '"0"' });
      response.end(status === 403 ? denied : status === 404 ? absent : isList ? empty : "");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
