/**
 * What `npm test` costs against one synthesis of the example for all of its platforms, both in CPU seconds with all
 * that they start, by turns. It shows what `npm test` says and ends as that ends, so that `.ci/run` runs the tests
 * once; over the figure itself it never fails, as the other benches do.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { platformIds } from "../stacks/pilot-spec/schema.js";

const root = join(__dirname, "..");
const example = "examples/penguins/pilot.yaml";

/**
 * CPU seconds of a program and of what it started: bash adds up what its children and theirs used.
 * @param show whether to show what it says, and to end as it ends
 */
function seconds(command: readonly string[], env: NodeJS.ProcessEnv = {}, show = false): number {
  const to = show ? ">&2" : ">/dev/null 2>&1";
  const timed = spawnSync("bash", ["-c", `"$@" ${to}; ended=$?; times; exit $ended`, "bash", ...command], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (show) process.exitCode = timed.status ?? 1;
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
  synth();
  const syntheses = [synth(), synth()];
  const all = seconds(["npm", "test"], {}, true);
  syntheses.push(synth(), synth());
  const one = Math.min(...syntheses);
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
