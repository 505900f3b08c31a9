/**
 * Evidence: a dated record of one measurement. One file each, written once and never changed, so that a page made of
 * it can be made again by anybody.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

/** The version that this code writes, and the latest that it reads. */
export const evidenceVersion = 1;

/** What measured it, where it was not a platform. */
export const thisMachine = "this machine";

/** What one record is about. */
export const kinds = ["workflow", "network", "hardware", "load", "release", "export", "benchmark", "bill"] as const;

/** What one record is about. */
export type Kind = (typeof kinds)[number];

/** Units of numbers. */
export const units = [
  "seconds",
  "milliseconds",
  "count",
  "score",
  "gibibytes",
  "megabytes per second",
  "rows per second",
  "gigaflops",
  "money",
] as const;

const name = z.string().regex(/^[A-Za-z][\w.-]{0,79}$/, "must be a letter, then letters, digits, _ . and -");
// no line break and no control character: what is shown on a terminal must not move its cursor
const text = z
  .string()
  .max(300)
  .regex(/^\P{Cc}*$/u, "must hold no control character");
const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 lower-case hex digits");

const number = z.strictObject({
  name: name.describe("such as stepSeconds or latencyMilliseconds"),
  subject: text.optional().describe("what it is about, such as the step"),
  unit: z.enum(units),
  values: z.array(z.number()).min(1).max(100_000).describe("raw, in the order in which they were measured"),
});

const fact = z.strictObject({ name, subject: text.optional(), value: z.union([text, z.boolean()]) });

/** The schema of a record. */
export const evidenceSchema = z
  .strictObject({
    evidenceVersion: z.literal(evidenceVersion),
    what: z.enum(kinds).describe("what was measured"),
    run: z
      .string()
      .regex(/^[a-z0-9-]{8,40}$/)
      .describe("the same for all records of one rehearsal or trial"),
    platform: name.describe("the platform whose stack was run"),
    pilot: name,
    stack: name,
    where: text.describe(`"${thisMachine}", or the platform that it was measured on`),
    region: name.optional().describe("the platform's region; none on this machine"),
    hardware: text.describe("the machine that it was measured on, in words"),
    when: z.iso.datetime().describe("when it began, in UTC"),
    seconds: z.number().min(0).describe("how long the measurement took"),
    stackHash: sha256.describe("of the synthesized stack, cdk.tf.json"),
    image: sha256.describe("digest of the image; on this machine of the image's folder"),
    package: z.strictObject({ name: text, version: text }).describe("what measured"),
    commands: z.array(text).min(1).max(20).describe("what to run to measure it again"),
    ended: z
      .enum(["succeeded", "failed", "not measured"])
      .describe(
        "failed: what was measured does not hold; not measured: it could not be asked, so nothing is said of it",
      ),
    problem: text.optional().describe("why it failed; no output of a step, which could hold a row of data"),
    numbers: z.array(number).max(200),
    facts: z.array(fact).max(200),
    sha256: sha256.describe("of this record without this line, as JSON with sorted keys and no space"),
  })
  .describe("A dated record of one measurement of a pilot.");

/** A record. */
export type Evidence = z.infer<typeof evidenceSchema>;

/** A record before it is sealed. */
export type Measurement = Omit<Evidence, "evidenceVersion" | "sha256">;

/** JSON with sorted keys and no space: the same text for the same record, in any language. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** The hash that seals a record. */
export function sealOf(record: Readonly<Record<string, unknown>>): string {
  const { sha256: _, ...rest } = record;
  return `sha256:${createHash("sha256").update(canonical(rest)).digest("hex")}`;
}

/** The schema as JSON Schema, `docs/evidence.schema.json`. */
export const evidenceJsonSchema = (): object => ({ title: "Evidence of a pilot", ...z.toJSONSchema(evidenceSchema) });
