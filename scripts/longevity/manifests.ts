/**
 * This project's `package.json` with cdktn for cdktf, in the two ways that a team can take, and their lock files.
 * `node --import tsx scripts/longevity/manifests.ts` writes the lock files anew after a dependency changed.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdktnVersion } from "../../cli/init/engine.js";
import { ownPackage } from "../../cli/own-package.js";
import bindings from "./bindings.json";

/** What a `package.json` says of packages. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** The alias changes no source; the native names are cdktn's own, written by `cdktn-names.ts`. */
export const ways = ["alias", "native"] as const;
export type Way = (typeof ways)[number];

const alias = `npm:cdktn@${cdktnVersion}`;

/** What the bindings of cdktf are called that cdktn publishes, too. */
const replaced = Object.keys(bindings).map((name) => name.replace("@cdktn/", "@cdktf/"));

const without = <Value>(map: Readonly<Record<string, Value>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));

/** npm refuses an override that differs from a direct dependency (EOVERRIDE): both say the alias. */
function withAlias(manifest: Manifest): Manifest {
  return {
    ...manifest,
    devDependencies: { ...manifest.devDependencies, cdktf: alias },
    overrides: { ...manifest.overrides, cdktf: alias },
  };
}

function withNativeNames(manifest: Manifest): Manifest {
  const { devDependencies, peerDependencies, peerDependenciesMeta, overrides } = withAlias(manifest);
  const ranges = Object.entries(bindings).map(([name, version]) => [name, `^${version}`] as const);
  return {
    ...manifest,
    devDependencies: { ...without(devDependencies, replaced), cdktn: cdktnVersion, ...bindings },
    peerDependencies: {
      ...without(peerDependencies, ["cdktf", ...replaced]),
      cdktn: `^${cdktnVersion}`,
      ...Object.fromEntries(ranges),
    },
    peerDependenciesMeta: {
      ...without(peerDependenciesMeta, replaced),
      ...Object.fromEntries(ranges.map(([name]) => [name, { optional: true }])),
    },
    // the bindings of azurerm ask for the minor version before (@cdktn/provider-azurerm 16.1.0, peerDependencies)
    overrides: { ...overrides, ...Object.fromEntries(ranges.map(([name]) => [name, { cdktn: "$cdktn" }])) },
  };
}

/** This project's manifest as one way has it. */
export function manifestOf(way: Way, root: string = ownPackage().root): Manifest {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  return way === "alias" ? withAlias(manifest) : withNativeNames(manifest);
}

/** Where the lock file of one way is committed. */
export const lockOf = (way: Way, root: string = ownPackage().root): string =>
  join(root, "test/longevity/locks", `${way}.json`);

/** Writes the lock files anew: what the present ones hold stays at its version. */
function writeLocks(): void {
  for (const way of ways) {
    const folder = mkdtempSync(join(tmpdir(), `longevity-${way}-`));
    try {
      const { root } = ownPackage();
      copyFileSync(join(root, "package-lock.json"), join(folder, "package-lock.json"));
      writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifestOf(way, root), scripts: {} }));
      const args = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
      execFileSync("npm", args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
      copyFileSync(join(folder, "package-lock.json"), lockOf(way, root));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

if (require.main === module) writeLocks();
