/** A copy of parts of the project in a folder of its own, with the project's packages, to be changed and run. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The project's root. */
export const root = join(__dirname, "..");

const scratches: string[] = [];
afterAll(() => {
  for (const scratch of scratches) rmSync(scratch, { recursive: true });
});

/** Copies files and folders of the project; the copy is gone after the tests of a file. */
export function scratchCopy(...parts: readonly string[]): string {
  const scratch = mkdtempSync(join(tmpdir(), "scratch-"));
  scratches.push(scratch);
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  for (const part of parts) cpSync(join(root, part), join(scratch, part), { recursive: true });
  return scratch;
}
