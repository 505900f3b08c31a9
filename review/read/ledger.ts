/** The shape of a ledger, checked where one is read: a stack is a file that anybody may have written. */
import { z } from "zod";

const where = z.object({ address: z.string(), pointer: z.string() });
const reading = z.object({
  value: z.number().nullable(),
  raw: z.unknown(),
  unit: z.string(),
  at: where.nullable(),
  when: z.string().optional(),
});
const box = z.object({
  box: z.string(),
  path: z.string(),
  owner: z.string(),
  meter: z.object({ what: z.string(), whileIdle: z.boolean() }).nullable(),
  metric: z
    .object({ name: z.string(), statistic: z.string(), alarm: where.extend({ raw: z.unknown() }).nullable() })
    .nullable(),
  identity: z.array(where.extend({ raw: z.unknown() })),
  limits: z.array(
    reading.extend({ name: z.string(), owner: z.string(), enforcement: z.string(), appliedBy: z.string().optional() }),
  ),
  expiry: z.array(reading.extend({ what: z.string() })),
  survives: z.array(z.object({ what: z.string(), costs: z.string(), remove: z.string() })),
  debug: z.string().nullable(),
  lineage: z.string().nullable(),
  export: z.array(z.string()),
});
const arrow = z.object({
  from: z.string(),
  to: z.string(),
  what: z.string(),
  retriedBy: z.string(),
  attempts: reading,
  backoff: reading.nullable(),
});
const fitRow = z.object({
  need: z.string(),
  asked: z.string(),
  answer: z.string(),
  verdict: z.enum(["yes", "no", "unknown"]),
  source: z.string(),
  asOf: z.string(),
  note: z.string().optional(),
});
const ledger = z.object({
  version: z.literal(1),
  pilot: z.string(),
  vendor: z.string(),
  phase: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  boxes: z.array(box),
  grounds: z.array(box),
  arrows: z.array(arrow),
  fit: z.array(fitRow),
  releases: z.record(z.string(), z.string()),
  live: z.string().nullable(),
  paused: z.boolean().optional(),
  wayBack: z.string().optional(),
  spec: z.record(z.string(), z.unknown()),
});

/** What is wrong with a ledger: one line a fault, none where it can be read. */
export function ledgerFaults(value: unknown): readonly string[] {
  const outcome = ledger.safeParse(value);
  if (outcome.success) return [];
  return outcome.error.issues.map(
    ({ path, message }) => `"//".pilot.${path.map(String).join(".")}: ${message.toLowerCase()}; synthesize it again`,
  );
}
