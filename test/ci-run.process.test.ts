/** `.ci/run` on steps that fail and that leave something behind, in a project whose npm is a stub. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, temporaryFolder } from "./scratch.js";

const jestLog = `FAIL test/one.test.ts
  ● things › the first thing holds

    expect(received).toBe(expected)

    Expected: 1
    Received: 2

      10 | test("the first thing holds", () => {
    > 11 |   expect(2).toBe(1);

      at Object.toBe (test/one.test.ts:11:15)

Tests:       1 failed, 3 passed, 4 total`;

const pytestLog = `=================================== FAILURES ===================================
_____________________________ test_second[a thing] _____________________________

    def test_second(thing):
>       assert thing == 2
E       assert 1 == 2

test_two.py:3: AssertionError
=========================== short test summary info ============================`;

function executable(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/** Runs `.ci/run` where each npm script is this text of a shell; returns what it printed. */
function runs(scripts: Readonly<Record<string, string>>): { readonly status: number | null; readonly lines: string[] } {
  const folder = temporaryFolder("ci");
  const bin = join(folder, "bin");
  mkdirSync(bin);
  cpSync(join(root, ".ci"), join(folder, ".ci"), { recursive: true });
  executable(join(folder, ".ci/python-env"), "#!/bin/sh\n");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts }));
  for (const name of Object.keys(scripts)) executable(join(bin, `script-${name}`), `${scripts[name]}\n`);
  const npm = `#!/bin/sh
case $1 in
  pack) touch "$4/packed.tgz" ;;
  run) script=${bin}/script-$3; [ ! -e "$script" ] || exec sh "$script" ;;
esac
`;
  executable(join(bin, "npm"), npm);
  executable(join(bin, "chromium"), "#!/bin/sh\n");
  const env = { PATH: `${bin}:${process.env["PATH"]}`, TMPDIR: folder };
  const { status, stdout } = spawnSync(join(folder, ".ci/run"), { cwd: folder, env, encoding: "utf8" });
  return { status, lines: stdout.split("\n") };
}

test("the failed tests of every step come before the first log, with their messages", () => {
  const { status, lines } = runs({
    "test:add": `cat <<'END'\n${jestLog}\nEND\nexit 1`,
    "test:oracles": `cat <<'END'\n${pytestLog}\nEND\nexit 1`,
    "test:plan": "true",
  });
  expect(status).toBe(1);
  const summary = lines.slice(lines.indexOf("--- test:add: .ci/failures"), lines.indexOf("--- test:add: tail -n 40"));
  expect(summary.filter((line) => line !== "")).toEqual([
    "--- test:add: .ci/failures",
    "  ● things › the first thing holds",
    "    expect(received).toBe(expected)",
    "    Expected: 1",
    "    Received: 2",
    "--- test:oracles: .ci/failures",
    "_____________________________ test_second[a thing] _____________________________",
    "E       assert 1 == 2",
  ]);
  expect(lines).toContain("--- test:oracles: tail -n 40");
  expect(lines.at(-2)).toMatch(/^\d+ passed, 2 failed$/);
});

test("what a step leaves in the folder for temporary files fails the run, under the step's name", () => {
  const { status, lines } = runs({
    "test:add": 'mkdir -p "$TMPDIR/left-by-a-test/inner" "$TMPDIR/jest_0"',
    "test:plan": "true",
  });
  expect(status).toBe(1);
  expect(lines).toEqual(expect.arrayContaining(["test:add left left-by-a-test:", "  inner"]));
  expect(lines.filter((line) => line.includes(" left "))).toHaveLength(1);
});

test("without either it passes", () => {
  const { status, lines } = runs({ "test:add": "true" });
  expect(status).toBe(0);
  expect(lines.at(-2)).toMatch(/^\d+ passed, 0 failed$/);
});
