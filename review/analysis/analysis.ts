/**
 * Everything that is read out of one stack; the page, the comparison, the change report and the JSON are made of it.
 */

import type { Plan } from "../read/plan.js";
import type { PriceBook } from "../read/prices.js";
import type { Stack } from "../read/stack.js";
import { type Finding, findings } from "./findings.js";
import { type Money, moneyOf } from "./money.js";
import { type Grant, grantsOf } from "./permissions.js";
import { type Reach, reachOf } from "./reach.js";

/** What may be given beside a stack. */
export interface Beside {
  readonly plan?: Plan;
  readonly prices?: PriceBook;
  /** For what is older than 90 days. @default now */
  readonly today?: Date;
}

/** What was read out of one stack. */
export interface Analysis {
  readonly stack: Stack;
  readonly plan?: Plan;
  readonly money?: Money | undefined;
  readonly today: Date;
  readonly grants: readonly Grant[];
  readonly reach: readonly Reach[];
  readonly findings: readonly Finding[];
}

/** Reads a stack, with what was given beside it. */
export function analysisOf(stack: Stack, { plan, prices, today = new Date() }: Beside = {}): Analysis {
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
