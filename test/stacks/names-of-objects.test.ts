/** A name that every object of JavaScript has is a name like others: a release may be called `constructor`. */
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { only, synthesizePilots, variants } from "../synth.js";

const taken = "constructor";

test.each(platformIds)("%s: a release may be called constructor", async (platform) => {
  const made = await synthesizePilots(
    only(platform, (input) => {
      variants["phase 2"]?.(input);
      const block = input[platform];
      if (block === undefined) return;
      const [first] = Object.values(block.releases ?? {});
      Object.assign(block, { releases: { [taken]: first }, live: taken });
    }),
  );
  expect(made[platform]?.problems).toEqual([]);
  expect(JSON.stringify(made[platform]?.ledger)).toContain(`"live":"${taken}"`);
});
