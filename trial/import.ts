/**
 * Makes evidence of a `probe.json` that somebody fetched from a platform by hand. What it says is of the platform
 * only where the probe itself says that it ran there; its date is the one that the probe wrote.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { visible } from "../review/document.js";
import type { Stack } from "../stacks/readers/stack.js";
import type { Synthesized } from "../stacks/rules/synthesized.js";
import { UserError } from "../stacks/user-error.js";
import type { Measurement } from "./evidence/schema.js";
import { probeClaims, probeHardware } from "./evidence/step-outputs.js";
import { writeEvidence } from "./evidence/write.js";
import { platformOf, sourceOf } from "./pilot-files.js";
import { trialOf } from "./platform-trial.js";

/** What an import is given. */
export interface ImportProps {
  readonly stack: Stack;
  /** The folder that `cdktf synth` wrote. */
  readonly app: string;
  /** Where evidence goes, such as `trial`. */
  readonly evidence: string;
  /** The file that the probe of a run wrote. */
  readonly probe: string;
  /** This package. */
  readonly own: { readonly name: string; readonly version: string };
  /** @default - now */
  readonly today?: Date;
}

/** A probe writes some hundred bytes for each claim. */
const maxBytes = 1024 * 1024;

/** Clocks of two machines may differ by so many milliseconds. */
const clockDifference = 5 * 60_000;

const count = z.number().positive().max(1e9);

/** `probe.json` of CONTRACT.md: what an import uses of it. */
const schema = z.object({
  claims: z
    .array(z.object({ name: z.string().min(1).max(200), verdict: z.enum(["held", "broken", "not tested"]) }))
    .min(1)
    .max(100),
  startupSeconds: z.number().min(0).max(1e9).nullish(),
  cpus: count.nullish(),
  memoryGiB: count.nullish(),
  accelerators: z.array(z.string().max(200)).max(64).nullish(),
  contract: z.string().max(80),
  time: z.iso.datetime({ offset: true }),
});

/** The probe in a file. @throws UserError with one line */
function probeIn(path: string, today: Date): z.infer<typeof schema> {
  const fail = (words: string): never => {
    throw new UserError([`${path}: ${words}`]);
  };
  let text = "";
  try {
    const stat = statSync(path);
    if (!stat.isFile()) fail("is not a file; give the probe.json of a run");
    if (stat.size > maxBytes) fail(`must have at most ${maxBytes} bytes, and has ${stat.size}`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    fail(`cannot be read (${(error as NodeJS.ErrnoException).code}); give the probe.json of a run`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail("must be JSON, and is cut or was changed; fetch it again");
  }
  const { success, data, error } = schema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    const where = visible(issue?.path.join(".") || "the file");
    return fail(`is not what a probe writes: ${where}: ${visible(issue?.message ?? "").slice(0, 120)}; fetch it again`);
  }
  if (data.contract === "local")
    fail("must be written on a platform, and was written outside of every one (contract local); give that of a run");
  if (Date.parse(data.time) > today.getTime() + clockDifference)
    fail(`is dated ${data.time}, which is after now; see the clock that wrote it`);
  return data;
}

/**
 * Writes the records that a probe makes, and returns their files.
 * @throws UserError with one line where the file is not what a probe of this platform wrote
 */
export async function importProbe(props: ImportProps): Promise<readonly string[]> {
  const { stack, app, evidence, probe: path, own, today = new Date() } = props;
  const platform = platformOf(stack);
  const trial = await trialOf(stack);
  sourceOf(stack, app, "trial import");
  const { contracts } = trial;
  if (contracts.length === 0)
    throw new UserError([
      `${stack.name}: a probe of ${platform} may as well be of this machine; trial run reads it from the run`,
    ]);
  const place = trial.place(stack.json as unknown as Synthesized);
  const probe = probeIn(path, today);
  if (!contracts.includes(probe.contract))
    throw new UserError([
      `${path}: must be written on ${platform} (contract ${contracts.join(" or ")}), got ${visible(probe.contract)}; ` +
        "give the probe.json of this stack's own run",
    ]);
  const when = new Date(probe.time).toISOString();
  const same = {
    ...{ run: `imported-${createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16)}`, platform },
    ...{ pilot: stack.ledger?.pilot ?? "", stack: stack.name, where: platform, ...place, when, seconds: 0 },
    stackHash: `sha256:${createHash("sha256").update(readFileSync(stack.file)).digest("hex")}`,
    package: { name: own.name, version: own.version },
    commands: [`cdktf-ml-pilot trial import ${stack.name} --probe probe.json`],
    ended: "succeeded" as const,
  };
  const { numbers, facts } = probeHardware(probe);
  const records: readonly Measurement[] = [
    { ...same, what: "network", numbers: [], facts: probeClaims(probe) },
    ...(numbers.length === 0 ? [] : [{ ...same, what: "hardware" as const, numbers, facts }]),
  ];
  return records.map((record) => writeEvidence(evidence, record));
}
