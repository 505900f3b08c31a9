/** Other versions of Node: from the npm packages `node-<platform>-<processor>`, each into a folder of its own. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of a Node of this major version: the running one, or one that is installed below `scratch`. */
export function nodeFolder(major: number, scratch: string): string {
  if (process.versions.node.startsWith(`${major}.`)) return join(process.execPath, "..");
  const [folder, name] = [join(scratch, `node-${major}`), `node-${process.platform}-${process.arch}`];
  const bin = join(folder, "node_modules", name, "bin");
  if (existsSync(bin)) return bin;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  const args = ["install", "--no-audit", "--no-fund", `${name}@${major}`];
  execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  return bin;
}
