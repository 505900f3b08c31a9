/**
 * Fetches what no folder of this machine holds in the version that the stacks ask for, where the registry answers at
 * once: into `.cache/terraform-plugins`, once for all tests. Run before the tiers that need providers; it never fails
 * them, because a test says by itself what it did not find.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchedFolder, packagesOf, registryHost, thisMachine } from "./providers.js";
import { terraform, Workspace } from "./workspace.js";

/** Whether the registry answers, without waiting long for one that does not. */
async function registryAnswers(): Promise<boolean> {
  try {
    const url = `https://${registryHost}/.well-known/terraform.json`;
    return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

async function fetchProviders(): Promise<void> {
  const workspace = new Workspace();
  const wanted = workspace.synth().flatMap((stack) => workspace.requiredProviders(stack));
  workspace.remove();
  const missing = wanted.filter(
    ({ source, version }) => !packagesOf(source).some((found) => found.version === version),
  );
  if (missing.length === 0 || !(await registryAnswers())) return;
  const folder = mkdtempSync(join(tmpdir(), "ml-pilot-registry-"));
  const required = Object.fromEntries(
    missing.map(({ source, version }) => [source.split("/")[1], { source, version }]),
  );
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
  const fetched = join(thisMachine.repository, fetchedFolder);
  mkdirSync(fetched, { recursive: true });
  console.log(
    `fetching ${missing.map(({ source, version }) => `${source} ${version}`).join(", ")} from ${registryHost}`,
  );
  spawnSync(terraform, ["providers", "mirror", `-platform=${thisMachine.platform}`, fetched], {
    cwd: folder,
    stdio: "inherit",
  });
  rmSync(folder, { recursive: true });
}

fetchProviders();
