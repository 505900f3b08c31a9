import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(__dirname, "..");
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** What must not be imported where, each line in a file of its own, and the rule that says so. */
const forbidden: ReadonlyArray<readonly [file: string, line: string, rule: string]> = [
  ["constructs/pilot/a.ts", 'import { Lazy } from "cdktf";', "constructs/pilot"],
  ["constructs/pilot/b.ts", 'import type { Stats } from "node:fs";', "constructs/pilot"],
  ["constructs/pilot/c.ts", 'import type { DataBucket } from "../aws/data-bucket.js";', "constructs/pilot"],
  ["constructs/aws/endpoint.ts", 'import { DataBucket } from "./data-bucket.js";', "a construct imports"],
  ["constructs/aws/pipeline.ts", 'import type { DataBucketProps } from "./data-bucket.js";', "a construct imports"],
  ["constructs/aws/budget.ts", 'import { Key } from "./data-bucket/key.js";', "a construct imports"],
  ["constructs/aws/quotas.ts", 'import { Quotas } from "../google/quotas.js";', "a construct imports"],
  ["constructs/aws/dashboard.ts", 'import { randomUUID } from "node:crypto";', "a construct imports"],
  [
    "constructs/aws/model-registry.ts",
    'import { checkSpec } from "../../stacks/pilot-spec/check.js";',
    "a construct imports",
  ],
  ["constructs/google/data-bucket.ts", 'export { Other } from "./other-bucket.js";', "a construct imports"],
  ["constructs/azure/endpoint.ts", 'import { Part } from "./pipeline/part.js";', "a construct imports"],
  ["constructs/azure/index.ts", 'export { record } from "../pilot/record.js";', "index re-exports"],
  ["constructs/aws/data-bucket/key.ts", 'import { DataBucket } from "../data-bucket.js";', "a part of a construct"],
  ["constructs/aws/data-bucket/x.ts", 'import type { Y } from "../endpoint.js";', "a part of a construct"],
  ["constructs/google/pipeline/y.ts", 'import { z } from "zod";', "a part of a construct"],
  ["stacks/load.ts", 'import { check } from "../cli/check.js";', "stacks never import cli"],
  ["stacks/pilot-spec/check.ts", 'import { Token } from "cdktf";', "stacks/pilot-spec loads without"],
  [
    "stacks/pilot-spec/parts.ts",
    'import { record } from "../../constructs/pilot/record.js";',
    "stacks/pilot-spec loads without",
  ],
  ["stacks/pilot-spec/names.ts", 'import { hardware } from "../aws/hardware.js";', "stacks/pilot-spec loads without"],
  ["stacks/aws/pilot.ts", 'import { hardware } from "../google/hardware.js";', "no other platform's"],
  ["stacks/other/hardware.ts", 'import { App } from "cdktf";', "a platform's data"],
  [
    "stacks/other/names.ts",
    'import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";',
    "a platform's data",
  ],
  ["stacks/other/changes.ts", 'import { Pilot } from "./pilot.js";', "a platform's data"],
  ["stacks/other/spec-block.ts", 'import { B } from "../../constructs/other/data-bucket.js";', "a platform's data"],
  ["stacks/rules/a.ts", 'import { hardware } from "../aws/hardware.js";', "only where a spec names the platform"],
  ["constructs/other/endpoint.ts", 'import { DataBucket } from "./data-bucket.js";', "a construct imports"],
  ["constructs/other/budget.ts", 'import { Key } from "./data-bucket/key.js";', "a construct imports"],
  ["stacks/google/pilot.ts", 'import { B } from "../../constructs/aws/data-bucket.js";', "no other platform's"],
  ["stacks/main.ts", 'import { AwsPilot } from "./aws/pilot.js";', "only where a spec names the platform"],
  ["review/pages/page.ts", 'import type { Entry } from "../../constructs/pilot/record.js";', "import no construct"],
  ["review/read/a.ts", 'import { page } from "../pages/page.js";', "the rooms of the review"],
  ["review/analysis/reach.ts", 'import { html } from "../write/html.js";', "the rooms of the review"],
  ["review/pages/b.ts", 'import { html } from "../write/html.js";', "the rooms of the review"],
  ["review/write/c.ts", 'import { page } from "../pages/page.js";', "the rooms of the review"],
  ["review/review.ts", 'import { check } from "../cli/check.js";', "review never imports cli"],
  ["stacks/ledger.ts", 'import { readStack } from "../review/read/stack.js";', "stacks never import review"],
  ["stacks/rules/b.ts", 'import { rehearse } from "../../trial/rehearse.js";', "stacks never import review or trial"],
  ["review/read/d.ts", 'import { rehearse } from "../../trial/rehearse.js";', "review never imports cli or trial"],
  ["trial/a.ts", 'import { check } from "../cli/check.js";', "trial never imports cli"],
  ["trial/b.ts", 'import { rehearsal } from "../stacks/aws/rehearsal.js";', "import no construct"],
  ["trial/c.ts", 'import { App } from "cdktf";', "this loads cdktf"],
  ["stacks/other/rehearsal.ts", 'import { App } from "cdktf";', "a rehearsal or a trial reads synthesized JSON"],
  [
    "stacks/aws/rehearsal/b.ts",
    'import { AwsPilot } from "../pilot.js";',
    "a rehearsal or a trial reads synthesized JSON",
  ],
  [
    "stacks/google/rehearsal.ts",
    'import { GooglePilot } from "./pilot.js";',
    "a rehearsal or a trial reads synthesized JSON",
  ],
  ["stacks/aws/trial/d.ts", 'import { AwsPilot } from "../pilot.js";', "a rehearsal or a trial reads synthesized JSON"],
  ["stacks/driver/e.ts", 'import { App } from "cdktf";', "a rehearsal or a trial reads synthesized JSON"],
  ["stacks/rehearsal/c.ts", 'import { loadSpecs } from "../load.js";', "a rehearsal or a trial reads synthesized JSON"],
  ["stacks/other/review.ts", 'import { App } from "cdktf";', "a reader reads synthesized JSON"],
  ["stacks/aws/review/b.ts", 'import { AwsPilot } from "../pilot.js";', "a reader reads synthesized JSON"],
  ["stacks/google/review.ts", 'import { GooglePilot } from "./pilot.js";', "a reader reads synthesized JSON"],
  ["stacks/readers/c.ts", 'import { platforms } from "../platforms.js";', "a reader reads synthesized JSON"],
  ["stacks/readers/d.ts", 'import { follow } from "../ledger.js";', "a reader reads synthesized JSON"],
  ["stacks/aws/review/e.ts", 'import { reach } from "../../google/review/reach.js";', "no other platform's"],
  ["review/analysis/f.ts", 'import { reach } from "../../stacks/google/review/reach.js";', "import no construct"],
  ["cli/add.ts", 'import { aws } from "../stacks/aws/index.js";', "import no construct"],
  ["cli/check.ts", 'const aws = await import("../stacks/aws/index.js");', "import no construct"],
  ["review/read/main.ts", 'import { type Ledger, follow } from "../../stacks/ledger.js";', "this loads cdktf"],
  ["cli/init.ts", 'import { App } from "cdktf";', "this loads cdktf"],
  ["test/root.ts", 'import { s3Bucket } from "@cdktf/provider-aws";', "a provider's root index"],
  ["stacks/aws/x.ts", 'import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";', "a provider's root index"],
  ["bench/a.ts", 'const aws = await import("@cdktf/provider-aws");', "a provider's root index"],
  ["stacks/pilot-spec/read.ts", 'import { quote } from "./check";', "useImportExtensions"],
  [
    "stacks/state.ts",
    'import { PilotSpec } from "./pilot-spec/schema.js"; export type S = PilotSpec;',
    "useImportType",
  ],
];

