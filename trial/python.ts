/** The Python environment of an image: made once from the image's lock, and kept by the lock's hash. */
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../stacks/folder.js";
import { UserError } from "../stacks/user-error.js";
import type { Processes } from "./processes.js";

/** A Python and its version. */
export interface Python {
  readonly path: string;
  readonly version: string;
}

/** The oldest Python that the example's lock has wheels for. */
const least = [3, 11] as const;

/** Asks a program for its Python version; undefined where it is another program. */
function versionOf(path: string): string | undefined {
  const asked = "import platform; print(platform.python_version())";
  try {
    return execFileSync(path, ["-c", asked], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/**
 * Finds Python 3.11 or later: the one that is named, or the first on PATH. 3.11 comes first, since the locks are made
 * for it.
 * @param preferred a version that comes before it, such as `3.12`, because a platform has it
 * @throws UserError with one line where the machine has none
 */
export function findPython(named?: string, preferred?: string): Python {
  const usual = ["python3.11", "python3.12", "python3.13", "python3"];
  const first = preferred === undefined ? [] : [`python${preferred}`];
  const names = named === undefined ? [...new Set([...first, ...usual])] : [named];
  const seen = names.flatMap((path) => {
    const version = versionOf(path);
    return version === undefined ? [] : [{ path, version }];
  });
  const found = seen.find(({ version }) => isNewEnough(version));
  if (found !== undefined) return found;
  const got = seen[0] === undefined ? `no ${named ?? "python3"} that runs` : `${seen[0].version} at ${seen[0].path}`;
  throw new UserError([
    `rehearse needs Python 3.11 or later, got ${got}; install it, or name it with --python /path/to/python3.11`,
  ]);
}

/** Where environments are kept, for every pilot of whoever is logged in. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(base, "cdktf-ml-pilot", "python");
}

/** Whether a process of this machine is running. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A lock in which no process stands is of somebody who died between making and filling it, after so long. */
const emptyLockMilliseconds = 10_000;

/** Whether whoever took a lock is gone. */
function isAbandoned(file: string): boolean {
  try {
    const age = Date.now() - statSync(file).mtimeMs;
    const owner = Number.parseInt(readFileSync(file, "utf8"), 10);
    return owner > 0 ? !isRunning(owner) : age > emptyLockMilliseconds;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false; // its owner is done
    throw error;
  }
}

/** Takes the lock of an environment, or waits for who makes it; a lock of a process that died is taken over. */
async function withLock<Value>(
  file: string,
  isDone: () => boolean,
  make: () => Promise<Value>,
): Promise<Value | undefined> {
  for (;;) {
    if (isDone()) return undefined;
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (isAbandoned(file)) rmSync(file, { force: true });
      else await sleep(200);
      continue;
    }
    try {
      return await make();
    } finally {
      rmSync(file, { force: true });
    }
  }
}

/** What an environment is made with. */
export interface EnvironmentProps {
  readonly python: Python;
  /** The lock of the packages. @default - no package is installed */
  readonly lock?: string;
  /** pip refuses a package without a hash, also where the lock has no hash at all. @default false */
  readonly requiresHashes?: boolean;
  readonly processes: Processes;
  /** Takes a line of progress. */
  readonly said: (line: string) => void;
  /** @default - `cacheFolder()` */
  readonly cache?: string;
}

/**
 * Makes the environment of a lock, or returns the one that is there. Only wheels, and where the lock has hashes only
 * what matches them.
 * @throws UserError with one line and the installer's last words
 */
export async function pythonEnvironment(props: EnvironmentProps): Promise<string> {
  const { python, lock, processes, said, requiresHashes = false, cache = cacheFolder() } = props;
  const content = lock === undefined ? "" : readFileSync(lock, "utf8");
  const isHashed = content.includes("--hash=");
  // a lock without a hash, installed for somebody who takes none, must not be there for somebody who asks for them
  const asked = requiresHashes && !isHashed ? "hashes\0" : "";
  const key = createHash("sha256").update(`${python.version}\0${asked}${content}`).digest("hex").slice(0, 16);
  const folder = join(cache, key);
  const complete = join(folder, "complete");
  makeFolder(cache);
  await withLock(
    `${folder}.lock`,
    () => existsSync(complete),
    async () => {
      said(`making the Python environment of ${lock ?? "an image without a lock"} once, in ${folder}`);
      rmSync(folder, { recursive: true, force: true });
      const inside = join(folder, "bin/python");
      const hashes = requiresHashes || isHashed ? ["--require-hashes", "--no-deps"] : [];
      const install = [
        inside,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--only-binary",
        ":all:",
      ];
      const steps = [
        [python.path, "-m", "venv", ...(content.trim() === "" ? ["--without-pip"] : []), folder],
        ...(content.trim() === "" ? [] : [[...install, "--progress-bar", "off", ...hashes, "-r", lock ?? ""]]),
      ];
      // pip reads a proxy or an index of whoever rehearses from the environment; no step of the image gets that
      const environment = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ""]));
      let isMade = false;
      try {
        for (const command of steps) {
          const began = performance.now();
          const ticking = setInterval(() => said(`… ${Math.round((performance.now() - began) / 1000)} s`), 10_000);
          const ended = await processes.run({ command, cwd: cache, environment }).finally(() => clearInterval(ticking));
          if (ended.exitCode !== 0) {
            const words = ended.stderr.trim().split("\n").slice(-2).join(" | ").slice(0, 400);
            throw new UserError([`the packages of ${lock ?? folder} must install, got: ${words}; ${offline}`]);
          }
        }
        writeFileSync(complete, randomUUID());
        isMade = true;
      } finally {
        if (!isMade) rmSync(folder, { recursive: true, force: true });
      }
    },
  );
  return folder;
}

const offline = "see that a package index is reached, or name a Python that has them with --python";
