/** Numbers with their unit, as a person reads them. */
import type { Reading } from "../../stacks/ledger.js";

// made once: a formatter costs a thousand times what it formats
const { format: grouped } = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

const days = (value: number) => `${grouped(value)} ${value === 1 ? "day" : "days"}`;

/** What so many seconds are in days or hours, where that says more. */
function long(seconds: number): string {
  if (seconds >= 86_400) return ` (${days(seconds / 86_400)})`;
  return seconds >= 3600 ? ` (${grouped(seconds / 3600)} h)` : "";
}

/** `7,200 s (2 h)`, `90 days`, `3`. */
export function quantity(value: number, unit: string): string {
  switch (unit) {
    case "seconds":
      return `${grouped(value)} s${long(value)}`;
    case "milliseconds":
      return `${grouped(value)} ms${long(value / 1000)}`;
    case "hours":
      return long(value * 3600).slice(2, -1);
    case "percent":
      return `${grouped(value)} %`;
    case "days":
      return days(value);
    case "GiB":
      return `${grouped(value)} GiB`;
    default:
      return grouped(value);
  }
}

/** The value of a ledger row, or what it waits for. */
export function reading(row: Reading): string {
  if (row.value !== null) return quantity(row.value, row.unit);
  return row.when === undefined ? "not read" : `waits for the ${row.when}`;
}
