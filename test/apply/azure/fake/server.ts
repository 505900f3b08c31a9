/**
 * The fake on a port of this machine: plain for tokens, tests and azurerm, with a certificate of its own for azapi.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FakeArm } from "./arm.js";
import type { Resource } from "./world.js";

/** A fake that listens. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<Resource> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Resource);
}

/** Answers one request. What breaks in the fake itself is an answer too: a request without one would wait for ever. */
function handle(arm: FakeArm, request: IncomingMessage, response: ServerResponse): void {
  answer(arm, request, response).catch((error: unknown) => {
    response.writeHead(500, { "Content-Type": "text/plain" });
    response.end(String(error));
  });
}

async function answer(arm: FakeArm, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://loopback");
  const path = decodeURIComponent(url.pathname).replace(/\/{2,}/g, "/");
  const body = request.headers["content-type"]?.includes("json") ? await read(request) : {};
  const [status, given] = arm.answer({ method: request.method ?? "GET", path, query: url.searchParams, body });
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(given === undefined ? undefined : JSON.stringify(given));
}

function listen(server: Server, scheme: string): Promise<Listening> {
  return new Promise((listening) =>
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped());
          server.closeAllConnections();
        });
      listening({ url: `${scheme}://127.0.0.1:${port}`, port, stop });
    }),
  );
}

/**
 * Listens without a certificate, and says so where azurerm asks for the cloud's endpoints: it opens a connection for
 * each request, waits ten seconds for a handshake, and repeats no write whose handshake takes longer on a busy machine.
 * Source: github.com/hashicorp/go-azure-sdk, sdk/client/client.go, `retryableClient` and `IsIdempotent` (2025-12).
 */
export async function servePlain(arm: FakeArm): Promise<Listening> {
  const listening = await listen(
    createServer((request, response) => handle(arm, request, response)),
    "http",
  );
  arm.base = listening.url;
  return listening;
}

/**
 * Listens with a certificate that is its own authority, made for this run; its file is what a client must trust. azapi
 * takes no other Resource Manager, and azurerm asks no other server for the cloud's endpoints.
 */
export async function serveSecure(arm: FakeArm): Promise<Listening & { readonly certificateFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), "fake-arm-"));
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const names = ["-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1"];
  const made = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    ...names,
    "-keyout",
    keyFile,
    "-out",
    certificateFile,
  ];
  execFileSync("openssl", made, { stdio: "ignore" });
  const server = createSecureServer(
    { key: readFileSync(keyFile), cert: readFileSync(certificateFile) },
    (request, response) => handle(arm, request, response),
  );
  rmSync(keyFile);
  const listening = await listen(server, "https");
  const stop = async () => {
    await listening.stop();
    rmSync(folder, { recursive: true });
  };
  return { ...listening, stop, certificateFile };
}
