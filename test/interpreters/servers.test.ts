/**
 * Nothing that a rehearsal opens on loopback outlives what it was opened for, whatever throws meanwhile: an open server
 * keeps the command from ending.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import type { Host, Served, StepRun } from "../../stacks/rehearsal/contract.js";
import { LocalHost } from "../../trial/host.js";
import { type Live, roll, start } from "../../trial/serving.js";
import { root, temporaryFolder } from "../scratch.js";
import { synthesizePilots } from "../synth.js";

/** Whether something listens on a port of loopback. */
const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(socket.destroy() === socket));
    socket.on("error", () => resolve(false));
  });

/** Ports of loopback that a step is given. */
const portsOf = ({ environment }: StepRun): readonly number[] =>
  Object.values(environment).flatMap((value) =>
    [...value.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port)),
  );

const rehearsed = platformIds.filter((id) => platforms[id].rehearsal !== undefined);

test.each(rehearsed)("%s: a machine that breaks while a step runs leaves no storage open", async (platform) => {
  const made = await synthesizePilots((input) => {
    input.image = { digest: `sha256:${"a1".repeat(32)}` };
  });
  const rehearsal = await platforms[platform].rehearsal?.();
  if (rehearsal === undefined) throw new Error(`${platform} has no rehearsal`);
  const seen = new Map<number, boolean>();
  const scratch = temporaryFolder("objects");
  const host: Host = {
    has: () => true,
    read: () => "{}",
    at: (uri) => join(scratch, uri.replace(/\W+/g, "-")),
    run: async (step) => {
      for (const port of portsOf(step)) seen.set(port, await isOpen(port));
      throw new Error("the machine broke");
    },
  };
  const json = made[platform]?.json;
  if (json === undefined) throw new Error(`the example has no ${platform} block`);
  // what breaks here breaks before a step has asked its registry, which says yes to the rest
  const registry = createServer((_, answer) => answer.end("{}"))
    .listen(0, "127.0.0.1")
    .unref();
  await once(registry, "listening");
  const { port } = registry.address() as AddressInfo;
  const companion = rehearsal.companion === undefined ? undefined : `http://127.0.0.1:${port}`;
  const request = { host, id: "3f0a9c2d11e4", registered: 0, companion };
  await expect(rehearsal.run(json, request)).rejects.toThrow("the machine broke");
  registry.closeAllConnections();
  await promisify(registry.close.bind(registry))();
  seen.delete(port); // of this test's own
  // it was there while the step ran, or this test sees nothing
  expect([...seen.values()]).toContain(true);
  for (const port of seen.keys()) expect([port, await isOpen(port)]).toEqual([port, false]);
});

describe("a server's storage", () => {
  const opened = new Set<string>();
  let host: LocalHost;
  beforeEach(() => {
    opened.clear();
    host = new LocalHost({ image: temporaryFolder("image"), python: "/usr", network: join(root, "trial/network") });
  });
  afterEach(() => host.dispose());

  const served = (release: string, command: readonly string[]): Served => ({
    release,
    command,
    environment: {},
    portVariables: ["PORT"],
    port: 8080,
    routes: { readiness: "/ping", scoring: "/score" },
    roots: {},
    storage: async () => {
      opened.add(release);
      return { environment: {}, stop: async () => void opened.delete(release) };
    },
  });

  test("is closed where the server's program is not there", async () => {
    await expect(start(host, served("r1", ["/there/is/no/program"]))).rejects.toThrow(/ENOENT/);
    expect([...opened]).toEqual([]);
  });

  test("is closed where the server ends before it is ready", async () => {
    await expect(start(host, served("r1", ["/bin/false"]))).rejects.toThrow("release r1 ended with 1");
    expect([...opened]).toEqual([]);
  });

  test("of the other release is closed where the first one does not come back", async () => {
    const server = "require('http').createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1')";
    const answering = [process.execPath, "-e", server];
    const live: Live = await start(host, served("r1", answering));
    const rolling = roll(host, live, served("r2", answering), served("r3", ["/bin/false"]), Buffer.from("{}"));
    await expect(rolling).rejects.toThrow("release r3 ended with 1");
    await live.stop();
    expect([...opened]).toEqual([]);
  });
});
