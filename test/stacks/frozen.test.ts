/** What Terraform gets of every stack is what was frozen: see `test/frozen.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { frozen } from "../frozen.js";
import { root } from "../scratch.js";

let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  files = await frozen();
});

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

test("no resource changes unseen: where this is meant, run npm run golden and read its diff", () => {
  const changed = [...files].flatMap(([file, text]) => {
    const path = join(root, file);
    const was = linesOf(existsSync(path) ? readFileSync(path, "utf8") : "");
    const is = linesOf(text);
    return [
      ...was.filter((line) => !is.includes(line)).map((line) => `${file}: was ${line}`),
      ...is.filter((line) => !was.includes(line)).map((line) => `${file}: is ${line}`),
    ];
  });
  expect(changed).toEqual([]);
});

test("no file is left of a stack that is gone", () => {
  const folders = ["test/addresses", "test/resources"];
  const committed = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  expect(committed.sort()).toEqual([...files.keys()].sort());
});
