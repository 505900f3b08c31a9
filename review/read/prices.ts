/** A user's price book: values with currency, unit, region, date and source. There are no built-in prices. */
import { readFileSync, statSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
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

const maxBytes = 1024 * 1024;

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
  let text = "";
  try {
    if (statSync(file).size > maxBytes) throw new UserError([`${file}: is larger than ${maxBytes} bytes`]);
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError([`${file}: cannot be read (${code}); give the path of a prices.yaml`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new UserError([`${file}:${lines.linePos(broken.pos[0]).line}: is not YAML; correct it`]);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch {
    throw new UserError([`${file}: aliases expand too far; write the prices out`]);
  }
  const outcome = book.safeParse(value);
  if (outcome.success) return withoutDoubles(file, outcome.data);
  const allowed = "a price has meter, value, per, region, asOf and source; see examples/penguins/prices.yaml";
  throw new UserError(
    outcome.error.issues.map(
      ({ path, message }) => `${file}: ${path.map(String).join(".")}: ${message.toLowerCase()}; ${allowed}`,
    ),
  );
}

/** Prices that were read more than 90 days before `today`. */
export function stale(prices: readonly Price[], today: Date): readonly Price[] {
  return prices.filter(({ asOf }) => today.getTime() - new Date(asOf).getTime() > 90 * 86_400_000);
}
