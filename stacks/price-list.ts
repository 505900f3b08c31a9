/** How the public price list of a cloud is read: which meters are asked for, and what was found of them. */
import { type Fields, isMap } from "./is-map.js";

/** A meter that a stack is charged for. */
export interface Wanted {
  /** As the price book calls it. */
  readonly meter: string;
  /** Whether it serves, which some platforms price apart. */
  readonly serves: boolean;
  /** What runs on it, in the platform's own word, such as `Training`. */
  readonly uses: readonly string[];
}

/** A price that a list has for a meter. */
export interface Listed {
  readonly meter: string;
  readonly for?: "endpoint";
  readonly value: number;
  readonly per: "hour" | "day" | "month";
  readonly region: string;
  readonly source: string;
}

/** A meter without a price, and why. */
export interface Unlisted {
  readonly meter: string;
  readonly why: string;
}

/** Reads one page of a list: a GET that answers JSON. */
export type Get = (url: string) => Promise<unknown>;

/** What a list is asked with. */
export interface Asked {
  readonly region: string;
  /** Three letters of ISO 4217. */
  readonly currency: string;
  /** The environment, for lists that ask for a key. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly get: Get;
}

/** The public price list of one platform's cloud. */
export interface PriceList {
  /** The region that a synthesized stack is made for; undefined where it does not say. */
  readonly region: (json: Readonly<Record<string, unknown>>) => string | undefined;
  /** @throws UserError where the list cannot be read */
  readonly find: (wanted: readonly Wanted[], asked: Asked) => Promise<ReadonlyArray<Listed | Unlisted>>;
}

/** The maps of a list. */
export const fieldsOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isMap) : []);

/**
 * The one price of several entries: the dearest tier, since the first units of an account can be free. Undefined where
 * two entries have two prices, or none has one.
 */
export function onePrice(entries: ReadonlyArray<readonly number[]>): number | undefined {
  const prices = new Set(entries.map((tiers) => Math.max(...tiers)).filter((price) => Number.isFinite(price)));
  const [price] = prices;
  return prices.size === 1 && price !== undefined && price > 0 ? price : undefined;
}

/** Why entries of a list give no price. */
export function whyNone(entries: ReadonlyArray<readonly number[]>, looked: string): string {
  if (entries.length === 0) return `the list has no entry for ${looked}`;
  const prices = [...new Set(entries.flat())].sort((a, b) => a - b);
  return prices.every((price) => price === 0)
    ? `the list has only the price 0 for ${looked}`
    : `the list has ${prices.length} prices for ${looked}: ${prices.slice(0, 5).join(", ")}`;
}
