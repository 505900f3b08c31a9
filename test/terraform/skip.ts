/** Tests that need a tool which this machine may not have: skipped aloud, and counted as skipped. */
import { spawnSync } from "node:child_process";
import { terraform } from "./workspace.js";

/** Why Terraform cannot be run here, or nothing. */
export function noTerraform(): readonly string[] {
  const runs = spawnSync(terraform, ["version"], { stdio: "ignore" }).status === 0;
  return runs ? [] : [`no ${terraform} on PATH; install Terraform 1.7 or later`];
}

/** Why Google's command line cannot be run here, or nothing. */
export function noGcloud(): readonly string[] {
  const runs = spawnSync("gcloud", ["version"], { stdio: "ignore" }).status === 0;
  return runs ? [] : ["no gcloud on PATH; install the Google Cloud CLI"];
}

/** Why the commands of a runbook cannot be run here, or nothing: each needs these programs. */
export const noPrograms = (...names: readonly string[]): readonly string[] =>
  names
    .filter((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status !== 0)
    .map((name) => `no ${name} on PATH; install it`);

/** `describe`; with reasons, a skipped one and a line for each reason that begins with SKIPPED, which .ci/run reads. */
export function describeUnless(why: readonly string[], name: string, tests: () => void): void {
  for (const reason of why) process.stderr.write(`SKIPPED ${name}: ${reason}\n`);
  (why.length > 0 ? describe.skip : describe)(name, tests);
}
