/**
 * Blob storage on loopback for containers that call it themselves: it answers by the identity's own roles and keeps
 * nothing.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AzureAccess } from "./access.js";

/** A running endpoint of one account. */
export interface BlobEndpoint {
  readonly url: string;
  /** What was asked, such as `write https://…/key → 201`. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

const empty = '<?xml version="1.0"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>';
const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

/** Starts it. */
export async function startBlobs(access: AzureAccess, account: string): Promise<BlobEndpoint> {
  const log: string[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loopback");
    const isList = request.method === "GET" && url.searchParams.get("comp") === "list";
    const verbs: Readonly<Record<string, "read" | "write" | "delete">> = { PUT: "write", DELETE: "delete" };
    const action = isList ? "list" : (verbs[request.method ?? ""] ?? "read");
    const uri = `https://${account}.blob.core.windows.net${decodeURIComponent(url.pathname)}`;
    request.resume().on("end", () => {
      const found = { list: 200, read: 404, write: 201, delete: 202 } as const;
      const status = access.allows(action, uri) ? found[action] : 403;
      log.push(`${action} ${uri} → ${status}`);
      response.writeHead(status, {
        "content-type": "application/xml",
        etag: '"0"',
        "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT",
      });
      const bodies: Readonly<Record<number, string>> = {
        200: empty,
        403: error("AuthorizationPermissionMismatch"),
        404: error("BlobNotFound"),
      };
      response.end(bodies[status] ?? "");
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
