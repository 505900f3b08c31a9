/** This package's own `package.json`: the one place where versions stand. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the command reads of it. */
export interface OwnPackage {
  /** The folder that holds it. */
  readonly root: string;
  readonly name: string;
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

/** Finds it above this file: one level up in the source, two in the compiled package. */
export function ownPackage(): OwnPackage {
  let root = dirname(__dirname);
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  return { root, ...(JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Omit<OwnPackage, "root">) };
}
