/** `npm run deploy:local` on a terminal of its own: Ctrl-C reaches what a terminal reaches, and nothing is left. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { guarded } from "../terraform/guard.js";
import { describeUnless, noProvider, noTerraform } from "../terraform/skip.js";
import { repository } from "../terraform/workspace.js";
import { Emulator, noEmulator } from "./emulator.js";

/** Opens a terminal, runs a program in it, hands the keys from its own input on, and ends as the program ended. */
const terminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** What is left in the folder for temporary files. */
  readonly left: readonly string[];
}

/** Runs deploy:local in a terminal and presses Ctrl-C when the output matches. */
function pressed(moment: RegExp, ...args: readonly string[]): Promise<Ended> {
  const folder = guarded(mkdtempSync(join(tmpdir(), "deploy-local-")));
  const program = [process.execPath, "--import", "tsx", "test/apply/deploy-local.ts", ...args];
  const child = spawn("python3", ["-c", terminal, ...program], {
    cwd: repository,
    env: { ...process.env, TMPDIR: folder },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  let done = false;
  return new Promise((ended, failed) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (!done && moment.test(output)) {
        done = true;
        child.stdin.write("\x03");
      }
    });
    child.on("error", failed);
    child.on("close", (code) => {
      const left = readdirSync(folder).filter((name) => !/^(tsx-|node-compile-cache)/.test(name));
      rmSync(folder, { recursive: true });
      ended({ code, output, left });
    });
  });
}

describeUnless([...noTerraform(), ...noEmulator(), ...noProvider("aws")], "deploy:local", () => {
  test("Ctrl-C destroys what was deployed, says so, and leaves no file and no emulator", async () => {
    const spec = parse(readFileSync(join(repository, "examples/penguins/pilot.serving.yaml"), "utf8"));
    const folder = guarded(mkdtempSync(join(tmpdir(), "s3-spec-")));
    const file = join(folder, "pilot.yaml");
    writeFileSync(
      file,
      stringify({ ...spec, state: { backend: "s3", bucket: "somebodys-state", region: "eu-west-1" } }),
    );
    const { code, output, left } = await pressed(/Ctrl-C destroys it\./, file);
    rmSync(folder, { recursive: true });
    expect(output).toContain("local here");
    expect(output).toMatch(/ s {2}created {3}aws_s3_bucket\./);
    expect(output).toMatch(/ s {2}destroyed aws_s3_bucket\./);
    expect(output).toMatch(/\ndestroyed\r?\n$/);
    expect({ code, left }).toEqual({ code: 0, left: [] });
    const url = /deploying penguins-aws on (\S+)/.exec(output)?.[1] ?? "";
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("Ctrl-C in a synthesis ends it and leaves no file", async () => {
    const { output, left } = await pressed(/synthesizing/);
    expect(output).not.toContain("deploying");
    expect(left).toEqual([]);
  });

  test("an emulator has a process group of its own, and stopping one that has ended returns", async () => {
    const emulator = await Emulator.start("eu-west-1");
    process.kill(-(emulator.pid ?? 0), "SIGKILL");
    await emulator.stop();
    await emulator.stop();
    await expect(fetch(emulator.url)).rejects.toThrow("fetch failed");
  });
});
