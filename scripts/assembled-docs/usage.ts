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
    const [, imported = "", platform, file] = /^import \{ (.*) \} from "\/(\w+)\/(.*)\.js";$/.exec(line) ?? [];
    if (platform === undefined) return true;
    const from = file?.startsWith("azapi/") ? `cdktf-ml-pilot/${platform}/azapi` : `cdktf-ml-pilot/${platform}`;
    names.set(from, [...(names.get(from) ?? []), imported]);
    return false;
  });
  const imports = [...names].map(([from, all]) => `import { ${all.sort().join(", ")} } from "${from}";`);
  const after = rest.findIndex((line) => !line.startsWith("import "));
  return [...rest.slice(0, after), ...imports, ...rest.slice(after)].join("\n");
}

/** Milliseconds: an app may be built later than its file is read, and a busy machine takes its time. */
const patience = 120_000;

/** Runs a file that builds an app, and hands the app out where it would be written. */
export async function appOf(file: string): Promise<App> {
  const outdir = mkdtempSync(join(tmpdir(), "usage-"));
  const { synth } = App.prototype;
  const before = process.env["CDKTF_OUTDIR"];
  process.env["CDKTF_OUTDIR"] = outdir;
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise<App>((made, failed) => {
      App.prototype.synth = function (this: App) {
        made(this);
      };
      late = setTimeout(() => failed(new Error(`${file}: builds no app`)), patience);
      delete require.cache[require.resolve(file)]; // it runs anew, whoever ran it before
      require(file);
    });
  } finally {
    clearTimeout(late);
    App.prototype.synth = synth;
    if (before === undefined) delete process.env["CDKTF_OUTDIR"];
    else process.env["CDKTF_OUTDIR"] = before;
    rmSync(outdir, { recursive: true });
  }
}

/** The stacks of an app. */
export const stacksOf = (app: App): readonly TerraformStack[] =>
  app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));

/** The one stack of a construct's usage. */
export async function usageStack(name: string): Promise<TerraformStack> {
  const [stack] = stacksOf(await appOf(join(root, "examples/usage", `${name}.ts`)));
  if (stack === undefined) throw new Error(`examples/usage/${name}.ts: has no stack`);
  return stack;
}
