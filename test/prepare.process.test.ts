/** npm builds the package where it installs it from git, and nothing in a checkout. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./scratch.js";

const build = "node -e \"fs.mkdirSync('dist/cli', { recursive: true }); fs.writeFileSync('dist/cli/main.js', '')\"";

/** Runs `prepare` as npm does in a clone, from where somebody ran npm; returns whether something was built. */
function isBuilt(name: string, from: (root: string) => string | undefined): boolean {
  const root = join(temporaryFolder("prepare"), name);
  mkdirSync(join(root, "scripts"), { recursive: true });
  cpSync(join(__dirname, "../scripts/prepare.js"), join(root, "scripts/prepare.js"));
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "package", scripts: { build } }));
  const { INIT_CWD: _, ...env } = process.env;
  const initCwd = from(root);
  execFileSync(process.execPath, ["scripts/prepare.js"], {
    cwd: root,
    env: { ...env, ...(initCwd === undefined ? {} : { INIT_CWD: initCwd }) },
  });
  return existsSync(join(root, "dist/cli/main.js"));
}

test("a dependency by git URL is built; a checkout, and a run by hand, are not", () => {
  expect(isBuilt("dependency", () => temporaryFolder("somebody"))).toBe(true);
  expect(isBuilt("checkout", (root) => root)).toBe(false);
  expect(isBuilt("by-hand", () => undefined)).toBe(false);
});

test("package.json names it, because npm runs no prepack for git", () => {
  const { scripts } = require("../package.json") as { scripts: Record<string, string> };
  expect(scripts["prepare"]).toBe("node scripts/prepare.js");
});
