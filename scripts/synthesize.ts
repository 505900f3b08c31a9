/**
 * Runs the app for the scripts of this repository: the same program that `cdktf synth` runs, without the slow CLI
 * around it.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ownPackage } from "../cli/own-package.js";
import { UserError } from "../stacks/user-error.js";

/**
 * Synthesizes specs into a folder and returns the lines that the app printed: its no-gos.
 * @param said takes what it says besides, such as which spec it read
 * @throws UserError with the app's own lines
 */
export function synthesize(
  spec: string | readonly string[],
  outdir: string,
  said?: (line: string) => void,
): readonly string[] {
  const { root } = ownPackage();
  const run = spawnSync(process.execPath, ["--import", "tsx", join(root, "stacks/main.ts")], {
    cwd: root,
    env: { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ spec }), CDKTF_OUTDIR: outdir },
    encoding: "utf8",
  });
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  if (run.status !== 0) throw new UserError(lines(run.stderr));
  for (const line of lines(run.stderr)) said?.(line);
  return lines(run.stdout);
}
