/** Each construct opens with six lines that say what it promises, and is short enough to be read. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { constructFolders } from "../../cli/add/catalogue.js";
import { root } from "../scratch.js";

const labels = ["Makes", "Needs", "Never", "Idle cost", "Survives destroy", "Verified by"];

const constructs = constructFolders().flatMap((platform) =>
  readdirSync(join(root, "constructs", platform))
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => `constructs/${platform}/${name}`),
);
const parts = constructFolders().flatMap((platform) =>
  readdirSync(join(root, "constructs", platform), { recursive: true, encoding: "utf8" })
    .filter((name) => /\/.*\.ts$/.test(name))
    .map((name) => `constructs/${platform}/${name}`),
);
const sourceOf = (file: string) => readFileSync(join(root, file), "utf8");

test.each(constructs)("%s opens with its six lines", (file) => {
  const header = /^\/\*\*\n([\s\S]*?)\n \*\/\n/.exec(sourceOf(file))?.[1]?.split("\n") ?? [];
  expect(header.map((line) => /^ \* ([A-Z][a-z ]+): \S/.exec(line)?.[1])).toEqual(labels);
});

test.each(constructs)("%s exports one class, named by the file, and its props", (file) => {
  const source = sourceOf(file);
  const name = (/([a-z-]+)\.ts$/.exec(file)?.[1] ?? "").replace(/(^|-)[a-z]/g, (match) =>
    match.slice(-1).toUpperCase(),
  );
  expect(
    [...source.matchAll(/^export (?:abstract )?class (\w+) extends (\w+)/gm)].map(([, own, base]) => [own, base]),
  ).toEqual([[name, "Construct"]]);
  expect(source).toContain(`export interface ${name}Props`);
});

test.each([...constructs, ...parts])("%s is at most 300 lines", (file) => {
  expect(sourceOf(file).trimEnd().split("\n").length).toBeLessThanOrEqual(300);
});

test.each(constructs)("%s has its test at the same place", (file) => {
  expect(existsSync(join(root, "test", file.replace(/\.ts$/, ".test.ts")))).toBe(true);
});

test("record.ts is at most 224 lines, the lists of kinds included", () => {
  expect(sourceOf("constructs/pilot/record.ts").trimEnd().split("\n").length).toBeLessThanOrEqual(224);
});

test.each(parts)("%s says in its first line what it is a part for", (file) => {
  expect(sourceOf(file)).toMatch(/^\/\*\*[ \n]/);
});
