/**
 * What `npm test` costs against one synthesis of the example for all of its platforms, both in CPU seconds with all that
 * they start, by turns. It reports and never fails, as the other benches do. It runs tests that pass and tests that
 * fail.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { platformIds } from "../stacks/pilot-spec/schema.js";

const root = join(__dirname, "..");
const example = "examples/penguins/pilot.yaml";

/** CPU seconds of a program and of what it started: bash adds up what its children and theirs used. */
function seconds(command: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const timed = spawnSync("bash", ["-c", '"$@" >/dev/null 2>&1; times', "bash", ...command], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  const children = timed.stdout.trim().split("\n").at(-1) ?? "";
  const read = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (read.length !== 2) throw new Error(`bash times printed ${JSON.stringify(timed.stdout)}`);
  return read.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
}

const outdir = mkdtempSync(join(tmpdir(), "bench-tests-"));
try {
  const synth = () =>
    seconds([process.execPath, "--import", "tsx", "stacks/main.ts"], {
      CDKTF_CONTEXT_JSON: JSON.stringify({ spec: example }),
      CDKTF_OUTDIR: outdir,
    });
  const test = () => seconds(["npm", "test"]);
  synth();
  const syntheses = [synth(), synth()];
  const tests = [test()];
  syntheses.push(synth(), synth());
  const [one, all] = [Math.min(...syntheses), Math.min(...tests)];
  const spec = parse(readFileSync(join(root, example), "utf8")) as Record<string, unknown>;
  const platforms = platformIds.filter((platform) => platform in spec).length;
  const most = 12 + 3 * (platforms - 3);
  const missed = all / one > most ? "  MISSED" : "";
  console.log(
    `${"npm test / one synth of the example".padEnd(52)} ${(all / one).toFixed(2).padStart(6)}   at most ${most}${missed}`,
  );
  console.log(`\nhere: CPU seconds: npm test ${all.toFixed(1)}, one synth ${one.toFixed(2)}`);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
