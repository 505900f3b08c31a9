/** How types of resources are charged, as lists. */
import { words } from "../pilot-spec/words.js";
import type { Resource } from "./stack.js";

/**
 * How a type is charged. `standing`: as long as it exists. `by use`: by what is stored, sent, asked or run in it, which
 * no limit of a stack bounds. `apart`: it is read one by one, from its own arguments. `free`: not at all.
 */
export type Billing = "standing" | "by use" | "apart" | "free";

/** What a platform's reader knows of prices. */
export interface BillingReader {
  /** How a resource is charged; undefined where no list of this platform knows it. */
  readonly of: (resource: Resource) => Billing | undefined;
  /** What a price book calls it, where a tier has a price of its own. @default - its type */
  readonly priceKey?: (resource: Resource) => string;
  /** How many of it bill. @default 1 */
  readonly count?: (resource: Resource) => number;
}

/** Lists of types; a name that ends in `_` or `/` stands for a family. */
export type BillingLists = Readonly<Record<Billing, readonly string[]>>;

const isFamily = (name: string): boolean => /[_/]$/.test(name);

/** Returns a function that looks a name up in lists: first what names it, then the families. */
export function billingIn(lists: BillingLists): (name: string) => Billing | undefined {
  const order = ["free", "by use", "standing", "apart"] as const;
  const all = order.flatMap((billing) => lists[billing].map((name) => [name, billing] as const));
  // of a name in two lists the last counts: what is read apart is charged nowhere else
  const exact = new Map<string, Billing>(all.filter(([name]) => !isFamily(name)));
  const families = all.filter(([name]) => isFamily(name));
  return (name) => exact.get(name) ?? families.find(([family]) => name.startsWith(family))?.[1];
}

/** Returns the words of a text, each behind a prefix. */
export const typesOf = (prefix: string, text: string): readonly string[] =>
  words(text).map((each) => `${prefix}${each}`);
