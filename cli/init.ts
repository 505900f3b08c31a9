/**
 * `init`: a pilot in somebody's own repo, with only the vendors that they name. Writes nothing where anything is wrong.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { checkSpec } from "../stacks/spec/check.js";
import { nameFaults } from "../stacks/spec/names.js";
import { type Vendor, vendors } from "../stacks/spec/schema.js";
import { UserError } from "../stacks/user-error.js";
import { ownPackage } from "./own-package.js";

/** What the command line gives. */
export interface InitOptions {
  readonly vendor: string;
  readonly name: string;
  readonly owner: string;
}

/** Places that synthesize; each must be replaced by a real one before a deploy. */
const places: Readonly<Record<Vendor, readonly [operator: string, block: string]>> = {
  aws: ['["arn:aws:iam::123456789012:role/ml-operator"]', '{ account: "123456789012", region: eu-west-1 }'],
  google: [
    '["group:ml-operators@example.com"]',
    '{ project: my-project, projectNumber: "123456789012", region: europe-west4, ' +
      "billingAccount: 012345-6789AB-CDEF01 }",
  ],
  azure: [
    '["11111111-2222-4333-8444-555555555555"]',
    "{ subscription: 11111111-2222-4333-8444-666666666666, tenant: 11111111-2222-4333-8444-777777777777, " +
      "location: westeurope }",
  ],
};

function specText(named: readonly Vendor[], { name, owner }: InitOptions): string {
  const month = new Date().toISOString().slice(0, 7);
  const quoted = JSON.stringify(owner);
  return [
    "# yaml-language-server: $schema=node_modules/cdktf-ml-pilot/docs/spec.schema.json",
    "# Replace accounts, operators and addresses by yours. All other keys have defaults:",
    "# npx cdktf-ml-pilot check pilot.yaml prints them.",
    `name: ${name}`,
    "owners:",
    ...["data", "training", "serving", "network", "budget"].map((what) => `  ${what}: ${quoted}`),
    "operators:",
    ...named.map((vendor) => `  ${vendor}: ${places[vendor][0]}`),
    `budget: { monthly: 200, currency: USD, recipients: [${quoted}], start: ${month}-01 }`,
    ...named.map((vendor) => `${vendor}: ${places[vendor][1]}`),
    "",
  ].join("\n");
}

/**
 * The version under which a pilot depends on this package: the file that it was installed from, the folder of a
 * checkout, or the published version.
 */
function ownVersion(root: string, version: string, dir: string): string {
  const modules = dirname(root);
  const path = (to: string) => `file:${relative(dir, to) || "."}`;
  if (basename(modules) !== "node_modules") return path(root);
  const lock = join(modules, ".package-lock.json");
  if (!existsSync(lock)) return version;
  const installed = JSON.parse(readFileSync(lock, "utf8")) as { packages?: Record<string, { resolved?: string }> };
  const resolved = installed.packages?.[`node_modules/${basename(root)}`]?.resolved ?? "";
  return resolved.startsWith("file:") ? path(resolve(dirname(modules), resolved.slice("file:".length))) : version;
}

type Manifest = Record<string, unknown>;

/** Adds what a pilot needs to a `package.json`; what stands there stays, and what contradicts is a fault. */
function mergedManifest(
  dir: string,
  given: Manifest,
  named: readonly Vendor[],
  name: string,
  faults: string[],
): Manifest {
  const own = ownPackage();
  const providers = { aws: "aws", google: "google", azure: "azurerm" } as const;
  const pinned = (packages: readonly string[]) =>
    Object.fromEntries(packages.map((each) => [each, own.devDependencies[each] ?? "*"]));
  const nodePty = "@cdktf/node-pty-prebuilt-multiarch";
  const wanted: Record<string, Record<string, string>> = {
    scripts: { synth: "cdktf synth", deploy: "cdktf deploy", destroy: "cdktf destroy" },
    dependencies: {
      "cdktf-ml-pilot": ownVersion(own.root, own.version, dir),
      ...pinned(["cdktf", "constructs", ...named.map((vendor) => `@cdktf/provider-${providers[vendor]}`)]),
    },
    devDependencies: pinned(["cdktf-cli"]),
    // without it the CLI of cdktf crashes on Node 24 and later
    overrides: { [nodePty]: own.overrides[nodePty] ?? "" },
  };
  const merged: Manifest = { name, private: true, ...given };
  for (const [section, entries] of Object.entries(wanted)) {
    const existing = given[section] ?? {};
    if (typeof existing !== "object" || existing === null || Array.isArray(existing)) {
      faults.push(`package.json: ${section}: is not a map; mend it, then run init again`);
      continue;
    }
    const standing = existing as Record<string, unknown>;
    merged[section] = { ...entries, ...standing };
    const isOverride = section === "overrides" && nodePty in standing && standing[nodePty] !== entries[nodePty];
    if (isOverride) {
      faults.push(`package.json: overrides.${nodePty}: is another one; set it to ${entries[nodePty]} or remove it`);
    }
  }
  return merged;
}

