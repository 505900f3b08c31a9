import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStacks } from "../../review/review.js";
import type { Trial } from "../../stacks/driver/contract.js";
import { platforms } from "../../stacks/platforms.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { sourceOf } from "../../stacks/source.js";
import { evidenceSchema, sealOf } from "../../trial/evidence/schema.js";
import { importProbe } from "../../trial/import.js";
import { score } from "../../trial/score.js";
import { temporaryFolder } from "../scratch.js";
import { exampleFile, exampleSpec, variants } from "../synth.js";
import { appFolder } from "./app.js";

const all = Object.entries(platforms) as ReadonlyArray<[string, { trial?: () => Promise<Trial> }]>;
const driven = all.flatMap(([id, { trial }]) => (trial === undefined ? [] : [[id, trial] as const]));
const today = new Date("2026-12-01T12:00:00Z");
const dir = temporaryFolder("import");
const own = { name: "cdktf-ml-pilot", version: "0.0.0" };
const probe = {
  claims: [
    { name: "data-readable", expected: "allowed", observed: "allowed", verdict: "held", detail: "row 39.1,18.7" },
    { name: "public-address-unreachable", expected: "refused", observed: "", verdict: "held", detail: "" },
  ],
  ...{ startupSeconds: 140.5, cpus: 2, memoryGiB: 7.5, accelerators: ["T4"], platform: "Linux", contract: "local" },
  time: "2026-11-30T10:20:30+00:00",
};

let app: string;
beforeAll(async () => {
  app = await appFolder(variants["phase 2"]);
  for (const [id] of all) {
    const file = join(app, "stacks", `penguins-${id}`, "cdk.tf.json");
    const json = JSON.parse(readFileSync(file, "utf8"));
    json["//"].source = sourceOf(exampleFile, exampleSpec(), id as keyof typeof platforms);
    writeFileSync(file, JSON.stringify(json));
  }
});

function imported(platform: string, content: unknown, evidence = temporaryFolder("evidence")) {
  const file = join(dir, "probe.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  const [stack] = readStacks([`penguins-${platform}`], app);
  if (stack === undefined) throw new Error("the app lacks the stack");
  return importProbe({ stack, app, evidence, probe: file, own, today });
}

test.each(driven)("%s: a probe of the platform becomes evidence, and the scorecard proves by it", async (id, load) => {
  const { contracts } = await load();
  const evidence = temporaryFolder("evidence");
  if (contracts.length === 0) {
    // such a probe could be of this machine, and would prove something of the platform
    const message = `a probe of ${id} may as well be of this machine; trial run reads it from the run`;
    await expect(imported(id, { ...probe, contract: "any" }, evidence)).rejects.toThrow(message);
    expect(readdirSync(evidence)).toEqual([]);
    return;
  }
  const files = await imported(id, { ...probe, contract: contracts[0] }, evidence);
  expect(readdirSync(join(evidence, id))).toEqual([
    "2026-11-30T10-20-30Z-hardware.json",
    "2026-11-30T10-20-30Z-network.json",
  ]);
  for (const file of files) {
    const record = JSON.parse(readFileSync(file, "utf8"));
    expect([evidenceSchema.safeParse(record).success, sealOf(record)]).toEqual([true, record.sha256]);
    expect(record).toMatchObject({
      where: id,
      platform: id,
      hardware: expect.stringMatching(/^trains on \S+, serves on/),
    });
    expect(record.region).toMatch(/^[a-z][a-z0-9-]+$/);
    expect(JSON.stringify(record)).not.toContain("39.1");
  }
  const column = score({ app, evidence, today }).card.columns.find(({ platform }) => platform === id);
  expect(column?.proofs.map(({ verdict }) => verdict).slice(1, 3)).toEqual(["proven", "proven"]);
  const startup = column?.measures.find(({ name }) => name === "startupSeconds");
  expect([startup?.n, startup?.max]).toEqual([1, 140.5]);
});

test.each([
  ["cut", JSON.stringify(probe).slice(0, -9), /probe\.json: must be JSON, and is cut or was changed; fetch it again$/],
  ["a list", "[]", /is not what a probe writes: the file: /],
  ["without a claim", { ...probe, claims: [] }, /is not what a probe writes: claims: /],
  ["a verdict of its own", { ...probe, claims: [{ name: "x", verdict: "fine" }] }, /claims\.0\.verdict: /],
  ["a number as text", { ...probe, startupSeconds: "140" }, /is not what a probe writes: startupSeconds: /],
  ["a negative start", { ...probe, startupSeconds: -1 }, /is not what a probe writes: startupSeconds: /],
  ["without a time", { ...probe, time: undefined }, /is not what a probe writes: time: /],
  [
    "of the future",
    { ...probe, contract: "", time: "2027-01-01T00:00:00Z" },
    /is dated 2027-.* after now; see the clock/,
  ],
  ["of a laptop", probe, /was written outside of every one \(contract local\); give that of a run$/],
  [
    "of another platform",
    { ...probe, contract: "elsewhere" },
    /must be written on \w+ \(contract .*\), got elsewhere; /,
  ],
])("a probe that is %s becomes nothing", async (_, content, message) => {
  const [[first] = [""]] = driven;
  const evidence = temporaryFolder("evidence");
  await expect(imported(first, content, evidence)).rejects.toThrow(message);
  expect(readdirSync(evidence)).toEqual([]);
});

test.each(driven)("%s: a record says where the pilot runs, on what, and which digest", async (id, load) => {
  const [stack] = readStacks([`penguins-${id}`], app);
  if (stack === undefined) throw new Error("the app lacks the stack");
  const place = (await load()).place(stack.json as unknown as Synthesized);
  const form = evidenceSchema.pick({ region: true, hardware: true, image: true });
  expect(form.safeParse(place).error).toBeUndefined();
  expect(place.hardware).not.toMatch(/undefined|null|\?/);
});

test("a platform that cannot be driven yet says so, and what to do instead", async () => {
  const [[first] = [""]] = driven;
  const platform = platforms[first as keyof typeof platforms] as { trial?: unknown };
  const { trial } = platform;
  delete platform.trial;
  try {
    await expect(imported(first, probe)).rejects.toThrow(
      `penguins-${first}: ${first} cannot be driven yet; measure it by its runbook (next_3_run)`,
    );
  } finally {
    platform.trial = trial;
  }
});

test("a file that is not there, a folder and a link on the way of the records are one line each", async () => {
  const [[first] = [""]] = driven;
  const [stack] = readStacks([`penguins-${first}`], app);
  if (stack === undefined) throw new Error("the app lacks the stack");
  const given = { stack, app, own, today };
  const evidence = temporaryFolder("evidence");
  await expect(importProbe({ ...given, evidence, probe: join(dir, "none") })).rejects.toThrow(
    /cannot be read \(ENOENT\)/,
  );
  await expect(importProbe({ ...given, evidence, probe: dir })).rejects.toThrow(/is not a file; give the probe\.json/);
  mkdirSync(join(evidence, "elsewhere"));
  symlinkSync(join(evidence, "elsewhere"), join(evidence, first));
  const contracts = (await driven[0]?.[1]())?.contracts ?? [];
  await expect(imported(first, { ...probe, contract: contracts[0] }, evidence)).rejects.toThrow(/is a link/);
  expect(readdirSync(join(evidence, "elsewhere"))).toEqual([]);
});
