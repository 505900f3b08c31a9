/**
 * Where one synthesis of the example for all of its platforms spends its CPU time, part by part, with and without
 * cdktf's stack traces. It prints shares of the whole: bench/README.md says what follows from them.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App, TerraformStack } from "cdktf";

const root = join(__dirname, "..");
const example = join(root, "examples/penguins/pilot.yaml");

type Parts = Readonly<Record<string, number>>;

/** Runs the steps of the app, each once and by itself, and returns the CPU seconds of each. */
async function parts(outdir: string): Promise<Parts> {
  const found: Record<string, number> = {};
  let before = { user: 0, system: 0 };
  const mark = (part: string) => {
    const now = process.cpuUsage();
    found[part] = (now.user + now.system - before.user - before.system) / 1e6;
    before = now;
  };
  mark("Node and the TypeScript loader");
  const cdktf: typeof import("cdktf") = await import("cdktf");
  mark("loading cdktf");
  const { addPilots, loadSpecs } = await import("../stacks/load.js");
  const specs = await loadSpecs([example]);
  mark("loading the bindings and our own files, checking the spec");
  const app: App = new cdktf.App({ outdir });
  await addPilots(app, specs);
  const stacks = app.node.children.filter((child): child is TerraformStack => cdktf.TerraformStack.isStack(child));
  mark("building the constructs");
  for (const stack of stacks) stack.prepareStack();
  mark("preparing: one resolution of every token");
  for (const construct of app.node.findAll()) construct.node.validate();
  mark("validating: rules and the ledger's pointers");
  const json = stacks.map((stack) => stack.toTerraform());
  mark("one resolution to JSON");
  for (const each of json) JSON.parse(JSON.stringify(each));
  mark("writing and reading JSON");
  return found;
}

/** The parts of the quickest of several processes. */
function quickest(...options: readonly string[]): Parts {
  const runs = Array.from({ length: 3 }, () => {
    const args = [...options, "--import", "tsx", __filename, "--parts"];
    const run = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout) as Parts;
  });
  return runs.reduce((best, each) => (total(each) < total(best) ? each : best));
}

const total = (of: Parts): number => Object.values(of).reduce((sum, each) => sum + each, 0);

function report(): void {
  const whole = quickest();
  const untraced = quickest("--require", join(root, "test/no-stack-traces.js"));
  const share = (seconds: number) => `${((100 * seconds) / total(whole)).toFixed(0)} %`.padStart(6);
  console.log("share of one synthesis in CPU time:      with stack traces, without");
  for (const [part, seconds] of Object.entries(whole))
    console.log(`${part.padEnd(60)}${share(seconds)}${share(untraced[part] ?? 0)}`);
  console.log(`${"all".padEnd(60)}${share(total(whole))}${share(total(untraced))}`);
}

if (process.argv.includes("--parts")) {
  const outdir = mkdtempSync(join(tmpdir(), "bench-where-"));
  parts(outdir).then((found) => {
    rmSync(outdir, { recursive: true, force: true });
    console.log(JSON.stringify(found));
  });
} else report();
