/** Python environments of locks, made once for all tests; and where the product finds them as its own. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPython } from "../../trial/python.js";
import { root } from "../scratch.js";

/** The lock of the example's image. */
export const exampleLock = "examples/penguins/image/requirements.lock";

const made = new Map<string, string>();

/** The environment of a lock, whose path is below the root of the project. */
export function environmentOf(name: string, lock: string): string {
  const known = made.get(`${name} ${lock}`);
  if (known !== undefined) return known;
  const folder = execFileSync(join(root, ".ci/python-env"), [name, join(root, lock)], { encoding: "utf8" }).trim();
  made.set(`${name} ${lock}`, folder);
  return folder;
}

/** Environments that the product made, kept for the next run of the tests. */
export const cache = join(root, ".cache/python");

/**
 * Locks whose environments take the longest, with the names of theirs. The other one of the example, with which a model
 * is verified, the product makes itself.
 */
const locks = [
  ["example", exampleLock],
  ["example", "examples/penguins/image/requirements-register.lock"],
  ["mlflow", "stacks/rehearsal/mlflow/requirements.lock"],
] as const;

/**
 * Puts the environments of the tests where the product would make its own: of the same locks, by the same key. Each
 * appears whole, because another process may do the same, or use it.
 */
export function fillCache(): void {
  const { version } = findPython();
  for (const [name, lock] of locks) {
    const content = readFileSync(join(root, lock), "utf8");
    const key = createHash("sha256").update(`${version}\0${content}`).digest("hex").slice(0, 16);
    const to = join(cache, key);
    if (existsSync(join(to, "complete"))) continue;
    const from = environmentOf(name, lock);
    const whole = `${to}.${process.pid}`;
    mkdirSync(whole, { recursive: true });
    for (const part of ["bin", "lib"]) symlinkSync(join(from, part), join(whole, part));
    cpSync(join(from, "pyvenv.cfg"), join(whole, "pyvenv.cfg"));
    writeFileSync(join(whole, "complete"), "");
    try {
      if (existsSync(to) && !existsSync(join(to, "complete"))) rmSync(to, { recursive: true }); // of a killed run
      renameSync(whole, to);
    } catch (error) {
      if (!existsSync(join(to, "complete"))) throw error;
      rmSync(whole, { recursive: true }); // the other process was first
    }
  }
}
