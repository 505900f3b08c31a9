/** What is killed leaves no file and no process: the step of CI kills a tier that takes too long. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root, temporaryFolder } from "../scratch.js";

const isRunning = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};

test("a process that is killed leaves neither its folder nor the group that it started", async () => {
  const folder = temporaryFolder("guarded");
  const program = `
    const { spawn } = require("node:child_process");
    const { Guard } = require("./test/terraform/guard.ts");
    const guard = new Guard(process.argv[1]);
    const child = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
    guard.add(child);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const killed = spawn(process.execPath, ["--import", "tsx", "-e", program, folder], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const sleeping = await new Promise<number>((said) => killed.stdout.once("data", (chunk) => said(Number(chunk))));
  expect([existsSync(join(folder)), isRunning(sleeping)]).toEqual([true, true]);
  killed.kill("SIGKILL");
  for (let left = 600; left > 0 && (existsSync(folder) || isRunning(sleeping)); left -= 1) await wait(100);
  expect([existsSync(folder), isRunning(sleeping)]).toEqual([false, false]);
});
