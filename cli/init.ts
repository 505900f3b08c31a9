/**
 * `init`: a pilot in somebody's own repo, with only the platforms that they name. Writes nothing where anything is
 * wrong.
 */
import { cpSync, existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parse } from "yaml";
import { makeFolder } from "../stacks/folder.js";
import { checkSpec } from "../stacks/pilot-spec/check.js";
import { nameProblems } from "../stacks/pilot-spec/names.js";
import { type PlatformId, platformIds } from "../stacks/pilot-spec/schema.js";
import { platforms } from "../stacks/platforms.js";
import { UserError } from "../stacks/user-error.js";
import { engineOf } from "./init/engine.js";
import { managerFile, managerOf } from "./init/managers.js";
import { keptLines, mergedManifest, overrides, readManifest, workspaceRoot } from "./init/manifest.js";
import { type OwnVersion, ownVersion } from "./init/own-version.js";
import { ownPackage } from "./own-package.js";

/** What the command line gives. */
export interface InitOptions {
  readonly platform: string;
  readonly name: string;
  readonly owner: string;
  /** The image that is copied as a skeleton: `example`. @default "example" where `imageDir` is not given */
  readonly image?: string;
  /** A folder of the repo, from it, that holds an image's Dockerfile already. */
  readonly imageDir?: string;
  /** What installs packages: `npm`, `pnpm` or `yarn`. @default - by lock file, `packageManager`, or what runs this */
  readonly manager?: string;
  /** What synthesizes and deploys: `cdktf` or `cdktn`. @default "cdktf" */
  readonly engine?: string;
}

function specText(named: readonly PlatformId[], { name, owner, imageDir }: InitOptions): string {
  const month = new Date().toISOString().slice(0, 7);
  const quoted = JSON.stringify(owner);
  return [
    "# yaml-language-server: $schema=node_modules/cdktf-ml-pilot/docs/spec.schema.json",
    "# Replace what npx --no cdktf-ml-pilot check lists. It also prints every other key with its default.",
    // in quotes: a name is a value from outside
    `name: ${JSON.stringify(name)}`,
    "owners:",
    ...["data", "training", "serving", "network", "budget"].map((what) => `  ${what}: ${quoted}`),
    ...operatorsText(named.map((platform) => `${platform}: ${platforms[platform].init.operators}`)),
    `budget: { monthly: 200, currency: USD, recipients: [${quoted}], start: ${month}-01 }`,
    ...(imageDir === undefined ? [] : [`image: { folder: ${JSON.stringify(imageDir)} }`]),
    ...named.map((platform) => `${platform}: ${platforms[platform].init.block}`),
    "",
  ].join("\n");
}

/** The operators, a line for each platform, or all in one line where they are many: a spec has at most 20 lines. */
const operatorsText = (each: readonly string[]): readonly string[] =>
  each.length > 4 ? [`operators: { ${each.join(", ")} }`] : ["operators:", ...each.map((line) => `  ${line}`)];

/** The skeleton's parts in this package, and where a repo keeps them: the defaults of the spec's keys. */
const skeleton: ReadonlyArray<readonly [from: string, to: string]> = [
  ["examples/penguins/image", "image"],
  ["examples/penguins/data/penguins.csv", "data/penguins.csv"],
  ["examples/penguins/request.json", "request.json"],
];

/** What synth writes is not committed, but for the hashes of Terraform's providers, which a deploy compares. */
const synthesized = [
  "cdktf.out/*",
  "!cdktf.out/stacks/",
  "cdktf.out/stacks/*/*",
  "!cdktf.out/stacks/*/.terraform.lock.hcl",
];

/** Lines that must not be committed, added to what a `.gitignore` holds already. */
function ignored(dir: string): string {
  const file = join(dir, ".gitignore");
  const standing = existsSync(file) ? readFileSync(file, "utf8") : "";
  const plain = (line: string) => line.trim().replace(/^\/|\/$/g, "");
  const lines = standing.split(/\r?\n/).map(plain);
  // where all of cdktf.out is ignored, git takes nothing below it, whatever a line says
  const ofSynth = lines.includes("cdktf.out") ? [] : synthesized;
  const missing = ["node_modules/", ...ofSynth, "*.tfstate", "*.tfstate.*"].filter(
    (line) => !lines.includes(plain(line)),
  );
  // the package itself is committed, in a repo that ignores tarballs too
  if (lines.includes("*.tgz")) missing.push("!vendor/*.tgz");
  const gap = standing === "" || standing.endsWith("\n") ? "" : "\n";
  return `${standing}${gap}${missing.map((line) => `${line}\n`).join("")}`;
}

/** Why a path may not be written: it, or a folder on the way to it, is a link that may lead out of the repo. */
function linkProblem(dir: string, file: string): string | undefined {
  const parts = file.split("/");
  const onTheWay = parts.map((_, index) => join(dir, ...parts.slice(0, index + 1)));
  const link = onTheWay.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  return link === undefined ? undefined : `${link}: is a link, and init writes through none; remove it`;
}

