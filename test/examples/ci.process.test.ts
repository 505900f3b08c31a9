/** The examples for CI: what can be said of them without a CI. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { root, temporaryFolder } from "../scratch.js";

const folder = join(__dirname, "../../examples/ci");
interface Job {
  readonly permissions: Record<string, string>;
  readonly steps: ReadonlyArray<{
    readonly run?: string;
    readonly uses?: string;
    readonly env?: Record<string, string>;
  }>;
}
const workflow = parse(readFileSync(join(folder, "github-actions.yml"), "utf8")) as {
  on: unknown;
  permissions: object;
  jobs: Record<string, Job>;
};

test("what a pull request brings runs without a right to write", () => {
  expect(workflow.on).toBe("pull_request");
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.review?.permissions).toEqual({ contents: "read" });
});

test("the job that may comment checks nothing out and runs nothing of the pull request", () => {
  const { permissions, steps = [] } = workflow.jobs.comment as Job;
  expect(permissions).toEqual({ "pull-requests": "write" });
  expect(steps.map(({ uses }) => uses).filter((uses) => uses !== undefined)).toEqual([
    expect.stringMatching(/^actions\/download-artifact@[0-9a-f]{40}$/),
  ]);
  expect(steps.map(({ run = "" }) => run).join()).not.toMatch(/npm|npx|review\.sh|node /);
});

test("both files and the docs say that the gate is what a pull request cannot change", () => {
  const files = ["github-actions.yml", "review.sh", "../../docs/review.md"].map((name) =>
    readFileSync(join(folder, name), "utf8"),
  );
  expect(files[0]).toMatch(/CODEOWNERS for[^\n]*package-lock\.json/);
  expect(files[0]).toMatch(/required by a ruleset of the organization/);
  expect(files[1]).toMatch(/What makes it a gate/);
  expect(files[2]).toMatch(/\*\*What makes it a gate\.\*\*/);
  expect(files[2]).toMatch(/`--base REF` \*\*executes\*\* that commit's code/);
});

test("no expression of the event stands in a script: names of branches are not shell", () => {
  for (const { steps } of Object.values(workflow.jobs))
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
});

test("every script is one that sh understands", () => {
  const dir = mkdtempSync(join(tmpdir(), "ml-pilot-ci-"));
  const scripts = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(scripts.length).toBe(3);
  for (const script of [...scripts, readFileSync(join(folder, "review.sh"), "utf8")]) {
    writeFileSync(join(dir, "s.sh"), script);
    execFileSync("sh", ["-n", join(dir, "s.sh")]);
  }
  rmSync(dir, { recursive: true });
});

describe("review.sh on a pull request", () => {
  const dir = temporaryFolder("ci");
  /** What `npx --no cdktf synth` would have made: one stack. */
  const app = (name: string, resource: object): string => {
    const made = join(dir, name);
    mkdirSync(join(made, "stacks/one"), { recursive: true });
    writeFileSync(join(made, "stacks/one/cdk.tf.json"), JSON.stringify({ resource }));
    const stacks = { one: { name: "one", synthesizedStackPath: "stacks/one/cdk.tf.json" } };
    writeFileSync(join(made, "manifest.json"), JSON.stringify({ stacks }));
    return made;
  };
  const bucket = { name: "b", force_destroy: false };
  const base = app("base", { google_storage_bucket: { b: bucket } });
  mkdirSync(join(dir, "bin"));
  writeFileSync(join(dir, "bin/npx"), "#!/bin/sh\nexit 0\n");
  chmodSync(join(dir, "bin/npx"), 0o755);
  const loader = pathToFileURL(require.resolve("tsx")).href;
  /** Runs the script where the checkout is, which is what the change makes of the bucket. */
  const run = (changed: object, env: Readonly<Record<string, string>> = {}) => {
    app("cdktf.out", { google_storage_bucket: { b: { ...bucket, ...changed } } });
    const { status, stdout, stderr } = spawnSync("sh", [join(folder, "review.sh"), base, "review"], {
      ...{ cwd: dir, encoding: "utf8" },
      env: {
        PATH: `${join(dir, "bin")}:${process.env["PATH"]}`,
        HOME: dir,
        REVIEW: `${process.execPath} --import ${loader} ${join(root, "cli/main.ts")} review`,
        ...env,
      },
    });
    return { status, stdout, stderr, page: () => readFileSync(join(dir, "review/changes.md"), "utf8") };
  };

  test("a safeguard that goes stops it, until somebody agrees with a reason and a date", () => {
    const grave = run({ force_destroy: true });
    expect(grave.status).toBe(2);
    expect(grave.stderr).toContain("safeguard-off: one: google_storage_bucket.b");
    expect(grave.page()).toContain("force destroy: `/force_destroy` `false` → `true`");
    const entries = parse(readFileSync(join(dir, "review/accept.yaml"), "utf8")) as Array<Record<string, string>>;
    for (const entry of entries) Object.assign(entry, { reason: "the trial ends this week", until: "2099-12-31" });
    writeFileSync(join(dir, "review-accepted.yaml"), JSON.stringify(entries));
    const agreed = run({ force_destroy: true });
    expect([agreed.status, agreed.stderr]).toEqual([0, ""]);
    rmSync(join(dir, "review-accepted.yaml"));
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ["nothing beside it", {}, []],
    ["a price book and agreements where they usually are", {}, ["prices.yaml", "review-accepted.yaml"]],
    ["other names, and another list of kinds", { PRICES: "p.yaml", ACCEPTED: "a.yaml", FAIL_ON: "public" }, []],
  ])("what it asks the review for: %s", (_, env, files) => {
    for (const file of files) writeFileSync(join(dir, file), "");
    writeFileSync(join(dir, "bin/asked"), '#!/bin/sh\necho "$@"\n');
    chmodSync(join(dir, "bin/asked"), 0o755);
    const { status, stdout } = run({}, { ...env, REVIEW: "asked" });
    for (const file of files) rmSync(join(dir, file));
    const { PRICES: prices = files[0], ACCEPTED: accepted = files[1], FAIL_ON: kinds = "grave" } = env;
    const book = prices === undefined ? "" : ` --prices ${prices}`;
    const agreed = accepted === undefined ? "" : ` --accepted ${accepted}`;
    expect([status, stdout.trim().split("\n")]).toEqual([
      0,
      [`--output review${book}`, `--base ${base} --output review${book}${agreed} --fail-on ${kinds}`],
    ]);
  });
});
