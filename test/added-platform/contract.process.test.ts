/** What a platform must export is held by the types: a folder that lacks a part of it does not compile. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, scratchCopy } from "../scratch.js";
import { addTo } from "./add.js";

const scratch = scratchCopy("cli", "constructs", "review", "stacks", "package.json", "tsconfig.json");
addTo(scratch);
const settings = {
  extends: "./tsconfig.json",
  include: ["cli", "constructs", "review", "stacks"],
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

test("the sources compile with the added platform, and name what it lacks without one part", () => {
  expect(compile()).toEqual({ status: 0, errors: "" });
  const file = join(scratch, "stacks/demo/platform.ts");
  const whole = readFileSync(file, "utf8");
  writeFileSync(file, whole.replace(/^ {2}credentials: .*\n/m, ""));
  const { status, errors } = compile();
  expect(status).not.toBe(0);
  expect(errors).toContain("Property 'credentials' is missing");
});
