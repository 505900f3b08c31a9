/** A repo that `init --engine cdktn` writes: installed, synthesized and deployed by cdktn's own CLI. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cdktnVersion } from "../../cli/init/engine.js";
import { nodeFolder } from "../node-folder.js";
import { root, temporaryFolder } from "../scratch.js";
import { noTerraform } from "../terraform/skip.js";
import { runIn, versionIn } from "./engine.js";
import { recordRows, seen } from "./seen.js";

/** cdktn-cli needs 22.19 (its package.json, engines); the newest two with long-term support that it names. */
const majors = [22, 24];

const scratch = temporaryFolder("longevity-repo");
const repo = join(scratch, "repo");

afterAll(recordRows);

beforeAll(async () => {
  mkdirSync(repo);
  let packed = process.env.PACKED;
  if (packed === undefined) {
    await runIn(root, "npm", ["pack", "--silent", "--pack-destination", scratch]);
    const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    packed = join(scratch, `${name}-${version}.tgz`);
  }
  const init = ["cdktf-ml-pilot", "init", ".", "--engine", "cdktn"];
  await runIn(repo, "npx", ["--yes", "--package", packed, ...init]);
  await runIn(repo, "npm", ["install", "--no-audit", "--no-fund"], {
    PATH: `${nodeFolder(22, scratch)}:${process.env.PATH}`,
  });
});

test("the core is cdktn, and the CLI of cdktf is absent", () => {
  expect(versionIn(repo, "cdktf")).toBe(cdktnVersion);
  expect(existsSync(join(repo, "node_modules/cdktf-cli"))).toBe(false);
});

/** A stack that needs no provider: what is deployed is the engine's own way to Terraform. */
const app = `const { App, DataResource, LocalBackend, TerraformOutput, TerraformStack } = require("cdktf");

const app = new App();
const stack = new TerraformStack(app, "nothing");
new LocalBackend(stack, { path: "../../../nothing.tfstate" });
const kept = new DataResource(stack, "kept", { input: process.version });
new TerraformOutput(stack, "node", { value: kept.output, staticId: true });
app.synth();
`;

test.each(majors)("synth, review, deploy and destroy run on Node %i", async (major) => {
  const env = { PATH: `${nodeFolder(major, scratch)}:${process.env.PATH}`, CHECKPOINT_DISABLE: "1", CI: "1" };
  expect(await runIn(repo, "node", ["--version"], env)).toMatch(new RegExp(`^v${major}\\.`));
  await runIn(repo, "npx", ["--no", "cdktn", "synth"], env);
  const stack = JSON.parse(readFileSync(join(repo, "cdktf.out/stacks/my-pilot-aws/cdk.tf.json"), "utf8"));
  expect(stack["//"].metadata.version).toBe(cdktnVersion);
  const review = await runIn(repo, "npx", ["--no", "cdktf-ml-pilot", "review"], env);
  expect(review).toContain("Review of my-pilot-aws");
  for (const reason of noTerraform()) process.stderr.write(`SKIPPED cdktn deploy: ${reason}\n`);
  if (noTerraform().length > 0) return;
  writeFileSync(join(repo, "nothing.cjs"), app);
  const call = (verb: string) =>
    runIn(
      repo,
      "npx",
      ["--no", "cdktn", verb, "nothing", "--app", "node nothing.cjs", "--auto-approve", "--skip-provider-lock"],
      { ...env, TF_CLI_CONFIG_FILE: undefined },
    );
  expect(await call("deploy")).toContain(`node = v${major}.`);
  await call("destroy");
  seen({
    what: `\`init --engine cdktn\`, Node ${major}`,
    result: "installs, synthesizes, reviews; deploys and destroys a stack without providers",
    versions: `cdktn-cli ${cdktnVersion}`,
  });
});
