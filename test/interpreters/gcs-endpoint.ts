/** Cloud Storage on loopback for containers that call it themselves: it answers by the grants, and keeps nothing. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { GoogleAccess } from "./google-access.js";

/** A running endpoint. */
export interface GcsEndpoint {
  /** What the client finds it by. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const empty = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
const denied = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access denied.</Message></Error>';
const absent = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>';
const verbs = { GET: "get", PUT: "put", DELETE: "delete" } as const;

/** Starts it. */
export async function startGcs(access: GoogleAccess): Promise<GcsEndpoint> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    // This client encodes every sign of a name, slashes too.
    const [bucket = "", ...rest] = decodeURIComponent(url.pathname).slice(1).split("/");
    const key = rest.join("/") || (url.searchParams.get("prefix") ?? "");
    const isList = request.method === "GET" && url.searchParams.has("list-type");
    const verb = isList ? "list" : (verbs[request.method as keyof typeof verbs] ?? "get");
    request.resume().on("end", () => {
      const status = !access.allows(verb, `gs://${bucket}/${key}`) ? 403 : verb === "get" ? 404 : 200;
      response.writeHead(status, { "content-type": "application/xml", etag: '"0"' });
      response.end(status === 403 ? denied : status === 404 ? absent : isList ? empty : "");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const key = {
    gcs_base_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    disable_oauth: true,
    client_email: "",
    private_key: "",
    private_key_id: "",
  };
  return {
    environment: { GOOGLE_SERVICE_ACCOUNT_KEY: JSON.stringify(key), GOOGLE_ALLOW_HTTP: "true" },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
