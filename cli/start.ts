/**
 * `npm start`: synthesizes the specs that cdktf.json names, or those of its arguments, writes the reviews, and prints one
 * screen.
 */
import { join, relative } from "node:path";
import { reading } from "../review/analysis/quantity.js";
import type { Stack } from "../review/read/stack.js";
import { readStacks, review } from "../review/review.js";
import type { LedgerBox } from "../stacks/ledger.js";
import { specsOf } from "../stacks/spec/named.js";
import { reportingErrors } from "../stacks/user-error.js";
import { ownPackage } from "./own-package.js";
import { synthesize } from "./synthesize.js";

/** The limit of a box that stops something by itself: a time before a number, one that stands before one that waits. */
function hardestLimit({ limits }: LedgerBox): string {
  const hard = limits.filter(({ enforcement }) => enforcement === "hard");
  const stands = hard.filter(({ value }) => value !== null);
  const limit = stands.find(({ unit }) => unit === "seconds") ?? stands[0] ?? hard[0] ?? limits[0];
  return limit === undefined ? "no limit" : `${limit.name}: ${reading(limit)}`;
}

/** Rows of equal width, without spaces at the end. */
function columns(rows: ReadonlyArray<readonly string[]>, most: readonly number[]): readonly string[] {
  const cut = rows.map((row) =>
    row.map((cell, at) => (cell.length > (most[at] ?? 99) ? `${cell.slice(0, (most[at] ?? 99) - 1)}…` : cell)),
  );
  const widths = (cut[0] ?? []).map((_, at) => Math.max(...cut.map((row) => row[at]?.length ?? 0)));
  return cut.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Boxes by vendor, in the order of the common path. */
function table(stacks: readonly Stack[]): readonly string[] {
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
  const rows = order.flatMap((name) => {
    const found = stacks.flatMap(({ ledger }) =>
      [...(ledger?.boxes ?? []), ...(ledger?.grounds ?? [])]
        .filter(({ box }) => box === name)
        .map((box) => [
          ledger?.vendor ?? "",
          box.owner,
          hardestLimit(box),
          box.meter?.whileIdle ? box.meter.what : "nothing",
        ]),
    );
    return found.map((row, at) => [at === 0 ? name : "", ...row]);
  });
  return columns([["BOX", "VENDOR", "OWNER", "HARDEST LIMIT", "METERS WHILE IDLE"], ...rows], [16, 8, 24, 44, 44]);
}

function start(): void {
  const { root } = ownPackage();
  const path = (file: string) => relative(process.cwd(), join(root, file)) || ".";
  const out = join(root, "cdktf.out");
  const specs = specsOf(process.argv.slice(2), root);
  const noGos = synthesize(specs, out);
  const stacks = readStacks([], out);
  const { lines: written } = review([], {
    app: out,
    output: join(out, "review"),
    prices: join(root, "examples/penguins/prices.yaml"),
  });
  const pilot = stacks[0]?.ledger;
  const screen = [
    ...noGos,
    ...(noGos.length > 0 ? [""] : []),
    `pilot ${pilot?.pilot}: ${stacks.length} stacks synthesized, nothing deployed; phase ${pilot?.phase} of 2`,
    "",
    ...table(stacks),
    "",
    ...specs.map((file) => `spec     ${path(file)}`),
    ...stacks.map(({ name, file }) => `stack    ${path(relative(root, file))} (npx cdktf deploy ${name})`),
    ...written
      .filter((line) => line.endsWith(".html"))
      .map((line) => `review   ${path(relative(root, line.replace(/^wrote /, "")))} (and .md, .json)`),
  ];
  for (const line of screen) console.log(line);
}

reportingErrors(async () => start());
