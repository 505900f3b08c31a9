/**
 * Meters times prices: what a stack costs idle, in one run at most, and in the worst month. What has no price is said.
 */

import type { Meter, Schedule } from "../../stacks/readers/meters.js";
import { isMap, type Stack } from "../../stacks/readers/stack.js";
import type { Price, PriceBook } from "../read/prices.js";
import type { Change } from "./changes.js";
import { isSame, valueAt } from "./ledger-rows.js";
import { metersOf } from "./money/meters.js";

/** Hours of an average month. */
const hoursOfMonth = 730;

/** Hours of what a price is per. */
const hoursPer: Readonly<Record<Price["per"], number>> = { hour: 1, day: 24, month: hoursOfMonth };

/** One line of a sum. */
export interface Charge {
  readonly what: string;
  /** The machine or resource type that is priced. */
  readonly meter: string;
  /** How many of them, and for how many hours each. */
  readonly count: number;
  readonly hours: number;
  /** What is counted. @default - pieces */
  readonly unit?: Meter["unit"];
  /** Whether these are the replicas of an endpoint, at the least or at the most. @default - they are not */
  readonly replicas?: "least" | "most";
  /** Undefined: no price given. */
  readonly money?: number;
  readonly price?: Price;
}

/** What one run of a pipeline costs at most. */
export interface Run {
  readonly name: string;
  readonly charges: readonly Charge[];
}

/** What a stack costs. Sums hold what has a price; `missing` says what has none. */
export interface Money {
  readonly currency: string;
  readonly idle: readonly Charge[];
  /** The run that trains, or the only one. */
  readonly run: readonly Charge[];
  /** Every pipeline of the stack, the one that trains first. */
  readonly runs: readonly Run[];
  /** Idle with every replica at its most, and every run that a schedule starts: no other run. */
  readonly worst: readonly Charge[];
  /** What starts runs without being asked. */
  readonly schedules: readonly Schedule[];
  /** What no limit bounds. */
  readonly unbounded: readonly string[];
  /** What is charged and no meter counts, so that no sum holds it. @default none */
  readonly apart?: readonly string[];
  /** What has no price, or cannot be counted: every sum is too low by it. */
  readonly missing: readonly string[];
  /** Those of them that cannot be counted, so that they stand in no sum. */
  readonly uncounted: readonly string[];
  readonly budget?: { readonly monthly: number; readonly currency: string };
}

/** What a sum leaves out: charges that have no price, and what cannot be counted. */
export const leftOut = ({ uncounted }: Money, charges: readonly Charge[]): readonly string[] => [
  ...new Set([
    ...charges.filter((each) => each.money === undefined && each.count > 0).map(({ meter }) => meter),
    ...uncounted,
  ]),
];

/** What the worst month holds of runs, as it stands behind the sum. */
export function ofRuns({ schedules }: Pick<Money, "schedules">): string {
  if (schedules.length === 0) return "without runs";
  const runs = schedules.map(({ run, starts }) => `${starts} runs of ${run} that a schedule starts`);
  return `with ${runs.join(" and ")}, and no other run`;
}

export const sum = (charges: readonly Charge[]): number => charges.reduce((total, { money = 0 }) => total + money, 0);

/** Looks prices up, and notes what has none. */
class Book {
  readonly missing = new Set<string>();

  constructor(private readonly book: PriceBook) {}

  private find(meter: string, serves: boolean): Price | undefined {
    const same = this.book.prices.filter((each) => each.meter === meter);
    return same.find((each) => each.for === "endpoint" && serves) ?? same.find((each) => each.for === undefined);
  }

  charge({ what, meter, count, hours, ...more }: Omit<Charge, "money" | "price">): Charge {
    const price = this.find(meter, more.replicas !== undefined);
    // nothing costs nothing, whatever its price
    if (price === undefined && count > 0) this.missing.add(what === meter ? meter : `${meter} (${what})`);
    const units = hours / (price === undefined ? 1 : hoursPer[price.per]);
    const money = price === undefined ? {} : { price, money: price.value * units * count };
    return { what, meter, count, hours, ...more, ...money };
  }
}

/** Meters that one price is for, as one: of several deployments, of several resources of a type. */
function together(meters: readonly Meter[]): ReadonlyArray<readonly [Meter, readonly Meter[]]> {
  const groups = new Map<string, Meter[]>();
  for (const meter of meters) {
    const key = JSON.stringify([meter.priceKey, meter.when, meter.when === "always" ? meter.what : ""]);
    const found = groups.get(key);
    if (found) found.push(meter);
    else groups.set(key, [meter]);
  }
  return [...groups.values()].map((same) => [same[0] as Meter, same]);
}

