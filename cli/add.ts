/** `add`: copies one construct, and what its imports name, into somebody's own repo. Writes all of it or nothing. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { makeFolder } from "../stacks/folder.js";
import { nearest } from "../stacks/pilot-spec/messages.js";
import { UserError } from "../stacks/user-error.js";
import { closureOf, pieces, usageOf } from "./add/catalogue.js";
import { copyOf, obstacle, standingAt } from "./add/copy.js";
import { ownPackage } from "./own-package.js";

/** What the command line gives. */
export interface AddOptions {
  /** The folder that the files go to. */
  readonly to: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly diff?: boolean;
}

function catalogue(): readonly string[] {
  return pieces().map(({ name, head }) => `${name}: makes ${head.Makes} Needs ${head.Needs}`);
}

/** How the copies differ from the originals as they are now. */
function differences(files: readonly string[], to: string): readonly string[] {
  const missing = files.filter((path) => standingAt(join(to, path)) === undefined);
  if (missing.length > 0) {
    throw new UserError(
      missing.map((path) => `${join(to, path)}: is not there; run add without --diff, or name its --to`),
    );
  }
  return files.map((path) => {
    const file = join(to, path);
    const { text = "", version = "unknown" } = standingAt(file) ?? {};
    const original = copyOf(path);
    if (text === original) return `${file}: as the original`;
    const now = `${ownPackage().version} constructs/${path}`;
    const said = [now, file, original, text, "", `copied from ${version}`] as const;
    return createTwoFilesPatch(...said, { headerOptions: FILE_HEADERS_ONLY }).trimEnd();
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
    const standing = standingAt(file);
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

/**
 * Without a name: every construct. With one: what was written, and how to go on. @throws UserError with one line a
 * problem
 */
export function add(name: string | undefined, options: AddOptions): readonly string[] {
  if (name === undefined) return [...catalogue(), "", "copy one: npx --no cdktf-ml-pilot add <name> --to <folder>"];
  const names = pieces().map((piece) => piece.name);
  if (!names.includes(name)) {
    const near = nearest(name, names);
    const like = near === undefined ? "" : `did you mean ${near}? `;
    throw new UserError([`${JSON.stringify(name)} is unknown; ${like}add without a name lists all`]);
  }
  const { files, packages } = closureOf(name);
  if (options.diff) return differences(files, options.to);
  const { devDependencies } = ownPackage();
  const pinned = (all: readonly string[]) => all.map((each) => `${each}@${devDependencies[each]}`).join(" ");
  const main = join(options.to, "main.ts");
  return [
    ...write(files, options),
    "",
    "install:",
    `  npm install ${pinned(packages)}`,
    `  npm install --save-dev ${pinned(["tsx", "typescript"])}`,
    "",
    `use, for example as ${main}:`,
    ...usageOf(name, "./")
      .split("\n")
      .map((line) => (line === "" ? "" : `  ${line}`)),
    "",
    "check the types, and synthesize into cdktf.out/:",
    `  npx --no -- tsc --noEmit --strict --skipLibCheck --module nodenext --ignoreConfig ${main}`,
    `  npx --no tsx ${main}`,
  ];
}
