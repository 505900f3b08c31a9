/** What this machine lacks for a pilot. Of credentials it says only whether there are any, never a value. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type PilotSpec, type PlatformId, platformIds } from "../../stacks/pilot-spec/schema.js";
import type { Credentials } from "../../stacks/platform-contract.js";
import { platforms } from "../../stacks/platforms.js";
import { leastPrograms } from "../../stacks/state.js";

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

/** The program that is installed, and its version, as it says them: `Terraform v1.11.4`. */
interface Program {
  readonly name: "Terraform" | "OpenTofu";
  readonly version: string;
}

function installedProgram({ env }: Machine): Program | undefined {
  const binary = env["TERRAFORM_BINARY_NAME"] || "terraform";
  try {
    const text = execFileSync(binary, ["version"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    // OpenTofu prints warnings of its configuration before it
    const [, name, version] = /^(Terraform|OpenTofu) v(\d\S*)/m.exec(text) ?? [];
    return version === undefined ? undefined : { name: name as Program["name"], version };
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

/** The newest of versions. */
const newest = (versions: readonly string[]) => versions.reduce((a, b) => (isAtLeast(a, b) ? a : b));

/** The installed Terraform or OpenTofu against what the stacks say that they need. */
function programNeed(installed: Program | undefined, named: readonly PlatformId[]): Need {
  const least = [leastPrograms, ...named.map((platform) => platforms[platform].leastPrograms ?? leastPrograms)];
  const terraform = newest(least.map((each) => each.terraform));
  const openTofu = newest(least.map((each) => each.openTofu));
  const fix = `install Terraform ${terraform} or later; or OpenTofu ${openTofu} or later, with TERRAFORM_BINARY_NAME=tofu`;
  if (installed === undefined) return { what: "Terraform", fix };
  const { name, version } = installed;
  if (isAtLeast(version, name === "OpenTofu" ? openTofu : terraform)) return { what: name, found: version, fix };
  return { what: name, fix: `${version} is older than the stacks take; ${fix}` };
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
  return [
    { what: "Node", found: major >= 20 ? process.versions.node : undefined, fix: "install Node 20 or later" },
    programNeed(installedProgram(machine), named),
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
