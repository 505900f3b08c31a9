/**
 * The stacks of another version: a folder that `cdktf synth` wrote, or a git ref whose code is executed beside this
 * checkout, in an environment without credentials.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "../../stacks/readers/stack.js";
import { UserError } from "../../stacks/user-error.js";
import { readStack, stackFiles, withParts } from "./stack.js";

const git = (...args: string[]) =>
  execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

const lastLines = (error: unknown): string => {
  const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("at "))
    .slice(-3)
    .join(" | ")
    .slice(0, 400);
};

/** The lock of the packages in a folder; empty where there is none. */
const lockIn = (folder: string): string => {
  const file = join(folder, "package-lock.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

/**
 * What a commit's code sees of this environment while it is executed: where programs are, a home without anything in
 * it, and what a pilot reads. No credential and no token of whoever compares.
 */
function smallEnvironment(home: string): Record<string, string> {
  const pilots = Object.entries(process.env).filter(([key]) => key.startsWith("PILOT_"));
  const given = Object.fromEntries(pilots.map(([key, value]) => [key, value ?? ""]));
  return { ...given, PATH: process.env.PATH ?? "", HOME: home, TMPDIR: home, CHECKPOINT_DISABLE: "1" };
}

/**
 * The packages of a commit: those that are installed here where it has the same lock, or its own, installed beside it
 * without running a script of theirs. npm reads the user's own settings for a registry that asks who it is; it sends a
 * token to no other host.
 */
function addPackages(cwd: string, installed: string, environment: Record<string, string>): string {
  const own = join(cwd, "node_modules");
  if (lockIn(cwd) === lockIn(join(installed, ".."))) {
    if (!existsSync(own)) symlinkSync(installed, own);
    return installed;
  }
  const npm = Object.entries(process.env).filter(([key]) => /^npm_config_/i.test(key));
  const settings = Object.fromEntries(npm.map(([key, value]) => [key, value ?? ""]));
  const user = { npm_config_userconfig: join(homedir(), ".npmrc"), npm_config_cache: join(homedir(), ".npm") };
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...user, ...settings, ...environment },
  });
  return own;
}

/** Executes a commit's app in a work tree of its own, with its packages, and reads what it synthesizes. */
function synthesized(ref: string, commit: string): readonly Stack[] {
  const here = git("rev-parse", "--show-toplevel");
  const inside = git("rev-parse", "--show-prefix");
  const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-base-"));
  const [tree, out, home] = [join(scratch, "tree"), join(scratch, "out"), join(scratch, "home")];
  const environment = smallEnvironment(home);
  let doing = "cannot be checked out";
  try {
    mkdirSync(home);
    // a hook that lies in the work tree would be the commit's own, and would see everything
    git("-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", "--quiet", tree, commit);
    const cwd = join(tree, inside);
    doing = "has another package-lock.json, whose packages npm ci does not install";
    const modules = addPackages(cwd, join(here, inside, "node_modules"), environment);
    doing = "does not synthesize";
    const cdktf = join(modules, "cdktf-cli", "bundle", "bin", "cdktf");
    execFileSync(process.execPath, [cdktf, "synth", "--output", out], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: environment,
    });
    return withParts(stackFiles(out).map(readStack));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([
      `--base ${ref}: ${doing}: ${lastLines(error)}; synthesize it where its packages are, and give that folder`,
    ]);
  } finally {
    try {
      git("worktree", "remove", "--force", tree);
    } catch {
      // it was never added
    }
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * The stacks of the base. A folder wins over a ref of the same name.
 * @throws UserError with one line
 */
export function baseStacks(base: string): readonly Stack[] {
  if (existsSync(base) && statSync(base).isDirectory()) return withParts(stackFiles(base).map(readStack));
  let commit = "";
  try {
    commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`);
  } catch {
    throw new UserError([
      `--base ${JSON.stringify(base)}: is no folder and no commit; give what cdktf synth wrote, or a git ref`,
    ]);
  }
  return synthesized(base, commit);
}
