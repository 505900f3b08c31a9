/**
 * A platform on loopback, as far as a trial asks it: an execution is the rehearsal of the synthesized pipeline, an
 * endpoint is the server of the image. What a platform's documents refuse is refused, with the source beside the rule.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host, Json, Rehearsal, StepResult, StepRun } from "../../../stacks/rehearsal/contract.js";
import type { Synthesized } from "../../../stacks/rules/synthesized.js";
import type { LocalHost } from "../../../trial/host.js";
import { type Live, start } from "../../../trial/serving.js";
import type { Charge, TrialServer } from "./cases.js";

/** A request that came in. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  /** @default - there was none, or it was not JSON */
  readonly body?: Json;
  /** What was sent, as it came. */
  readonly bytes: Buffer;
}

/** What is answered. */
export interface Answer {
  /** @default 200 */
  readonly status?: number;
  readonly json?: Json;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that refuses. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a call is refused with, and how many calls are. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** @default - every one */
  times?: number;
}

/** One message that a schema is asked about. */
export interface Said {
  /** The name of a message or model of the platform's own schema. */
  readonly type: string;
  readonly body: Json;
}

/** A platform's rehearsal whose endpoint is the image's own server of what a run registered, by the route given. */
export const withOwnServer = (rehearsal: Rehearsal, scoring: string): Rehearsal => ({
  ...rehearsal,
  version: (_, number) => String(number),
  served: (_json, registry, _host, command) => ({
    release: "r1",
    command: [...command, "serve"],
    environment: {},
    portVariables: ["PILOT_PORT"],
    port: 8080,
    routes: { readiness: "/ping", scoring },
    model: { path: "/model", uri: String(registry.get("1")?.["source"]), isArchive: false },
    roots: { "/model": "AZUREML_MODEL_DIR" },
  }),
});

/** What the stack's pilot is made of. */
export interface ServerProps {
  readonly json: Synthesized;
  readonly host: LocalHost;
  readonly command: readonly string[];
  readonly rehearsal: Rehearsal;
}

const kept = async (message: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

/** The server. */
export abstract class PlatformServer implements TrialServer {
  /** By the name of a call. */
  readonly refusals = new Map<string, Refused>();
  /** Names of the calls that came in, in their order. */
  readonly calls: string[] = [];
  /** What a schema is asked about: every distinct form, once. */
  readonly said: Said[] = [];
  /** Whether whoever signed in may change the endpoint. */
  isDeployer = true;
  /** Milliseconds that each prediction waits. */
  delay = 0;
  /** Milliseconds that a change of the endpoint takes. */
  rollout = 120;
  /** Whether the endpoint does not come up. */
  isStuck = false;
  /** How many executions were started. */
  started = 0;
  /** What was charged: none is a bill that is not there yet. */
  charges: readonly Charge[] = [];
  protected readonly registry = new Map<string, Readonly<Record<string, unknown>>>();
  protected readonly running = new Set<Promise<void>>();
  private readonly forms = new Set<string>();
  private server: Server | undefined;
  private live: Live | undefined;
  private swapped: Promise<void> = Promise.resolve();
  url = "";

  protected constructor(protected readonly props: ServerProps) {}

  /** Answers one call. @throws Refusal */
  protected abstract answer(asked: Asked): Promise<Answer> | Answer;

  /** The name of a call, such as `pipelineJobs.get`. */
  protected abstract nameOf(asked: Asked): string;

  /** The body of a refusal, in the platform's own form. */
  protected abstract refused(status: number, code: string, message: string): object;

  protected async listen(): Promise<void> {
    const server = createServer((message, response) => void this.handle(message, response));
    this.server = server;
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
    this.url = `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.running);
    await this.live?.stop();
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** Keeps a message for the schema, once for each form of it; a list's elements are of one form. */
  protected check(type: string, body: Json): void {
    const form = (value: Json): Json => {
      if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(form(each))))].sort();
      if (typeof value !== "object" || value === null) return typeof value;
      return Object.keys(value)
        .sort()
        .map((key) => [key, form(value[key])]);
    };
    const key = `${type} ${JSON.stringify(form(body))}`;
    if (this.forms.has(key)) return;
    this.forms.add(key);
    // as it is now: what is answered goes on to change
    this.said.push({ type, body: JSON.parse(JSON.stringify(body)) });
  }

  private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await kept(message);
    const url = new URL(message.url ?? "/", this.url);
    let body: Json;
    try {
      body = JSON.parse(sent.toString());
    } catch {
      body = undefined;
    }
    const asked: Asked = { method: message.method ?? "GET", url, headers: message.headers, body, bytes: sent };
    const name = this.nameOf(asked);
    this.calls.push(name);
    const end = ({ status = 200, json, bytes, headers = {} }: Answer) => {
      const content = bytes ?? Buffer.from(json === undefined ? "" : JSON.stringify(json));
      response
        .writeHead(status, { "content-type": "application/json", ...headers, "content-length": content.length })
        .end(content);
    };
    try {
      const refused = this.refusals.get(name);
      if (refused !== undefined && (refused.times ?? 1) > 0) {
        if (refused.times !== undefined) refused.times -= 1;
        throw new Refusal(refused.status, refused.code, refused.message);
      }
      end(await this.answer(asked));
    } catch (error) {
      const {
        status,
        code,
        message: words,
      } = error instanceof Refusal ? error : { status: 500, code: "INTERNAL", message: String((error as Error).stack) };
      end({ status, json: this.refused(status, code, words) });
    }
  }

  /** Starts the server of the n-th registered version, and stops the one before. */
  protected serve(number: number): Promise<void> {
    // one after the other: two at once would both stop the same server, and leave one of theirs behind
    const swapped = this.swapped.then(() => this.swap(number));
    this.swapped = swapped.catch(() => {});
    return swapped;
  }

  private async swap(number: number): Promise<void> {
    const { json, host, command, rehearsal } = this.props;
    const before = this.live;
    const registered = this.registry.get(rehearsal.version(json, number));
    if (registered === undefined) throw new Error(`version ${number} was never registered`);
    // what the stack has live is served by whichever version it is now
    const registry = new Map([[rehearsal.version(json, 1), registered]]);
    this.live = await start(host, rehearsal.served(json, registry, host, command));
    await before?.stop();
  }

  /** Asks what serves. */
  protected async predicted(body: Json): Promise<Answer> {
    await sleep(this.delay);
    const { live } = this;
    if (live === undefined) throw new Refusal(503, "UNAVAILABLE", "nothing serves");
    const headers = { "content-type": "application/json" };
    const answer = await fetch(live.url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  /** The host, with a hook around each step. */
  protected watched(step: (run: StepRun) => Promise<StepResult>): Host {
    const { host } = this.props;
    return { has: (uri) => host.has(uri), read: (uri) => host.read(uri), at: (uri) => host.at(uri), run: step };
  }

  /** Runs something that goes on after its call was answered. */
  protected goesOn(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  /** Waits for everything that goes on. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }
}
