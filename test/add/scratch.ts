/** A scratch folder, and programs that are run there. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A scratch folder; it goes with the tests of the file. */
export const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-add-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a program to its end; where it fails, the error says what it printed. */
export function run(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  try {
    const options = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] as const };
    return execFileSync(program, args, { ...options, stdio: [...options.stdio], encoding: "utf8", maxBuffer: 2 ** 28 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(" ").slice(0, 300)}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  }
}

/** The packed package. */
export const tarball = process.env["PACKED"] ?? "";

/** The program of a Node of this major version: the running one, or one from its npm package. */
export function nodeOf(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(scratch, `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  run(folder, "npm", ["install", "--no-audit", "--no-fund", `${name}@${major}`]);
  return join(folder, "node_modules", name, "bin/node");
}
