/** The environment of an image is made once, by one process, and never waits for one that is gone. */
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Processes, Program } from "../../trial/processes.js";
import { pythonEnvironment } from "../../trial/python.js";
import { temporaryFolder } from "../scratch.js";

const python = { path: "/usr/bin/python3", version: "3.11.0" };

/** Makes the environment of an image without packages, by a venv that is an empty folder: what was started. */
async function make(cache: string): Promise<readonly string[]> {
  const programs: string[] = [];
  const run = async ({ command }: Program) => {
    programs.push(command.slice(0, 3).join(" "));
    mkdirSync(command.at(-1) ?? "");
    return { exitCode: 0, stdout: "", stderr: "" };
  };
  await pythonEnvironment({ python, processes: { run } as unknown as Processes, said: () => {}, cache });
  return programs;
}

test.each([
  ["an empty lock, of somebody who died before a process stood in it", ""],
  ["the lock of a process that is gone", "4194304"],
])("%s is taken over", async (_, content) => {
  const cache = temporaryFolder("python");
  expect(await make(cache)).toEqual(["/usr/bin/python3 -m venv"]);
  expect(await make(cache)).toEqual([]);
  const [folder = ""] = readdirSync(cache);
  rmSync(join(cache, folder), { recursive: true });
  const lock = join(cache, `${folder}.lock`);
  writeFileSync(lock, content);
  const aMinuteAgo = Date.now() / 1000 - 60;
  utimesSync(lock, aMinuteAgo, aMinuteAgo);
  expect(await make(cache)).toEqual(["/usr/bin/python3 -m venv"]);
  expect(existsSync(lock)).toBe(false);
});
