/** `prices`: makes a dated price book for the meters of synthesized stacks. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { type PricesOptions, pricesOf } from "../review/prices.js";
import { readInfracost } from "../review/read/infracost.js";
import { readStacks } from "../review/review.js";
import { UserError } from "../stacks/user-error.js";
import { getJson } from "./get-json.js";

export interface PricesFlags {
  readonly app: string;
  readonly output: string;
  readonly currency: string;
  readonly infracost?: string;
}

/** By the first line a book that this command wrote is known: no other file is overwritten. */
const mark = "# Made by `cdktf-ml-pilot prices`";

/**
 * Writes the book, whole or not at all, and returns what to say: the file, and each meter without a price.
 * @throws UserError where a list cannot be read, nothing was found, or the file is somebody else's
 */
export async function prices(
  named: readonly string[],
  { app, output, currency, infracost }: PricesFlags,
  more: Partial<PricesOptions> = {},
): Promise<readonly string[]> {
  if (!/^[A-Z]{3}$/.test(currency))
    throw new UserError([`--currency must be three capital letters, such as USD, got ${JSON.stringify(currency)}`]);
  if (existsSync(output) && !readFileSync(output, "utf8").startsWith(mark))
    throw new UserError([`${output}: must be a book that this command made, or no file; give another --output`]);
  const { book, left } = await pricesOf(readStacks(named, app), {
    ...{ currency, today: new Date(), env: process.env, get: getJson() },
    infracost: infracost === undefined ? undefined : readInfracost(infracost),
    ...more,
  });
  const head = [
    `${mark}: list prices without a contract, discounts and taxes. Make it again rather than edit it.`,
    ...left.map((line) => `# no price: ${line.replace(/\s+/g, " ")}`),
  ];
  const half = `${output}.part`;
  try {
    writeFileSync(half, `${head.join("\n")}\n${stringify(book, { lineWidth: 0 })}`, { flag: "wx" });
    renameSync(half, output);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") rmSync(half, { force: true });
    throw new UserError([`${output}: cannot be written (${code}); give another --output, or remove ${half}`]);
  }
  return [`wrote ${output}: ${book.prices.length} prices`, ...left.map((line) => `no price: ${line}`)];
}
