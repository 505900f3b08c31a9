/**
 * Everything that is read out of one stack; the page, the comparison, the change report and the JSON are made of it.
 */

import type { Grant } from "../../stacks/readers/permissions.js";
import type { Reach } from "../../stacks/readers/reach.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { bareAddress, type Plan, plannedAddresses } from "../read/plan.js";
import type { PriceBook } from "../read/prices.js";
import { withResources } from "../read/stack.js";
import { type AccessTable, accessOf } from "./access.js";
import { notRead, type Unread } from "./closed-world.js";
import { type Finding, findings } from "./findings.js";
import { type StaleRow, staleRows } from "./ledger-rows.js";
import { type Money, moneyOf } from "./money.js";
import { grantsOf } from "./permissions.js";
import { reachOf } from "./reach.js";

/** What may be given beside a stack. */
export interface Beside {
  readonly plan?: Plan;
  readonly prices?: PriceBook;
  /** For what is older than 90 days. @default now */
  readonly today?: Date;
  /** Why the stack is older than the spec or the code that it was made of. @default it is not */
  readonly stale?: string;
}

/** What was read out of one stack. */
export interface Analysis {
  readonly stack: Stack;
  readonly plan?: Plan;
  readonly money?: Money | undefined;
  readonly today: Date;
  readonly grants: readonly Grant[];
  /** Who may what with each thing, by coverage. */
  readonly access: AccessTable;
  readonly reach: readonly Reach[];
  /** What was not read: no answer is about it. */
  readonly unread: readonly Unread[];
  /** Rows of the ledger that are no longer true of the stack. */
  readonly staleRows: readonly StaleRow[];
  readonly findings: readonly Finding[];
}

/** A stack with what only a plan knows: resources of modules, and instances of what is repeated. */
function opened(stack: Stack, { modules, instances }: Plan): Stack {
  const repeated = new Set(instances.map(({ address }) => bareAddress(address)));
  return modules.length + instances.length === 0 ? stack : withResources(stack, [...modules, ...instances], repeated);
}

/** Reads a stack, with what was given beside it. With a plan its modules are opened. */
export function analysisOf(given: Stack, { plan, prices, today = new Date(), stale }: Beside = {}): Analysis {
  const stack = plan === undefined ? given : opened(given, plan);
  const grants = grantsOf(stack);
  const reach = reachOf(stack);
  const unread = notRead(stack, plan === undefined ? undefined : plannedAddresses(plan));
  const rows = staleRows(stack);
  const costs = prices === undefined ? undefined : moneyOf(stack, prices);
  let access: AccessTable | undefined;
  return {
    stack,
    ...(plan === undefined ? {} : { plan }),
    ...(costs === undefined ? {} : { money: costs }),
    today,
    grants,
    // a change report asks for none of it
    get access() {
      access ??= accessOf(stack);
      return access;
    },
    reach,
    unread,
    staleRows: rows,
    findings: findings({ stack, grants, reach, plan, unread, staleRows: rows, stale }),
  };
}
