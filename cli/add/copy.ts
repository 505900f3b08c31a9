/**
 * A copy of one source file in somebody's repo: what it says of where it came from, and whether it was changed since.
 */
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { ownPackage } from "../own-package.js";
import { readSource } from "./catalogue.js";

const { name, version } = ownPackage();

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
/** Git may check text out with other line ends. */
const unix = (text: string): string => text.replaceAll("\r\n", "\n");

/** The text of a copy: licence and origin, then the file as it is here. */
export function copyOf(path: string): string {
  const source = readSource(path);
  return [
    "// SPDX-License-Identifier: Apache-2.0",
    `// Copied from ${name} ${version}: constructs/${path}`,
    `// sha256 of what follows: ${hash(source)}`,
    source,
  ].join("\n");
}

const origin = /^\/\/ SPDX[^\n]*\n\/\/ Copied from \S+ (\S+): [^\n]*\n\/\/ sha256 of what follows: ([0-9a-f]{64})\n/;

/** A file where a copy goes. */
export interface Standing {
  readonly text: string;
  /** The version that it was copied from. @default - it was not copied from here */
  readonly version?: string;
  /** Whether its text is still the one that was copied. */
  readonly isUnchanged: boolean;
  /** Whether the original is still the one that was copied; false for a file that was not copied. */
  readonly isOriginalUnchanged: boolean;
}

/** What stands at a path where a copy of a source goes, or nothing. */
export function standingAt(file: string, path: string): Standing | undefined {
  if (!existsSync(file)) return undefined;
  const text = unix(readFileSync(file, "utf8"));
  const [head = "", from, said] = origin.exec(text) ?? [];
  const isUnchanged = said !== undefined && hash(text.slice(head.length)) === said;
  return { text, version: from, isUnchanged, isOriginalUnchanged: said === hash(readSource(path)) };
}

/** Whether something stands at a path, be it a broken link. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false; // a file stands above it
    throw error;
  }
}

/** Why a folder cannot be where copies go, in one line, or nothing where it can. Nothing is made. */
export function targetProblem(target: string): string | undefined {
  const given = JSON.stringify(target);
  if (target === "") return `--to: must name a folder, got ""; write . for this one`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what would break a line or a terminal
  if (/[\u0000-\u001f\u007f]/.test(target)) return `--to: must be plain text, got ${given}; take another folder`;
  let folder = target;
  try {
    while (!isThere(folder) && dirname(folder) !== folder) folder = dirname(folder);
    const what = folder === target ? given : `${given}, where ${folder} stands`;
    if (!existsSync(folder)) return `--to: must be a folder, got ${what}, a broken link; take another one`;
    if (!lstatSync(realpathSync(folder)).isDirectory()) {
      return `--to: must be a folder, got ${what}, a file; take another one`;
    }
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `--to: must be a folder that can be written to, got ${given} (${code}); take another one`;
  }
}

/** Why nothing may be written at a path inside a target folder, or nothing where it may. */
export function obstacle(target: string, path: string): string | undefined {
  let folder = dirname(join(target, path));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!lstatSync(realpathSync(folder)).isDirectory()) return `${folder} is a file, and a folder is needed there`;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return `${folder} cannot be written to`;
  }
  const file = join(target, path);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) return "is no ordinary file";
  const from = existsSync(target) ? relative(realpathSync(target), realpathSync(folder)) : "";
  return from === ".." || from.startsWith(`..${sep}`)
    ? `leads to ${realpathSync(folder)}, outside of the target`
    : undefined;
}
