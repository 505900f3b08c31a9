/** The command as a process, and what its verbs load. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root, scratchCopy, temporaryFolder } from "../scratch.js";

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

test("check --json prints an object for each spec: with its fit, or with its problems and exit 1", () => {
  const example = "examples/penguins/pilot.yaml";
  const wrong = join(temporaryFolder("wrong"), "pilot.yaml");
  writeFileSync(wrong, readFileSync(join(root, example), "utf8").replace("region: eu-west-1", "region: eu-west-99"));
  const { status, stdout, stderr } = command("check", "--json", example, wrong);
  const [right, refused, ...rest] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rest).toEqual([]);
  expect([right.ok, right.pilot, right.problems]).toEqual([true, "penguins", []]);
  expect(right.fit.map(({ platform }: { platform: string }) => platform)).toContain("aws");
  expect([refused.ok, refused.problems]).toEqual([false, [expect.stringContaining("aws.region")]]);
  expect(status).toBe(1);
  expect(stderr).toBe(`spec ${example} · pilot penguins\n`);
});

test("npm start says on stderr what it is doing, and nothing but the screen on stdout", () => {
  const parts = ["cli", "constructs", "examples", "review", "scripts", "stacks", "trial", "cdktf.json", "package.json"];
  const copy = scratchCopy(...parts);
  const program = ["--import", "tsx", "scripts/start.ts"];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: copy, encoding: "utf8" });
  expect(status).toBe(0);
  expect(stderr.split("\n")[0]).toBe("synthesizing examples/penguins/pilot.yaml");
  expect(stderr).toMatch(/^reviewing$/m);
  expect(stdout).toMatch(/^pilot penguins, phase 0 of 2: /);
});
