/** The state behind a web server: the real Terraform against a server that keeps GitLab's protocol. */
import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { App, DataResource, TerraformStack } from "cdktf";
import type { PilotSpec } from "../../stacks/pilot-spec/schema.js";
import { addState } from "../../stacks/state.js";
import { temporaryFolder } from "../scratch.js";
import { guarded } from "../terraform/guard.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { terraform } from "../terraform/workspace.js";

/** No proxy and no credential of whoever runs the tests. */
const env = { PATH: process.env.PATH, HOME: guarded(temporaryFolder("home")), CHECKPOINT_DISABLE: "1" };

type HttpState = Extract<PilotSpec["state"], { backend: "http" }>;

/** What the server was asked, such as `POST /states/churn-aws/lock`, and what it holds. */
interface Asked {
  readonly calls: string[];
  readonly states: Map<string, string>;
  readonly locks: Map<string, string>;
}

const body = async (request: IncomingMessage) => {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
};

/**
 * Answers as docs.gitlab.com/api/terraform_state (2026-11) says: a state needs a lock's ID to be written while it is
 * locked, a second lock is 409, an unknown state 404 to a read, a method that is not there 405.
 */
function stateServer({ calls, states, locks }: Asked, lockMethods: readonly [lock: string, unlock: string]): Server {
  return createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const { method = "GET" } = request;
    const text = await body(request);
    calls.push(`${method} ${pathname}`);
    const name = pathname.replace(/\/lock$/, "");
    const isLock = lockMethods[0] === "LOCK" || pathname.endsWith("/lock");
    const answer = (status: number, said = "") => response.writeHead(status).end(said);
    if (isLock && method === lockMethods[0] && (method === "LOCK" || pathname !== name)) {
      if (locks.has(name)) return answer(409, locks.get(name));
      locks.set(name, text);
      return answer(200);
    }
    if (isLock && method === lockMethods[1] && (method === "UNLOCK" || pathname !== name)) {
      locks.delete(name);
      return answer(200);
    }
    if (pathname !== name) return answer(405);
    if (method === "GET") return states.has(name) ? answer(200, states.get(name)) : answer(404);
    if (method !== "POST") return answer(405);
    const lock = locks.get(name);
    if (lock === undefined || (JSON.parse(lock) as { ID: string }).ID !== searchParams.get("ID")) return answer(409);
    states.set(name, text);
    return answer(200);
  });
}

describeUnless(noTerraform(), "state by HTTP", () => {
  test.each([
    ["gitlab", ["POST", "DELETE"], "POST /states/ml-churn-aws/lock", "DELETE /states/ml-churn-aws/lock"],
    ["methods", ["LOCK", "UNLOCK"], "LOCK /states/ml-churn-aws", "UNLOCK /states/ml-churn-aws"],
  ] as const)("lock: %s", async (lock, methods, locked, unlocked) => {
    const asked: Asked = { calls: [], states: new Map(), locks: new Map() };
    const server = stateServer(asked, methods);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/states`;
      const app = new App({ outdir: guarded(temporaryFolder("state")) });
      const stack = new TerraformStack(app, "churn-aws");
      addState(stack, { backend: "http", address, lock, prefix: "ml-" } satisfies HttpState, "churn-aws");
      new DataResource(stack, "kept", { input: { is: "here" } });
      app.synth();
      const folder = join(app.outdir, "stacks/churn-aws");
      for (const args of [
        ["init", "-input=false"],
        ["apply", "-auto-approve", "-input=false"],
      ]) {
        await promisify(execFile)(terraform, [...args, "-no-color"], { cwd: folder, env });
      }
      expect(asked.calls).toEqual(expect.arrayContaining([locked, "POST /states/ml-churn-aws", unlocked]));
      const { resources } = JSON.parse(asked.states.get("/states/ml-churn-aws") ?? "{}") as { resources: object[] };
      expect(resources).toHaveLength(1);
      expect([...asked.locks]).toEqual([]);
    } finally {
      server.close();
    }
  });
});
