/** What Azure must read as `${{…}}` comes through Terraform byte for byte. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strings } from "../../../stacks/rules/synthesized.js";
import { synthesizePilot, variants } from "../../synth.js";
import { describeUnless, noTerraform } from "../../terraform/skip.js";
import { terraform } from "../../terraform/workspace.js";

describeUnless(noTerraform(), "strings through terraform", () => {
  test("every workflow expression, as terraform_data gives it back", async () => {
    const expressions = new Set<string>();
    for (const variant of ["phase 1", "phase 2, batch"]) {
      const azure = await synthesizePilot("azure", variants[variant]);
      for (const { text } of strings(azure?.json["resource"])) {
        // without the references of the stack, which are not there in a file of their own
        if (text.includes("$${{")) expressions.add(text.replace(/(?<!\$)\$\{[^}]+\}/g, "reference"));
      }
    }
    expect(expressions.size).toBeGreaterThan(10);
    const folder = mkdtempSync(join(tmpdir(), "strings-"));
    try {
      const given = [...expressions];
      const resource = { terraform_data: Object.fromEntries(given.map((input, at) => [`s${at}`, { input }])) };
      writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ resource }));
      const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
      const run = (...of: string[]) => execFileSync(terraform, of, { cwd: folder, env, encoding: "utf8" });
      run("init", "-backend=false");
      run("validate");
      run("plan", "-out=plan");
      const plan = JSON.parse(run("show", "-json", "plan"));
      const read = new Map<string, string>(
        plan.planned_values.root_module.resources.map(
          ({ name, values }: { name: string; values: { input: string } }) => [name, values.input],
        ),
      );
      for (const [at, text] of given.entries()) expect(read.get(`s${at}`)).toBe(text.replaceAll("$${", "${"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
