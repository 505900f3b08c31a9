/**
 * The wheel of an image's code: built as its own `pyproject.toml` says, and the same bytes from the same files.
 * peps.python.org/pep-0517 (2026-11)
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../stacks/user-error.js";
import { type EnvironmentProps, pythonEnvironment } from "./python.js";

/** A wheel. */
export interface Wheel {
  readonly file: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** The lock file of its packages. */
  readonly lock: string;
}

/** What builds it. */
export interface WheelProps extends Omit<EnvironmentProps, "lock"> {
  /** The folder of the image. */
  readonly image: string;
  /** An empty folder. */
  readonly scratch: string;
}

/** 1 January 1980 in UTC, the first day that a zip file knows. */
const sourceDate = "315532800";

/** Asks for the two keys of the build system, by the standard library. */
const asksBuild = `
import json, sys, tomllib
build = tomllib.load(open("pyproject.toml", "rb")).get("build-system", {})
print(json.dumps([build.get("requires", []), build.get("build-backend", "")]))
`;

/** Calls the one hook that every build backend has. */
const builds = `
import importlib, sys
module, _, name = sys.argv[1].partition(":")
backend = importlib.import_module(module)
print((getattr(backend, name) if name else backend).build_wheel(sys.argv[2]))
`;

/**
 * Builds the wheel of an image's folder.
 * @throws UserError where the folder is not of a package, or the build fails
 */
export async function buildWheel(props: WheelProps): Promise<Wheel> {
  const { image, scratch, python, processes } = props;
  const fail = (words: string): never => {
    throw new UserError([`${image}: ${words}`]);
  };
  if (!existsSync(join(image, "pyproject.toml")))
    fail(
      "must have a pyproject.toml, since the platform runs the code as a wheel; see the README of the example's image",
    );
  const locks = ["requirements-register.lock", "requirements.lock"].map((name) => join(image, name));
  const lock =
    locks.find((each) => existsSync(each)) ?? fail("must have a requirements.lock; the platform installs it");
  const [source, out] = [join(scratch, "source"), join(scratch, "dist")];
  for (const folder of [source, out]) mkdirSync(folder);
  // a copy: what a build leaves behind is not the user's
  const isSource = (path: string) => !["__pycache__", ".git", ".venv", "dist"].includes(basename(path));
  cpSync(image, source, { recursive: true, filter: isSource });
  const environment = { PATH: "/usr/bin:/bin", HOME: scratch, SOURCE_DATE_EPOCH: sourceDate };
  // whoever rehearses finds Python by their own variables; the build gets none of them
  const own = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ""]));
  const ended = async (command: readonly string[], environment: Readonly<Record<string, string>>) => {
    const { exitCode, stdout, stderr } = await processes.run({ command, cwd: source, environment });
    return exitCode === 0 ? stdout.trim() : fail(`must build, got: ${stderr.trim().split("\n").slice(-3).join(" | ")}`);
  };
  const [requires, backend] = JSON.parse(await ended([python.path, "-c", asksBuild], own)) as [
    readonly string[],
    string,
  ];
  if (backend === "") fail("pyproject.toml must name a build-backend; add the table [build-system]");
  const build = join(scratch, "build.txt");
  writeFileSync(build, `${requires.join("\n")}\n`);
  const tools = await pythonEnvironment({ ...props, lock: build });
  await ended([join(tools, "bin/python"), "-c", builds, backend, out], environment);
  const [name, more] = readdirSync(out).filter((each) => each.endsWith(".whl"));
  if (name === undefined || more !== undefined) return fail("must build into one wheel");
  const file = join(out, name);
  return { file, lock, digest: `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}` };
}