function specProblems(spec: string, named: readonly PlatformId[]): readonly string[] {
  const { problems, sections } = checkSpec(parse(spec));
  const name = sections.name;
  const composed = name === undefined ? [] : named.flatMap((each) => nameProblems(each, { ...sections, name }));
  const lines = [...problems, ...composed].map(({ path, message }) => {
    const [section, key] = path;
    if (section === "name") return `--name: ${message}`;
    if (section === "image" && key === "folder") return `--image-dir: ${message}`;
    return `${section === "owners" || section === "budget" ? "--owner" : path.join(".")}: ${message}`;
  });
  return [...new Set(lines)];
}

/**
 * Writes the files of a new pilot and returns what to do next.
 * @param own the version of this package that the repo depends on, and the file that it names
 * @throws UserError with one line per problem; then nothing is written
 */
export function init(dir: string, options: InitOptions, own: OwnVersion = ownVersion(dir)): readonly string[] {
  const engine = engineOf(options.engine);
  const problems: string[] = [];
  const asked = options.platform.split(",").map((platform) => platform.trim());
  const named = platformIds.filter((platform) => asked.includes(platform));
  for (const platform of asked.filter((each) => !(platformIds as readonly string[]).includes(each))) {
    problems.push(`--platform: ${JSON.stringify(platform)} is unknown; allowed: ${platformIds.join(", ")}`);
  }
  const { image, imageDir } = options;
  if (image !== undefined && image !== "example") {
    problems.push(`--image: must be example, got ${JSON.stringify(image)}; --image-dir names a folder of your own`);
  }
  if (image !== undefined && imageDir !== undefined) {
    problems.push("--image and --image-dir: only one of them can be the image; leave one out");
  }
  if (imageDir !== undefined && !existsSync(join(dir, imageDir, "Dockerfile"))) {
    problems.push(
      `--image-dir: ${join(dir, imageDir)} must hold a Dockerfile; give the folder of an image, from ${dir}`,
    );
  }
  const spec = specText(named, options);
  if (named.length > 0) problems.push(...specProblems(spec, named));
  const app = {
    language: "typescript",
    // found by npx, wherever a package manager puts packages
    app: "npx --no cdktf-ml-pilot-app",
    output: "cdktf.out",
    projectId: options.name,
    sendCrashReports: "false",
    context: { spec: "pilot.yaml" },
  };
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const copied = imageDir === undefined ? skeleton : [];
  for (const file of ["pilot.yaml", "cdktf.json", ...copied.map(([, to]) => to)]) {
    if (existsSync(join(dir, file))) problems.push(`${join(dir, file)}: exists; take another folder, or move it away`);
  }
  const given = readManifest(join(dir, "package.json"), problems);
  const root = workspaceRoot(resolve(dir));
  const manager = managerOf(options.manager, [resolve(dir), ...(root === undefined ? [] : [root])], given);
  // of a workspace only the root's settings count
  const settings = managerFile(root ?? dir, manager, engine, problems);
  const ownSettings = root === undefined ? settings : undefined;
  const written = [
    "pilot.yaml",
    "cdktf.json",
    "package.json",
    ".gitignore",
    ...(ownSettings === undefined ? [] : [ownSettings.file]),
    ...own.files,
    ...copied.map(([, to]) => to),
  ];
  for (const file of written) {
    const problem = linkProblem(dir, file);
    if (problem !== undefined) problems.push(problem);
  }
  const wanted = { platformIds: named, name: options.name, ownVersion: own.version, engine };
  const manifest = mergedManifest(given, wanted, problems);
  if (problems.length > 0) throw new UserError([...new Set(problems)]);

  makeFolder(dir);
  own.bring();
  const files = {
    "pilot.yaml": spec,
    "cdktf.json": json(app),
    "package.json": json(manifest),
    ".gitignore": ignored(dir),
    ...(ownSettings === undefined ? {} : { [ownSettings.file]: ownSettings.text }),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  for (const [from, to] of copied) {
    makeFolder(dirname(join(dir, to)));
    const source = join(ownPackage().root, from);
    // the tests of the example hold its own data
    const isKept = (path: string) =>
      !relative(source, path)
        .split(sep)
        .some((part) => /^(tests|__pycache__|\..*cache)$/.test(part));
    cpSync(source, join(dir, to), { recursive: true, filter: isKept });
  }
  return [
    `wrote ${written.map((file) => join(dir, file)).join(", ")}`,
    ...keptLines(given, engine),
    ...(root === undefined
      ? []
      : [
          `${root} is the root of workspaces: what follows counts only in its package.json; add it there`,
          json(overrides(engine)).trimEnd(),
          ...(settings === undefined ? [] : [`and this in its ${settings.file}:`, settings.text.trimEnd()]),
        ]),
    ...(imageDir === undefined
      ? []
      : ["put data into data/ and a request into request.json, or name them in the spec"]),
    "next: edit pilot.yaml, then",
    ...(resolve(dir) === process.cwd() ? [] : [`  cd ${dir}`]),
    `  ${manager} install`,
    "  npx --no cdktf-ml-pilot check",
    `  npx --no ${engine.program} synth`,
    "  npx --no cdktf-ml-pilot review",
    `  npx --no ${engine.program} deploy ${options.name}-${named[0]}`,
  ];
}
