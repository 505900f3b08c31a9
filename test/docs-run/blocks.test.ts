/**
 * Every code block of README and docs is run: TypeScript is compiled and synthesized, shell is executed, YAML is
 * checked.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { appOf, stacksOf } from "../../scripts/assembled-docs/usage.js";
import { checkSpec } from "../../stacks/pilot-spec/check.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { checks } from "../../stacks/rules/index.js";
import { resourcesOf, type Synthesized } from "../../stacks/rules/synthesized.js";
import { type Block, docBlocks } from "../docs/blocks.js";
import { exampleInput } from "../synth.js";

const root = join(__dirname, "../..");
const blocks = docBlocks();
const of = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => [block.at, block] as const);
let ran = 0;

afterAll(() => {
  const all = ["ts", "sh", "yaml"].flatMap(of).length;
  console.log(`${all} blocks, ${ran} run, ${all - ran} skipped`);
});

test("no block hides behind another name of its language", () => {
  const known = ["ts", "sh", "yaml", "json", "mermaid", "text"];
  expect(
    blocks.filter(({ language }) => !known.includes(language)).map(({ at, language }) => `${at} ${language}`),
  ).toEqual([]);
});

describe("TypeScript", () => {
  // below the root, where the packages that a block imports are found
  const folder = join(root, ".cache/docs-run");
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    exports: Record<string, { default: string }>;
  };
  const fileOf = ({ at }: Block) => join(folder, `${at.replace(/\W+/g, "-")}.ts`);
  /** The package's entries as the sources that they are built of. */
  const onSources = (text: string) =>
    text.replace(/"cdktf-ml-pilot(\/[\w/-]+)"/g, (whole, entry: string) => {
      const built = exports[`.${entry}`]?.default;
      return built === undefined ? whole : `"${relative(folder, join(root, built.replace("./dist/", "")))}"`;
    });

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [, block] of of("ts")) writeFileSync(fileOf(block), onSources(block.text));
    const options = {
      extends: "../../tsconfig.json",
      compilerOptions: { types: ["node"], noUnusedLocals: false },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
  });

  test("compiles", () => {
    const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  test.each(of("ts"))("%s synthesizes a stack without problem", async (_, block) => {
    const stacks = stacksOf(await appOf(fileOf(block)));
    expect(stacks.length).toBeGreaterThan(0);
    for (const stack of stacks) {
      stack.prepareStack();
      // a pilot, and whoever says so, is checked already
      if (!/\b(checks|addPilots)\(/.test(block.text)) stack.node.addValidation(checks(stack));
      expect(stack.node.findAll().flatMap((construct) => construct.node.validate())).toEqual([]);
      expect(resourcesOf(stack.toTerraform() as Synthesized).length).toBeGreaterThan(0);
    }
    ran += 1;
  });
});

describe("shell", () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "docs-shell-"));
    const bin = join(scratch, "bin");
    mkdirSync(bin);
    const command = join(root, "test/docs-run/command.js");
    chmodSync(command, 0o755);
    const stubs = [
      "npm",
      "npx",
      "cdktf",
      ...platformIds,
      "gcloud",
      "az",
      "kubectl",
      "argo",
      "terraform",
      "tofu",
      "git",
      "docker",
    ];
    for (const name of stubs)
      writeFileSync(
        join(bin, name),
        `#!/bin/sh\nexec "${process.execPath}" "${join(bin, `.${name}/${name}`)}" "$@"\n`,
        { mode: 0o755 },
      );
    for (const name of stubs) {
      mkdirSync(join(bin, `.${name}`));
      symlinkSync(command, join(bin, `.${name}/${name}`));
    }
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test.each(of("sh"))("%s runs", (at, { text }) => {
    // a repo of one's own begins in an empty folder, everything else is run in a clone
    const isOwnRepo = /\bcdktf-ml-pilot init\b/.test(text);
    const folder = join(scratch, at.replace(/\W+/g, "-"));
    mkdirSync(folder);
    if (!isOwnRepo) {
      for (const name of ["constructs", "stacks", "cli", "docs", "test", "node_modules"])
        symlinkSync(join(root, name), join(folder, name));
      for (const name of ["examples", "package.json", "cdktf.json"])
        cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    const env = { PATH: `${join(scratch, "bin")}:/usr/bin:/bin`, HOME: folder };
    const run = spawnSync("bash", ["--norc", "-euo", "pipefail", "-c", text], {
      cwd: folder,
      env,
      encoding: "utf8",
      // a socket there would look like a remote shell to bash
      stdio: ["ignore", "pipe", "pipe"],
    });
    // each command says on stderr which spec it read, and what in it is not filled in
    const complaints = run.stderr.replace(/^(spec \S+ · pilot \S+|\d+ values of \S+ are placeholders, .*)\n/gm, "");
    expect(`${complaints}${run.status === 0 ? "" : `exit ${run.status}: ${run.stdout}`}`).toBe("");
    ran += 1;
  });
});

describe("YAML", () => {
  /** A fragment laid over the example. */
  const over = (base: unknown, part: unknown): unknown => {
    if (typeof base !== "object" || typeof part !== "object" || !base || !part || Array.isArray(part)) return part;
    const entries = Object.entries(part).map(([key, value]) => [
      key,
      over((base as Record<string, unknown>)[key], value),
    ]);
    return { ...base, ...Object.fromEntries(entries) };
  };

  for (const [at, { text }] of of("yaml")) {
    test(`${at} is a spec, or a part of one`, () => {
      expect(checkSpec(over(exampleInput(), parse(text))).problems).toEqual([]);
      ran += 1;
    });
  }
});
