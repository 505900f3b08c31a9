/**
 * Whoever copies a construct may delete its `record` statement with the imports of `record.js` and of its ledger
 * entries: nothing is left over, and what is synthesized stays the same.
 */
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pieces } from "../../cli/add/catalogue.js";
import { appOf, stacksOf } from "../../scripts/assembled-docs/usage.js";

const root = join(__dirname, "../..");
// below the root, where the packages are found
const copy = join(root, ".cache/without-record");

const ofRecord = /^import \{(?<names>[^}]*)\} (?<from>from "[^"]*\/record\.js";\n)/m;
const ofEntries = /^import \{[^}]*\} from "[^"]*\/ledger-entries\.js";\n/gm;

/**
 * A source without its calls of `record`, each up to the parenthesis that closes it, and without what only they
 * imported: of `record.js` the types stay that something else names.
 */
function withoutRecord(source: string): string {
  const { names = "", from = "" } = ofRecord.exec(source)?.groups ?? {};
  const text = withoutCalls(source.replace(ofRecord, "").replace(ofEntries, ""));
  const named = names.split(",").map((name) => name.trim());
  const left = named.filter((name) => /^type /.test(name) && new RegExp(`\\b${name.slice(5)}\\b`).test(text));
  return left.length === 0 ? text : `import { ${left.join(", ")} } ${from}${text}`;
}

function withoutCalls(source: string): string {
  let text = source;
  for (
    let call = /^ *(?:for \(.*\)\s+)?record\(/m.exec(text);
    call !== null;
    call = /^ *(?:for \(.*\)\s+)?record\(/m.exec(text)
  ) {
    let depth = 1;
    let end = call.index + call[0].length;
    for (; depth > 0; end += 1) depth += { "(": 1, ")": -1 }[text[end] ?? ""] ?? 0;
    text = text.slice(0, call.index) + text.slice(end).replace(/^;/, "");
  }
  return text;
}

async function synthesized(folder: string, name: string): Promise<object> {
  const [stack] = stacksOf(await appOf(join(folder, "examples/usage", `${name}.ts`)));
  const { "//": _, ...json } = (stack?.toTerraform() ?? {}) as Record<string, unknown>;
  return json;
}

beforeAll(() => {
  rmSync(copy, { recursive: true, force: true });
  for (const folder of ["constructs", "examples/usage"])
    cpSync(join(root, folder), join(copy, folder), { recursive: true });
  for (const file of readdirSync(join(copy, "constructs"), { recursive: true, encoding: "utf8" })) {
    const path = join(copy, "constructs", file);
    if (file.endsWith("/ledger-entries.ts")) rmSync(path);
    else if (file.endsWith(".ts")) writeFileSync(path, withoutRecord(readFileSync(path, "utf8")));
  }
  const flags = { noUnusedLocals: true, noUnusedParameters: true };
  const config = { extends: "../../tsconfig.constructs.json", compilerOptions: flags, include: ["constructs"] };
  writeFileSync(join(copy, "tsconfig.json"), JSON.stringify(config));
});

test("nothing is left over: no local, no parameter, no import that nobody reads", () => {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const said = () => {
    try {
      return execFileSync(process.execPath, [compiler, "-p", copy], { encoding: "utf8" });
    } catch (error) {
      return (error as { readonly stdout: string }).stdout;
    }
  };
  expect(said().replaceAll(".cache/without-record/", "").split("\n")).toEqual([""]);
});

test.each(pieces().map(({ name }) => name))("%s", async (name) => {
  expect(withoutRecord(readFileSync(join(root, "constructs", `${name}.ts`), "utf8"))).not.toMatch(/\brecord\(/);
  const whole = await synthesized(root, name);
  expect(whole).toHaveProperty("provider");
  expect(await synthesized(copy, name)).toEqual(whole);
});
