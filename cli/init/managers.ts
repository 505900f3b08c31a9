/** The package manager of a pilot's repo, and the settings that it reads from a file of its own. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "../../stacks/user-error.js";
import type { Engine } from "./engine.js";
import type { Manifest } from "./manifest.js";

/** The package managers that `init` knows, the default first. */
export const managerNames = ["npm", "pnpm", "yarn"] as const;

/** One of them. */
export type Manager = (typeof managerNames)[number];

const known = (name: string | undefined): Manager | undefined => managerNames.find((each) => each === name);

/**
 * Returns the package manager that a repo is installed with: the one that is asked for, else by the lock file of the
 * folder or of its workspace's root, by `packageManager` in package.json, by the program that runs init, and npm.
 * @throws UserError for an unknown name
 */
export function managerOf(
  asked: string | undefined,
  folders: readonly string[],
  given: Manifest,
  agent: string = process.env["npm_config_user_agent"] ?? "",
): Manager {
  if (asked !== undefined) {
    const manager = known(asked);
    if (manager !== undefined) return manager;
    throw new UserError([`--manager: ${JSON.stringify(asked)} is unknown; allowed: ${managerNames.join(", ")}`]);
  }
  const has = (file: string) => folders.some((folder) => existsSync(join(folder, file)));
  if (has("pnpm-lock.yaml") || has("pnpm-workspace.yaml")) return "pnpm";
  if (has("yarn.lock")) return "yarn";
  if (has("package-lock.json")) return "npm";
  return known(String(given["packageManager"] ?? "").split("@")[0]) ?? known(agent.split("/")[0]) ?? "npm";
}

/** What a manager reads beside package.json: the file, and what must stand in it. */
interface Settings {
  readonly file: string;
  readonly wanted: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

function settingsOf(manager: Manager, { overrides, allowScripts }: Engine): Settings | undefined {
  switch (manager) {
    case "pnpm":
      // pnpm.io/settings (2026-12): version 11 and later read these here only, and end with an error where a package
      // has an install script that nobody allowed
      return {
        file: "pnpm-workspace.yaml",
        wanted: { overrides, ...(Object.keys(allowScripts).length === 0 ? {} : { allowBuilds: allowScripts }) },
      };
    case "yarn":
      // yarnpkg.com/configuration/yarnrc#nodeLinker (2026-12): without it version 2 and later make no node_modules, in
      // which the commands are found; version 1 does not read this file
      return { file: ".yarnrc.yml", wanted: { nodeLinker: "node-modules" } };
    default:
      return undefined;
  }
}

/**
 * Returns a manager's file of settings, laid into what stands there; what contradicts is a problem. Undefined where a
 * manager reads nothing else.
 */
export function managerFile(
  dir: string,
  manager: Manager,
  engine: Engine,
  problems: string[],
): { readonly file: string; readonly text: string } | undefined {
  const settings = settingsOf(manager, engine);
  if (settings === undefined) return undefined;
  const { file, wanted } = settings;
  const path = join(dir, file);
  const document = parseDocument(existsSync(path) ? readFileSync(path, "utf8") : "");
  if (document.errors.length > 0) {
    problems.push(`${file}: must be YAML; correct it, then run init again`);
    return undefined;
  }
  const entries = Object.entries(wanted).flatMap(([key, value]) =>
    typeof value === "string"
      ? [{ at: [key], must: value as unknown }]
      : Object.entries(value).map(([name, must]) => ({ at: [key, name], must })),
  );
  for (const { at, must } of entries) {
    const is: unknown = document.getIn(at);
    if (is === undefined) document.setIn(at, must);
    else if (is !== must) {
      problems.push(
        `${file}: ${at.join(".")} must be ${JSON.stringify(must)}, got ${JSON.stringify(is)}; change or remove it`,
      );
    }
  }
  return { file, text: document.toString() };
}
