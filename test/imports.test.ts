import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { constructFolders } from "../cli/add/catalogue.js";
import { platforms } from "../stacks/platforms.js";

const root = join(__dirname, "..");

/** The packages of provider bindings that the sources below a folder import, each with one file that does. */
function providersIn(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const source = readFileSync(join(root, folder, file), "utf8");
    for (const [, name = ""] of source.matchAll(/from "(@cdkt[fn]\/provider-[a-z]+)\//g))
      found.set(name, `${folder}/${file}`);
  }
  return found;
}

describe.each(Object.entries(platforms))("%s", (id, { providerPackages }) => {
  test("imports only the provider packages that its data names", () => {
    for (const folder of [`constructs/${id}`, `stacks/${id}`]) {
      const foreign = [...providersIn(folder)].filter(([name]) => !providerPackages.includes(name));
      expect(foreign).toEqual([]);
    }
  });

  test("names no provider package that it does not import", () => {
    const used = new Set([...providersIn(`constructs/${id}`).keys(), ...providersIn(`stacks/${id}`).keys()]);
    expect(providerPackages.filter((name) => !used.has(name))).toEqual([]);
  });
});

test("each platform has a folder of constructs and a folder of stacks, and no folder lacks its line in the list", () => {
  const isHere = (...path: string[]) => existsSync(join(root, ...path));
  // a folder of stacks is a platform by its data; its readers can be there before it
  const folders = readdirSync(join(root, "stacks")).filter((name) => isHere("stacks", name, "platform.ts"));
  expect(folders.sort()).toEqual(Object.keys(platforms).sort());
  // constructs can be copied before there are stacks of them
  expect(folders.filter((name) => !constructFolders().includes(name))).toEqual([]);
});
