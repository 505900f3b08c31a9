/** What a trial may cost at most, by the ledger's limits and a price book, said before anything is started. */
import { leftOut, money, moneyOf, sum } from "../../review/analysis/money.js";
import type { PriceBook } from "../../review/read/prices.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { UserError } from "../../stacks/user-error.js";

/** How long a second set of replicas may serve while a release rolls out, there and back together, in hours. */
const rollHours = 2;

/** What is asked for. */
export interface Asked {
  readonly runs: number;
  readonly isRolled: boolean;
}

/**
 * Says in lines what a trial may cost at most.
 * @throws UserError where that is more than the budget of a month
 */
export function costAtMost(stack: Stack, prices: PriceBook | undefined, { runs, isRolled }: Asked): readonly string[] {
  if (prices === undefined) {
    const what = `${runs} runs, each within the limits of the ledger`;
    return [`${stack.name}: ${what}; what they may cost is not known without a price book (--prices prices.yaml)`];
  }
  const costs = moneyOf(stack, prices);
  const ofRuns = runs * sum(costs.run);
  const serving = costs.worst.filter(({ what }) => what.startsWith("endpoint ("));
  const anHour = serving.reduce((total, { money: all = 0, hours }) => total + (hours === 0 ? 0 : all / hours), 0);
  const ofRoll = isRolled ? anHour * rollHours : 0;
  const gaps = leftOut(costs, [...costs.run, ...(isRolled ? serving : [])]);
  const total = ofRuns + ofRoll;
  const { budget, currency } = costs;
  if (budget !== undefined && budget.currency === currency && total > budget.monthly)
    throw new UserError([
      `${stack.name}: a trial must stay within the budget of a month, ${money(budget.monthly, currency)}, and may cost ` +
        `${money(total, currency)}; ask for fewer --runs`,
    ]);
  const roll = isRolled
    ? `, rolling there and back ${money(ofRoll, currency)} (${rollHours} h of a second set of replicas)`
    : "";
  return [
    `${stack.name}: may cost at most ${gaps.length > 0 ? "what has no price, and " : ""}${money(total, currency)}: ` +
      `${runs} runs to every limit ${money(ofRuns, currency)}${roll}`,
    ...(gaps.length > 0 ? [`${stack.name}: without a price: ${gaps.join(", ")}`] : []),
    `${stack.name}: not in it: what serves already, bytes stored and moved, and what the platform asks for its bill`,
  ];
}
