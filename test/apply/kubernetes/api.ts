/** A client of an API server: JSON over TLS with a token. */
import { request } from "node:https";

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind
export type Json = any;

/** Where an API server listens, and who asks. */
export interface Access {
  readonly port: number;
  readonly token: string;
  /** The certificate that the server must show. */
  readonly ca: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** Asks an API server; a body that changes something is merged into what is there. */
export function ask(access: Access, method: string, path: string, body?: object): Promise<Answer> {
  const { port, token, ca } = access;
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const headers = { authorization: `Bearer ${token}`, "content-type": type, accept: "application/json" };
  return new Promise<Answer>((done, failed) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers, ca }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        let read: Json = text;
        try {
          read = JSON.parse(text);
        } catch {
          // health answers in words
        }
        done({ status: response.statusCode ?? 0, body: read });
      });
    });
    asked.on("error", failed);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
