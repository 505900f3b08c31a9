/**
 * The stacks of another version: a folder that `cdktf synth` wrote, or a git ref that is synthesized beside this
 * checkout.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../stacks/user-error.js";
import { readStack, type Stack, stackFiles } from "./stack.js";

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

/** Synthesizes a commit in a work tree of its own, with the packages that are installed here. */
function synthesized(ref: string, commit: string): readonly Stack[] {
  const here = git("rev-parse", "--show-toplevel");
  const inside = git("rev-parse", "--show-prefix");
  const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-base-"));
  const tree = join(scratch, "tree");
  const out = join(scratch, "out");
  try {
    git("worktree", "add", "--detach", "--quiet", tree, commit);
    const cwd = join(tree, inside);
    const modules = join(here, inside, "node_modules");
    const lock = (folder: string) =>
      existsSync(join(folder, "package-lock.json")) ? readFileSync(join(folder, "package-lock.json"), "utf8") : "";
    if (lock(cwd) !== lock(join(here, inside))) {
      throw new UserError([
        `--base ${ref}: has another package-lock.json; synthesize it where that is installed, and give the folder`,
      ]);
    }
    if (!existsSync(join(cwd, "node_modules"))) symlinkSync(modules, join(cwd, "node_modules"));
    const cdktf = join(modules, "cdktf-cli", "bundle", "bin", "cdktf");
    execFileSync(process.execPath, [cdktf, "synth", "--output", out], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    });
    return stackFiles(out).map(readStack);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([`--base ${ref}: does not synthesize: ${lastLines(error)}`]);
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
  if (existsSync(base) && statSync(base).isDirectory()) return stackFiles(base).map(readStack);
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
