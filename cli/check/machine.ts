/** What this machine lacks for a pilot. Of credentials it says only whether there are any, never a value. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type PilotSpec, type PlatformId, platformIds } from "../../stacks/pilot-spec/schema.js";
import type { Credentials } from "../../stacks/platform-contract.js";
import { platforms } from "../../stacks/platforms.js";
import { leastTerraform } from "../../stacks/state.js";

/** One thing that a deploy needs. */
export interface Need {
  readonly what: string;
  /** What was found, or undefined where it is missing. */
  readonly found?: string;
  /** What to do where it is missing. */
  readonly fix: string;
}

/** Where a machine keeps what is asked for. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

function terraformVersion({ env }: Machine): string | undefined {
  try {
    const binary = env["TERRAFORM_BINARY_NAME"] || "terraform";
    const args = ["version", "-json"];
    const text = execFileSync(binary, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return String((JSON.parse(text) as { terraform_version?: unknown }).terraform_version);
  } catch {
    return undefined;
  }
}

function packageVersion(name: string): string | undefined {
  try {
    const file = require.resolve(`${name}/package.json`, { paths: [process.cwd(), __dirname] });
    return String((JSON.parse(readFileSync(file, "utf8")) as { version?: unknown }).version);
  } catch {
    return undefined;
  }
}

/** Whether a version, such as `1.11.4`, is at least another. */
function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split(/[-+]/)[0]?.split(".").map(Number) ?? []);
  const at = [0, 1, 2].find((index) => (a?.[index] ?? 0) !== (b?.[index] ?? 0));
  return at === undefined || (a?.[at] ?? 0) > (b?.[at] ?? 0);
}

/** The installed Terraform against what every stack says that it needs. */
function terraformNeed(installed: string | undefined): Need {
  const fix = `install Terraform ${leastTerraform} or later, or set TERRAFORM_BINARY_NAME=tofu for OpenTofu`;
  if (installed === undefined) return { what: "Terraform", fix };
  if (isAtLeast(installed, leastTerraform)) return { what: "Terraform", found: installed, fix };
  return { what: "Terraform", fix: `${installed} is older than the stacks take; ${fix}` };
}

const present = ({ env }: Machine, name: string) => (env[name] ?? "") !== "";

/** Credentials that Terraform finds by a variable or a file of the home; nothing tries them. */
function credentialNeed(machine: Machine, what: string, { env, file, login }: Credentials): Need {
  const source =
    env.find((name) => present(machine, name)) ?? (existsSync(join(machine.home, file)) ? `~/${file}` : undefined);
  const fix = `${login}, or set ${env.join(" or ")}; synth, review and plan in CI need none`;
  return { what, ...(source === undefined ? {} : { found: `${source} is there (not tried)` }), fix };
}

/** What the state asks for besides the clouds' own credentials. */
function stateNeeds(machine: Machine, state: PilotSpec["state"], named: readonly PlatformId[]): readonly Need[] {
  const what = `credentials for the state (${state.backend})`;
  const cloud = platformIds.find((platform) => platforms[platform].stateBackend === state.backend);
  if (cloud !== undefined) {
    return named.includes(cloud) ? [] : [credentialNeed(machine, what, platforms[cloud].credentials)];
  }
  if (state.backend === "http") {
    const variable = "TF_HTTP_PASSWORD";
    const found = present(machine, variable) ? { found: `${variable} is there (not tried)` } : {};
    return [{ what, ...found, fix: `set TF_HTTP_USERNAME and ${variable}, where the server asks for them` }];
  }
  if (state.backend !== "cloud") return [];
  // developer.hashicorp.com/terraform/cli/config/config-file#environment-variable-credentials (2026-11)
  const variable = `TF_TOKEN_${state.hostname.replaceAll("-", "__").replaceAll(".", "_")}`;
  const login = `terraform login ${state.hostname}`;
  return [credentialNeed(machine, what, { env: [variable], file: ".terraform.d/credentials.tfrc.json", login })];
}

/** What a deploy of a spec needs on these platforms, with what of it is here. */
export function machineNeeds(
  { state }: Pick<PilotSpec, "state">,
  named: readonly PlatformId[],
  machine: Machine = { env: process.env, home: homedir() },
): readonly Need[] {
  const [major = 0] = process.versions.node.split(".").map(Number);
  const terraform = terraformVersion(machine);
  return [
    { what: "Node", found: major >= 20 ? process.versions.node : undefined, fix: "install Node 20 or later" },
    terraformNeed(terraform),
    ...named.flatMap((platform) => {
      const { providerPackages, credentials } = platforms[platform];
      return [
        ...providerPackages.map((name) => ({ what: name, found: packageVersion(name), fix: `npm install ${name}` })),
        credentialNeed(machine, `credentials for ${platform}`, credentials),
      ];
    }),
    ...stateNeeds(machine, state, named),
  ];
}