function standingManifest(dir: string, faults: string[]): Manifest {
  const file = join(dir, "package.json");
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Manifest;
  } catch {
    // said below
  }
  faults.push("package.json: is not a JSON object; mend it, then run init again");
  return {};
}

/** Lines that must not be committed, added to what a `.gitignore` holds already. */
function ignored(dir: string): string {
  const file = join(dir, ".gitignore");
  const standing = existsSync(file) ? readFileSync(file, "utf8") : "";
  const missing = ["node_modules/", "cdktf.out/", "*.tfstate", "*.tfstate.*"].filter(
    (line) => !standing.split(/\r?\n/).includes(line),
  );
  const gap = standing === "" || standing.endsWith("\n") ? "" : "\n";
  return `${standing}${gap}${missing.map((line) => `${line}\n`).join("")}`;
}

/**
 * Writes the files of a new pilot and returns what to do next.
 * @throws UserError with one line a fault; then nothing is written
 */
export function init(dir: string, options: InitOptions): readonly string[] {
  const faults: string[] = [];
  const asked = options.vendor.split(",").map((vendor) => vendor.trim());
  const named = vendors.filter((vendor) => asked.includes(vendor));
  for (const vendor of asked.filter((each) => !(vendors as readonly string[]).includes(each))) {
    faults.push(`--vendor: ${JSON.stringify(vendor)} is unknown; allowed: ${vendors.join(", ")}`);
  }
  const spec = specText(named, options);
  if (named.length > 0) {
    const { faults: specFaults, sections } = checkSpec(parse(spec));
    const name = sections.name;
    const all =
      name === undefined
        ? specFaults
        : [...specFaults, ...named.flatMap((each) => nameFaults(each, { ...sections, name }))];
    const lines = all.map(({ path, message }) => {
      const option =
        path[0] === "name" ? "--name" : path[0] === "owners" || path[0] === "budget" ? "--owner" : path.join(".");
      return `${option}: ${message}`;
    });
    faults.push(...new Set(lines));
  }
  const app = {
    language: "typescript",
    app: "npx --no cdktf-ml-pilot-app",
    output: "cdktf.out",
    projectId: options.name,
    sendCrashReports: "false",
    context: { spec: "pilot.yaml" },
  };
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  for (const file of ["pilot.yaml", "cdktf.json"]) {
    if (existsSync(join(dir, file))) faults.push(`${join(dir, file)}: exists; take another folder, or move it away`);
  }
  const manifest = mergedManifest(dir, standingManifest(dir, faults), named, options.name, faults);
  if (faults.length > 0) throw new UserError(faults);

  mkdirSync(dir, { recursive: true });
  const files = {
    "pilot.yaml": spec,
    "cdktf.json": json(app),
    "package.json": json(manifest),
    ".gitignore": ignored(dir),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  const first = `${options.name}-${named[0]}`;
  return [
    `wrote ${Object.keys(files)
      .map((file) => join(dir, file))
      .join(", ")}`,
    "next: edit pilot.yaml, then",
    ...(resolve(dir) === process.cwd() ? [] : [`  cd ${dir}`]),
    "  npm install",
    "  npx cdktf synth",
    "  npx cdktf-ml-pilot review",
    `  npx cdktf deploy ${first}`,
  ];
}
