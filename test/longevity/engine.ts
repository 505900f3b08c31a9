/** This project in a folder of its own, installed with cdktn for cdktf. */
import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { renameToCdktn } from "../../scripts/longevity/cdktn-names.js";
import { lockOf, manifestOf, type Way } from "../../scripts/longevity/manifests.js";
import { root, temporaryFolder } from "../scratch.js";

const run = promisify(execFile);

/** Runs a program in a folder and returns what it printed. @throws Error with the end of what a failing one printed */
export async function runIn(folder: string, program: string, args: readonly string[], env = {}): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await run(program, args, options);
    return stdout + stderr;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[program, ...args].join(" ")}\n${(stdout + stderr).slice(-8000)}`);
  }
}

/** Copies what a clone of this checkout would hold, and what is not committed yet. */
function copySources(folder: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of listed
    .toString()
    .split("\0")
    .filter((name) => name !== "")) {
    if (!existsSync(join(root, file))) continue; // removed, and not committed yet
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
}

/** Tests of what this repo's own manifest says of cdktf, which a copy with another one does not say. */
const aboutOwnManifest: Readonly<Record<Way, readonly string[]>> = {
  alias: ["test/cli/init.test.ts"],
  native: ["test/cli/init.test.ts", "test/locks.test.ts"],
};

/** Takes tests out of a copy, and out of the list of files that a test of this project reads. */
function leaveOut(folder: string, files: readonly string[]): void {
  const list = join(folder, "test/platform-names.txt");
  const lines = readFileSync(list, "utf8").split("\n");
  writeFileSync(list, lines.filter((line) => !files.includes(line)).join("\n"));
  for (const file of files) rmSync(join(folder, file));
}

/**
 * Installs from the committed lock file: npm refuses one that does not fit the manifest. The tests about the manifest
 * are left out.
 */
export async function installed(way: Way): Promise<string> {
  const folder = temporaryFolder(`longevity-${way}`);
  copySources(folder);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifestOf(way), null, 2)}\n`);
  copyFileSync(lockOf(way), join(folder, "package-lock.json"));
  await runIn(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  leaveOut(folder, aboutOwnManifest[way]);
  if (way === "native") renameToCdktn(folder);
  // tests of this project ask git what is committed
  await runIn(folder, "git", ["init", "--quiet"]);
  await runIn(folder, "git", ["add", "--all"]);
  return folder;
}

/** The specs of the example: every platform, and a release that serves. */
const specs = ["examples/penguins/pilot.yaml", "examples/penguins/pilot.serving.yaml"];

/** Runs the app of a checkout on each spec; returns the folders that it wrote. */
export async function synthesized(folder: string): Promise<readonly string[]> {
  const written: string[] = [];
  for (const spec of specs) {
    const outdir = temporaryFolder("longevity-stacks");
    const env = { CDKTF_CONTEXT_JSON: JSON.stringify({ spec }), CDKTF_OUTDIR: outdir };
    await runIn(folder, process.execPath, ["--import", "tsx", "stacks/main.ts"], env);
    written.push(outdir);
  }
  return written;
}

/** The version of a package that is installed in a checkout. */
export function versionIn(folder: string, name: string): string {
  const file = join(folder, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
