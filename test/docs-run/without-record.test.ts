/** A construct works the same with its `record` statement and its import deleted: whoever copies it may do so. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pieces } from "../../cli/add/catalogue.js";
import { appOf, stacksOf } from "../../scripts/assembled-docs/usage.js";

const root = join(__dirname, "../..");
// below the root, where the packages are found
const copy = join(root, ".cache/without-record");

/** A source without its calls of `record`, each up to the parenthesis that closes it, and without the import. */
function withoutRecord(source: string): string {
  let text = source.replace(/^import \{ record \} from "[^"]+";\n/m, "");
  for (
    let call = /^ *(?:for \(.*\) )?record\(/m.exec(text);
    call !== null;
    call = /^ *(?:for \(.*\) )?record\(/m.exec(text)
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
    if (file.endsWith(".ts") && !file.startsWith("pilot"))
      writeFileSync(path, withoutRecord(readFileSync(path, "utf8")));
  }
  rmSync(join(copy, "constructs/pilot/record.ts"));
});

test.each(pieces().map(({ name }) => name))("%s", async (name) => {
  expect(withoutRecord(readFileSync(join(root, "constructs", `${name}.ts`), "utf8"))).not.toMatch(/\brecord\(/);
  const whole = await synthesized(root, name);
  expect(whole).toHaveProperty("provider");
  expect(await synthesized(copy, name)).toEqual(whole);
});
