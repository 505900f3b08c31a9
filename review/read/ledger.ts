/** The shape of a ledger, checked where one is read: a stack is a file that anybody may have written. */
import { z } from "zod";
import { isMap } from "../../stacks/is-map.js";
import { limitKindNames } from "../../stacks/limit-kinds.js";
import { safeguardKindNames } from "../../stacks/safeguard-kinds.js";

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
  layer: z.enum(["box", "foundation"]),
  path: z.string(),
  owner: z.string(),
  meter: z.object({ what: z.string(), whileIdle: z.boolean() }).nullable(),
  metric: z
    .object({ name: z.string(), statistic: z.string(), alarm: where.extend({ raw: z.unknown() }).nullable() })
    .nullable(),
  identity: z.array(where.extend({ raw: z.unknown() })),
  limits: z.array(
    reading.extend({
      kind: z.enum(limitKindNames),
      subject: z.string().optional(),
      looser: z.enum(["more", "less"]),
      name: z.string(),
      owner: z.string(),
      enforcement: z.string(),
      appliedBy: z.string().optional(),
    }),
  ),
  safeguards: z.array(
    where.extend({
      kind: z.enum(safeguardKindNames),
      subject: z.string().optional(),
      name: z.string(),
      raw: z.unknown(),
    }),
  ),
  rollback: z
    .object({
      by: z.string(),
      how: z.string(),
      fails: z.string().optional(),
      command: z.string().optional(),
      at: z.array(where.extend({ raw: z.unknown() })),
    })
    .nullable(),
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
  version: z.literal(3),
  pilot: z.string(),
  platform: z.string(),
  phase: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  boxes: z.array(box),
  arrows: z.array(arrow),
  fit: z.array(fitRow),
  releases: z.record(z.string(), z.string()),
  live: z.string().nullable(),
  paused: z.boolean().optional(),
  wayBack: z.string().optional(),
  lookFirst: z.array(z.string()).optional(),
  crossing: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        what: z.string(),
        by: z.string(),
        way: z.string(),
        pays: z.string(),
      }),
    )
    .optional(),
  spec: z.record(z.string(), z.unknown()),
});

/** The JSON Schema of a ledger, for other programs that read a stack. */
export function ledgerJsonSchema(): object {
  return { ...z.toJSONSchema(ledger, { target: "draft-7", unrepresentable: "any" }), title: "ML pilot ledger" };
}

/**
 * A ledger of version 1, which a stack of an older package holds, as one of version 2: its limits had a name alone, so
 * they are of the kind `other`, its foundations stood in a list of their own, and its platform had another key.
 */
function fromFirst(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const boxes = (all: unknown, layer: "box" | "foundation"): readonly unknown[] =>
    Array.isArray(all)
      ? all.map((each) => {
          if (!isMap(each) || !Array.isArray(each["limits"])) return each;
          const limits = each["limits"].map((limit) =>
            isMap(limit) ? { ...limit, kind: "other", subject: limit["name"], looser: "more" } : limit,
          );
          return { ...each, layer, limits };
        })
      : [];
  const { grounds, vendor: platform, ...rest } = value;
  return { ...rest, platform, version: 2, boxes: [...boxes(value["boxes"], "box"), ...boxes(grounds, "foundation")] };
}

/** A ledger of version 2 as one of version 3: it recorded no safeguard, and not how a rollout goes back. */
function fromSecond(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const boxes = Array.isArray(value["boxes"])
    ? value["boxes"].map((box) => (isMap(box) ? { ...box, safeguards: [], rollback: null } : box))
    : value["boxes"];
  return { ...value, version: 3, boxes };
}

/** A ledger of an older version as one of this version; anything else comes back as it is. */
export function currentLedger(value: unknown): unknown {
  if (!isMap(value)) return value;
  if (value["version"] === 1) return fromSecond(fromFirst(value));
  return value["version"] === 2 ? fromSecond(value) : value;
}

/** What is wrong with a ledger: one line per problem, none where it can be read. */
export function ledgerProblems(value: unknown): readonly string[] {
  const outcome = ledger.safeParse(value);
  if (outcome.success) return [];
  return outcome.error.issues.map(
    ({ path, message }) => `"//".pilot.${path.map(String).join(".")}: ${message.toLowerCase()}; synthesize it again`,
  );
}
