/** Numbers with their unit, as a person reads them. */
import type { Reading } from "../../stacks/ledger.js";

const grouped = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

/** `7,200 s (2 h)`, `90 days`, `3`. */
export function quantity(value: number, unit: string): string {
  switch (unit) {
    case "seconds": {
      const long =
        value >= 86_400 ? `${grouped(value / 86_400)} days` : value >= 3600 ? `${grouped(value / 3600)} h` : "";
      return `${grouped(value)} s${long === "" ? "" : ` (${long})`}`;
    }
    case "milliseconds":
      return `${grouped(value)} ms`;
    case "percent":
      return `${grouped(value)} %`;
    case "days":
      return `${grouped(value)} ${value === 1 ? "day" : "days"}`;
    case "GiB":
      return `${grouped(value)} GiB`;
    default:
      return grouped(value);
  }
}

/** The value of a ledger row, or what it waits for. */
export function reading(row: Reading): string {
  if (row.value !== null) return quantity(row.value, row.unit);
  return row.when === undefined ? "not read" : `not yet: waits for the ${row.when}`;
}
