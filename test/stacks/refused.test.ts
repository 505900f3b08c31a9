/**
 * Specs that the check once called right and a cloud, or its provider, refused at apply or quietly changed: one table
 * per platform and one for all of them, each line of the check literally. A rule that goes makes its row fail.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { only } from "../synth.js";
import { exampleInput, examplePlatforms } from "../variants.js";
import { checkedWhole } from "./random/random-spec.js";
import { rows as everywhere } from "./refused/everywhere.js";
import type { RefusedRow } from "./refused/row.js";

/** The lines of the check: of one value the first, as a user sees them. */
async function linesOf(input: unknown): Promise<readonly string[]> {
  const lines = new Map<string, string>();
  for (const { path, message } of (await checkedWhole(input)).problems) {
    const place = path.map(String).join(".");
    if (!lines.has(place) || path.length === 0) lines.set(place, `${place}: ${message}`);
  }
  return [...lines.values()];
}

for (const [what, change, ...lines] of everywhere) {
  test(`every platform: ${what}`, async () => {
    expect(await linesOf(exampleInput(change))).toEqual(lines);
  });
}

const withTable = examplePlatforms.filter((platform) => existsSync(join(__dirname, platform, "refused.ts")));

describe.each(withTable)("%s", (platform) => {
  let rows: readonly RefusedRow[];
  beforeAll(async () => {
    ({ rows } = (await import(`./${platform}/refused.js`)) as { rows: readonly RefusedRow[] });
  });

  // one test for the table: its rows are the platform's own, and are loaded with it
  test("says each row literally", async () => {
    const said = await Promise.all(
      rows.map(async ([what, change]) => [what, ...(await linesOf(exampleInput(only(platform, change))))]),
    );
    expect(said).toEqual(rows.map(([what, , ...lines]) => [what, ...lines]));
  });
});
