/** Folders that a command makes for its files. */
import { existsSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import { UserError } from "./user-error.js";

/**
 * Makes a folder and those above it. One at a time: Node's own `recursive` never returns where a file system refuses
 * to make a folder and says ENOENT, as /proc does (seen with Node 20.20, 2026-11).
 * @throws UserError with one line where it cannot be made
 */
export function makeFolder(path: string): void {
  const stat = existsSync(path) ? statSync(path) : undefined;
  if (stat?.isDirectory()) return;
  if (stat !== undefined) throw new UserError([`${path}: must be a folder, and is a file; take another one`]);
  const above = dirname(resolve(path));
  if (above !== resolve(path)) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new UserError([`${path}: cannot be made (${code}); take another folder`]);
  }
}

/**
 * The link by which a path of the working folder would lead elsewhere, or undefined. Folders above an absolute path
 * are those of the machine, and may be links.
 */
export function linkOnTheWay(path: string): string | undefined {
  const parts = path.split(sep).filter((part) => part !== "" && part !== ".");
  const ways = isAbsolute(path) ? [path] : parts.map((_, index) => parts.slice(0, index + 1).join(sep));
  return ways.find((way) => lstatSync(way, { throwIfNoEntry: false })?.isSymbolicLink());
}
