/**
 * checkov's own rules over every stack: none fails, except those that `<platform>.yaml` names with the resources and
 * the reason. An exception that is no longer needed fails too.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { serving } from "../terraform/phases.js";
import { describeUnless } from "../terraform/skip.js";
import { example, only, repository, Workspace } from "../terraform/workspace.js";

/** Of the resources named, this check is expected to fail. */
interface Exception {
  readonly check: string;
  /** Names of resources, without their type. */
  readonly resources: readonly string[];
  readonly reason: string;
}

/** What it prints without a `summary` read no resource for which it has a rule. */
interface Report {
  readonly summary?: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: ReadonlyArray<{ check_id: string; resource: string; check_name: string }>;
  };
}

const lock = join(repository, "test/checkov/requirements.lock");
const python = spawnSync(join(repository, ".ci/python-env"), ["checkov", lock], { encoding: "utf8" });
const why = python.status === 0 ? [] : [python.stderr?.trim().split("\n").pop() || "no Python 3.11"];

/**
 * Leaves out what checkov's reader of JSON takes for a block and then cannot read: a text in `terraform`, and the lists
 * `moved` and `removed` (checkov 3.3, terraform_json/parser.py, `hclify`). No rule of checkov reads any of them.
 */
function readable(folder: string): void {
  const file = join(folder, "cdk.tf.json");
  const { moved: _moved, removed: _removed, terraform, ...rest } = JSON.parse(readFileSync(file, "utf8"));
  const { required_version: _version, ...blocks } = terraform;
  writeFileSync(file, JSON.stringify({ ...rest, terraform: blocks }));
}

function checkov(folder: string): Report {
  readable(folder);
  const args = ["-d", folder, "--framework", "terraform_json", "--output", "json", "--quiet", "--compact"];
  // Its own site offers texts for the findings; nothing of a stack goes there.
  const offline = ["--skip-download"];
  const environment = { PATH: process.env.PATH, HOME: folder, HTTPS_PROXY: "http://127.0.0.1:9" };
  const run = spawnSync(join(python.stdout.trim(), "bin/checkov"), [...args, ...offline], {
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (run.status !== 0 && run.status !== 1) throw new Error(`checkov ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as Report;
}

/** Types of resources for which checkov has a rule, by its own list. */
function ruledTypes(): readonly string[] {
  const environment = { PATH: process.env.PATH, HTTPS_PROXY: "http://127.0.0.1:9" };
  const run = spawnSync(join(python.stdout.trim(), "bin/checkov"), ["--list", "--framework", "terraform"], {
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  const rows = run.stdout.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return rows.flatMap(([, , , kind, type]) => (kind === "resource" && type !== undefined ? [type] : []));
}

/** `check resource`: checkov writes `type.name` or `resource.name`; a name is enough. */
const failures = ({ results }: Report): readonly string[] =>
  results.failed_checks.map(({ check_id, resource }) => `${check_id} ${resource.slice(resource.indexOf(".") + 1)}`);

describe.each(platformIds)("checkov", (platform) => {
  const stack = `penguins-${platform}`;
  const absent = example[platform] === undefined ? [`examples/penguins/pilot.yaml has no ${platform} block`] : [];

  describeUnless([...why, ...absent], `checkov over ${stack}`, () => {
    const file = join(__dirname, `${platform}.yaml`);
    const exceptions = existsSync(file) ? (parse(readFileSync(file, "utf8")) as readonly Exception[]) : [];
    let report: Report;
    let types: readonly string[];
    beforeAll(() => {
      const workspace = new Workspace();
      workspace.synth({ ...only(platform), ...serving(platform) });
      types = Object.keys(workspace.stack(stack).resource);
      report = checkov(workspace.stackFolder(stack));
      workspace.remove();
    });

    test("every exception has a reason", () => {
      expect(exceptions.filter(({ reason, resources }) => !reason || !resources?.length)).toEqual([]);
    });

    test("nothing fails but the exceptions, and each exception is needed", () => {
      if (report.summary === undefined) {
        const ruled = ruledTypes();
        expect(ruled).toContain("aws_s3_bucket"); // its list is read
        expect({ exceptions, ruled: types.filter((type) => ruled.includes(type)) }).toEqual({
          exceptions: [],
          ruled: [],
        });
        return;
      }
      expect(report.summary.parsing_errors).toBe(0);
      expect(report.summary.passed).toBeGreaterThan(15);
      const failed = failures(report);
      const excepted = exceptions.flatMap(({ check, resources }) => resources.map((name) => `${check} ${name}`));
      expect({
        failed: failed.filter((line) => !excepted.includes(line)),
        neededNoMore: excepted.filter((line) => !failed.includes(line)),
      }).toEqual({ failed: [], neededNoMore: [] });
    });
  });
});

describeUnless(why, "checkov over a broken stack", () => {
  test("a bucket without its key and without its public access block fails", () => {
    const workspace = new Workspace();
    workspace.synth(only("aws"));
    const content = workspace.stack("penguins-aws");
    delete content.resource.aws_s3_bucket_server_side_encryption_configuration;
    delete content.resource.aws_s3_bucket_public_access_block;
    writeFileSync(join(workspace.stackFolder("penguins-aws"), "cdk.tf.json"), JSON.stringify(content));
    const failed = failures(checkov(workspace.stackFolder("penguins-aws")));
    workspace.remove();
    expect(failed).toEqual(expect.arrayContaining(["CKV_AWS_145 data-bucket", "CKV2_AWS_6 data-bucket"]));
  });
});
