/** What a rehearsal runs on: this machine in words, and the image's folder by its content. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** This machine in words: two rehearsals with the same words may be compared. */
export function hardwareInWords(): string {
  const all = cpus();
  const model = (all[0]?.model ?? "unknown CPU")
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .trim();
  return `${all.length} CPUs ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB`.slice(0, 300);
}

/** What is beside an image and not in it. */
const ignored = /(^|\/)(__pycache__|\.pytest_cache|\.ruff_cache|\.venv|\.git)(\/|$)/;

/** A hash over the names and the contents of an image's folder, as `sha256:…`. */
export function folderDigest(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const inside = files.map((path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), path] as const);
  for (const [name, path] of inside.filter(([each]) => !ignored.test(each)).sort()) {
    hash.update(`${name}\0`).update(readFileSync(path)).update("\0");
  }
  return `sha256:${hash.digest("hex")}`;
}
