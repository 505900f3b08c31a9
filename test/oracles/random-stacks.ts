/**
 * `node --require ./test/quick-cdktf.js --import tsx test/oracles/random-stacks.ts FOLDER`: writes the stacks of random
 * specs that the check accepts, `FOLDER/<seed>-<stack>.json`, and of each platform's greatest, for the oracles in
 * Python. SPECS says how many (default 10), SEED is the first seed (default 1). What a stack of the greatest does not
 * keep of its cloud's documents is an error here.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extremeSpecs } from "../stacks/random/extreme-specs.js";
import { randomSpec } from "../stacks/random/random-spec.js";
import { refusedByClouds, synthesized } from "../stacks/random/stacks.js";

async function write(folder: string, first: number, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let seed = first; seed < first + count; seed += 1) {
    const { spec } = await randomSpec(seed);
    for (const { stack, json } of await synthesized(spec)) {
      writeFileSync(join(folder, `${seed}-${stack.node.id}.json`), JSON.stringify(json));
    }
  }
  for (const { platform, spec, greatest } of await extremeSpecs()) {
    const stacks = await synthesized(spec);
    for (const { stack, json } of stacks) {
      writeFileSync(join(folder, `greatest-${stack.node.id}.json`), JSON.stringify(json));
    }
    const problems = [...stacks.flatMap((each) => each.problems), ...(await refusedByClouds(stacks))];
    if (problems.length > 0) throw new Error(`the greatest spec of ${platform}:\n${problems.slice(0, 20).join("\n")}`);
    const counts = Object.entries(greatest).map(([path, count]) => `${path} ${count}`);
    console.log(`the greatest spec of ${platform}: ${counts.join(", ")}`);
  }
  console.log(`random specs of seeds ${first} to ${first + count - 1}`);
}

const [, , folder] = process.argv;
if (folder === undefined) throw new Error("usage: random-stacks.ts FOLDER");
write(folder, Number(process.env["SEED"] ?? 1), Number(process.env["SPECS"] ?? 10));
