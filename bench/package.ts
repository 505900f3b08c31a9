/** What the package costs whoever installs it: MiB on disk and milliseconds to import, for each platform's entry. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "bench-package-"));
process.on("exit", () => rmSync(scratch, { recursive: true }));

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
}
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Package>>;
};

/** Where a package finds another, as Node looks for it: from its own folder upwards. */
function resolved(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const path = join(folder, "node_modules", name);
    if (path in lock.packages) return path;
    if (folder === "") return undefined;
  }
}

/** The folders that an install of these packages brings. */
function installed(names: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  const visit = (name: string, from: string) => {
    const folder = resolved(name, from);
    if (folder === undefined || folders.has(folder)) return;
    folders.add(folder);
    for (const dependency of Object.keys(lock.packages[folder]?.dependencies ?? {})) visit(dependency, folder);
  };
  for (const name of names) visit(name, "");
  return folders;
}

/** Bytes of the files in a folder, without the packages inside of it. */
function bytes(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") sum += bytes(path);
    else if (entry.isFile()) sum += statSync(path).size;
  }
  return sum;
}

/** The fastest of five imports in a fresh Node: milliseconds by its own clock. */
function importMilliseconds(file: string): number {
  const load = `require(${JSON.stringify(file)})`;
  const program = `const start = performance.now(); ${load}; console.log(performance.now() - start)`;
  const runs = Array.from({ length: 5 }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return Math.min(...runs);
}

function main(): void {
  const build = ["-p", join(root, "tsconfig.build.json"), "--outDir", join(scratch, "dist")];
  const built = spawnSync(join(root, "node_modules/.bin/tsc"), build, { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stdout);
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  const own = lock.packages[""]?.dependencies ?? {};
  const mebibytes = (sum: number) => (sum / 2 ** 20).toFixed(sum < 2 ** 27 ? 1 : 0);
  console.log(`the package itself: ${mebibytes(bytes(join(scratch, "dist")))} MiB built`);
  const providers = { aws: "aws", google: "google", azure: "azurerm" };
  for (const [platform, provider] of Object.entries(providers)) {
    const folders = installed([...Object.keys(own), "cdktf", "constructs", `@cdktf/provider-${provider}`]);
    const size = [...folders].reduce((sum, folder) => sum + bytes(join(root, folder)), 0);
    const took = importMilliseconds(join(scratch, `dist/constructs/${platform}/index.js`));
    console.log(
      `cdktf-ml-pilot/${platform}: ${mebibytes(size)} MiB in ${folders.size} packages, imported in ${took.toFixed(0)} ms`,
    );
  }
  const checks = importMilliseconds(join(scratch, "dist/stacks/rules/index.js"));
  console.log(`cdktf-ml-pilot/checks: no provider, imported in ${checks.toFixed(0)} ms`);
}

main();
