/** Statistics of raw numbers, and when there are enough of them. */

import type { Evidence } from "./evidence/schema.js";

/** Units as a page shows them. */
export const shortUnits: Readonly<Record<Evidence["numbers"][number]["unit"], string>> = {
  seconds: "s",
  milliseconds: "ms",
  count: "",
  score: "",
  gibibytes: "GiB",
  "megabytes per second": "MB/s",
  "rows per second": "rows/s",
  gigaflops: "GFLOP/s",
  money: "",
};

/** Which part of the values lies at or below a percentile. */
export type Percentile = 50 | 95 | 99;

/** What is said of some numbers; a percentile is there only where the count allows it. */
export interface Summary {
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

/**
 * How many values a percentile needs: as many as put one value above it on average. A p95 of five values would be
 * their largest, and say nothing of the twentieth.
 */
export const leastCount: Readonly<Record<Percentile, number>> = { 50: 2, 95: 20, 99: 100 };

/** A percentile by nearest rank: a value that was measured; undefined where there are too few. */
export function percentile(sorted: readonly number[], p: Percentile): number | undefined {
  if (sorted.length < leastCount[p]) return undefined;
  return sorted[Math.ceil((p / 100) * sorted.length) - 1];
}

/** Sums up raw numbers; undefined for an empty list. */
export function summary(values: readonly number[]): Summary | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const found = ([50, 95, 99] as const).flatMap((p) => {
    const value = percentile(sorted, p);
    return value === undefined ? [] : [[`p${p}`, value] as const];
  });
  return { n: sorted.length, min, max, ...Object.fromEntries(found) };
}

/** A number with as many digits as it is worth: three that count. */
export function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toFixed(digits).replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") ? "" : zeros));
}
