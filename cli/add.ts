/** `add`: copies one construct, and what its imports name, into somebody's own repo. Writes all of it or nothing. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { makeFolder } from "../stacks/folder.js";
import { nearest, quote } from "../stacks/pilot-spec/messages.js";
import { platformIds } from "../stacks/pilot-spec/schema.js";
import { platforms } from "../stacks/platforms.js";
import { UserError } from "../stacks/user-error.js";
import { closureOf, pieces, usageOf } from "./add/catalogue.js";
import { copyOf, obstacle, standingAt, targetProblem } from "./add/copy.js";
import { typeScriptOf } from "./add/typescript.js";
import { ownPackage } from "./own-package.js";

/** What the command line gives. */
export interface AddOptions {
  /** The folder that the files go to. */
  readonly to: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly diff?: boolean;
  /** The folder whose TypeScript checks the copies. @default - the working folder */
  readonly project?: string;
}

function catalogue(): readonly string[] {
  return pieces().map(({ name, head }) => `${name}: makes ${head.Makes} Needs ${head.Needs}`);
}

/** How the copies differ from the originals as they are now, and on which side the change was made. */
function differences(files: readonly string[], to: string): readonly string[] {
  const standing = files.map((path) => [path, join(to, path), standingAt(join(to, path), path)] as const);
  const missing = standing.filter(([, , copy]) => copy === undefined);
  if (missing.length > 0) {
    throw new UserError(missing.map(([, file]) => `${file}: is not there; run add without --diff, or name its --to`));
  }
  return standing.flatMap(([path, file, copy]) => {
    if (copy === undefined) return [];
    const { text, version = "unknown", isUnchanged, isOriginalUnchanged } = copy;
    if (isUnchanged && isOriginalUnchanged) return [`${file}: as the original`];
    const now = `${ownPackage().version} constructs/${path}`;
    const options = { headerOptions: FILE_HEADERS_ONLY };
    if (isUnchanged) {
      const patch = createTwoFilesPatch(file, now, text, copyOf(path), `copied from ${version}`, "", options);
      return [`${file}: not changed here; + is what changed in the original since ${version}`, patch.trimEnd()];
    }
    const both = isOriginalUnchanged ? "" : `, which changed since ${version} too: both changes are in what follows`;
    const patch = createTwoFilesPatch(now, file, copyOf(path), text, "", `copied from ${version}`, options);
    return [`${file}: + is what your copy has over the original${both}`, patch.trimEnd()];
  });
}

function write(files: readonly string[], { to, dryRun = false, force = false }: AddOptions): readonly string[] {
  const problems: string[] = [];
  const texts = new Map<string, string>();
  const lines = files.map((path) => {
    const file = join(to, path);
    const stops = obstacle(to, path);
    if (stops !== undefined) {
      problems.push(`${file}: ${stops}; take another --to`);
      return "";
    }
    const standing = standingAt(file, path);
    const text = copyOf(path);
    if (standing?.text === text) return `${dryRun ? "would keep" : "kept"} ${file}`;
    if (standing && !standing.isUnchanged && !force) {
      const what = standing.version === undefined ? "is not a copy from here" : "was changed since it was copied";
      problems.push(`${file}: ${what}; --diff shows how it differs, --force overwrites it`);
    }
    texts.set(file, text);
    return `${dryRun ? "would write" : "wrote"} ${file}`;
  });
  if (problems.length > 0) throw new UserError(problems);
  if (dryRun) return lines;
  for (const [file, text] of texts) {
    makeFolder(dirname(file));
    writeFileSync(file, text);
  }
  return lines;
}

/** What to say of a name that no construct has; nothing where one has it. */
function unknownName(name: string): string | undefined {
  const names = pieces().map((piece) => piece.name);
  if (names.includes(name)) return undefined;
  const [first = "", ...rest] = name.split("/");
  const word = first.toLowerCase();
  const platform = platformIds.find((id) => id === word || platforms[id].aliases.includes(word));
  const all = names.filter((each) => each.startsWith(`${platform}/`));
  if (platform !== undefined && rest.join("") === "") {
    return `${quote(name)} is a platform and no construct; its constructs: ${all.join(", ")}`;
  }
  const near = nearest(platform === undefined ? name : `${platform}/${rest.join("/").toLowerCase()}`, names);
  return `${quote(name)} is unknown; ${near === undefined ? "" : `did you mean ${near}? `}add without a name lists all`;
}

/**
 * Without a name: every construct. With one: what was written, and how to go on. @throws UserError with one line a
 * problem
 */
export function add(name: string | undefined, options: AddOptions): readonly string[] {
  if (name === undefined) return [...catalogue(), "", "copy one: npx --no cdktf-ml-pilot add <name> --to <folder>"];
  const unknown = unknownName(name);
  if (unknown !== undefined) throw new UserError([unknown]);
  const wrong = targetProblem(options.to);
  if (wrong !== undefined) throw new UserError([wrong]);
  const { files, packages } = closureOf(name);
  if (options.diff) return differences(files, options.to);
  const { devDependencies } = ownPackage();
  const pinned = (all: readonly string[]) => all.map((each) => `${each}@${devDependencies[each]}`).join(" ");
  const main = join(options.to, "main.ts");
  const typeScript = typeScriptOf(options.project ?? process.cwd());
  // Needed since TypeScript 6 where a tsconfig.json stands above, and unknown to TypeScript 5.
  const ignoreConfig = typeScript !== undefined && typeScript < 6 ? "" : "--ignoreConfig ";
  return [
    ...write(files, options),
    "",
    "install:",
    `  npm install ${pinned(packages)}`,
    `  npm install --save-dev ${pinned(typeScript === undefined ? ["tsx", "typescript"] : ["tsx"])}`,
    "",
    `use, for example as ${main}:`,
    ...usageOf(name, "./")
      .split("\n")
      .map((line) => (line === "" ? "" : `  ${line}`)),
    "",
    "check the types, and synthesize into cdktf.out/:",
    `  npx --no -- tsc --noEmit --strict --skipLibCheck --module nodenext ${ignoreConfig}${main}`,
    `  npx --no tsx ${main}`,
  ];
}
