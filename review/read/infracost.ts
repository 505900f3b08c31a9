/**
 * The JSON of `infracost breakdown --format json`: prices of what bills by existing, resource by resource.
 * github.com/infracost/infracost, schema/infracost.schema.json (2026-08).
 */
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../stacks/user-error.js";

const component = z.object({
  name: z.string().max(300),
  unit: z.string().max(100),
  price: z.string().max(100).nullable(),
  usageBased: z.boolean().optional(),
  priceNotFound: z.boolean().optional(),
});
const resource = z.object({ name: z.string().max(500), costComponents: z.array(component).optional() });
const breakdown = z.object({ resources: z.array(resource) });
const root = z.object({
  version: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  projects: z.array(z.object({ breakdown: breakdown.nullable().optional() })).min(1),
});

/** One price of a resource. */
export interface Estimate {
  readonly component: string;
  readonly value: number;
  readonly per: "hour" | "day" | "month";
}

/** Prices by Terraform address. */
export interface Infracost {
  readonly currency: string;
  readonly prices: ReadonlyMap<string, Estimate>;
}

/** Units of components that bill by existing, as Infracost's resources have them. */
const perOf: Readonly<Record<string, Estimate["per"]>> = {
  hours: "hour",
  hour: "hour",
  days: "day",
  months: "month",
  "alarm metrics": "month",
  alarms: "month",
  "time-series": "month",
  rule: "month",
};

const maxBytes = 64 * 1024 * 1024;

/** Reads the JSON of Infracost. @throws UserError with one line per problem */
export function readInfracost(file: string): Infracost {
  let value: unknown;
  try {
    if (statSync(file).size > maxBytes) throw new UserError([`${file}: is larger than ${maxBytes} bytes`]);
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why =
      error instanceof SyntaxError ? "is not JSON" : `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new UserError([`${file}: ${why}; give what \`infracost breakdown --format json\` wrote`]);
  }
  const outcome = root.safeParse(value);
  if (!outcome.success)
    throw new UserError(
      outcome.error.issues.slice(0, 10).map(({ path, message }) => {
        const where = path.map(String).join(".") || "the file";
        return `${file}: ${where}: ${message.toLowerCase()}; give what \`infracost breakdown --format json\` wrote`;
      }),
    );
  const prices = new Map<string, Estimate>();
  for (const { breakdown: of } of outcome.data.projects)
    for (const { name, costComponents = [] } of of?.resources ?? []) {
      // what is used has a price, too, and no limit that it could be multiplied with
      const fixed = costComponents.filter(
        ({ usageBased, priceNotFound }) => usageBased !== true && priceNotFound !== true,
      );
      const [only] = fixed;
      const per = perOf[only?.unit ?? ""];
      const price = Number(only?.price ?? Number.NaN);
      if (fixed.length === 1 && only !== undefined && per !== undefined && price > 0)
        prices.set(name, { component: only.name, value: price, per });
    }
  return { currency: outcome.data.currency, prices };
}
