/**
 * How much a pilot costs on top of cdktf itself. Prints ratios of one run, because a ratio is much the same on any
 * machine: both sides are run by turns, and the fastest run of each counts, which other work on the machine disturbs
 * least. It reports and never fails: a number over its aim is for a person to judge.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { platformIds } from "../stacks/pilot-spec/schema.js";

const root = join(__dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true }));

const example = readFileSync(join(root, "examples/penguins/pilot.yaml"), "utf8");
const platforms = platformIds.filter((platform) => platform in (parse(example) as object));

/** The example for one platform: without the blocks of the others. */
const onePlatform = platforms
  .filter((platform) => platform !== "aws")
  .reduce((text, other) => text.replace(new RegExp(`^${other}:\\n( .*\\n)+`, "m"), ""), example);

function file(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

// Written by each app when it ends: its own seconds of CPU time, which a busy machine stretches little, and its peak
// memory.
const used = join(scratch, "used.json");
const atExit = file(
  "at-exit.cjs",
  `process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const used = { seconds: (userCPUTime + systemCPUTime) / 1e6, mebibytes: maxRSS / 1024 };
    require("fs").writeFileSync(${JSON.stringify(used)}, JSON.stringify(used));
  });`,
);

// An app that is as empty as an app can be, in a project with the same packages.
symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
file(
  "empty.ts",
  `import { App, TerraformStack } from "cdktf"; const app = new App(); new TerraformStack(app, "empty"); app.synth();`,
);

/** One program: an app, or cdktf around it. */
interface Program {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly specs?: readonly string[];
}

/** What a run took: CPU time of an app; wall time of cdktf, which starts processes of its own. */
interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
}

function run({ command: [name = "", ...args], cwd, specs = [] }: Program): Cost {
  const outdir = mkdtempSync(join(scratch, "out-"));
  const env = {
    ...process.env,
    CDKTF_CONTEXT_JSON: JSON.stringify({ spec: specs }),
    CDKTF_OUTDIR: outdir,
    CHECKPOINT_DISABLE: "1",
  };
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(name, args, { cwd, env, encoding: "utf8" });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  if (!existsSync(used)) return { seconds, mebibytes: Number.NaN };
  const cost = JSON.parse(readFileSync(used, "utf8")) as Cost;
  rmSync(used);
  return cost;
}

/** The fastest of several runs of each program, by turns. */
function fastest(rounds: number, ...programs: readonly Program[]): readonly Cost[] {
  const all = programs.map((): Cost[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, program] of programs.entries()) all[index]?.push(run(program));
  }
  return all.map((costs) => ({
    seconds: Math.min(...costs.map(({ seconds }) => seconds)),
    mebibytes: Math.min(...costs.map(({ mebibytes }) => mebibytes)),
  }));
}

const node = [process.execPath, "-r", atExit, "--import", "tsx"];
const empty: Program = { command: [...node, "empty.ts"], cwd: scratch };
const pilots = (...specs: readonly string[]): Program => ({ command: [...node, "stacks/main.ts"], cwd: root, specs });

/** The cdktf CLI in a project of its own: its `cdktf.json` names the spec, and wins over the environment. */
function cli(project: string, app: string, context: object = {}): Program {
  const cwd = join(scratch, project);
  mkdirSync(cwd);
  symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
  writeFileSync(join(cwd, "cdktf.json"), JSON.stringify({ language: "typescript", app, context }));
  return { command: [join(root, "node_modules/.bin/cdktf"), "synth", "--output", join(cwd, "cdktf.out")], cwd };
}

/** Fails where the CLI synthesized another stack than what its figure is called after. */
function holds({ cwd }: Program, stack: string): void {
  const found = readdirSync(join(cwd, "cdktf.out/stacks"));
  if (found.join() !== stack) throw new Error(`must have synthesized ${stack} alone, got ${found.join(", ")}`);
}

/** Specs of pilots that differ in their names. */
const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    file(`many-${index}.yaml`, onePlatform.replace("name: penguins", `name: penguins-${index}`)),
  );

/** Prints a ratio, what is aimed at, and whether it is missed. */
function print(what: string, ratio: number, aims: { readonly aim?: number; readonly limit?: number } = {}): void {
  const { aim, limit } = aims;
  const said = [aim && `aim ${aim}`, limit && `at most ${limit}`].filter(Boolean).join(", ");
  const missed = ratio > (limit ?? Number.POSITIVE_INFINITY) ? "  MISSED" : "";
  console.log(`${what.padEnd(52)} ${ratio.toFixed(2).padStart(6)}   ${said}${missed}`);
}

/** What one pilot more costs, from few pilots; a hundred should cost no more apiece. */
function scale(): void {
  const hundred = many(100);
  const counts = [1, 2, 22, 100].map((count) => pilots(...hundred.slice(0, count)));
  const [one, few, some, lots] = fastest(2, ...counts) as [Cost, Cost, Cost, Cost];
  const each = (some.seconds - few.seconds) / 20;
  print("100 pilots in one app / linear", lots.seconds / (few.seconds + 98 * each), { limit: 1.5 });
  print("peak memory: 100 pilots in one app / one", lots.mebibytes / one.mebibytes);
  console.log(`\nhere: 100 pilots: CPU seconds ${lots.seconds.toFixed(1)}, MiB ${lots.mebibytes.toFixed(0)}`);
}

function main(): void {
  const one = file("one.yaml", onePlatform);
  const every = file("every.yaml", example);

  const [base, aws, all] = fastest(4, empty, pilots(one), pilots(every)) as [Cost, Cost, Cost];
  print("synth: a pilot on AWS / an empty app", aws.seconds / base.seconds, { aim: 1.5, limit: 3 });
  print(`synth: ${platforms.length} platforms / an empty app`, all.seconds / base.seconds);
  print("peak memory: a pilot on AWS / an empty app", aws.mebibytes / base.mebibytes);
  print(`peak memory: ${platforms.length} platforms / an empty app`, all.mebibytes / base.mebibytes);

  const around = {
    empty: cli("empty", `node --import tsx ${join(scratch, "empty.ts")}`),
    aws: cli("aws", `node --import tsx ${join(root, "stacks/main.ts")}`, { spec: one }),
  };
  const [emptyCli, awsCli] = fastest(3, around.empty, around.aws) as [Cost, Cost];
  holds(around.empty, "empty");
  holds(around.aws, "penguins-aws");
  print("cdktf synth: a pilot on AWS / an empty app", awsCli.seconds / emptyCli.seconds, { limit: 1.3 });

  const seconds = `empty ${base.seconds.toFixed(2)}, AWS ${aws.seconds.toFixed(2)}, ${platforms.length} platforms ${all.seconds.toFixed(2)}`;
  const memory = `empty ${base.mebibytes.toFixed(0)}, AWS ${aws.mebibytes.toFixed(0)}, ${platforms.length} platforms ${all.mebibytes.toFixed(0)}`;
  console.log(`\nhere: CPU seconds: ${seconds}; MiB: ${memory}`);
}

if (process.argv.includes("--scale")) scale();
else main();
