/** Reads a synthesized stack (`cdk.tf.json`): any cdktf stack, with or without a ledger. The file is untrusted. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Ledger } from "../../stacks/ledger.js";
import { partOf, whole } from "../../stacks/parts.js";
import { type Arguments, isMap, type Resource, type Stack } from "../../stacks/readers/stack.js";
import { UserError } from "../../stacks/user-error.js";
import { currentLedger, ledgerProblems } from "./ledger.js";

/** What is larger is no stack that anybody reviews. */
const maxBytes = 128 * 1024 * 1024;
const maxDepth = 100;

/** What a stack of this library's app says of what it was made of; undefined where it says nothing. */
export function sourceComment(json: Arguments): Arguments | undefined {
  const comment = json["//"];
  const source = isMap(comment) ? comment["source"] : undefined;
  return isMap(source) ? source : undefined;
}

/** How deep a value nests, without recursion: the file may have been made to exhaust it. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= maxDepth) return true;
    const next: unknown[] = [];
    for (const inner of level) {
      if (typeof inner !== "object" || inner === null) continue;
      for (const each of Object.values(inner)) if (typeof each === "object" && each !== null) next.push(each);
    }
    level = next;
  }
  return false;
}

/**
 * Reads a JSON file that came from somewhere else.
 * @throws UserError with one line
 */
