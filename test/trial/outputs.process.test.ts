/** The outputs of a deployed stack, from a program that says what Terraform says. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../stacks/readers/stack.js";
import { outputsOf } from "../../trial/run/outputs.js";
import { temporaryFolder } from "../scratch.js";

const dir = temporaryFolder("outputs");
const stack = { name: "penguins-demo", file: join(dir, "cdk.tf.json") } as Stack;
const before = { ...process.env };
afterEach(() => {
  for (const key of ["PATH", "TERRAFORM_BINARY_NAME"]) delete process.env[key];
  Object.assign(process.env, before);
});

/** Puts a program first on PATH. */
function install(script: string, name = "terraform"): void {
  const bin = join(temporaryFolder("bin"), "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env["PATH"] = `${bin}:${before["PATH"]}`;
}

const outputs = JSON.stringify({
  next_3_run: { value: "run it", sensitive: false, type: "string" },
  secret: { value: "hush", sensitive: true, type: "string" },
  list: { value: ["a"], sensitive: false },
});

test("Terraform is asked in the stack's own folder, and what is secret or no text is left out", async () => {
  install(`[ "$*" = "-chdir=${dir} output -json -no-color" ] && echo '${outputs}'`);
  expect(await outputsOf(stack)).toEqual({ next_3_run: "run it" });
});

test("another program is asked where TERRAFORM_BINARY_NAME names one", async () => {
  install(`echo '${outputs}'`, "tofu");
  process.env["TERRAFORM_BINARY_NAME"] = "tofu";
  expect(await outputsOf(stack)).toEqual({ next_3_run: "run it" });
});

test("what Terraform says of a state that it cannot read is one line with the way out", async () => {
  install(`printf '\\n│ Error: No state\\n│\\n│ backend not initialized\\n' >&2; exit 1`);
  await expect(outputsOf(stack)).rejects.toThrow(
    /^penguins-demo: the outputs of the deployed stack must be there, and terraform -chdir=\S+ output -json says: Error: No state backend not initialized; run it where the stack was deployed, or give its outputs with --outputs <file>$/,
  );
});

test("a Terraform that is not there is one line", async () => {
  process.env["PATH"] = temporaryFolder("empty");
  await expect(outputsOf(stack)).rejects.toThrow(/says: terraform is not installed here; run it where/);
});

test.each([
  ["nothing", "{}", /must hold the outputs of a deployed stack, and holds none; deploy it first$/],
  ["no JSON", "oops", /must be what terraform output -json prints; write it again$/],
])("a file that holds %s is one line", async (_, text, message) => {
  const file = join(dir, "outputs.json");
  writeFileSync(file, text);
  await expect(outputsOf(stack, file)).rejects.toThrow(message);
  await expect(outputsOf(stack, join(dir, "none"))).rejects.toThrow(/none: cannot be read \(ENOENT\); write it with/);
});
