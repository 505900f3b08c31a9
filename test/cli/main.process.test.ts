/** The command as a process, and what its verbs load. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(__dirname, "../..");
const command = (...args: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "cli/main.ts", ...args], { cwd: root, encoding: "utf8" });

/** A platform's data names its stacks, which `stacks/load.ts` alone loads, for the platforms that a spec names. */
const loader = "stacks/load.ts";

/**
 * Every file that a module loads, followed through its imports; types are not imports, and `dynamic` follows `import()`
 * too: that of a platform's data only where `stacks/load.ts` is loaded, which calls it.
 */
function loaded(file: string, dynamic: boolean, seen = new Set<string>()): ReadonlySet<string> {
  const name = relative(root, file);
  if (seen.has(name)) return seen;
  seen.add(name);
  const source = readFileSync(file, "utf8");
  const imports = [
    ...source.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?"([^"]+)";/gm),
    ...(dynamic && (!/^stacks\/[a-z]+\/platform\.ts$/.test(name) || seen.has(loader))
      ? source.matchAll(/import\("([^"]+)"\)/g)
      : []),
  ].map(([, from = ""]) => from);
  for (const from of imports) {
    if (!from.startsWith(".")) seen.add(from);
    else loaded(join(dirname(file), from.replace(/\.js$/, ".ts")), dynamic, seen);
  }
  return seen;
}

const foreign = (files: ReadonlySet<string>) =>
  [...files].filter((name) => /^(constructs\/|@cdktf\/|cdktf$|constructs$)/.test(name) || name === loader);

test("--help names the verbs and exits 0", () => {
  const { status, stdout } = command("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("check");
  expect(stdout).toContain("review");
  expect(stdout).toContain("init");
});

test.each([
  ["--help", "cli/main.ts", false],
  ["init", "cli/init.ts", true],
  ["review", "cli/review.ts", true],
] as const)("%s loads no construct and no provider", (_, file, dynamic) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(foreign(loaded(join(root, file), dynamic))).toEqual([]);
});

test("the walk over imports sees what a spec loads", () => {
  expect(foreign(loaded(join(root, loader), true))).toContain("constructs/aws/data-bucket.ts");
});

test.each([
  [["check", "no-such-file.yaml"], "no-such-file.yaml: cannot be read (ENOENT); give the path of a spec"],
  [["review", "no-such-stack"], "no-such-stack: is no file, and cdktf.out has no stack of that name"],
  [["init", ".", "--platform", "oracle"], '--platform: "oracle" is unknown; allowed: aws, google, azure'],
])("%j fails in lines, exit 1, without a stack trace", (args, line) => {
  const { status, stdout, stderr } = command(...args);
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain(line);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("a reader that stops reading is no error", () => {
  const line = `"${process.execPath}" --import tsx cli/main.ts check examples/penguins/pilot.yaml | head -1`;
  const { stdout, stderr } = spawnSync("sh", ["-c", line], { cwd: root, encoding: "utf8" });
  expect(stdout).toMatch(/no problem\n$/);
  expect(stderr).toBe("spec examples/penguins/pilot.yaml · pilot penguins\n");
});