/** The charges of a month, of what serves and of what is there always, at the least or at the most. */
function ofMonth(book: Book, meters: readonly Meter[], which: "least" | "most"): readonly Charge[] {
  return together(meters.filter(({ when }) => when !== "running")).map(([first, same]) => {
    const count = same.reduce((total, meter) => total + meter[which], 0);
    const serves = first.when === "serving";
    const names = [...new Set(same.map(({ what }) => what))];
    const what = serves ? `endpoint (${names.join(", ")}), replicas at ${which}` : names.join(", ");
    const { priceKey: meter, unit } = first;
    const more = { ...(unit === undefined ? {} : { unit }), ...(serves ? { replicas: which } : {}) };
    return book.charge({ what, meter, count, hours: hoursOfMonth, ...more });
  });
}

/** Each pipeline with its steps, every one to its limit in every attempt on all its nodes. */
function runsOf(book: Book, meters: readonly Meter[], training: string | undefined): readonly Run[] {
  const names = [...new Set(meters.flatMap(({ run }) => run ?? []))];
  const order = [...names].sort((a, b) => Number(b === training) - Number(a === training));
  return order.map((name) => ({
    name,
    charges: meters
      .filter(({ run, when }) => when === "running" && run === name)
      .map(({ what, priceKey: meter, most: count, unit, attempts = 1, seconds, address }) => {
        const shown = attempts > 1 ? `${what}, ${attempts} attempts` : what;
        if (seconds === undefined) book.missing.add(`${meter} (${what}: nothing stops it, at ${address})`);
        const more = unit === undefined ? {} : { unit };
        return book.charge({ what: shown, meter, count, hours: (seconds ?? 0) / 3600, ...more });
      }),
  }));
}

/** Every run that a schedule starts in a month, step by step. */
const startedIn = (runs: readonly Run[], schedules: readonly Schedule[]): readonly Charge[] =>
  schedules.flatMap(({ run, starts }) =>
    (runs.find(({ name }) => name === run)?.charges ?? []).map((charge) => ({
      ...charge,
      what: `${starts} runs of ${run}: ${charge.what}`,
      hours: charge.hours * starts,
      ...(charge.money === undefined ? {} : { money: charge.money * starts }),
    })),
  );

/** The name of the pipeline that trains, by the ledger. */
function trainingRun(stack: Stack, meters: readonly Meter[]): string | undefined {
  const paths = stack.ledger?.boxes.find(({ box }) => box === "pipeline")?.path.split(", ") ?? [];
  const isIn = (path: string) => paths.some((each) => path === each || path.startsWith(`${each}/`));
  return meters.find(({ run, address }) => run !== undefined && isIn(stack.byAddress.get(address)?.path ?? ""))?.run;
}

/** The budget of the spec, as the stack has it now; undefined where the stack has none any more. */
function budgetOf(stack: Stack): Money["budget"] {
  const { monthly, currency } = isMap(stack.ledger?.spec["budget"]) ? stack.ledger.spec["budget"] : {};
  if (typeof monthly !== "number") return undefined;
  const own = stack.ledger?.boxes.find(({ box }) => box === "budget")?.limits.find(({ kind }) => kind === "budget");
  const found = own === undefined || own.at === null ? monthly : valueAt(stack, own.at);
  const amount = own !== undefined && isSame(found, own.raw) ? monthly : Number(found ?? Number.NaN);
  return Number.isFinite(amount) ? { monthly: amount, currency: String(currency) } : undefined;
}

/** What a stack costs by a price book. */
export function moneyOf(stack: Stack, prices: PriceBook): Money {
  const { meters, schedules, uncounted, unbounded = [], byUse, apart } = metersOf(stack);
  const book = new Book(prices);
  const idle = ofMonth(book, meters, "least");
  const atMost = ofMonth(book, meters, "most");
  const runs = runsOf(book, meters, trainingRun(stack, meters));
  const notCounted = uncounted.map(({ what, why }) => `${what} (${why})`);
  const isScheduled = schedules.length > 0;
  const budget = budgetOf(stack);
  return {
    currency: prices.currency,
    idle,
    run: runs[0]?.charges ?? [],
    runs,
    worst: [...atMost, ...startedIn(runs, schedules)],
    schedules,
    unbounded: [
      ...(runs.length > 0 ? [`how many runs somebody ${isScheduled ? "starts by hand" : "or a schedule starts"}`] : []),
      ...unbounded,
      "GiB stored, and GiB moved out of the region",
      ...(meters.some(({ when }) => when === "serving")
        ? ["requests, where the platform bills them one by one", "a second set of replicas while a release rolls out"]
        : []),
      ...(byUse.length === 0 ? [] : [`what is used of ${byUse.join(", ")}`]),
    ],
    ...(apart.length === 0 ? {} : { apart }),
    missing: [...book.missing, ...notCounted],
    uncounted: notCounted,
    ...(budget === undefined ? {} : { budget }),
  };
}

