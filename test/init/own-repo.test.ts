/**
 * Two people's path. One runs `init` in an empty folder, with nothing but the packed package, and commits. The other
 * clones that, on a machine without a cache or the package: installs, synthesizes, runs what was synthesized, reviews.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readSageMaker, runSageMaker } from "../../stacks/aws/rehearsal/pipeline.js";
import { platforms } from "../../stacks/platforms.js";
import type { Synthesized } from "../../stacks/rules/synthesized.js";
import { Runner } from "../interpreters/runner.js";
import { nodeFolder } from "../node-folder.js";

const root = join(__dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "ml-pilot-init-"));
const first = join(scratch, "first");
const repo = join(scratch, "clone");
const run = (cwd: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** The Node versions that package.json allows where EVERY_NODE is set, as `.ci/run --full` does; or the running one. */
const nodes = process.env["EVERY_NODE"] ? [20, 22, 24, 26] : [Number.parseInt(process.versions.node, 10)];

/** The packed package: the one that .ci/run made, or a new one. */
function packed(): string {
  const given = process.env["PACKED"];
  if (given !== undefined) return given;
  const said = run(root, "npm", ["pack", "--json", "--pack-destination", scratch]);
  const [made] = JSON.parse(said) as [{ readonly filename: string }];
  return join(scratch, made.filename);
}

beforeAll(() => {
  mkdirSync(first);
  const tarball = packed();
  run(first, "npx", ["--yes", "--package", tarball, "cdktf-ml-pilot", "init", "."]);
  // the clone must do without it
  if (dirname(tarball) === scratch) rmSync(tarball);
  run(first, "npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"]);
  const committer = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  run(first, "git", ["init", "--quiet", "--initial-branch=main"]);
  run(first, "git", ["add", "."]);
  run(first, "git", [...committer, "commit", "--quiet", "--message", "start"]);
  run(scratch, "git", ["clone", "--quiet", first, repo]);
  rmSync(first, { recursive: true });
  const ci = ["ci", "--no-audit", "--no-fund", "--cache", join(scratch, "empty-cache")];
  const { status, stdout, stderr } = spawnSync("npm", ci, { cwd: repo, encoding: "utf8" });
  installed = { status, said: stdout + stderr };
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let installed: { readonly status: number | null; readonly said: string };

test("npm ci of the colleague succeeds with an empty cache, and warns of nothing that this project could avoid", () => {
  expect(installed.status).toBe(0);
  expect(installed.said).not.toMatch(/install-scripts|EBADENGINE|ERESOLVE/);
});

test("the spec that it writes has at most 20 lines and the package comes along in the repo", () => {
  expect(readFileSync(join(repo, "pilot.yaml"), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  const manifest = JSON.parse(readFileSync(join(repo, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(manifest.dependencies["cdktf-ml-pilot"]).toMatch(/^file:vendor\/cdktf-ml-pilot-.*\.tgz$/);
});

test("only the provider of the named platform is installed", () => {
  const known = Object.values(platforms).flatMap(({ providerPackages }): readonly string[] => providerPackages);
  const found = readdirSync(join(repo, "node_modules/@cdktf")).map((name) => `@cdktf/${name}`);
  expect(known.filter((name) => found.includes(name))).toEqual(platforms.aws.providerPackages);
});

test.each(nodes)("cdktf synth and review run on Node %i", (major) => {
  const PATH = `${nodeFolder(major, scratch)}:${process.env.PATH}`;
  rmSync(join(repo, "cdktf.out"), { recursive: true, force: true });
  expect(run(repo, "node", ["--version"], { PATH })).toMatch(new RegExp(`^v${major}\\.`));
  run(repo, "npx", ["--no", "cdktf", "synth"], { PATH, CHECKPOINT_DISABLE: "1" });
  expect(existsSync(join(repo, "cdktf.out/stacks/my-pilot-aws/cdk.tf.json"))).toBe(true);
  expect(run(repo, "npx", ["--no", "cdktf-ml-pilot", "review"], { PATH })).toContain("Review of my-pilot-aws");
});

test("what is synthesized of the clone runs on the clone's own image and data, through the gate", async () => {
  const spec = join(repo, "pilot.yaml");
  const before = readFileSync(spec, "utf8");
  writeFileSync(spec, `${before}image: { digest: "sha256:${"a1".repeat(32)}" }\n`);
  run(repo, "npx", ["--no", "cdktf", "synth"], { CHECKPOINT_DISABLE: "1" });
  const stack = JSON.parse(
    readFileSync(join(repo, "cdktf.out/stacks/my-pilot-aws/cdk.tf.json"), "utf8"),
  ) as Synthesized;
  writeFileSync(spec, before);
  const runner = new Runner(join(repo, "image"));
  try {
    runner.upload(join(repo, "data/penguins.csv"), "s3://my-pilot-data-123456789012/data/penguins.csv");
    expect(await runSageMaker(readSageMaker(stack, "pipeline"), runner)).toMatchObject({
      ran: ["probe", "prepare", "train", "evaluate", "gate", "register"],
      ended: "succeeded",
      registered: { ModelPackageGroupName: "my-pilot-models" },
    });
  } finally {
    runner.dispose();
  }
});

test("the example for CI reports a raised limit against the base, and exits 2", () => {
  const git = (...args: string[]) => run(repo, "git", args);
  const spec = join(repo, "pilot.yaml");
  writeFileSync(
    spec,
    `${readFileSync(spec, "utf8")}data: { retentionDays: { exports: 60 } }\nnetwork: { cidr: 10.30.0.0/20 }\n`,
  );
  const ci = (failOn: string) =>
    spawnSync(join(root, "examples/ci/review.sh"), ["HEAD", "review"], {
      cwd: repo,
      encoding: "utf8",
      env: { ...process.env, FAIL_ON: failOn, CHECKPOINT_DISABLE: "1" },
    });
  expect(ci("public").status).toBe(0);
  const changed = readFileSync(join(repo, "review/changes.md"), "utf8");
  expect(changed).toMatch(/expiry changed \| data bucket: exports\/ expired after `30 days`, now after `60 days`/);
  expect(changed).toContain("10.30.0.0/20");
  expect(existsSync(join(repo, "review/my-pilot-aws.html"))).toBe(true);
  const failed = ci("replace,expiry-changed");
  expect(failed.status).toBe(2);
  expect(failed.stderr).toContain("expiry-changed: my-pilot-aws: aws_s3_bucket_lifecycle_configuration");
  // a network cannot take another block: Terraform destroys it and what stands in it
  expect(failed.stderr).toContain("replace: my-pilot-aws: aws_vpc");
  // by default somebody must agree to all that is grave
  const byDefault = ci("");
  expect(byDefault.status).toBe(2);
  expect(byDefault.stderr).toContain("--fail-on replace: my-pilot-aws: aws_vpc");
  expect(readFileSync(join(repo, "review/accept.yaml"), "utf8")).toContain("kind: replace");
  expect(git("worktree", "list").trim().split("\n").length).toBe(1);
});

test("a second init changes nothing and says what is in the way", () => {
  const before = readFileSync(join(repo, "pilot.yaml"), "utf8");
  expect(() => run(repo, "npx", ["--no", "cdktf-ml-pilot", "init", "."])).toThrow(/pilot\.yaml: exists/);
  expect(readFileSync(join(repo, "pilot.yaml"), "utf8")).toBe(before);
});
