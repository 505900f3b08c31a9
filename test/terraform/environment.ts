/** What Terraform gets of this machine: providers from disk, nobody's credentials, an empty home, no way out. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Package, registryHost, thisMachine } from "./providers.js";

/** The environment of a workspace's commands; makes the files that it names. */
export function closedEnvironment(folder: string, mirror: string): Readonly<Record<string, string>> {
  const config = join(folder, "terraform.rc");
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\ndisable_checkpoint = true\n`,
  );
  mkdirSync(join(folder, "home"), { recursive: true });
  // A port that refuses at once: a call that waits would stall a plan for minutes.
  const closed = "http://127.0.0.1:9";
  return {
    PATH: process.env.PATH ?? "",
    HOME: join(folder, "home"),
    // a provider that is killed leaves its socket: in this folder, which goes
    TMPDIR: folder,
    TF_CLI_CONFIG_FILE: config,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
    CI: "1",
    // A provider's schema is megabytes that live as long as the command: collecting them takes a third of its time.
    GOGC: "800",
    GOMEMLIMIT: "1GiB",
    HTTPS_PROXY: closed,
    HTTP_PROXY: closed,
    NO_PROXY: "127.0.0.1,localhost",
  };
}

/** Where OpenTofu looks for a source that names no host. opentofu.org/docs/language/providers/requirements (2026-11) */
const openTofuHost = "registry.opentofu.org";

/** Puts a package into a mirror under the layout that Terraform expects there. */
export function link({ source, version, path }: Package, mirror: string): void {
  for (const host of [registryHost, openTofuHost]) {
    const home = join(mirror, host, source);
    const target = path.endsWith(".zip")
      ? join(home, path.slice(dirname(path).length + 1))
      : join(home, version, thisMachine.platform);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(path, target);
  }
}
