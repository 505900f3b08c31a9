/**
 * What stands before a model in Model Serving: the endpoint is asked by its name, a request has a largest size and a
 * longest time. docs.databricks.com/machine-learning/model-serving/model-serving-limits (2026-11). Which status refuses
 * what is too large or too slow is not documented: those are the usual ones of HTTP. Who may ask is not tried here.
 */
import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Gateway } from "../../rehearsal/contract.js";

/** 16 MB for each request, and 297 seconds in which the model answers. */
export const limits = { bytes: 16 * 1024 * 1024, milliseconds: 297_000 } as const;

/**
 * Starts it before a server.
 * @param name of the endpoint
 * @param most what is refused. @default - the platform's limits
 */
export async function startGateway(
  name: string,
  scoring: URL,
  most: { bytes: number; milliseconds: number } = limits,
): Promise<Gateway> {
  const path = `/serving-endpoints/${name}/invocations`;
  const server = createServer((message, response) => {
    const refuse = (status: number, code: string, words: string) => {
      if (response.headersSent) return response.destroy();
      const body = JSON.stringify({ error_code: code, message: words });
      return response
        .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
        .end(body);
    };
    const pieces: Buffer[] = [];
    let bytes = 0;
    message.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= most.bytes) pieces.push(piece);
    });
    message.on("end", () => {
      if (message.url !== path) return refuse(404, "RESOURCE_DOES_NOT_EXIST", `no endpoint answers ${message.url}`);
      if (message.method !== "POST") return refuse(405, "METHOD_NOT_ALLOWED", `${message.method} is not POST`);
      if (bytes > most.bytes) return refuse(413, "REQUEST_LIMIT_EXCEEDED", `a request has at most ${most.bytes} bytes`);
      const headers = { "content-type": message.headers["content-type"] ?? "", "content-length": bytes };
      const asked = ask(scoring, { method: "POST", headers, timeout: most.milliseconds }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, { "content-type": answer.headers["content-type"] ?? "" });
        answer.pipe(response);
        answer.on("error", () => response.destroy());
      });
      asked.on("timeout", () => {
        asked.destroy();
        refuse(504, "DEADLINE_EXCEEDED", `the model did not answer within ${most.milliseconds / 1000} s`);
      });
      asked.on("error", (error) => refuse(503, "TEMPORARILY_UNAVAILABLE", error.message));
      return asked.end(Buffer.concat(pieces));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`),
    stop: () =>
      new Promise<void>((stopped) => {
        // what is in flight is answered; connections that are kept alive are let go
        server.close(() => stopped());
        server.closeIdleConnections();
      }),
  };
}
