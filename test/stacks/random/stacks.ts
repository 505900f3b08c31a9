/** The stacks of a spec, and what its clouds would refuse in them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { addPilots } from "../../../stacks/load.js";
import type { PilotSpec } from "../../../stacks/pilot-spec/schema.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { temporaryFolder } from "../../scratch.js";
import { examplePlatforms, SynthesizedStack } from "../../synth.js";

const outdir = temporaryFolder("random");

/** What a cloud documents of one argument; a reference in a text counts for nothing. */
export interface DocumentedRule {
  readonly type: string;
  /** Matches the JSON Pointer of the argument. */
  readonly at: RegExp;
  readonly must: RegExp;
  /** Document and date. */
  readonly source: string;
}

/** What a cloud documents of all arguments of a stack together, such as the size of a role's policies. */
export type DocumentedSum = (stack: SynthesizedStack) => readonly string[];

/** What the clouds of the example document, by platform. */
const documented = (async () => {
  const withRules = examplePlatforms.filter((id) => existsSync(join(__dirname, `../${id}/documented-rules.ts`)));
  return Promise.all(
    withRules.map(async (platform) => ({
      platform,
      ...((await import(`../${platform}/documented-rules.js`)) as {
        readonly rules: readonly DocumentedRule[];
        readonly sums: readonly DocumentedSum[];
      }),
    })),
  );
})();

/** The stacks that the app makes of a spec. */
export async function synthesized(spec: PilotSpec): Promise<readonly SynthesizedStack[]> {
  const app = new App({ outdir });
  await addPilots(app, [{ file: "pilot.yaml", spec }]);
  const stacks = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  return stacks.map((stack) => new SynthesizedStack(stack));
}

/** Lines of what the clouds of some stacks document and a stack does not keep. */
export async function refusedByClouds(stacks: readonly SynthesizedStack[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { platform, rules, sums } of await documented) {
    const types = new Set(rules.map(({ type }) => type));
    for (const stack of stacks) {
      if (!new RegExp(`-${platform}(-[a-z]+)?$`).test(stack.stack.node.id)) continue;
      for (const { type, address, arguments: given } of stack.resources) {
        if (!types.has(type)) continue;
        for (const { pointer, text } of strings(given)) {
          for (const rule of rules) {
            if (rule.type !== type || !rule.at.test(pointer) || /(?<!\$)\$\{/.test(text)) continue;
            const plain = text.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
            if (!rule.must.test(plain))
              lines.push(`${address}${pointer}: ${JSON.stringify(plain)}, against ${rule.source}`);
          }
        }
      }
      for (const sum of sums) lines.push(...sum(stack));
    }
  }
  return lines;
}
