/**
 * Leaving: the commands of docs/leaving-cdktf.md, run as they stand there, on a stack whose only provider is built into
 * Terraform. `test/apply/teardown.test.ts` does the same with the pilot of AWS. Beside them, a Terraform that is too
 * old.
 */
import { execFile, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { App, DataResource, TerraformStack } from "cdktf";
import { addState, leastPrograms } from "../../stacks/state.js";
import { root, temporaryFolder } from "../scratch.js";
import { examplePlatforms, synthesizePilots } from "../synth.js";
import { guarded } from "../terraform/guard.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { terraform } from "../terraform/workspace.js";

const name = "penguins-aws";
const environment = {
  PATH: process.env.PATH,
  HOME: guarded(temporaryFolder("home")),
  CHECKPOINT_DISABLE: "1",
  TF_INPUT: "0",
};

/** The shell blocks below a heading of the page. */
function blocksOf(heading: string): readonly string[] {
  const page = readFileSync(join(root, "docs/leaving-cdktf.md"), "utf8");
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, commands = ""]) => commands);
  if (blocks.length === 0) throw new Error(`docs/leaving-cdktf.md must hold commands under "${heading}"`);
  return blocks;
}

/** Runs commands as a user does, in a project's folder that is deployed already, until the first that fails. */
async function run(project: string, commands: string): Promise<string> {
  const lines = commands.replace(/^npx .*\n/gm, "").replace(/^terraform /gm, `${terraform} `);
  const { stdout, stderr } = await promisify(execFile)("sh", ["-euc", lines], { cwd: project, env: environment });
  return stdout + stderr;
}

/** A project's folder with a stack that is deployed, as cdktf has it. */
async function deployed(): Promise<string> {
  const project = guarded(temporaryFolder("leaving"));
  const app = new App({ outdir: join(project, "cdktf.out") });
  const stack = new TerraformStack(app, name);
  addState(stack, { backend: "local" }, name);
  new DataResource(stack, "kept", { input: { is: "here" } });
  app.synth();
  await run(project, `${terraform} -chdir=cdktf.out/stacks/${name} init -no-color`);
  await run(project, `${terraform} -chdir=cdktf.out/stacks/${name} apply -no-color -auto-approve`);
  // a stack with providers from a registry has one; a provider that is built in is in none
  appendFileSync(join(project, "cdktf.out/stacks", name, ".terraform.lock.hcl"), "");
  return project;
}

const idsIn = (file: string): readonly string[] =>
  (
    JSON.parse(readFileSync(file, "utf8")) as {
      readonly resources: ReadonlyArray<{
        readonly instances: ReadonlyArray<{ readonly attributes: { readonly id: string } }>;
      }>;
    }
  ).resources.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.id));

describeUnless(noTerraform(), "leaving cdktf", () => {
  test("the stack in a folder of its own keeps its state: the plan is empty, and a change is applied", async () => {
    const project = await deployed();
    const before = idsIn(join(project, `${name}.tfstate`));
    expect(before).toHaveLength(1);
    for (const block of blocksOf("Moving a stack")) await run(project, block);
    expect(existsSync(join(project, `${name}.tfstate`))).toBe(false);
    const moved = join(project, "infra", name);
    expect(idsIn(join(moved, `${name}.tfstate`))).toEqual(before);
    // without cdktf.out, and changed by hand from now on
    await run(project, "rm -r cdktf.out");
    const file = join(moved, "main.tf.json");
    const json = JSON.parse(readFileSync(file, "utf8"));
    json.resource.terraform_data.kept.input = { is: "here, without cdktf" };
    writeFileSync(file, JSON.stringify(json));
    expect(await run(project, `${terraform} -chdir=infra/${name} apply -no-color -auto-approve`)).toContain(
      "0 added, 1 changed, 0 destroyed",
    );
    expect(idsIn(join(moved, `${name}.tfstate`))).toEqual(before);
  });

  test("a folder that was copied without its state would make everything again, and the page's plan says so", async () => {
    const project = await deployed();
    const [block = ""] = blocksOf("Moving a stack");
    await expect(run(project, block.replace(/^cp penguins-aws\.tfstate .*\n/m, ""))).rejects.toMatchObject({ code: 2 });
  });
});

const noTofu =
  spawnSync("tofu", ["version"], { stdio: "ignore" }).status === 0
    ? []
    : ["no tofu on PATH; install OpenTofu 1.12 or later"];

describeUnless([...noTerraform(), ...noTofu], "OpenTofu and back", () => {
  test("each finds the other's state as it left it", async () => {
    const project = await deployed();
    for (const block of blocksOf("Moving a stack")) await run(project, block);
    const [there = "", back = ""] = blocksOf("To OpenTofu, and back");
    await run(project, there);
    await run(project, back);
    expect(idsIn(join(project, "infra", name, `${name}.tfstate`))).toHaveLength(1);
  });
});

describeUnless(noTerraform(), "a Terraform that is too old", () => {
  const unsupported = /Unsupported (Terraform|OpenTofu) Core version/;

  /** The folder of a stack, and what `init` says of it: no provider is asked for before the version is compared. */
  const initSays = async (json: unknown): Promise<string> => {
    const folder = guarded(temporaryFolder("too-old"));
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
    // a mirror that holds nothing: what gets past the version ends at the providers
    mkdirSync(join(folder, "mirror"));
    const config = join(folder, "terraform.rc");
    writeFileSync(
      config,
      `provider_installation {\n  filesystem_mirror {\n    path = "${join(folder, "mirror")}"\n  }\n}\n`,
    );
    const env = { ...environment, TF_CLI_CONFIG_FILE: config };
    const ended = promisify(execFile)(terraform, ["init", "-backend=false", "-no-color"], { cwd: folder, env });
    const { stdout, stderr } = (await ended.catch((error: unknown) => error)) as { stdout: string; stderr: string };
    return (stdout + stderr).replace(/\s*\n[│╷╵\s]*/g, " ");
  };

  test.each(examplePlatforms)(
    "is refused by the stack of %s, which takes the one that is installed",
    async (platform) => {
      const { json } = (await synthesizePilots())[platform] ?? { json: {} };
      const says = await initSays(json);
      expect(says).not.toMatch(unsupported);
      // none but the provider is missing
      expect(says).toContain("Failed to query available provider packages");
      const terraformBlock = (json as { terraform: Record<string, unknown> }).terraform;
      const raised = String(terraformBlock["required_version"]).replace(/\d+\.\d+\.\d+/, "99.0.0");
      expect(raised).toBe(">= 99.0.0");
      const refused = await initSays({ ...json, terraform: { ...terraformBlock, required_version: raised } });
      expect(refused).toMatch(unsupported);
      expect(refused).toMatch(/This configuration does not support (Terraform|OpenTofu) version/);
    },
  );

  test("a stack without the line would be taken by any", async () => {
    const says = await initSays({ terraform: {}, resource: { terraform_data: { kept: {} } } });
    expect(says).toContain("has been successfully initialized!");
    expect(leastPrograms.terraform).toBe("1.10.0");
  });
});