const allowed: ReadonlyArray<readonly [file: string, line: string]> = [
  ["constructs/pilot/good.ts", 'import type { TerraformElement } from "cdktf";'],
  ["constructs/aws/good.ts", 'import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";'],
  ["constructs/aws/fine.ts", 'import { record } from "../pilot/record.js";'],
  ["constructs/aws/whole.ts", 'import { Part } from "./whole/part.js";'],
  ["constructs/aws/whole/part.ts", 'import type { Props } from "../whole.js";'],
  ["constructs/azure/good.ts", 'import { AzapiResource } from "./azapi/azapi-resource.js";'],
  ["constructs/azure/good/part.ts", 'import { AzapiResource } from "../azapi/azapi-resource.js";'],
  ["constructs/google/index.ts", 'export { DataBucket } from "./data-bucket.js";'],
  ["stacks/google/good.ts", 'import { DataBucket } from "../../constructs/google/data-bucket.js";'],
  ["stacks/platforms.ts", 'import { aws } from "./aws/platform.js";'],
  ["stacks/other/platform.ts", 'export const load = () => import("./index.js");'],
  ["constructs/other/good.ts", 'import { roleStatements } from "./role-statements/role-statements.js";'],
  ["stacks/pilot-spec/good.ts", 'import { platforms } from "../platforms.js";'],
  [
    "stacks/pilot-spec/good-type.ts",
    'import type { Step } from "../../constructs/pilot/step.js"; export type S = Step;',
  ],
  ["review/read/good.ts", 'import type { Ledger } from "../../stacks/ledger.js";'],
  ["stacks/aws/review/good.ts", 'import type { Stack } from "../../readers/stack.js";'],
  ["review/analysis/good.ts", 'import type { Stack } from "../../stacks/readers/stack.js";'],
  ["cli/good.ts", 'import { loadSpecs } from "../stacks/load.js";'],
];

