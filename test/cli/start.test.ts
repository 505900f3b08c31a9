/** The first screen fits a terminal, and cuts no number. */

import { stackOf } from "../../review/read/stack.js";
import { table } from "../../scripts/start/table.js";
import { examplePlatforms, synthesizePilots, variants } from "../synth.js";

let lines: readonly string[];
beforeAll(async () => {
  const stacks = Object.entries(await synthesizePilots(variants["phase 2"]));
  lines = table(stacks.map(([platform, { json }]) => stackOf(platform, platform, json)));
});

test("has a row for each box and platform, within 100 columns", () => {
  expect(lines.length).toBe(1 + 8 * examplePlatforms.length);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

test("shows the machine, the limit with its number first, the owner, and what bills while idle", () => {
  const training = lines.find((line) => line.startsWith("training job")) ?? "";
  expect(training).toMatch(/^training job +aws +ml\.m5\.large +7,200 s \(2 h\): .* ml@example\.com/);
  expect(lines.find((line) => line.startsWith("endpoint"))).toMatch(/serving@example\.com {2}bills$/);
});

test("an ellipsis never follows a digit: what is cut is words", () => {
  expect(lines.filter((line) => /[\d,.]…/.test(line))).toEqual([]);
});

test("no heading and no platform's name is cut", () => {
  for (const platform of examplePlatforms) {
    expect(lines.filter((line) => line.includes(` ${platform} `))).toHaveLength(8);
  }
  expect(lines[0]?.split(/ {2,}/)).toEqual(["BOX", "PLATFORM", "MACHINE", "LIMIT", "OWNER", "IDLE"]);
});
