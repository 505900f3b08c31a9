/** What serves, asked from where the operator stands: load, the first call, a roll to another release and back. */
import { type DrivenEndpoint, PlatformProblem } from "../../stacks/driver/contract.js";
import { loadBy } from "../load.js";
import { type Context, measured, patiently } from "./context.js";
import { Interrupted, pause, span } from "./wait.js";

/** What an endpoint came to within the time that it has. */
type Ended = { readonly seconds: number; readonly problem?: string };

/** Waits until a release serves, or any where none is named. */
async function ready(context: Context, endpoint: DrivenEndpoint, release?: string): Promise<Ended> {
  const { pace, signal, said, stack } = context;
  const began = Date.now();
  const gone = () => (Date.now() - began) / 1000;
  for (;;) {
    const { state, words, release: serving } = await patiently(context, () => endpoint.look());
    if (state === "ready" && (release === undefined || serving === release)) return { seconds: gone() };
    if (state === "failed") return { seconds: gone(), problem: `the endpoint is ${words}` };
    // ready, and not what was asked for: the platform has taken the release back, or has not begun
    if (state === "ready" && gone() * 1000 > pace.pollMilliseconds * 4)
      return { seconds: gone(), problem: `the platform serves ${serving ?? "none of the listed releases"} again` };
    if (gone() * 1000 > pace.readyMilliseconds)
      return { seconds: gone(), problem: `the endpoint did not serve within ${span(gone())}: ${words}` };
    said(
      `${stack.name}: the endpoint is ${words}, ${span(gone())} gone, at most ${span(pace.readyMilliseconds / 1000 - gone())} left`,
    );
    await pause(pace.pollMilliseconds, signal);
  }
}

/** Fails where the endpoint refuses who asks: that is said of the caller, and not of the endpoint. */
function checkFirst(status: string): void {
  if (status === "401" || status === "403")
    throw new PlatformProblem(
      "rights",
      `the endpoint answered ${status} to this caller`,
      "ask from a network of network.allowedClients, as one of the spec's operators",
    );
}

/** Sends the load, and records it. */
export async function measureEndpoint(context: Context, endpoint: DrivenEndpoint, body: Buffer): Promise<void> {
  const { state, recorder, said, stack, signal, requests, concurrency, problems } = context;
  if (state.done.includes("load")) return;
  await measured(context, "load", async (when) => {
    const { seconds, problem } = await ready(context, endpoint);
    if (problem !== undefined) {
      recorder.record("load", when, { ended: "failed", problem });
      problems.push(`${stack.name}: ${problem}`);
      return;
    }
    const began = performance.now();
    const first = await endpoint.send(body);
    const firstMilliseconds = performance.now() - began;
    checkFirst(first);
    let sent = 0;
    const started = Date.now();
    const line = () => {
      const left =
        sent === 0 ? "" : `, about ${span((((Date.now() - started) / sent) * (requests - sent)) / 1000)} left`;
      said(`${stack.name}: ${sent} of ${requests} requests${left}`);
    };
    line();
    const ticking = setInterval(line, 5000);
    const ask = async () => {
      if (signal.aborted) throw new Interrupted("interrupted");
      const status = await endpoint.send(body);
      sent += 1;
      return status;
    };
    const { latencies, failed } = await loadBy(ask, { requests, concurrency }).finally(() => clearInterval(ticking));
    const lost = [...failed].map(([status, count]) => `${count} of them with ${status}`);
    const isWhole = failed.size === 0;
    if (!isWhole) problems.push(`${stack.name}: requests failed, ${lost.join(", ")}`);
    recorder.record("load", when, {
      ...(isWhole ? {} : { ended: "failed" as const, problem: `requests failed, ${lost.join(", ")}`.slice(0, 300) }),
      numbers: [
        { name: "readySeconds", unit: "seconds", values: [seconds] },
        ...(first === "200"
          ? [{ name: "firstCallMilliseconds", unit: "milliseconds" as const, values: [firstMilliseconds] }]
          : []),
        ...(latencies.length === 0
          ? []
          : [{ name: "latencyMilliseconds", unit: "milliseconds" as const, values: [...latencies] }]),
        { name: "concurrency", unit: "count", values: [concurrency] },
        { name: "failedRequests", subject: "load", unit: "count", values: [requests - latencies.length] },
      ],
    });
  });
  state.done.push("load");
  context.save();
}

/** Asks for a release and waits until it serves. */
async function rollTo(context: Context, endpoint: DrivenEndpoint, release: string): Promise<Ended> {
  await patiently(context, () => endpoint.roll(release));
  return ready(context, endpoint, release);
}

/** Brings back what served before a roll that was interrupted. */
export async function rollBack(context: Context): Promise<void> {
  const { driver, state, said, stack, problems } = context;
  const { endpoint } = driver;
  const release = state.rollBackTo;
  if (endpoint === undefined || release === undefined) return;
  said(`${stack.name}: rolls back to ${release} first, since the roll was interrupted`);
  await ready(context, endpoint);
  const { release: serving } = await endpoint.look();
  const { problem } = serving === release ? {} : await rollTo(context, endpoint, release);
  if (problem !== undefined) problems.push(`${stack.name}: ${problem}`);
  delete state.rollBackTo;
  context.save();
}

/** Rolls to the other listed release and back, while requests are sent one after the other. */
export async function rollThere(context: Context, endpoint: DrivenEndpoint, body: Buffer): Promise<void> {
  const { state, recorder, said, stack, signal, pace, problems } = context;
  const [first, other] = endpoint.releases;
  if (state.done.includes("release")) return;
  if (first === undefined || other === undefined) {
    said(`${stack.name}: no other release can be rolled to; list two in releases, and deploy`);
    return;
  }
  await measured(context, "release", async (when) => {
    let isOver = false;
    let [requests, failed] = [0, 0];
    const traffic = (async () => {
      while (!isOver && !signal.aborted) {
        requests += 1;
        if ((await endpoint.send(body)) !== "200") failed += 1;
        await pause(pace.rollMilliseconds, signal).catch(() => {});
      }
    })();
    state.rollBackTo = first;
    context.save();
    try {
      said(`${stack.name}: rolling to ${other}, and back to ${first}`);
      const there = await rollTo(context, endpoint, other);
      const back =
        there.problem === undefined ? await rollTo(context, endpoint, first) : await ready(context, endpoint, first);
      isOver = true;
      await traffic;
      const problem =
        there.problem ??
        back.problem ??
        (failed > 0 ? `${failed} of ${requests} requests failed meanwhile` : undefined);
      if (back.problem === undefined) delete state.rollBackTo;
      if (problem !== undefined) problems.push(`${stack.name}: ${problem}`);
      recorder.record("release", when, {
        ...(problem === undefined ? {} : { ended: "failed" as const, problem }),
        numbers: [
          ...(there.problem === undefined
            ? [{ name: "releaseSeconds", unit: "seconds" as const, values: [there.seconds] }]
            : []),
          ...(there.problem === undefined && back.problem === undefined
            ? [{ name: "rollbackSeconds", unit: "seconds" as const, values: [back.seconds] }]
            : []),
          { name: "requests", subject: "release", unit: "count", values: [requests] },
          { name: "failedRequests", subject: "release", unit: "count", values: [failed] },
        ],
      });
    } catch (error) {
      // nothing was changed where the first call was refused
      if (error instanceof PlatformProblem && error.refusal === "rights") delete state.rollBackTo;
      throw error;
    } finally {
      isOver = true;
      await traffic;
    }
  });
  state.done.push("release");
  context.save();
}
