/**
 * Terraform reads every string as a template. A workflow's expressions must come out of it as Google has to get them,
 * byte for byte: each source goes into the builtin `terraform_data`, and what `plan` shows is compared. No provider is
 * needed.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveReferences } from "../../stacks/rehearsal/references.js";
import { synthesizePilots, variants } from "../synth.js";
import { describeUnless, noTerraform } from "../terraform/skip.js";
import { terraform } from "../terraform/workspace.js";

describeUnless(noTerraform(), "workflow sources through terraform", () => {
  const folder = mkdtempSync(join(tmpdir(), "workflows-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...given: readonly string[]) =>
    execFileSync(terraform, given, {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", HOME: folder },
    });

  test("come back byte for byte", async () => {
    // What Terraform itself would put in: names of resources. What is left of `$` is the workflow's own.
    const written: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const variant of ["phase 2", "phase 2, batch"]) {
      const stack = (await synthesizePilots(variants[variant])).google;
      if (stack === undefined) throw new Error("the example has no google block");
      for (const { address, arguments: given } of stack.all("google_workflows_workflow")) {
        const name = `${address.split(".")[1]}-${variant.replace(/\W+/g, "-")}`;
        const source = String(given["source_contents"]);
        wanted[name] = resolveReferences(stack.json, source);
        written[name] = source.replace(/(?<!\$)\$\{[a-z0-9_]+\.[\w.-]+\}/g, (reference) =>
          resolveReferences(stack.json, reference),
        );
      }
    }
    expect(Object.keys(wanted)).toHaveLength(8);
    for (const source of Object.values(wanted)) expect(source).toMatch(/"\$\{[^"]+\}"/);
    const resource = Object.fromEntries(Object.entries(written).map(([name, input]) => [name, { input }]));
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ resource: { terraform_data: resource } }));
    run("init", "-no-color", "-input=false");
    expect(run("validate", "-no-color")).toContain("The configuration is valid");
    run("plan", "-no-color", "-input=false", "-out=plan");
    const planned = JSON.parse(run("show", "-json", "plan")).planned_values.root_module.resources as Array<{
      name: string;
      values: { input: string };
    }>;
    expect(Object.fromEntries(planned.map(({ name, values }) => [name, values.input]))).toEqual(wanted);
  });
});
