/**
 * What can be copied: the constructs as sources inside this package, each with what its imports name. It loads none of
 * them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { ownPackage } from "../own-package.js";

/** The six lines at the head of a construct file. */
export const headings = ["Makes", "Needs", "Never", "Idle cost", "Survives destroy", "Verified by"] as const;

/** A construct that can be copied. */
export interface Piece {
  /** `<platform>/<construct>`, such as `aws/data-bucket`. */
  readonly name: string;
  readonly head: Readonly<Record<(typeof headings)[number], string>>;
}

const { root } = ownPackage();

/** A source file of this package, by its path below `constructs/`. */
export const readSource = (path: string): string => readFileSync(join(root, "constructs", path), "utf8");

/** The head of a construct file; a heading that it lacks is empty. */
export function headOf(source: string): Piece["head"] {
  const comment = /^\/\*\*(.*?)\*\//s.exec(source)?.[1] ?? "";
  const text = comment.replace(/\n \* ?/g, "\n");
  const next = `(?=\\n(?:${headings.join("|")}):|$)`;
  const line = (heading: string) => new RegExp(`(?:^|\\n) ?${heading}: (.*?)${next}`, "s").exec(text)?.[1] ?? "";
  const entries = headings.map((heading) => [heading, line(heading).replace(/\s+/g, " ").trim()] as const);
  return Object.fromEntries(entries) as Piece["head"];
}

/** The folders of constructs: the platforms in their order, then those whose stacks no spec names yet. */
export function constructFolders(): readonly string[] {
  const platforms: readonly string[] = platformIds;
  const others = readdirSync(join(root, "constructs")).filter((name) => ![...platforms, "pilot"].includes(name));
  return [...platforms, ...others.sort()];
}

/** Every construct of every folder. */
export function pieces(): readonly Piece[] {
  return constructFolders().flatMap((platform) =>
    readdirSync(join(root, "constructs", platform))
      .filter((file) => file.endsWith(".ts") && file !== "index.ts")
      .sort()
      .map((file) => ({
        name: `${platform}/${file.slice(0, -".ts".length)}`,
        head: headOf(readSource(`${platform}/${file}`)),
      })),
  );
}

/** An app that uses the construct; `here` is how it names the folder of the constructs. */
export function usageOf(name: string, here: string): string {
  const source = readFileSync(join(root, "examples/usage", `${name}.ts`), "utf8");
  return source.replaceAll('"../../../constructs/', `"${here}`).trimEnd();
}

const imported = (source: string): readonly string[] =>
  [...source.matchAll(/^(?:import|export|\}).*?from "([^"]+)";$/gm)].map(([, from = ""]) => from);

/** Follows relative imports from a source to files, and notes the packages. */
function follow(source: string, folder: string, files: string[], packages: Set<string>): void {
  for (const from of imported(source)) {
    const file = posix.join(folder, from).replace(/\.js$/, ".ts");
    if (!from.startsWith(".")) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
    else if (!files.includes(file)) {
      files.push(file);
      follow(readSource(file), posix.dirname(file), files, packages);
    }
  }
}

/** What comes along with a construct: the files that its imports name, as paths below `constructs/`. */
export function neighboursOf(name: string): readonly string[] {
  const own = `${name}.ts`;
  const files = [own];
  follow(readSource(own), posix.dirname(own), files, new Set());
  return files.slice(1);
}

/** What a copy takes along. */
export interface Closure {
  /** Paths below `constructs/`: the construct's own file first, then what its imports and its usage name. */
  readonly files: readonly string[];
  /** npm packages that all these import. */
  readonly packages: readonly string[];
}

/** Follows the imports of a construct, and of its usage: that names a provider's binding, or another box. */
export function closureOf(name: string): Closure {
  const files = [`${name}.ts`, ...neighboursOf(name)];
  const packages = new Set<string>();
  for (const file of [...files]) follow(readSource(file), posix.dirname(file), files, packages);
  follow(usageOf(name, "./"), ".", files, packages);
  return { files, packages: [...packages].sort() };
}
