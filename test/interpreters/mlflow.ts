/** MLflow as a stack declares it, started from the lock of the product. */
import { rehearsal } from "../../stacks/kubernetes/rehearsal.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { startCompanion } from "../../trial/companion.js";
import type { LocalHost } from "../../trial/host.js";
import { environmentOf } from "./environments.js";

/** Starts it on a host, and returns where it answers. */
export async function startMlflow(host: LocalHost, json: Synthesized): Promise<string> {
  const companion = rehearsal.companion?.(json);
  if (companion === undefined) throw new Error("the stack has no registry of its own");
  return startCompanion(host, companion, environmentOf("mlflow", companion.lock));
}

/** Asks its interface, as a program of an operator would. */
export async function asked(url: string, path: string, body?: object): Promise<{ status: number; json: object }> {
  const headers = { "content-type": "application/json" };
  const more = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, more);
  return { status: answer.status, json: (await answer.json()) as object };
}
