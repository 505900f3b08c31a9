/** The usages in `examples/usage`, as text for a page and as synthesized stacks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { usageOf } from "../../cli/add/catalogue.js";

const root = join(__dirname, "../..");

/** The usage with the imports of somebody who installed the package. */
export function packageUsage(name: string): string {
  const names = new Map<string, string[]>();
  const lines = usageOf(name, "/").split("\n");
  const rest = lines.filter((line) => {
    const [, imported = "", vendor, file] = /^import \{ (.*) \} from "\/(\w+)\/(.*)\.js";$/.exec(line) ?? [];
    if (vendor === undefined) return true;
    const from = file?.startsWith("azapi/") ? `cdktf-ml-pilot/${vendor}/azapi` : `cdktf-ml-pilot/${vendor}`;
    names.set(from, [...(names.get(from) ?? []), imported]);
    return false;
  });
  const imports = [...names].map(([from, all]) => `import { ${all.sort().join(", ")} } from "${from}";`);
  const after = rest.findIndex((line) => !line.startsWith("import "));
  return [...rest.slice(0, after), ...imports, ...rest.slice(after)].join("\n");
}

/** Runs a file that builds an app, and hands the app out where it would be written. */
export function appOf(file: string): App {
  const outdir = mkdtempSync(join(tmpdir(), "usage-"));
  const { synth } = App.prototype;
  const before = process.env["CDKTF_OUTDIR"];
  let made: App | undefined;
  process.env["CDKTF_OUTDIR"] = outdir;
  App.prototype.synth = function (this: App) {
    made = this;
  };
  try {
    require(file);
  } finally {
    App.prototype.synth = synth;
    if (before === undefined) delete process.env["CDKTF_OUTDIR"];
    else process.env["CDKTF_OUTDIR"] = before;
    rmSync(outdir, { recursive: true });
  }
  if (made === undefined) throw new Error(`${file}: builds no app, or builds it later`);
  return made;
}

/** The stacks of an app. */
export const stacksOf = (app: App): readonly TerraformStack[] =>
  app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));

/** The one stack of a construct's usage. */
export function usageStack(name: string): TerraformStack {
  const [stack] = stacksOf(appOf(join(root, "examples/usage", `${name}.ts`)));
  if (stack === undefined) throw new Error(`examples/usage/${name}.ts: has no stack`);
  return stack;
}
