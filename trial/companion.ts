/** A server that a platform's stack runs beside the endpoint, such as a model registry: started, and waited for. */
import type { Companion } from "../stacks/rehearsal/contract.js";
import type { LocalHost } from "./host.js";
import { freePort, waitUntilReady } from "./serving.js";

/** Starts it, and returns where it answers. It ends with its host. @throws Error where it does not become ready */
export async function startCompanion(host: LocalHost, companion: Companion, python: string): Promise<string> {
  const port = await freePort();
  const running = host.accompany(companion, port, python);
  const { name, readiness, startsWithinSeconds } = companion;
  await waitUntilReady({ ...running, port }, name, readiness, startsWithinSeconds);
  return `http://${companion.host}:${port}`;
}
