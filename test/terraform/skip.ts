/** Tests that need a tool which this machine may not have: skipped aloud, and counted as skipped. */
import { spawnSync } from "node:child_process";
import type { PlatformId } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { findPackage } from "./providers.js";
import { terraform } from "./workspace.js";

/** Why Terraform cannot be run here, or nothing. */
export function noTerraform(): readonly string[] {
  const runs = spawnSync(terraform, ["version"], { stdio: "ignore" }).status === 0;
  return runs ? [] : [`no ${terraform} on PATH; install Terraform 1.7 or later`];
}

/**
 * Why no stack of a platform can run here, known before one is synthesized, or nothing: its bindings name the providers
 * that they are made for. `Workspace.missing` finds those that have no bindings too.
 */
export const noProvider = (platform: PlatformId): readonly string[] =>
  platforms[platform].providerPackages
    .map((name) => (require(`${name}/package.json`) as Bindings).cdktf.provider)
    .map(({ name, version }) => findPackage({ source: name.split("/").slice(-2).join("/"), version }))
    .filter((found) => typeof found === "string");

/** What the package of a provider's bindings says of the provider, such as `registry.terraform.io/hashicorp/aws`. */
interface Bindings {
  readonly cdktf: { readonly provider: { readonly name: string; readonly version: string } };
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
