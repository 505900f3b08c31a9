/**
 * Writes cdktn's names where sources name cdktf: the core, and the bindings that the folder's own `package.json` lists
 * under `@cdktn/`. Bindings that cdktn does not publish keep their name, and take the core by npm's alias.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const source = /\.[cm]?[jt]s$/;
const left = new Set(["node_modules", "dist", "cdktf.out", ".git", ".cache"]);

/** What one source becomes. A name in the middle of a text stays: only whole strings are names of packages. */
export function withCdktnNames(text: string, bindings: readonly string[]): string {
  const core = text.replace(/(["'])cdktf(\/[^"'\n]*)?\1/g, "$1cdktn$2$1");
  return bindings.reduce(
    (said, name) => said.replaceAll(new RegExp(`(["'\`])@cdktf/${name}(?=["'\`/])`, "g"), `$1@cdktn/${name}`),
    core,
  );
}

/** The bindings that a manifest takes from cdktn, such as `provider-aws`. */
function bindingsIn(folder: string): readonly string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => name.startsWith("@cdktn/provider-"))
    .map((name) => name.slice("@cdktn/".length));
}

/** Renames in every source below a folder, and returns the paths of those that changed. */
export function renameToCdktn(folder: string): readonly string[] {
  const bindings = bindingsIn(folder);
  const changed: string[] = [];
  const walk = (place: string): void => {
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      const path = join(place, entry.name);
      if (entry.isDirectory() && !left.has(entry.name)) walk(path);
      if (!entry.isFile() || !source.test(entry.name)) continue;
      const text = readFileSync(path, "utf8");
      const said = withCdktnNames(text, bindings);
      if (said === text) continue;
      writeFileSync(path, said);
      changed.push(path);
    }
  };
  walk(folder);
  return changed;
}

if (require.main === module) {
  const folder = process.argv[2];
  if (folder === undefined) {
    console.error("usage: node --import tsx scripts/longevity/cdktn-names.ts FOLDER");
    process.exitCode = 1;
  } else console.log(`${renameToCdktn(folder).length} files name cdktn now`);
}
