/**
 * `npm start`: synthesizes the specs that cdktf.json names, or those of its arguments, writes the reviews, and prints
 * one screen.
 */
import { join, relative } from "node:path";
import { ownPackage } from "../cli/own-package.js";
import { readPrices } from "../review/read/prices.js";
import { readStacks, review } from "../review/review.js";
import { specsOf } from "../stacks/pilot-spec/named.js";
import { reportingErrors } from "../stacks/user-error.js";
import { idleCost, table } from "./start/table.js";
import { synthesize } from "./synthesize.js";

function start(): void {
  const { root } = ownPackage();
  const path = (file: string) => relative(process.cwd(), join(root, file)) || ".";
  const out = join(root, "cdktf.out");
  const specs = specsOf(process.argv.slice(2), root);
  const progress = (line: string) => console.error(line);
  progress(`synthesizing ${specs.join(", ")}`);
  const noGos = synthesize(specs, out, progress);
  progress("reviewing");
  const stacks = readStacks([], out);
  const prices = join(root, "examples/penguins/prices.yaml");
  const { lines: written } = review([], { app: out, output: join(out, "review"), prices });
  const book = readPrices(prices);
  const pilots = [
    ...new Set(
      stacks.flatMap(({ ledger }) => (ledger === undefined ? [] : [`${ledger.pilot}, phase ${ledger.phase} of 2`])),
    ),
  ];
  const screen = [
    ...noGos,
    ...(noGos.length > 0 ? [""] : []),
    `pilot ${pilots.join("; ")}: ${stacks.length} stacks synthesized, nothing deployed`,
    "",
    ...table(stacks),
    "",
    ...specs.map((file) => `spec     ${path(file)}`),
    ...stacks.map((stack) => `stack    npx --no cdktf deploy ${stack.name}; ${idleCost(stack, book)}`),
    ...written
      .filter((line) => line.endsWith(".html"))
      .map((line) => `review   ${path(relative(root, line.replace(/^wrote /, "")))} (and .md, .json)`),
  ];
  for (const line of screen) console.log(line);
}

reportingErrors(async () => start());