describe("the direction of imports", () => {
  const scratch = mkdtempSync(join(tmpdir(), "lint-"));
  let diagnostics: ReadonlyArray<{ path: string; message: string }>;

  beforeAll(() => {
    for (const file of ["biome.json", "lint"]) cpSync(join(root, file), join(scratch, file), { recursive: true });
    for (const [file, line] of [...forbidden, ...allowed]) {
      mkdirSync(dirname(join(scratch, file)), { recursive: true });
      writeFileSync(join(scratch, file), `${line}\n`);
    }
    const options = ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=github", scratch];
    const only = ["--skip=noUnusedImports", "--skip=noUnusedVariables"];
    const { stdout, stderr } = spawnSync(biome, [...options, ...only], { cwd: scratch, encoding: "utf8" });
    diagnostics = `${stdout}\n${stderr}`.split("\n").flatMap((line) => {
      const [, title, path, message] = /^::error title=(.*?),file=(.*?),line=.*?::(.*)$/.exec(line) ?? [];
      return path === undefined ? [] : [{ path, message: `${title} ${message}` }];
    });
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  const of = (file: string) => diagnostics.filter(({ path }) => path.endsWith(file)).map(({ message }) => message);

  test.each(forbidden)("%s: %s fails", (file, _line, rule) => {
    expect(of(file)).toEqual([expect.stringContaining(rule)]);
  });

  test.each(allowed)("%s: %s is fine", (file) => {
    expect(of(file)).toEqual([]);
  });
});

/** The six lines of a construct: the index of the docs is made of them, a line each. */
const promise = /^ \* (Makes|Needs|Never|Idle cost|Survives destroy|Verified by): /;

test("no comment is wider than 120 columns: the formatter holds the code to that, and leaves comments alone", () => {
  const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
    cwd: root,
  });
  const long = tracked
    .toString()
    .split("\n")
    .filter((file) => file !== "")
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), "utf8").split("\n");
      return lines.flatMap((text, index) =>
        text.length > 120 && /^\s*(\/?\*|\/\/)/.test(text) && !promise.test(text)
          ? [`${file}:${index + 1}: ${text.length} columns`]
          : [],
      );
    });
  expect(long).toEqual([]);
});
