/** Python environments that a platform makes of lines for pip, where it runs no image. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Packages } from "../stacks/rehearsal/contract.js";
import { type EnvironmentProps, pythonEnvironment } from "./python.js";

/** An environment. */
export interface Installed {
  /** The folder of the Python environment, with `bin` in it. */
  readonly python: string;
  /** The folder that Python finds more packages in. @default - the environment has all */
  readonly folder?: string;
}

/** What installs. */
export interface InstallerProps extends Omit<EnvironmentProps, "lock"> {
  /** A folder for what is not kept: it goes with the rehearsal. */
  readonly scratch: string;
}

/** A line that names the lock of other packages. */
const lockLine = /^-r\s+(\S+)$/;

/** A line that names a file with its hash. */
const fileLine = /^(\/\S+)((?:\s+--hash=sha256:[0-9a-f]{64})+)$/;

/** Says in one line what pip said. */
const lastLines = (stderr: string): string => stderr.trim().split("\n").slice(-6).join(" | ").slice(0, 600);

/**
 * Returns what installs: packages of a lock into an environment that is kept by the lock, files beside it. pip refuses
 * every package without the hash that the lines or the lock give it, as it does with all lines in one file.
 */
export function installer(
  props: InstallerProps,
): (packages: Packages, at: (path: string) => string) => Promise<Installed> {
  const done = new Map<string, Promise<Installed>>();

  async function install({ requirements }: Packages, at: (path: string) => string): Promise<Installed> {
    const locks = requirements.flatMap((line) => lockLine.exec(line)?.[1] ?? []);
    const files = requirements.flatMap((line) => {
      const [, path, hashes] = fileLine.exec(line) ?? [];
      return path === undefined ? [] : [`${at(path)}${hashes}`];
    });
    const other = requirements.find((line) => !lockLine.test(line) && !fileLine.test(line));
    if (other !== undefined) throw new Error(`the line ${JSON.stringify(other)} has no hash, or is not followed here`);
    const [lock, more] = locks;
    if (lock === undefined || more !== undefined)
      throw new Error(`must name one lock of packages, got ${locks.length}`);
    const python = await pythonEnvironment({ ...props, lock: at(lock), requiresHashes: true });
    if (files.length === 0) return { python };
    const folder = join(props.scratch, createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 16));
    mkdirSync(folder, { recursive: true });
    const lines = `${folder}.txt`;
    writeFileSync(lines, `${files.join("\n")}\n`);
    const pip = [join(python, "bin/python"), "-m", "pip", "--isolated", "--disable-pip-version-check", "--no-input"];
    const how = ["install", "--quiet", "--no-index", "--no-deps", "--require-hashes", "--target", folder, "-r", lines];
    const environment = { PATH: "/usr/bin:/bin", HOME: props.scratch };
    const ended = await props.processes.run({ command: [...pip, ...how], cwd: props.scratch, environment });
    if (ended.exitCode === 0) return { python, folder };
    throw new Error(`pip refuses the environment of the platform: ${lastLines(ended.stderr)}`);
  }

  return (packages, at) => {
    // also by what lies there: a file that was changed is another one
    const contents = packages.requirements.flatMap((line) => {
      const path = lockLine.exec(line)?.[1] ?? fileLine.exec(line)?.[1];
      return path === undefined
        ? [line]
        : [
            line,
            createHash("sha256")
              .update(readFileSync(at(path)))
              .digest("hex"),
          ];
    });
    const key = JSON.stringify(contents);
    const made = done.get(key) ?? install(packages, at);
    done.set(key, made);
    return made;
  };
}
