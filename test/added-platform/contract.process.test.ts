/** What a platform must export is held by the types: a folder that lacks a part of it does not compile. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, scratchCopy } from "../scratch.js";
import { addTo } from "./add.js";

const scratch = scratchCopy("cli", "constructs", "review", "stacks", "trial", "package.json", "tsconfig.json");
addTo(scratch);
const settings = {
  extends: "./tsconfig.json",
  include: ["cli", "constructs", "review", "stacks", "trial"],
  compilerOptions: { types: ["node"] },
};
writeFileSync(join(scratch, "tsconfig.copy.json"), JSON.stringify(settings));

const compile = () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.copy.json"], {
    cwd: scratch,
    encoding: "utf8",
  });
  return { status, errors: stdout.trim() };
};

/** Parts that a platform must export, each with its line in the folder of the added one. */
const parts: ReadonlyArray<readonly [part: string, file: string, line: RegExp]> = [
  ["credentials", "platform.ts", /^ {2}credentials: .*\n/m],
  ["permissions", "review.ts", /^ {2}permissions,\n/m],
  ["readers", "platform.ts", /^ {2}readers: .*\n/m],
  ["addTraining", "index.ts", /^ {2}addTraining,\n/m],
  ["addServing", "index.ts", /^ {2}addServing,\n/m],
];

test("the sources compile with the added platform", () => {
  expect(compile()).toEqual({ status: 0, errors: "" });
});

test("the compiler names each part that it lacks", () => {
  const wholes = new Map<string, string>();
  for (const [, name, line] of parts) {
    const file = join(scratch, "stacks/demo", name);
    const text = readFileSync(file, "utf8");
    if (!wholes.has(file)) wholes.set(file, text);
    writeFileSync(file, text.replace(line, ""));
  }
  const { status, errors } = compile();
  expect(status).not.toBe(0);
  expect(errors).toMatch(/missing the following properties from type 'Platform<.*>': credentials, readers/);
  expect(errors).toContain("Property 'permissions' is missing in type");
  expect(errors).toMatch(/missing the following properties from type 'PlatformStacks': addTraining, addServing/);
  for (const [file, whole] of wholes) writeFileSync(file, whole);
});