export function readJson(file: string, fix = "run cdktf synth, or give the path of a cdk.tf.json"): unknown {
  const fail = (message: string): never => {
    throw new UserError([`${file}: ${message}`]);
  };
  let text = "";
  try {
    const stat = statSync(file);
    if (!stat.isFile()) fail("is not a file; give the path of a cdk.tf.json");
    if (stat.size > maxBytes) fail(`has ${stat.size} bytes; at most ${maxBytes} are read`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    fail(`cannot be read (${(error as NodeJS.ErrnoException).code}); ${fix}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    fail(`is not JSON: ${(error as Error).message.replace(/\s+/g, " ").slice(0, 120)}; synthesize it again`);
  }
  if (isTooDeep(value)) fail(`nests more than ${maxDepth} levels; this is no stack that cdktf wrote`);
  return value;
}

type Indexed = Pick<Stack, "resources" | "byAddress" | "byType">;

function indexed(resources: readonly Resource[]): Indexed {
  const byType = new Map<string, Resource[]>();
  for (const resource of resources.filter(({ isData }) => !isData)) {
    const same = byType.get(resource.type);
    if (same) same.push(resource);
    else byType.set(resource.type, [resource]);
  }
  return { resources, byAddress: new Map(resources.map((resource) => [resource.address, resource])), byType };
}

/**
 * A stack as a plan shows it: with the resources of its modules, and with every instance of what is repeated in the
 * place of the one that repeats. References still lead to that one.
 */
export function withResources(stack: Stack, more: readonly Resource[], repeated: ReadonlySet<string>): Stack {
  const kept = stack.resources.filter(({ address }) => !repeated.has(address));
  const { byAddress, ...index } = indexed([...kept, ...more]);
  return { ...stack, ...index, byAddress: new Map([...stack.byAddress, ...byAddress]) };
}

/** A stack without what is in it, to compare one that is new or gone with. */
export function emptied({ name, file, json }: Stack): Stack {
  return { name, file, json: { terraform: json["terraform"] }, ...indexed([]) };
}

/** The stack in a parsed `cdk.tf.json`. @throws UserError with one line per problem */
export function stackOf(name: string, file: string, json: unknown): Stack {
  if (!isMap(json)) throw new UserError([`${file}: is not a JSON object; give the path of a cdk.tf.json`]);
  if (!["//", "resource", "data", "module", "terraform", "provider", "output"].some((key) => key in json)) {
    throw new UserError([`${file}: holds no resource, provider or output; give the path of a cdk.tf.json`]);
  }
  const problems: string[] = [];
  const resources: Resource[] = [];
  for (const kind of ["resource", "data"] as const) {
    const byType = json[kind] ?? {};
    if (!isMap(byType)) problems.push(`${file}: ${kind}: is not a map of types; synthesize it again`);
    for (const [type, byId] of Object.entries(isMap(byType) ? byType : {})) {
      if (!isMap(byId)) problems.push(`${file}: ${kind}.${type}: is not a map of ids; synthesize it again`);
      for (const [id, given] of Object.entries(isMap(byId) ? byId : {})) {
        if (!isMap(given)) {
          problems.push(`${file}: ${kind}.${type}.${id}: is not a map of arguments; synthesize it again`);
          continue;
        }
        const { "//": comment, ...rest } = given;
        const path = (comment as { metadata?: { path?: unknown } } | undefined)?.metadata?.path;
        resources.push({
          address: `${kind === "data" ? "data." : ""}${type}.${id}`,
          type,
          isData: kind === "data",
          path: typeof path === "string" ? path : id,
          arguments: rest,
        });
      }
    }
  }
  const comment = json["//"];
  const ledger = isMap(comment) ? currentLedger(comment["pilot"]) : undefined;
  if (ledger !== undefined) problems.push(...ledgerProblems(ledger).map((problem) => `${file}: ${problem}`));
  if (problems.length > 0) throw new UserError(problems.slice(0, 20));
  return { name, file, json, ...indexed(resources), ...(ledger === undefined ? {} : { ledger: ledger as Ledger }) };
}

/** Reads one stack. Its name is the one that it says, or the folder's. @throws UserError with one line per problem */
export function readStack(file: string): Stack {
  const json = readJson(file);
  const comment = isMap(json) && isMap(json["//"]) ? json["//"] : {};
  const said = isMap(comment["metadata"]) ? comment["metadata"]["stackName"] : undefined;
  return stackOf(typeof said === "string" && said !== "" ? said : basename(dirname(file)), file, json);
}

/** Stacks with the parts of each in it. A part whose stack is not among them stays alone. */
export function withParts(stacks: readonly Stack[]): readonly Stack[] {
  const ofStack = ({ name }: Stack) => stacks.filter(({ json }) => partOf(json) === name);
  const names = new Set(stacks.map(({ name }) => name));
  return stacks
    .filter(({ json }) => !names.has(partOf(json) ?? ""))
    .map((stack) => {
      const parts = ofStack(stack);
      if (parts.length === 0) return stack;
      const { name, file, json } = stack;
      return stackOf(name, file, whole(json, ...parts.map((part) => part.json)));
    });
}

/** Reads one stack with the parts that the app wrote beside it. @throws UserError with one line per problem */
export function readPilot(file: string): Stack {
  const stack = readStack(file);
  const app = dirname(dirname(file));
  const beside = existsSync(app) ? readdirSync(app).filter((each) => each.startsWith(`${stack.name}-`)) : [];
  const files = beside.map((each) => join(app, each, "cdk.tf.json")).filter(existsSync);
  const parts = files.map(readStack).filter(({ json }) => partOf(json) === stack.name);
  return withParts([stack, ...parts])[0] ?? stack;
}

/** The files of the stacks that an app wrote, in its order. @throws UserError with one line */
export function stackFiles(app: string): readonly string[] {
  const manifest = readJson(join(app, "manifest.json"));
  const stacks = isMap(manifest) && isMap(manifest["stacks"]) ? Object.values(manifest["stacks"]) : [];
  const files = stacks.flatMap((stack) => {
    const path = isMap(stack) ? stack["synthesizedStackPath"] : undefined;
    return typeof path === "string" ? [join(app, path)] : [];
  });
  if (files.length === 0)
    throw new UserError([
      `${join(app, "manifest.json")}: names no stack; run cdktf synth, or read what it says of no-gos`,
    ]);
  return files;
}
