/**
 * A price book for exactly the meters of some stacks, from the clouds' public price lists or from Infracost's JSON.
 * What has no price there is named and left out.
 */
import { platforms } from "../stacks/platforms.js";
import type { Get, Listed, PriceList, Unlisted, Wanted } from "../stacks/price-list.js";
import type { Stack } from "../stacks/readers/stack.js";
import { UserError } from "../stacks/user-error.js";
import { metersOf } from "./analysis/money/meters.js";
import type { Infracost } from "./read/infracost.js";
import type { Price, PriceBook } from "./read/prices.js";

/** What a book is made with. */
export interface PricesOptions {
  readonly currency: string;
  readonly today: Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly get: Get;
  /** Prices of `infracost breakdown`; the public lists are not asked then. */
  readonly infracost?: Infracost | undefined;
}

/** A book, and what has no price in it: one line each. */
export interface MadeBook {
  readonly book: PriceBook;
  readonly left: readonly string[];
}

/** The meters of a stack, each once. */
function wantedOf(stack: Stack): readonly Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { priceKey: meter, when, use, least, most } of metersOf(stack).meters) {
    if (least === 0 && most === 0) continue;
    const serves = when === "serving";
    const key = JSON.stringify([meter, serves]);
    const uses = new Set(found.get(key)?.uses);
    if (when === "running") uses.add(use ?? "run");
    found.set(key, { meter, serves, uses: [...uses].sort() });
  }
  return [...found.values()].sort((a, b) => a.meter.localeCompare(b.meter) || Number(a.serves) - Number(b.serves));
}

/** The list of the platform that a stack is of. @throws UserError where the stack does not say */
async function listOf({ ledger, name }: Stack): Promise<PriceList> {
  const platform = Object.entries(platforms).find(([id]) => id === ledger?.platform)?.[1];
  if (platform === undefined)
    throw new UserError([`${name}: must be a stack of a pilot, whose ledger names its platform; name such a stack`]);
  return platform.priceList();
}

/** What the public list of a stack's cloud says of its meters. */
async function listedOf(
  stack: Stack,
  { currency, env, get }: PricesOptions,
): Promise<ReadonlyArray<Listed | Unlisted>> {
  const list = await listOf(stack);
  const region = list.region(stack.json);
  if (region === undefined) throw new UserError([`${stack.name}: must say its region; synthesize it again`]);
  return list.find(wantedOf(stack), { region, currency, env, get });
}

/** What Infracost says of a stack's meters: one component of one resource each. */
function estimatedOf(stack: Stack, { prices }: Infracost): ReadonlyArray<Listed | Unlisted> {
  const { standing } = metersOf(stack);
  return wantedOf(stack).map(({ meter }) => {
    const found = standing.filter(({ priceKey }) => priceKey === meter);
    const entries = found.flatMap(({ address }) => prices.get(address) ?? []);
    const [first] = entries;
    if (first === undefined) return { meter, why: "Infracost has no price for it" };
    if (entries.some(({ value, per }) => value !== first.value || per !== first.per))
      return { meter, why: "Infracost has several prices for it" };
    const source = `Infracost: ${first.component}`;
    return { meter, value: first.value, per: first.per, region: "as in Infracost's JSON", source };
  });
}

/**
 * Makes a price book for the meters of stacks.
 * @throws UserError where a list cannot be read, or has none of the prices
 */
export async function pricesOf(stacks: readonly Stack[], options: PricesOptions): Promise<MadeBook> {
  const { currency, today, infracost } = options;
  if (infracost !== undefined && infracost.currency !== currency)
    throw new UserError([
      `--infracost: must be in ${currency}, got ${infracost.currency}; give --currency ${infracost.currency}`,
    ]);
  const answers: Array<Listed | Unlisted> = [];
  for (const stack of stacks)
    answers.push(...(infracost === undefined ? await listedOf(stack, options) : estimatedOf(stack, infracost)));
  const asOf = today.toISOString().slice(0, 10);
  const prices = new Map<string, Price>();
  const left = new Set<string>();
  for (const answer of answers) {
    if ("why" in answer) {
      left.add(`${answer.meter}: ${answer.why}`);
      continue;
    }
    const key = JSON.stringify([answer.meter, answer.for]);
    const known = prices.get(key);
    const price: Price = { ...answer, asOf };
    if (known !== undefined && (known.value !== price.value || known.region !== price.region))
      throw new UserError([
        `${answer.meter}: must have one price in a book, got ${known.value} in ${known.region} and ${price.value} in ${price.region}; make a book for each stack`,
      ]);
    prices.set(key, price);
  }
  if (prices.size === 0)
    throw new UserError(["no price was found, and no book is written:", ...[...left].map((line) => `  ${line}`)]);
  return { book: { currency, prices: [...prices.values()] }, left: [...left] };
}
