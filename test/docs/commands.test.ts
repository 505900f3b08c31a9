/**
 * Every command that is printed runs what is installed. Without `--no`, npx asks the registry for a package that is not
 * installed, and nobody owns the name of this one there: whoever takes it would run code on the readers' machines.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { docFiles } from "./blocks.js";

const root = join(__dirname, "../..");
const below = (folder: string, kinds: RegExp): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => kinds.test(file) && !/node_modules|__pycache__/.test(file))
    .map((file) => join(folder, file));

/** What `npx` is told in a text, with what follows it. */
const callsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\bnpx +(?:--?[\w-]+ +)*[@\w./<>${-]+/g)].map(([call]) => call);
const isSafe = (call: string) => /^npx +(--no |--yes --package [./]+\S+\.tgz)/.test(call);

test.each([
  ...docFiles(),
  ...below("examples", /\.(md|ya?ml|sh)$/),
  ...["cli", "stacks", "review", "scripts"].flatMap((folder) => below(folder, /\.ts$/)),
])("%s tells npx to run nothing from a registry", (file) => {
  expect(callsOf(readFileSync(join(root, file), "utf8")).filter((call) => !isSafe(call))).toEqual([]);
});

test("the check sees what would ask the registry", () => {
  const calls = callsOf(
    "`npx cdktf-ml-pilot check`, npx --yes cdktf synth, npx --no cdktf synth, npx --no ${program} synth, npx ${program} synth",
  );
  expect(calls.filter((call) => !isSafe(call))).toEqual(["npx cdktf-ml-pilot", "npx --yes cdktf", "npx ${program"]);
});
