/**
 * The stacks of this commit over the deployed ones, by what is synthesized; `test/apply/upgrade.test.ts` applies them.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { examplePlatforms, synthesizePilot } from "../synth.js";
import { deployedStack, lost, type Stack } from "./deployed.js";

/** What was first released after these commits was deployed by nobody then. */
const deployedPlatforms = examplePlatforms.filter((platform) => existsSync(join(__dirname, `${platform}.json.gz`)));

const serves = parse(
  readFileSync(join(__dirname, "../../examples/penguins/pilot.serving.yaml"), "utf8"),
) as PilotSpecInput;

describe.each(deployedPlatforms)("%s", (platform) => {
  test("nothing that holds data, a key or a held-back name is deleted or replaced", async () => {
    const now = await synthesizePilot(platform, (input) => {
      Object.assign(input, { image: serves.image, [platform]: serves[platform] });
    });
    expect(lost(deployedStack(platform), now?.json as unknown as Stack)).toEqual([]);
  });

  test("a store that is gone or has another name is seen", () => {
    const before = deployedStack(platform);
    const types = Object.keys(before.resource).filter((type) => lost(before, without(before, type)).length > 0);
    expect(types.length).toBeGreaterThan(2);
    const [type = ""] = types;
    const renamed = JSON.parse(JSON.stringify(before).replaceAll("penguins", "pelicans")) as Stack;
    expect(lost(before, without(before, type)).join()).toContain("would be deleted");
    expect(lost(before, renamed).join()).toContain("would be replaced");
  });
});

const without = (stack: Stack, type: string): Stack => ({
  ...stack,
  resource: Object.fromEntries(Object.entries(stack.resource).filter(([held]) => held !== type)),
});
