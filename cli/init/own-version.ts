/** Under which version a pilot's repo depends on this package: one that a colleague and CI can install, too. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../../stacks/folder.js";
import { UserError } from "../../stacks/user-error.js";
import { ownPackage } from "../own-package.js";

/** A version for `dependencies`, and what puts the file there that it names. */
export interface OwnVersion {
  readonly version: string;
  /** Files that `bring` writes, from the repo's folder. */
  readonly files: readonly string[];
  /** Writes them. */
  readonly bring: () => void;
}

/** What this package was installed from: a tarball on this machine, a URL, or nothing that its lock file names. */
function installedFrom(root: string): string {
  const modules = dirname(root);
  const lock = join(modules, ".package-lock.json");
  if (basename(modules) !== "node_modules" || !existsSync(lock)) return "";
  const { packages } = JSON.parse(readFileSync(lock, "utf8")) as { packages?: Record<string, { resolved?: string }> };
  const resolved = packages?.[`node_modules/${basename(root)}`]?.resolved ?? "";
  return resolved.startsWith("file:") ? resolve(dirname(modules), resolved.slice("file:".length)) : resolved;
}

/**
 * A tarball comes along into `vendor/`, where it is committed: a path out of the repo installs on one machine only. A
 * checkout packs itself into that folder. What came from a registry or git is named as it is.
 */
export function ownVersion(dir: string): OwnVersion {
  const { root, name, version } = ownPackage();
  const from = installedFrom(root);
  if (/^git[+:]/.test(from)) return { version: from, files: [], bring: () => {} };
  const isPacked = from.endsWith(".tgz") && existsSync(from);
  if (!isPacked && basename(dirname(root)) === "node_modules") return { version, files: [], bring: () => {} };
  const file = `vendor/${name}-${version}.tgz`;
  const folder = join(dir, "vendor");
  return {
    version: `file:${file}`,
    files: [file],
    bring: () => {
      makeFolder(folder);
      if (isPacked) return copyFileSync(from, join(dir, file));
      try {
        const args = ["pack", "--silent", "--pack-destination", resolve(folder)];
        execFileSync("npm", args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
      } catch (error) {
        throw new UserError([`${file}: cannot be made by npm pack: ${(error as Error).message.slice(0, 300)}`]);
      }
    },
  };
}
