/** The server of what is live: started, asked until it is ready, and replaced by another release and back. */
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../stacks/driver/send.js";
import type { Gateway, Served, Storage } from "../stacks/rehearsal/contract.js";
import type { LocalHost, RunningServer } from "./host.js";

/** The longest that a server may take until it is ready, in seconds; Azure ML's probes of the pilot wait 300 s. */
const readySeconds = 120;

/** The longest that a server may take to end after SIGTERM, in seconds: platforms kill after 30. */
const stopSeconds = 30;

/** A release that does not become ready: what serves keeps serving. */
export class BadRelease extends Error {}

/** A release that serves. */
export interface Live {
  readonly release: string;
  readonly url: URL;
  /** Seconds from its start until it was ready. */
  readonly readyAfter: number;
  /** Stops it as a platform does. Returns whether it ended by itself, with exit code 0. */
  stop(): Promise<boolean>;
}

/** A port of loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Whether a server answers a check with 200. */
function isReady(url: URL): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const asked = get(url, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(false));
  });
}

/** What a program said last: from the error that it raised, which may be many lines long, or its last three lines. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const raised = lines.map((line) => /^[\w.]+(Error|Exception): /.test(line)).lastIndexOf(true);
  return (raised < 0 ? lines.slice(-3) : lines.slice(raised, raised + 3)).join(" | ").slice(0, 400);
}

/**
 * Waits until a server answers a route with 200.
 * @param name of the server, for people
 * @throws BadRelease where it ends before, or takes longer
 */
export async function waitUntilReady(
  running: RunningServer,
  name: string,
  route: string,
  seconds = readySeconds,
): Promise<void> {
  const url = new URL(`http://127.0.0.1:${running.port}${route}`);
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    if (running.hasEnded()) {
      const { exitCode, stderr } = await running.ended;
      const words = lastWords(stderr);
      throw new BadRelease(`${name} ended with ${exitCode} before it was ready: ${words}`);
    }
    if (await isReady(url)) return;
    await sleep(50);
  }
  throw new BadRelease(`${name} must answer ${route} with 200 within ${seconds} s, and did not`);
}

/** Starts what is live and returns when it is ready. @throws BadRelease where it does not become ready */
export async function start(host: LocalHost, served: Served): Promise<Live> {
  const storage: Storage | undefined = await served.storage?.();
  const began = performance.now();
  let running: RunningServer | undefined;
  let gateway: Gateway | undefined;
  try {
    running = await host.serve(served, await freePort(), storage?.environment ?? {});
    await waitUntilReady(running, `release ${served.release}`, served.routes.readiness);
    gateway = await served.gateway?.(new URL(`http://127.0.0.1:${running.port}${served.routes.scoring}`));
  } catch (error) {
    // a program that is not there cannot be stopped either, and its storage must not stay open for that
    await running?.stop(1).catch(() => {});
    await storage?.stop();
    throw error;
  }
  const { port } = running;
  const readyAfter = (performance.now() - began) / 1000;
  const server = running;
  return {
    release: served.release,
    url: gateway?.url ?? new URL(`http://127.0.0.1:${port}${served.routes.scoring}`),
    readyAfter,
    stop: async () => {
      await gateway?.stop();
      const { exitCode } = await server.stop(stopSeconds).finally(() => storage?.stop());
      return exitCode === 0;
    },
  };
}

/** What came of a roll to another release and back. */
export interface Rolled {
  /** Seconds from the start of the other release until it answered a request. */
  readonly forward: number;
  /** The same for the way back. */
  readonly back: number;
  /** Requests that were sent meanwhile, each after the answer to the one before. */
  readonly requests: number;
  readonly failed: number;
  /** Whether each server that was replaced ended by itself. */
  readonly isDrained: boolean;
  /** What serves in the end. */
  readonly live: Live;
}

/**
 * Rolls from what serves to another release and back, while requests are sent one after the other. A release that does
 * not become ready gets no request.
 * @throws BadRelease
 */
export async function roll(host: LocalHost, live: Live, other: Served, first: Served, body: Buffer): Promise<Rolled> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let target = live;
  let isOver = false;
  let requests = 0;
  let failed = 0;
  const answered = new Map<Live, number>();
  const traffic = (async () => {
    while (!isOver) {
      const asked = target;
      const status = await send(agent, asked.url, body);
      requests += 1;
      if (status !== "200") failed += 1;
      else if (!answered.has(asked)) answered.set(asked, performance.now());
      await sleep(5);
    }
  })();
  const stops: Promise<boolean>[] = [];
  const replace = async (served: Served): Promise<number> => {
    const before = target;
    const began = performance.now();
    const next = await start(host, served);
    target = next;
    while (!answered.has(next) && performance.now() - began < readySeconds * 1000) await sleep(2);
    stops.push(before.stop());
    return ((answered.get(next) ?? performance.now()) - began) / 1000;
  };
  try {
    const forward = await replace(other);
    const back = await replace(first);
    isOver = true;
    await traffic;
    const isDrained = (await Promise.all(stops)).every((each) => each);
    return { forward, back, requests, failed, isDrained, live: target };
  } catch (error) {
    // whoever called holds what served at first, and nothing else
    if (target !== live) stops.push(target.stop());
    await Promise.allSettled(stops);
    throw error;
  } finally {
    isOver = true;
    await traffic;
    agent.destroy();
  }
}
