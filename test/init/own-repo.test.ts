/**
 * `init` in an empty folder, with nothing but the packed package: install, synthesize, review, on the oldest Node and
 * on one that needs the override of node-pty.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-init-"));
const repo = join(scratch, "pilot");
const run = (cwd: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** The folder of a Node of this major version; the running one, or one from its npm package. */
function nodeFolder(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return join(process.execPath, "..");
  const folder = join(scratch, `node-${major}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  run(folder, "npm", ["install", "--no-audit", "--no-fund", `node-${process.platform}-${process.arch}@${major}`]);
  return join(folder, "node_modules", `node-${process.platform}-${process.arch}`, "bin");
}

beforeAll(() => {
  mkdirSync(repo);
  const [packed] = JSON.parse(run(root, "npm", ["pack", "--json", "--pack-destination", scratch])) as [
    { filename: string },
  ];
  const tarball = join(scratch, packed.filename);
  run(repo, "npx", ["--yes", "--package", tarball, "cdktf-ml-pilot", "init", "."]);
  run(repo, "npm", ["install", "--no-audit", "--no-fund"]);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("the spec that it writes has at most 20 lines and names the packed file as the version", () => {
  expect(readFileSync(join(repo, "pilot.yaml"), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  const manifest = JSON.parse(readFileSync(join(repo, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(manifest.dependencies["cdktf-ml-pilot"]).toMatch(/^file:.*\.tgz$/);
});

test("only the provider of the named vendor is installed", () => {
  expect(
    readdirSync(join(repo, "node_modules/@cdktf")).filter((name) => /^provider-(aws|google|azurerm)$/.test(name)),
  ).toEqual(["provider-aws"]);
});

test.each([20, 24])("cdktf synth and review run on Node %i", (major) => {
  const PATH = `${nodeFolder(major)}:${process.env.PATH}`;
  rmSync(join(repo, "cdktf.out"), { recursive: true, force: true });
  expect(run(repo, "node", ["--version"], { PATH })).toMatch(new RegExp(`^v${major}\\.`));
  run(repo, "npx", ["cdktf", "synth"], { PATH, CHECKPOINT_DISABLE: "1" });
  expect(existsSync(join(repo, "cdktf.out/stacks/aws-pilot/cdk.tf.json"))).toBe(true);
  expect(run(repo, "npx", ["cdktf-ml-pilot", "review"], { PATH })).toContain("Review of aws-pilot");
});

test("a second init changes nothing and says what is in the way", () => {
  const before = readFileSync(join(repo, "pilot.yaml"), "utf8");
  expect(() => run(repo, "npx", ["cdktf-ml-pilot", "init", "."])).toThrow(/pilot\.yaml: exists/);
  expect(readFileSync(join(repo, "pilot.yaml"), "utf8")).toBe(before);
});
