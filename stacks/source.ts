/**
 * What a stack was made of, as data inside the synthesized stack (`"//".source`): the spec with its hash, and a hash
 * of the code that synthesized it. With it a review notices output that is older than the spec or the code beside it.
 * It stands in a comment, so no resource changes with it.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { PilotSpec, PlatformId } from "./pilot-spec/schema.js";

/** What a stack was synthesized from. */
export interface Source {
  /** The spec file, as it was named: relative to the folder of cdktf.json, or absolute. */
  readonly spec: string;
  /** SHA-256 of the spec file, in hex. */
  readonly specHash: string;
  /** SHA-256 of the constructs and stacks that made the stack, in hex. */
  readonly codeHash: string;
  /** Where it is deployed: the account, project or subscription, and the region or location. */
  readonly place: Readonly<Record<string, string>>;
  /** Where its state is kept: the spec's `state`. */
  readonly state: Readonly<Record<string, string>>;
}

/** Keys of a platform's block that say where a stack is deployed: another value means other resources. */
const placeKeys = ["account", "project", "subscription", "region", "location", "context", "namespace", "host"];

/** The entries of a map that are text. */
const texts = (value: object): Record<string, string> =>
  Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));

const sha256 = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};

/** The folder of the app's files. A copy that is compiled to ECMAScript modules has no `__dirname`, only its app. */
const ownFolder = () =>
  typeof __dirname === "string" ? __dirname : dirname(realpathSync(process.argv[1] ?? process.cwd()));

/** Sources, or what they were compiled to; types and source maps make no stack. */
const isCode = (file: string) => /(?<!\.d)\.[jt]s$/.test(file);

let codeHash: string | undefined;

/** The hash of this copy of the constructs and stacks: it is the same for the same files, wherever they are. */
export function hashOfCode(): string {
  codeHash ??= sha256(
    ...["constructs", "stacks"].flatMap((folder) => {
      const root = join(ownFolder(), "..", folder);
      const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(isCode).sort();
      return files.flatMap((file) => [`${folder}/${file.replaceAll("\\", "/")}`, readFileSync(join(root, file))]);
    }),
  );
  return codeHash;
}

/** The source of a stack that this code makes of a spec file; undefined where the spec came from no file. */
export function sourceOf(file: string, spec: PilotSpec, platform: PlatformId): Source | undefined {
  if (!existsSync(file)) return undefined;
  const place = Object.entries(texts(spec[platform] ?? {})).filter(([key]) => placeKeys.includes(key));
  return {
    spec: file,
    specHash: sha256(readFileSync(file)),
    codeHash: hashOfCode(),
    place: Object.fromEntries(place),
    state: texts(spec.state),
  };
}

/**
 * Why a synthesized stack is stale, or undefined where it is not: its spec has changed or is gone, or other code would
 * make it now.
 * @param app the folder that cdktf synth wrote; the spec's path is relative to the folder that holds it
 */
export function staleness(source: Source, app: string): string | undefined {
  const file = resolve(dirname(resolve(app)), source.spec);
  if (!existsSync(file)) return `${source.spec}, from which it was synthesized, does not exist`;
  if (sha256(readFileSync(file)) !== source.specHash) return `${source.spec} has changed since it was synthesized`;
  return source.codeHash === hashOfCode() ? undefined : "other constructs are installed than those that synthesized it";
}
