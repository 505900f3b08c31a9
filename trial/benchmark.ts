/** The image's own benchmark on this machine: what its entry point `benchmark` writes, as numbers of a record. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Measurement } from "./evidence/schema.js";
import type { LocalHost } from "./host.js";

const measure = z.strictObject({
  name: z.string().regex(/^[A-Za-z][\w.-]{0,79}$/),
  subject: z.string().min(1).max(80).optional(),
  unit: z.enum(["rows per second", "gigaflops", "megabytes per second"]),
  values: z.array(z.number().positive()).min(1).max(1000),
});

/** What `benchmark.json` must hold, as `CONTRACT.md` has it; the rest of it is the image's own. */
const written = z.object({ measures: z.array(measure).min(1).max(50) });

/** The numbers of a parsed `benchmark.json`. @throws Error with what is wrong with it */
export function benchmarkNumbers(value: unknown): Measurement["numbers"] {
  const { success, data, error } = written.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    throw new Error(`benchmark.json is not what CONTRACT.md says: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  return data.measures.map(({ subject, ...rest }) => ({ ...rest, ...(subject === undefined ? {} : { subject }) }));
}

/**
 * Runs the entry point on the prepared data of a run.
 * @throws Error where the image has no such entry point, or it fails
 */
export async function benchmark(
  host: LocalHost,
  command: readonly string[],
  prepared: string,
): Promise<Measurement["numbers"]> {
  const out = join(host.scratch("benchmark"), "benchmark");
  const ended = await host.local("benchmark", [...command, "benchmark", "--prepared", prepared, "--benchmark", out]);
  if (ended.exitCode !== 0) {
    const [words = "without a word"] = ended.stderr.trim().split("\n").slice(-1);
    throw new Error(`the entry point benchmark ended with ${ended.exitCode}: ${words.slice(0, 300)}`);
  }
  const file = join(out, "benchmark.json");
  if (!existsSync(file)) throw new Error("the entry point benchmark must write benchmark.json, and did not");
  return benchmarkNumbers(JSON.parse(readFileSync(file, "utf8")));
}
