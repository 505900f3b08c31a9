/** A user's price book: values with currency, unit, region, date and source. There are no built-in prices. */
import { z } from "zod";
import { readYamlAs } from "../../stacks/pilot-spec/yaml-file.js";
import { UserError } from "../../stacks/user-error.js";

const price = z.strictObject({
  meter: z.string().min(1).max(100),
  for: z.enum(["endpoint"]).optional(),
  value: z.number().min(0),
  per: z.enum(["hour", "day", "month"]),
  region: z.string().min(1).max(60),
  asOf: z.iso.date(),
  source: z.string().min(1).max(300),
});
const book = z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/), prices: z.array(price).max(5000) });

/** One price. */
export type Price = z.output<typeof price>;

/** All prices, in one currency. */
export type PriceBook = z.output<typeof book>;

const kind = { what: "a price book", example: "examples/penguins/prices.yaml", maxBytes: 1024 * 1024 };

/** A book in which each meter has one price. @throws UserError where two prices are for the same */
function withoutDoubles(file: string, found: PriceBook): PriceBook {
  const seen = new Set<string>();
  const doubles = new Set<string>();
  for (const { meter, for: only } of found.prices) {
    const key = only === undefined ? meter : `${meter} for ${only}`;
    (seen.has(key) ? doubles : seen).add(key);
  }
  if (doubles.size === 0) return found;
  throw new UserError(
    [...doubles].map((key) => `${file}: ${key} must have one price, got two; keep that of your region`),
  );
}

/** Reads a price book. @throws UserError with one line per problem */
export function readPrices(file: string): PriceBook {
  return withoutDoubles(file, readYamlAs(file, kind, book).value);
}

/** Prices that were read more than 90 days before `today`. */
export function stale(prices: readonly Price[], today: Date): readonly Price[] {
  return prices.filter(({ asOf }) => today.getTime() - new Date(asOf).getTime() > 90 * 86_400_000);
}
