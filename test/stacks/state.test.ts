/** The Terraform that each stack says it takes, and what the pages say of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platforms } from "../../stacks/platforms.js";
import { leastPrograms } from "../../stacks/state.js";
import { root } from "../scratch.js";
import { examplePlatforms, synthesizePilots, variants } from "../synth.js";

test.each(examplePlatforms)("the stack of %s takes what its platform says, and nothing older", async (platform) => {
  const { terraform } = platforms[platform].leastPrograms ?? leastPrograms;
  const stacks = await synthesizePilots(variants["phase 2"]);
  expect(stacks[platform]?.json.terraform).toMatchObject({ required_version: `>= ${terraform}` });
});

test.each([
  ["README.md", "Terraform 1.11 or later (1.10 will do without Azure)"],
  ["docs/operations.md", "1.12 or later (1.10 will do without Azure)"],
])("%s says the newest that a stack takes", (file, words) => {
  const least = examplePlatforms.map((platform) => platforms[platform].leastPrograms ?? leastPrograms);
  const key = file === "README.md" ? "terraform" : "openTofu";
  const [oldest, newest] = [
    least.map((each) => each[key]).sort()[0],
    least
      .map((each) => each[key])
      .sort()
      .at(-1),
  ];
  expect(readFileSync(join(root, file), "utf8")).toContain(words);
  expect([`${newest}`, `${oldest}`]).toEqual(words.match(/1\.\d+/g)?.map((version) => `${version}.0`));
});
