/**
 * A GET of a public price list that answers JSON: with patience where the list asks for it, and never half an answer.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Get } from "../stacks/price-list.js";
import { UserError } from "../stacks/user-error.js";

/** How it reads; tests change the first two. */
export interface GetOptions {
  /** Where a URL is asked instead. @default - where it says */
  readonly at?: (url: string) => string;
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Bytes of one answer at most. @default 512 MiB: the largest file read is that of all of SageMaker in a region */
  readonly maxBytes?: number;
}

/** Requests of one page at most, the first included. */
const most = 5;

/** Milliseconds that one request may take. */
const patience = 300_000;

/** A URL as a person may see it: a key stays out of sight. */
const shown = (url: string): string => url.replace(/([?&]key=)[^&]*/, "$1…").slice(0, 300);

/** Seconds to wait, by the answer or by how often it was asked; undefined where asking again is of no use. */
function pause(status: number, after: string | null, asked: number): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  const seconds = after !== null && /^\d{1,4}$/.test(after) ? Number(after) : 2 ** asked;
  return Math.min(seconds, 60);
}

/** Reads pages of JSON, one after the other. */
export function getJson({
  at = (url) => url,
  wait = async (milliseconds) => void (await sleep(milliseconds)),
  maxBytes = 512 * 1024 * 1024,
}: GetOptions = {}): Get {
  return async (url) => {
    for (let asked = 1; ; asked += 1) {
      let text: string | undefined;
      try {
        const answer = await fetch(at(url), {
          headers: { accept: "application/json" },
          redirect: "error",
          signal: AbortSignal.timeout(patience),
        });
        if (!answer.ok) {
          const seconds = pause(answer.status, answer.headers.get("retry-after"), asked);
          await answer.body?.cancel();
          if (seconds === undefined || asked === most)
            throw new UserError([
              `${shown(url)}: answered ${answer.status} ${asked} times; try again later, or check the key`,
            ]);
          await wait(seconds * 1000);
          continue;
        }
        if (Number(answer.headers.get("content-length") ?? 0) > maxBytes)
          throw new UserError([`${shown(url)}: must answer at most ${maxBytes} bytes`]);
        text = await answer.text();
      } catch (error) {
        if (error instanceof UserError) throw error;
        // an answer that ends too early is one, too
        const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
        if (asked === most)
          throw new UserError([`${shown(url)}: cannot be read (${code ?? message}); check the network and the proxy`]);
        await wait(2 ** asked * 1000);
        continue;
      }
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new UserError([`${shown(url)}: must answer whole JSON; try again later`]);
      }
    }
  };
}
