/**
 * The scorecard of 1,000 files of evidence against one synthesis of the example, in CPU time of a process each. It
 * reports and never fails.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platformIds } from "../stacks/pilot-spec/schema.js";
import { type Measurement, thisMachine } from "../trial/evidence/schema.js";
import { writeEvidence } from "../trial/evidence/write.js";

const root = join(__dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "bench-score-"));
process.on("exit", () => rmSync(scratch, { recursive: true }));

/** Files, and latencies in each that has some: every fourth, as a trial writes them. */
const [files, latencies] = [1000, 1000];

const used = join(scratch, "used");
const atExit = join(scratch, "at-exit.cjs");
writeFileSync(
  atExit,
  `process.on("exit", () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    require("fs").writeFileSync(${JSON.stringify(used)}, String((userCPUTime + systemCPUTime) / 1e6));
  });`,
);

/** CPU seconds of a program of this repository. */
function seconds(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const given = ["--require", atExit, "--import", "tsx", join(root, file), ...args];
  const { status, stderr } = spawnSync(process.execPath, given, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return Number(readFileSync(used, "utf8"));
}

const app = join(scratch, "app");
const spec = join(root, "examples/penguins/pilot.yaml");
const synth = () => seconds("stacks/main.ts", [], { CDKTF_CONTEXT_JSON: JSON.stringify({ spec }), CDKTF_OUTDIR: app });
const first = synth();

const evidence = join(scratch, "trial");
for (let at = 0; at < files; at += 1) {
  const platform = platformIds[at % platformIds.length] as string;
  const load = { name: "latencyMilliseconds", unit: "milliseconds" as const };
  const step = { name: "stepSeconds", subject: "train", unit: "seconds" as const, values: [at + 0.5] };
  const values = Array.from({ length: latencies }, (_, index) => ((index * 7919 + at) % 1000) / 7);
  const record: Measurement = {
    ...{ what: at % 4 === 0 ? "load" : "workflow", run: "0d9f8a52-1c1e", platform, pilot: "penguins" },
    ...{ stack: `penguins-${platform}`, where: thisMachine, hardware: "2 CPUs", seconds: 1, ended: "succeeded" },
    when: new Date(Date.UTC(2026, 9, 1) + at * 60_000).toISOString(),
    ...{ stackHash: `sha256:${"0".repeat(64)}`, image: `sha256:${"1".repeat(64)}` },
    package: { name: "cdktf-ml-pilot", version: "0.0.0" },
    commands: ["cdktf-ml-pilot rehearse"],
    numbers: at % 4 === 0 ? [{ ...load, values }] : [step],
    facts: [],
  };
  writeEvidence(evidence, record);
}

const score = () => seconds("cli/main.ts", ["trial", "score", "--app", app, "--evidence", evidence]);
const scored = Math.min(score(), score());
const synthesized = Math.min(first, synth());
console.log(`scoring ${files} files of evidence: ${(scored / synthesized).toFixed(2)} of one synth (aim: below 1)`);
