/**
 * Everything that is read out of one stack; the page, the comparison, the change report and the JSON are made of it.
 */
import { type Finding, findings } from "./banner.js";
import { type Grant, grantsOf } from "./identities.js";
import { type Money, moneyOf } from "./money.js";
import type { Plan } from "./plan.js";
import type { PriceBook } from "./prices.js";
import { type Reach, reachOf } from "./reach.js";
import type { Stack } from "./stack.js";

/** What may be given beside a stack. */
export interface Beside {
  readonly plan?: Plan;
  readonly prices?: PriceBook;
  /** For what is older than 90 days. @default now */
  readonly today?: Date;
}

/** What was read out of one stack. */
export interface Facts {
  readonly stack: Stack;
  readonly plan?: Plan;
  readonly money?: Money | undefined;
  readonly today: Date;
  readonly grants: readonly Grant[];
  readonly reach: readonly Reach[];
  readonly findings: readonly Finding[];
}

/** Reads a stack, with what was given beside it. */
export function factsOf(stack: Stack, { plan, prices, today = new Date() }: Beside = {}): Facts {
  const grants = grantsOf(stack);
  const reach = reachOf(stack);
  const costs = prices === undefined ? undefined : moneyOf(stack, prices);
  return {
    stack,
    ...(plan === undefined ? {} : { plan }),
    ...(costs === undefined ? {} : { money: costs }),
    today,
    grants,
    reach,
    findings: findings(stack, grants, reach, plan),
  };
}
