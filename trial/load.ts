/** Bounded load on a server of loopback: so many requests, so many at once, and an end. */
import { Agent } from "node:http";
import { send } from "../stacks/driver/send.js";
import { UserError } from "../stacks/user-error.js";

/** How much is sent. */
export interface LoadProps {
  /** All requests together, 1 to 100,000. */
  readonly requests: number;
  /** Requests at once, 1 to 64. */
  readonly concurrency: number;
}

/** What came of it. */
export interface LoadResult {
  /** Milliseconds of each request that was answered with 200, in the order in which they ended. */
  readonly latencies: readonly number[];
  /** Requests that were not, by status, or by the error's code where there was no answer. */
  readonly failed: ReadonlyMap<string, number>;
}

/** @throws UserError where a bound is not kept */
export function checkLoad({ requests, concurrency }: LoadProps): void {
  const problems: string[] = [];
  const within = (name: string, value: number, most: number, usual: number) => {
    if (!Number.isInteger(value) || value < 1 || value > most)
      problems.push(`--${name} must be a whole number from 1 to ${most}, got ${value}; use ${usual}`);
  };
  within("requests", requests, 100_000, 1000);
  within("concurrency", concurrency, 64, 4);
  if (problems.length > 0) throw new UserError(problems);
}

/** Sends requests by a function that resolves to each one's status; returns when the last answer is there. */
export async function loadBy(ask: () => Promise<string>, props: LoadProps): Promise<LoadResult> {
  checkLoad(props);
  const latencies: number[] = [];
  const failed = new Map<string, number>();
  let left = props.requests;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      const status = await ask();
      if (status === "200") latencies.push(performance.now() - began);
      else failed.set(status, (failed.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: props.concurrency }, worker));
  return { latencies, failed };
}

/** Sends the load to a URL. */
export async function load(url: URL, body: Buffer, props: LoadProps): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: props.concurrency });
  try {
    return await loadBy(() => send(agent, url, body), props);
  } finally {
    agent.destroy();
  }
}
