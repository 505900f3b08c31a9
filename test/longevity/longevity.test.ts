/**
 * What this project becomes without cdktf: cdktn for the core, its own bindings where it publishes them, and OpenTofu
 * for Terraform. Each is tried on this checkout; the rows make the table of docs/longevity.md.
 */
import { spawnSync } from "node:child_process";
import { cdktnVersion } from "../../cli/init/engine.js";
import published from "../../scripts/longevity/bindings.json";
import { type Way, ways } from "../../scripts/longevity/manifests.js";
import { root } from "../scratch.js";
import { describeUnless } from "../terraform/skip.js";
import { differentStacks } from "./compare.js";
import { installed, runIn, synthesized, versionIn } from "./engine.js";
import { recordRows, seen } from "./seen.js";
import { writtenRows } from "./table.js";

const bindings = Object.entries(published).map(([name, version]) => `${name} ${version}`);
/** What a row is called, with which versions it was seen, and what it says where everything has held. */
const titles: Readonly<
  Record<Way, { readonly what: string; readonly versions: readonly string[]; readonly result: string }>
> = {
  alias: {
    what: "cdktn as npm's alias for cdktf",
    versions: [`cdktn ${cdktnVersion}`],
    result:
      "compiles without a change of the sources, `npm test` passes but for the test of `init`, which is left out, " +
      "every stack is the same but for versions",
  },
  native: {
    what: "cdktn under its own names",
    versions: [`cdktn ${cdktnVersion}`, ...bindings],
    result:
      "compiles after the codemod, `npm test` passes but for the tests of `init` and of locks, which are left out, " +
      "every stack is the same but for versions",
  },
};

afterAll(recordRows);

let before: Promise<readonly string[]> | undefined;
/** What the app writes with cdktf. */
const withCdktf = () => {
  before ??= synthesized(root);
  return before;
};

describe.each(ways)("%s", (way) => {
  let folder: string;
  /** What has held so far: a row says no more than that. */
  const held: string[] = [];
  beforeAll(async () => {
    folder = await installed(way);
  });

  test("the core that is installed is cdktn", () => expect(versionIn(folder, "cdktf")).toBe(cdktnVersion));

  test("the sources compile", async () => {
    await runIn(folder, process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
    held.push("compiles");
  });

  test("npm test passes", async () => {
    await runIn(folder, "npm", ["test"]);
    held.push("npm test");
  });

  test("the stacks are those of cdktf, but for versions", async () => {
    const [was, is] = [await withCdktf(), await synthesized(folder)];
    expect(was.flatMap((stacks, index) => differentStacks(stacks, is[index] ?? ""))).toEqual([]);
    expect(held).toEqual(["compiles", "npm test"]);
    const { what, versions, result } = titles[way];
    seen({ what, result, versions: [...versions, `Node ${process.versions.node}`].join(", ") });
  });
});

const tofuSays = spawnSync("tofu", ["version", "-json"], { encoding: "utf8" });
const noTofu = tofuSays.status === 0 ? [] : ["no tofu on PATH; install OpenTofu 1.12 or later"];

const pilotByTofu = "OpenTofu, the pilot of aws";

test("what was skipped stands in the table with its reason, unless it ran elsewhere", () => {
  if (noTofu.length === 0 || writtenRows().has(pilotByTofu)) return;
  seen({ what: pilotByTofu, result: `skipped: ${noTofu.join("; ")}`, versions: "–" });
});

describeUnless(noTofu, "OpenTofu", () => {
  test("the plan tier and releases on the emulator of AWS pass with it", async () => {
    const jest = ["node_modules/jest/bin/jest.js", "--selectProjects", "plan", "apply", "--testPathPatterns"];
    const files = ["test/plan/aws.test", "test/apply/phases.test"];
    const output = await runIn(root, process.execPath, [...jest, ...files], { TERRAFORM_BINARY_NAME: "tofu" });
    expect(output).not.toContain("SKIPPED");
    // it prints warnings of its configuration before the JSON
    const version = /"terraform_version": "([^"]+)"/.exec(tofuSays.stdout)?.[1];
    expect(version).toBeDefined();
    seen({
      what: pilotByTofu,
      result: "validate, plan, apply, empty plan, release, roll back on the emulator",
      versions: `OpenTofu ${version}`,
    });
  });
});
