/** The `package.json` of a pilot's repo: what a pilot needs, laid into what stands there already. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { intersects, validRange } from "semver";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { ownPackage } from "../own-package.js";
import type { Engine } from "./engine.js";

export type Manifest = Record<string, unknown>;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a JSON object; a file that holds none is a problem. */
export function readManifest(file: string, problems: string[]): Manifest {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isMap(value)) return value;
  } catch {
    // said below
  }
  problems.push(`${file}: is not a JSON object; correct it, then run init again`);
  return {};
}

/** A root above a folder whose package manager installs this folder as a workspace. */
export function workspaceRoot(dir: string): string | undefined {
  for (let folder = dirname(dir); dirname(folder) !== folder; folder = dirname(folder)) {
    const { workspaces } = readManifest(join(folder, "package.json"), []);
    if (workspaces !== undefined || existsSync(join(folder, "pnpm-workspace.yaml"))) return folder;
  }
  return undefined;
}

/** The scripts of a pilot's repo, each one command of the engine's CLI. */
const verbs = ["synth", "deploy", "destroy"] as const;

/** What a root must hold, in the keys of each package manager: npm, pnpm and yarn. Only a root's count. */
export function overrides({ overrides: wanted, allowScripts }: Engine): Record<string, Record<string, unknown>> {
  const made = { overrides: wanted, resolutions: wanted, pnpm: { overrides: wanted } };
  return Object.keys(allowScripts).length === 0 ? made : { ...made, allowScripts };
}

/** A version in a manifest that no version which this package needs satisfies. */
function contradiction(name: string, given: unknown, wanted: string): string | undefined {
  if (typeof given !== "string" || validRange(given) === null) return undefined;
  if (validRange(wanted) !== null && intersects(given, wanted)) return undefined;
  return `package.json: ${name} must satisfy ${wanted}, got ${JSON.stringify(given)}; change it, then run init again`;
}

/** Adds what a pilot needs; what stands there stays, and what contradicts is a problem. */
export function mergedManifest(
  given: Manifest,
  wanted: {
    readonly platformIds: readonly PlatformId[];
    readonly name: string;
    readonly ownVersion: string;
    readonly engine: Engine;
  },
  problems: string[],
): Manifest {
  const own = ownPackage();
  const { engine } = wanted;
  const needed = ["constructs", ...wanted.platformIds.flatMap((platform) => platforms[platform].providerPackages)];
  const pinned = (packages: readonly string[]) =>
    Object.fromEntries(packages.map((each) => [each, own.devDependencies[each] ?? "*"]));
  const core = engine.core.startsWith("npm:") ? engine.core : (own.peerDependencies["cdktf"] ?? "*");
  const ranges = { ...own.peerDependencies, cdktf: core, "cdktf-cli": own.peerDependencies["cdktf"] ?? "*" };
  const sections: Record<string, Record<string, unknown>> = {
    scripts: Object.fromEntries(verbs.map((verb) => [verb, `${engine.program} ${verb}`])),
    dependencies: { "cdktf-ml-pilot": wanted.ownVersion, cdktf: engine.core, ...pinned(needed) },
    devDependencies: { [engine.cli]: engine.cliVersion },
    ...(engine.node === undefined ? {} : { engines: { node: engine.node } }),
    ...overrides(engine),
  };
  // a package that exists keeps its name, and may be one that is published
  const merged: Manifest = Object.keys(given).length === 0 ? { name: wanted.name, private: true } : { ...given };
  const standing = (section: string) => (isMap(given[section]) ? given[section] : {});
  const listed = { ...standing("devDependencies"), ...standing("dependencies") };
  for (const [name, range] of Object.entries(ranges)) {
    const found = contradiction(name, listed[name], range);
    if (found !== undefined) problems.push(found);
  }
  for (const [section, entries] of Object.entries(sections)) {
    const existing = given[section] ?? {};
    if (!isMap(existing)) {
      problems.push(`package.json: ${section}: is not a map; correct it, then run init again`);
      continue;
    }
    const added = Object.entries(entries).filter(([name]) => section === "scripts" || !(name in listed));
    merged[section] = { ...Object.fromEntries(added), ...existing };
    if (section === "pnpm" && isMap(existing["overrides"])) {
      merged[section] = { ...existing, overrides: { ...(entries["overrides"] as object), ...existing["overrides"] } };
    }
    if (section !== "overrides" && section !== "resolutions" && section !== "pnpm") continue;
    const standsAt = section === "pnpm" ? existing["overrides"] : existing;
    for (const [name, must] of Object.entries(engine.overrides)) {
      const is = isMap(standsAt) ? standsAt[name] : undefined;
      if (is === undefined || is === must) continue;
      problems.push(
        `package.json: ${section === "pnpm" ? "pnpm.overrides" : section}.${name} must be ${JSON.stringify(must)}, ` +
          `got ${JSON.stringify(is)}; change or remove it`,
      );
    }
  }
  return merged;
}

/** Lines about what stands in a `package.json`, stays there, and is not what init would have written. */
export function keptLines(given: Manifest, { program }: Engine): readonly string[] {
  const scripts = isMap(given["scripts"]) ? given["scripts"] : {};
  return verbs
    .filter((verb) => verb in scripts && scripts[verb] !== `${program} ${verb}`)
    .map(
      (verb) =>
        `package.json keeps its own script ${verb} (${JSON.stringify(scripts[verb])}); run npx --no ${program} ${verb}`,
    );
}
