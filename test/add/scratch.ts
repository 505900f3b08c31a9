/** A scratch folder, and programs that are run there. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A scratch folder; it goes with the tests of the file. */
export const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-add-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const options = (cwd: string, env: NodeJS.ProcessEnv) =>
  ({ cwd, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 2 ** 28 }) as const;

function said(program: string, args: readonly string[], error: unknown): Error {
  const { stdout, stderr } = error as { stdout: string; stderr: string };
  return new Error(`${program} ${args.join(" ").slice(0, 300)}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
}

/** Runs a program to its end; where it fails, the error says what it printed. */
export function run(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  try {
    return execFileSync(program, args, { ...options(cwd, env), stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw said(program, args, error);
  }
}

/** The same beside others. */
export async function start(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  try {
    return (await promisify(execFile)(program, args, options(cwd, env))).stdout;
  } catch (error) {
    throw said(program, args, error);
  }
}

/** The packed package. */
export const tarball = process.env["PACKED"] ?? "";

/** The Node versions that package.json allows where EVERY_NODE is set, as `.ci/run --full` does; or the running one. */
export const nodes = process.env["EVERY_NODE"] ? [20, 22, 24, 26] : [Number.parseInt(process.versions.node, 10)];

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
