/** Which TypeScript a project has. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The major version that a package.json says; undefined where it cannot be read, such as after a broken install. */
function majorOf(manifest: string): number | undefined {
  try {
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: unknown };
    return typeof version === "string" ? Number.parseInt(version, 10) : undefined;
  } catch {
    return undefined;
  }
}

/** The major version of the TypeScript that `npx --no tsc` finds from a folder; undefined where it finds nothing. */
export function typeScriptOf(folder: string): number | undefined {
  const manifest = join(resolve(folder), "node_modules/typescript/package.json");
  if (existsSync(manifest)) return majorOf(manifest);
  const above = dirname(resolve(folder));
  return above === resolve(folder) ? undefined : typeScriptOf(above);
}
