/** A copy of parts of the project in a folder of its own, with the project's packages, to be changed and run. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The project's root. */
export const root = join(__dirname, "..");

const temporary: string[] = [];
process.on("exit", () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** Makes an empty folder that is removed when the process ends, since the modules of the tests outlive a test file. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  temporary.push(folder);
  return folder;
}

/** Copies files and folders of the project; the copy is removed when the tests end. */
export function scratchCopy(...parts: readonly string[]): string {
  const scratch = temporaryFolder("scratch");
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  for (const part of parts) cpSync(join(root, part), join(scratch, part), { recursive: true });
  return scratch;
}

/** Loads a module of a scratch copy. */
export const requireFrom = <Module>(scratch: string, file: string): Module => require(join(scratch, file)) as Module;
