/** One prediction, sent and waited for; what comes back is a status, and never an exception. */
import { type Agent, request } from "node:http";
import { request as secureRequest } from "node:https";

/** The longest that one request is waited for, in milliseconds: Azure ML's requestTimeout of the pilot, 60 s. */
const patience = 60_000;

/** Sends one request of JSON, and resolves to its status or the code of its error. */
export function send(
  agent: Agent,
  url: URL,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise<string>((resolve) => {
    const all = { "content-type": "application/json", "content-length": body.length, ...headers };
    const ask = url.protocol === "https:" ? secureRequest : request;
    const sent = ask(url, { method: "POST", agent, headers: all, timeout: patience }, (response) => {
      response.resume();
      response.on("end", () => resolve(String(response.statusCode)));
      response.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "broken"));
    });
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })));
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "broken"));
    sent.end(body);
  });
}
