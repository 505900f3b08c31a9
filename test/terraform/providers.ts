/**
 * Finds provider plugins that are on this machine already: by TF_PLUGIN_MIRROR, TF_PLUGIN_CACHE_DIR, the mirrors and
 * the cache of Terraform's CLI config, the directories that Terraform looks into by itself, what fetch-providers.ts
 * fetched, and any `registry.terraform.io/` folder up to two levels below the places where images keep such things. The
 * exact version wins, then the newest other one.
 * Sources: developer.hashicorp.com/terraform/cli/config/config-file, "Implied Local Mirror Directories" (2026-10).
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The registry behind every provider source that names no host. */
export const registryHost = "registry.terraform.io";

/** What a stack asks for, as its `required_providers` says it. */
export interface Wanted {
  /** Such as `hashicorp/aws`. */
  readonly source: string;
  /** An exact version, as cdktf writes it. */
  readonly version: string;
}

/** A plugin package: an unpacked folder or a zip, as a filesystem mirror holds it. */
export interface Package extends Wanted {
  readonly path: string;
}

/** The environment of a search; a test brings its own. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The clone. */
  readonly repository: string;
  /** Where a folder with a mirror may lie, up to two levels down. */
  readonly imagePlaces: readonly string[];
  readonly platform: string;
}

/** Below the clone: where fetch-providers.ts puts what it fetches. */
export const fetchedFolder = ".cache/terraform-plugins";

const system = process.platform === "win32" ? "windows" : process.platform;
const processor = process.arch === "x64" ? "amd64" : process.arch;

/** This machine. */
export const thisMachine: Machine = {
  env: process.env,
  home: homedir(),
  repository: resolve(__dirname, "../.."),
  imagePlaces: ["/opt", "/usr/share", "/usr/local/share"],
  platform: `${system}_${processor}`,
};

function subfolders(folder: string): string[] {
  try {
    // statSync, because a link to a folder is a folder here
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  } catch {
    return []; // absent, or not ours to read
  }
}

/** Mirrors and the cache of a CLI config. A config that is named and absent says nothing. */
function fromCliConfig({ env, home }: Machine): string[] {
  const file = env.TF_CLI_CONFIG_FILE || env.TERRAFORM_CONFIG || join(home, ".terraformrc");
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8").replace(/^\s*(#|\/\/).*$/gm, "");
  const mirrors = [...text.matchAll(/filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g)].map((match) => match[1]);
  const cache = /^\s*plugin_cache_dir\s*=\s*"([^"]+)"/m.exec(text)?.[1];
  return [...mirrors, cache]
    .filter((path): path is string => path !== undefined)
    .map((path) => path.replace(/^(~|\$HOME|\$\{HOME\})(?=\/)/, home));
}

/** Folders that may hold `registry.terraform.io/`, the most deliberate first. */
export function mirrorFolders(machine: Machine = thisMachine): readonly string[] {
  const { env, home, imagePlaces, platform, repository } = machine;
  const macFolder = "Library/Application Support/io.terraform/plugins";
  const dataDirs = (env.XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":");
  const folders = [
    env.TF_PLUGIN_MIRROR,
    env.TF_PLUGIN_CACHE_DIR,
    ...fromCliConfig(machine),
    join(repository, "terraform.d/plugins"),
    join(home, ".terraform.d/plugins"),
    ...[env.XDG_DATA_HOME || join(home, ".local/share"), ...dataDirs].map((dir) => join(dir, "terraform/plugins")),
    ...(platform.startsWith("darwin") ? [join(home, macFolder), join("/", macFolder)] : []),
    join(repository, fetchedFolder),
    ...imagePlaces.flatMap((place) => [place, ...subfolders(place), ...subfolders(place).flatMap(subfolders)]),
  ];
  const named = folders.filter((folder): folder is string => folder !== undefined && folder !== "");
  return [...new Set(named.map((folder) => resolve(folder)))].filter((folder) =>
    existsSync(join(folder, registryHost)),
  );
}

const byVersion = (a: Package, b: Package) => a.version.localeCompare(b.version, "en", { numeric: true });

/** All packages of one provider for this machine's platform, the oldest version first. Unpacked folders and zips. */
export function packagesOf(source: string, machine: Machine = thisMachine): readonly Package[] {
  const [namespace = "", type = ""] = source.toLowerCase().split("/");
  const found = new Map<string, Package>();
  for (const folder of mirrorFolders(machine)) {
    const spaces = subfolders(join(folder, registryHost)).filter((path) =>
      path.toLowerCase().endsWith(`/${namespace}`),
    );
    for (const home of spaces.map((space) => join(space, type))) {
      const unpacked = subfolders(home).map((path) => ({
        version: path.slice(home.length + 1),
        path: join(path, machine.platform),
      }));
      const zips = (existsSync(home) ? readdirSync(home) : []).flatMap((name) => {
        const [, zipped, version = "", platform] = /^terraform-provider-(.+)_(\d[^_]*)_(\w+)\.zip$/.exec(name) ?? [];
        return zipped === type && platform === machine.platform ? [{ version, path: join(home, name) }] : [];
      });
      for (const { version, path } of [...unpacked, ...zips]) {
        if (!/^\d+\.\d+\.\d+/.test(version) || found.has(version)) continue;
        const isPackage =
          path.endsWith(".zip") ||
          (existsSync(path) && readdirSync(path).some((name) => name.startsWith("terraform-provider-")));
        if (isPackage) found.set(version, { source: source.toLowerCase(), version, path });
      }
    }
  }
  return [...found.values()].sort(byVersion);
}

/**
 * The package for what a stack asks for: its exact version, else the newest other one.
 * @returns the package, or the one line that says where it was looked for
 */
export function findPackage(wanted: Wanted, machine: Machine = thisMachine): Package | string {
  const packages = packagesOf(wanted.source, machine);
  const found = packages.find(({ version }) => version === wanted.version) ?? packages.at(-1);
  if (found !== undefined) return found;
  const places = mirrorFolders(machine).join(", ") || `no folder with ${registryHost}/ in it was found`;
  return (
    `no provider ${wanted.source} for ${machine.platform} (${places}), and ${registryHost} does not answer; ` +
    `set TF_PLUGIN_MIRROR to a folder that holds ${registryHost}/`
  );
}
