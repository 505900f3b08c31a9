/** The first screen: every box by platform, in the order of the common path, within 100 columns. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { money, sum } from "../../review/analysis/money.js";
import { reading } from "../../review/analysis/quantity.js";
import type { PriceBook } from "../../review/read/prices.js";
import type { LedgerBox } from "../../stacks/ledger.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { machineBelow } from "./machine.js";

const order = [
  "data bucket",
  "pipeline",
  "training job",
  "model registry",
  "endpoint",
  "private network",
  "quotas",
  "budget",
];

/** Widest a column may be: with two spaces between them 100 columns. */
const widths = [15, 10, 18, 23, 19, 5] as const;

/**
 * The limit of a box that stops something by itself: a runtime before another time, a time before a number, one that is
 * there before one that waits.
 */
function hardestLimit({ limits }: LedgerBox): string {
  const hard = limits.filter(({ enforcement }) => enforcement === "hard");
  const set = hard.filter(({ value }) => value !== null);
  const runtime = set.find(({ kind }) => kind === "runtime");
  const limit = runtime ?? set.find(({ unit }) => unit === "seconds") ?? set[0] ?? hard[0] ?? limits[0];
  if (limit === undefined) return "none";
  // the number first: what is cut is the end, and never a number
  return limit.value === null ? reading(limit) : `${reading(limit)}: ${limit.name}`;
}

/** The machine that a box runs on, read from what is synthesized of it. */
function machineOf({ path }: LedgerBox, { resources }: Stack): string {
  const paths = path.split(", ");
  const own = resources.filter((resource) => paths.some((each) => `${resource.path}/`.startsWith(`${each}/`)));
  return own.map((resource) => machineBelow(resource.arguments)).find((machine) => machine !== undefined) ?? "";
}

const fitted = (cell: string, width: number) =>
  cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width);

/** The lines of the table. */
export function table(stacks: readonly Stack[]): readonly string[] {
  const rows = order.flatMap((name) =>
    stacks
      .flatMap((stack) =>
        (stack.ledger?.boxes ?? [])
          .filter(({ box }) => box === name)
          .map((box) => [
            stack.ledger?.platform ?? "",
            machineOf(box, stack),
            hardestLimit(box),
            box.owner,
            box.meter?.whileIdle ? "bills" : "",
          ]),
      )
      .map((row, at) => [at === 0 ? name : "", ...row]),
  );
  return [["BOX", "PLATFORM", "MACHINE", "LIMIT", "OWNER", "IDLE"], ...rows].map((row) =>
    row
      .map((cell, at) => fitted(cell, widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** What a stack costs in a month in which nobody uses it; what has no price is said. */
export function idleCost(stack: Stack, prices: PriceBook): string {
  const found = analysisOf(stack, { prices }).money;
  if (found === undefined) return "idle: not priced";
  const unpriced = found.idle.filter((charge) => charge.money === undefined).length;
  return `idle: ${money(sum(found.idle), found.currency)} a month${unpriced > 0 ? ` and ${unpriced} without a price` : ""}`;
}
