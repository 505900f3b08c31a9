/**
 * A pilot whose stack had another name, and one that is torn down without the library: plain Terraform, or the state
 * alone.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describePilot, stack } from "./aws-pilot.js";

describePilot("without the library", { onDestroy: "delete" }, ({ workspace, emulator }) => {
  const override = "emulator_override.tf.json";
  /** A folder as deep as a stack's, so that the path of its local state holds. */
  const folder = (name: string, content: object) => {
    const path = workspace.stackFolder(name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "cdk.tf.json"), JSON.stringify(content));
    cpSync(join(workspace.stackFolder(stack), override), join(path, override));
    return name;
  };
  let untouched: readonly string[];
  const keyless = async () => (await emulator().contents()).filter((line) => !line.startsWith("kms keys "));

  test("what was deployed as aws-pilot is what penguins-aws finds: nothing changes", async () => {
    untouched = await keyless();
    const former = folder("aws-pilot", workspace.stack(stack));
    await workspace.terraform(former, "init");
    await workspace.terraform(former, "apply", "-no-color", "-auto-approve");
    await workspace.terraform(stack, "init");
    expect(await workspace.changes(stack)).toEqual([]);
  });

  test("in a folder of its own, without cdktf, it keeps its state: the plan is empty", async () => {
    const own = join(workspace.folder, "infra", stack);
    mkdirSync(own, { recursive: true });
    const local = `${stack}.tfstate`;
    const synthesized = readFileSync(join(workspace.stackFolder(stack), "cdk.tf.json"), "utf8");
    // as docs/leaving-cdktf.md has it; a provider that all commands share stands in no lock file
    writeFileSync(join(own, "main.tf.json"), synthesized.replace(`"../../../${local}"`, `"${local}"`));
    cpSync(join(workspace.folder, local), join(own, local));
    cpSync(join(workspace.stackFolder(stack), override), join(own, override));
    const moved = relative(join(workspace.stackFolder(stack), ".."), own);
    await workspace.terraform(moved, "init");
    expect(await workspace.changes(moved)).toEqual([]);
  });

  test("cdk.tf.json and the state are enough to destroy it", async () => {
    const alone = folder("alone", workspace.stack(stack));
    await workspace.terraform(alone, "init");
    expect(await workspace.terraform(alone, "destroy", "-no-color", "-auto-approve")).toMatch(
      /Destroy complete! Resources: \d{2,} destroyed\./,
    );
    expect(await keyless()).toEqual(untouched);
  });

  test("backend, provider and state are enough to destroy it", async () => {
    await workspace.terraform(stack, "apply", "-no-color", "-auto-approve");
    const { terraform, provider } = workspace.stack(stack);
    const nothing = folder("nothing", { terraform, provider });
    await workspace.terraform(nothing, "init");
    expect(await workspace.terraform(nothing, "apply", "-no-color", "-auto-approve")).toMatch(
      /Apply complete! Resources: 0 added, 0 changed, \d{2,} destroyed\./,
    );
    expect(await keyless()).toEqual(untouched);
  });
});
