import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchmarkNumbers } from "../../trial/benchmark.js";
import { evidenceSchema, type Measurement, sealOf } from "../../trial/evidence/schema.js";
import { writeEvidence } from "../../trial/evidence/write.js";
import { checkLoad } from "../../trial/load.js";
import { findPython } from "../../trial/python.js";
import { percentile, shown, summary } from "../../trial/statistics.js";
import { temporaryFolder } from "../scratch.js";

const measurement: Measurement = {
  what: "load",
  run: "0d9f8a52-1c1e",
  platform: "demo",
  pilot: "penguins",
  stack: "penguins-demo",
  where: "this machine",
  hardware: "2 CPUs, 4 GiB",
  when: "2026-11-30T10:20:30.456Z",
  seconds: 2,
  stackHash: `sha256:${"0".repeat(64)}`,
  image: `sha256:${"1".repeat(64)}`,
  package: { name: "cdktf-ml-pilot", version: "0.1.0" },
  commands: ["cdktf-ml-pilot rehearse penguins-demo"],
  ended: "succeeded",
  numbers: [{ name: "latencyMilliseconds", unit: "milliseconds", values: [3, 1, 2] }],
  facts: [],
};

test("a record is a file of its own, named by time and subject, and is never overwritten", () => {
  const folder = temporaryFolder("evidence");
  const [one, other] = [writeEvidence(folder, measurement), writeEvidence(folder, { ...measurement, seconds: 3 })];
  expect([one, other]).toEqual([
    join(folder, "demo/2026-11-30T10-20-30Z-load.json"),
    join(folder, "demo/2026-11-30T10-20-30Z-load-2.json"),
  ]);
  const read = JSON.parse(readFileSync(one, "utf8"));
  expect([read.seconds, read.sha256]).toEqual([2, sealOf(read)]);
  expect(evidenceSchema.safeParse(read).success).toBe(true);
  expect(readdirSync(join(folder, "demo"))).toHaveLength(2);
});

test("a seal is of the content, in whatever order its keys are", () => {
  const { run, ...rest } = measurement;
  expect(sealOf({ ...rest, run })).toBe(sealOf(measurement));
  expect(sealOf({ ...measurement, seconds: 2.5 })).not.toBe(sealOf(measurement));
});

test("nothing is written through a link, and nothing that the schema refuses", () => {
  const folder = temporaryFolder("evidence");
  mkdirSync(join(folder, "elsewhere"));
  const target = join(folder, "demo");
  symlinkSync(join(folder, "elsewhere"), target);
  expect(() => writeEvidence(folder, measurement)).toThrow(
    "is a link, and evidence is written through none; remove it",
  );
  const other = temporaryFolder("evidence");
  const hostile = { ...measurement, platform: "../outside" };
  expect(() => writeEvidence(other, hostile)).toThrow(/must be a letter/);
  expect(() => writeEvidence(other, { ...measurement, problem: "\u001b[2J" })).toThrow(
    /must hold no control character/,
  );
  const empty = [{ name: "x", unit: "seconds" as const, values: [] }];
  expect(() => writeEvidence(other, { ...measurement, numbers: empty })).toThrow();
  const infinite = [{ name: "x", unit: "seconds" as const, values: [Number.POSITIVE_INFINITY] }];
  expect(() => writeEvidence(other, { ...measurement, numbers: infinite })).toThrow();
  expect(readdirSync(other)).toEqual([]);
  writeFileSync(join(other, "demo"), "");
  expect(() => writeEvidence(other, measurement)).toThrow("must be a folder, and is a file");
});

test("a percentile is a value that was measured, and is there only where enough were", () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, index) => n - index);
  expect(summary([])).toBeUndefined();
  expect(summary([7])).toEqual({ n: 1, min: 7, max: 7 });
  expect(summary(upTo(19))).toEqual({ n: 19, min: 1, max: 19, p50: 10 });
  expect(summary(upTo(20))).toEqual({ n: 20, min: 1, max: 20, p50: 10, p95: 19 });
  expect(summary(upTo(100))).toEqual({ n: 100, min: 1, max: 100, p50: 50, p95: 95, p99: 99 });
  expect(percentile([1], 50)).toBeUndefined();
  expect([shown(1000), shown(99.96), shown(1.5), shown(2), shown(0.98844), shown(0)]).toEqual([
    ...["1000", "100", "1.50", "2", "0.9884", "0"],
  ]);
});

test("load has bounds", () => {
  expect(() => checkLoad({ requests: 0, concurrency: 65 })).toThrow(
    "--requests must be a whole number from 1 to 100000, got 0; use 1000\n" +
      "--concurrency must be a whole number from 1 to 64, got 65; use 4",
  );
  expect(() => checkLoad({ requests: Number.NaN, concurrency: 1 })).toThrow("--requests must be");
});

test("without Python one line says so", () => {
  expect(() => findPython("/there/is/no/python")).toThrow(
    /^rehearse needs Python 3\.11 or later, got no \/there\/is\/no\/python that runs; install it, or name it with --python \S+$/,
  );
});

test("a benchmark becomes numbers only as the contract has it", () => {
  const values = [3, 2];
  const measures = [{ name: "diskWrite", unit: "megabytes per second", values }];
  expect(benchmarkNumbers({ measures, machine: { cpus: 2 } })).toEqual(measures);
  for (const [changed, message] of [
    [{ unit: "seconds" }, /^benchmark\.json is not what CONTRACT\.md says: measures\.0\.unit: /],
    [{ values: [0] }, /measures\.0\.values\.0: /],
    [{ values: ["3"] }, /measures\.0\.values\.0: /],
    [{ row: "Adelie,39.1" }, /measures\.0: /],
  ] as const)
    expect(() => benchmarkNumbers({ measures: [{ ...measures[0], ...changed }] })).toThrow(message);
  expect(() => benchmarkNumbers("")).toThrow(/CONTRACT/);
});
