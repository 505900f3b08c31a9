/**
 * The fake behind a proxy of its own: whoever uses the proxy reaches the fake under the real names of its hosts, with a
 * certificate that an authority of this run has made. Any other host is refused, and written down.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountHost, type FakeDatabricks, workspaceHost } from "./databricks.js";
import type { Json } from "./world.js";

/** A fake that listens. */
export interface Listening {
  /** The proxy. */
  readonly url: string;
  /** What a client must trust. */
  readonly authorityFile: string;
  /** Hosts that somebody asked for, and that are not Databricks'. */
  readonly refused: readonly string[];
  stop(): Promise<void>;
}

const hosts = [workspaceHost, accountHost];

/** A body is JSON, or a form where a token is asked for; it may come in chunks. */
async function read(request: IncomingMessage): Promise<Json> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  if (text === "") return {};
  return request.headers["content-type"]?.includes("form")
    ? Object.fromEntries(new URLSearchParams(text))
    : (JSON.parse(text) as Json);
}

async function answer(fake: FakeDatabricks, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", `https://${request.headers.host}`);
  const token = request.headers.authorization?.replace(/^Bearer /, "");
  const call = { host: url.hostname, method: request.method ?? "GET", path: url.pathname, query: url.searchParams };
  const [status, body] = fake.answer({ ...call, token, body: await read(request) });
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

/** An authority, and a certificate of the hosts that it has signed. */
function certificates(folder: string): { readonly key: Buffer; readonly cert: Buffer; readonly authorityFile: string } {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const newKey = ["-newkey", "rsa:2048", "-nodes"];
  const authority = ["-keyout", at("authority.key"), "-out", at("authority.pem")];
  const extensions = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"];
  openssl("req", "-x509", ...newKey, "-days", "2", "-subj", "/CN=loopback authority", ...extensions, ...authority);
  openssl("req", ...newKey, "-subj", "/CN=loopback", "-keyout", at("host.key"), "-out", at("host.csr"));
  writeFileSync(at("names"), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}\n`);
  const signer = ["-CA", at("authority.pem"), "-CAkey", at("authority.key"), "-set_serial", "1"];
  openssl(
    "x509",
    "-req",
    "-in",
    at("host.csr"),
    ...signer,
    "-days",
    "2",
    "-extfile",
    at("names"),
    "-out",
    at("host.pem"),
  );
  rmSync(at("authority.key"));
  return { key: readFileSync(at("host.key")), cert: readFileSync(at("host.pem")), authorityFile: at("authority.pem") };
}

/**
 * Listens. Terraform opens a connection for each resource at once: a backlog of 5 was too small for provider 1.99.0
 * (seen 2026-11), so it is greater than any stack.
 */
export async function serve(fake: FakeDatabricks): Promise<Listening> {
  const folder = mkdtempSync(join(tmpdir(), "fake-databricks-"));
  const { key, cert, authorityFile } = certificates(folder);
  const secure = createSecureServer({ key, cert }, (request, response) => {
    answer(fake, request, response).catch((error: unknown) => {
      // what breaks in the fake itself is an answer too: a request without one would wait for ever
      response.writeHead(500, { "Content-Type": "text/plain" });
      response.end(String(error));
    });
  });
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
    const [host = ""] = (request.url ?? "").split(":");
    if (!hosts.includes(host)) {
      refused.push(host);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    sockets.add(socket);
    // a client that is killed resets its connections
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    secure.emit("connection", socket);
  });
  await new Promise<void>((listening) => proxy.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, listening));
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    secure.closeAllConnections();
    await new Promise<void>((stopped) => {
      proxy.close(() => stopped());
      proxy.closeAllConnections();
    });
    rmSync(folder, { recursive: true });
  };
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, authorityFile, refused, stop };
}