/** How the worst month stands to the budget. A sum with a gap is at least what it says, so it is never below. */
export function againstBudget({ worst, missing, budget, currency }: Money): "none" | "below" | "above" | "open" {
  if (budget === undefined || budget.currency !== currency) return "none";
  if (sum(worst) > budget.monthly) return "above";
  return missing.length > 0 ? "open" : "below";
}

/** A sum of money, as a person reads it. */
export const money = (value: number, currency: string): string =>
  `${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;

/** A sum as a person reads it: "at least" where it leaves something out. */
export const atLeast = (costs: Money, charges: readonly Charge[]): string =>
  `${leftOut(costs, charges).length > 0 ? "at least " : ""}${money(sum(charges), costs.currency)}`;

/** How many of it, with what is counted. */
export const counted = ({ count, unit }: Pick<Charge, "count" | "unit">): string =>
  unit === undefined ? `${count}` : `${count} ${unit}`;

/** What is charged in other amounts: how many of it, and for how long. */
function amounts({ idle, worst, runs }: Money): ReadonlyMap<string, string> {
  const hours = (value: number) => `${value.toLocaleString("en-US", { maximumFractionDigits: 2 })} h`;
  const month = [...idle, ...worst].map((charge) => {
    const { what, meter, replicas } = charge;
    return [replicas === undefined ? what : `replicas at ${replicas}, of ${meter}`, counted(charge)] as const;
  });
  const steps = runs.flatMap(({ name, charges }) =>
    charges.map(
      (each) => [`${name}: ${each.what} on ${each.meter}`, `${counted(each)} × ${hours(each.hours)}`] as const,
    ),
  );
  return new Map([...month, ...steps]);
}

/** The meters that came, went or changed, as words. */
function changedMeters(before: Money, after: Money): readonly string[] {
  const [was, is] = [amounts(before), amounts(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    return old === now ? [] : [`${key}: ${old ?? "none"} → ${now ?? "none"}`];
  });
}

/**
 * What a change costs: one line where the idle month, the worst month or one run differ. A sum with a gap is compared
 * with nothing: what has no price on either side is said instead, with the meters that changed.
 */
export function moneyChange(before: Money | undefined, after: Money | undefined): readonly Change[] {
  if (before === undefined || after === undefined) return [];
  const gaps = [...new Set([...before.missing, ...after.missing])];
  const [was, is] = [ofRuns(before), ofRuns(after)];
  const names = { idle: "idle, a month", worst: `worst case a month, ${was === is ? is : `${was} → ${is}`}` };
  const runs = [...new Set([...before.runs, ...after.runs].map(({ name }) => name))];
  const one = (of: Money, name: string) => sum(of.runs.find((each) => each.name === name)?.charges ?? []);
  const sums: ReadonlyArray<readonly [label: string, was: number, is: number]> = [
    ...(["idle", "worst"] as const).map((kind) => [names[kind], sum(before[kind]), sum(after[kind])] as const),
    ...runs.map((name, index) => {
      const label = index === 0 ? "one run at most" : `one run of ${name} at most`;
      return [label, one(before, name), one(after, name)] as const;
    }),
  ];
  const rows = sums.flatMap(([label, old, now]) =>
    Math.abs(old - now) < 0.005 ? [] : [`${label}: ${money(old, before.currency)} → ${money(now, after.currency)}`],
  );
  const row = (text: string): readonly Change[] => [{ kind: "money", text, address: "", flags: [] }];
  if (gaps.length === 0) return rows.length === 0 ? [] : row(rows.join("; "));
  const changed = changedMeters(before, after);
  if (changed.length === 0 && before.missing.join() === after.missing.join()) return [];
  const fresh = after.missing.filter((each) => !before.missing.includes(each));
  const first = [...fresh, ...gaps.filter((each) => !fresh.includes(each))];
  return row([`not compared: no price for ${first.join("; ")}`, ...changed].join("; "));
}
