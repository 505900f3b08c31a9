/** The examples for CI: what can be said of them without a CI. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

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
  expect(steps.map(({ uses }) => uses).filter((uses) => uses !== undefined)).toEqual(["actions/download-artifact@v4"]);
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
