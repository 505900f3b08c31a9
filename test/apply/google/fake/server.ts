/** The fake on a port of this machine. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeGoogle } from "./google.js";
import type { Json } from "./world.js";

/** A fake that listens. */
export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<Json> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text.startsWith("{") ? (JSON.parse(text) as Json) : {};
}

async function handle(fake: FakeGoogle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://loopback");
  const path = decodeURIComponent(url.pathname).replace(/\/{2,}/g, "/");
  const call = { method: request.method ?? "GET", path, query: url.searchParams, body: await read(request) };
  const [status, answer] = fake.answer(call);
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(answer));
}

/**
 * Listens on a port that the system picks. No connection is closed while it idles: the provider writes on those that it
 * has, and repeats no request that one ended unanswered.
 * Source: github.com/hashicorp/terraform-provider-google, google/transport/error_retry_predicates.go (6.50.0).
 */
export function serve(fake: FakeGoogle): Promise<Listening> {
  const server = createServer((request, response) => {
    handle(fake, request, response).catch((error: unknown) => {
      response.writeHead(500, { "Content-Type": "text/plain" });
      response.end(String(error));
    });
  });
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0; // would close a spare connection that has sent nothing yet
  return new Promise((listening) =>
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped());
          server.closeAllConnections();
        });
      listening({ url: `http://127.0.0.1:${port}`, stop });
    }),
  );
}
