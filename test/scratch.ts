/** A copy of parts of the project in a folder of its own, with the project's packages, to be changed and run. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The project's root. */
export const root = join(__dirname, "..");

const temporary: string[] = [];
process.on("exit", removeTemporaryFolders);

/** Removes what this module made: when the process ends, or a test file in jest's sandbox, which hears of no end. */
export function removeTemporaryFolders(): void {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
}

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

/** The files of some parts of a folder, as paths in it. */
const filesOf = (folder: string, parts: readonly string[]): readonly string[] =>
  parts.flatMap((part) => {
    const path = join(folder, part);
    if (!existsSync(path)) return [];
    if (statSync(path).isFile()) return [part];
    const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  });

/** Whether a process is running. */
function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/**
 * Returns a copy of parts of the project as `scratchCopy` does, in a folder that stays for the next run: the loader
 * keeps what it compiled by path and text, and only what differs is written. Nothing else may stand in it. Whoever
 * finds it taken by a process that is running gets another copy.
 */
export function keptCopy(name: string, ...parts: readonly string[]): string {
  const folder = join(root, ".cache/scratch", name);
  const taken = join(folder, "taken-by");
  if (existsSync(taken) && isRunning(Number(readFileSync(taken, "utf8")))) return scratchCopy(...parts);
  mkdirSync(folder, { recursive: true });
  writeFileSync(taken, String(process.pid));
  temporary.push(taken);
  const files = new Set(filesOf(root, parts));
  for (const file of filesOf(folder, parts)) if (!files.has(file)) rmSync(join(folder, file));
  for (const file of files) {
    const text = readFileSync(join(root, file));
    const copy = join(folder, file);
    if (existsSync(copy) && readFileSync(copy).equals(text)) continue;
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, text);
  }
  return folder;
}

/** Loads a module of a scratch copy. */
export const requireFrom = <Module>(scratch: string, file: string): Module => require(join(scratch, file)) as Module;
