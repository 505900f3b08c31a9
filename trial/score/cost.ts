/** Cost on the scorecard: what the ledger and a price book declare, and what a bill of the platform proves. */
import { atLeast, type Money, money, moneyOf, ofRuns } from "../../review/analysis/money.js";
import type { Section, Text } from "../../review/document.js";
import type { PriceBook } from "../../review/read/prices.js";
import type { Stack } from "../../stacks/readers/stack.js";
import type { ReadRecord } from "../evidence/read.js";
import { shown } from "../statistics.js";

/** What a platform has billed for a pilot, of the newest record that holds an amount. */
export interface Bill {
  readonly amount: number;
  /** Three letters of ISO 4217. */
  readonly currency: string;
  /** How much of the amount carries an owner. @default - the platform does not say */
  readonly owned?: number;
  /** How far the bill is behind what was spent, in seconds. @default - not measured */
  readonly lateSeconds?: number;
  readonly file: string;
}

/** What a price book declares of a stack; every sum says whether it leaves something out. */
export interface DeclaredCost {
  readonly idle: string;
  readonly run: string;
  readonly worst: string;
  /** What the worst month holds of runs. */
  readonly runs: string;
}

/** The newest bill of some records; undefined where none holds an amount. */
export function billOf(records: readonly ReadRecord[]): Bill | undefined {
  const bills = records.filter(({ record }) => record.what === "bill" && record.ended === "succeeded").reverse();
  for (const { record, file } of bills) {
    const billed = record.numbers.find(({ name, unit }) => name === "billed" && unit === "money");
    const amount = billed?.values[0];
    if (billed?.subject === undefined || amount === undefined) continue;
    const number = (name: string) => record.numbers.find((each) => each.name === name)?.values[0];
    const [owned, lateSeconds] = [number("billedWithOwner"), number("billLate")];
    return {
      ...{ amount, currency: billed.subject, file },
      ...(owned === undefined ? {} : { owned }),
      ...(lateSeconds === undefined ? {} : { lateSeconds }),
    };
  }
  return undefined;
}

/** What a stack declares by a price book. */
export function declaredCost(stack: Stack, prices: PriceBook): DeclaredCost {
  const costs: Money = moneyOf(stack, prices);
  return {
    idle: atLeast(costs, costs.idle),
    run: atLeast(costs, costs.run),
    worst: atLeast(costs, costs.worst),
    runs: ofRuns(costs),
  };
}

/** What is shown of one platform. */
export interface CostColumn {
  readonly title: string;
  readonly stack: Stack;
  readonly bill?: Bill;
}

const proven = "proven";

/** The section of the page. */
export function costSection(columns: readonly CostColumn[], prices: PriceBook | undefined): Section {
  const declared = columns.map(({ stack }) => (prices === undefined ? undefined : declaredCost(stack, prices)));
  const none = "no price book (--prices)";
  const ofBook = (key: keyof DeclaredCost): readonly Text[] =>
    declared.map((each) => (each === undefined ? none : `declared: ${each[key]}`));
  const ofBill = (words: (bill: Bill) => string | undefined): readonly Text[] =>
    columns.map(({ bill }) => {
      const found = bill === undefined ? undefined : words(bill);
      return found === undefined ? "not measured" : `${proven}: ${found}`;
    });
  const budgets = columns.map(({ stack }): Text => {
    const { monthly, currency } = (stack.ledger?.spec["budget"] ?? {}) as { monthly?: unknown; currency?: unknown };
    return typeof monthly === "number" ? `declared: ${money(monthly, String(currency))}` : "none";
  });
  const share = ({ owned, amount }: Bill) =>
    owned === undefined || amount === 0 ? undefined : `${shown((owned / amount) * 100)} %`;
  const rows: ReadonlyArray<readonly Text[]> = [
    ["Idle, a month", ...ofBook("idle")],
    ["One run at most", ...ofBook("run")],
    [`Worst case a month, ${declared.find((each) => each !== undefined)?.runs ?? "without runs"}`, ...ofBook("worst")],
    ["Budget of a month", ...budgets],
    ["Billed until now", ...ofBill(({ amount, currency }) => money(amount, currency))],
    ["Carries an owner", ...ofBill(share)],
    [
      "The bill is behind by",
      ...ofBill(({ lateSeconds }) => (lateSeconds === undefined ? undefined : `${shown(lateSeconds / 3600)} h`)),
    ],
  ];
  return {
    title: "Cost",
    blocks: [
      {
        kind: "text",
        text: "A price book declares what a pilot may cost. Only an amount of the platform's bill proves it.",
      },
      { kind: "table", head: ["Cost", ...columns.map(({ title }) => title)], rows },
    ],
  };
}
