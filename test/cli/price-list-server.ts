/** Runs the verb `prices` against a server on this machine that answers in the documented shapes of a price list. */
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getJson } from "../../cli/get-json.js";
import { prices } from "../../cli/prices.js";
import { readPrices } from "../../review/read/prices.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../scratch.js";
import { synthesizePilots, variants } from "../synth.js";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;
export type Routes = Readonly<Record<string, unknown | Answer>>;
export const today = new Date("2026-11-30T00:00:00Z");
export const key = "AIza-secret";

/** Answers by the start of `host/path?query`; a function answers by itself, anything else is sent as JSON. */
export async function served<Result>(
  routes: Routes,
  use: (at: (url: string) => string, asked: string[]) => Promise<Result>,
): Promise<Result> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").replaceAll("+", " ")).slice(1);
    asked.push(path);
    const found = Object.entries(routes).find(([start]) => path.startsWith(start))?.[1];
    if (typeof found === "function") (found as Answer)(request, response);
    else if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await use((url) => `http://127.0.0.1:${port}/${url.replace("https://", "")}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
}

export async function stackFile(
  platform: PlatformId,
  folder: string,
  change: (input: PilotSpecInput) => void = () => {},
): Promise<string> {
  const all = await synthesizePilots((input) => {
    variants["phase 2"]?.(input);
    change(input);
  });
  const file = join(folder, `${platform}.json`);
  writeFileSync(file, JSON.stringify(all[platform]?.json));
  return file;
}

export interface Made {
  readonly lines: readonly string[];
  readonly problem?: string;
  readonly text?: string;
  readonly file: string;
  readonly asked: readonly string[];
  readonly waits: readonly number[];
  /** What lies beside the stack afterwards. */
  readonly files: readonly string[];
}

/** Runs the verb on the example's stack of a platform. */
export async function make(
  platform: PlatformId,
  routes: Routes,
  more: {
    readonly currency?: string;
    readonly infracost?: object;
    readonly env?: Record<string, string>;
    readonly change?: (input: PilotSpecInput) => void;
  } = {},
): Promise<Made> {
  const folder = temporaryFolder("prices");
  const stack = await stackFile(platform, folder, more.change);
  const file = join(folder, "book.yaml");
  const { currency = "USD", env = { PILOT_GOOGLE_API_KEY: key } } = more;
  const infracost = more.infracost === undefined ? undefined : join(folder, "infracost.json");
  if (infracost !== undefined) writeFileSync(infracost, JSON.stringify(more.infracost));
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  return served(routes, async (at, asked) => {
    const flags = { app: folder, output: file, currency, ...(infracost === undefined ? {} : { infracost }) };
    const outcome = await prices([stack], flags, { today, env, get: getJson({ at, wait }) }).then(
      (lines) => ({ lines }),
      (error: Error) => ({ lines: [], problem: `${error.name}: ${error.message}` }),
    );
    const text = existsSync(file) ? { text: readFileSync(file, "utf8") } : {};
    const files = readdirSync(folder).filter((each) => !each.endsWith(".json"));
    return { ...outcome, ...text, file, asked, waits, files };
  });
}

export const book = ({ file }: Made) =>
  Object.fromEntries(
    readPrices(file).prices.map(({ meter, for: only, value, per }) => [
      only === undefined ? meter : `${meter} ${only}`,
      [value, per],
    ]),
  );
