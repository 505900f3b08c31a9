/** Whatever the check accepts synthesizes, and every text of it is one that the cloud takes. */
import { randomSpec } from "./random-spec.js";
import { refusedByClouds, synthesized } from "./stacks.js";

/** How many specs are tried, and the seed of the first: `npm run test:seeds` takes more. */
const runs = Number(process.env["SEEDS"] ?? 20);
const first = Number(process.env["SEED"] ?? 1);
const seeds = Array.from({ length: runs }, (_, at) => first + at);

// one test for each, so that a failure names the seed that repeats it
test.each(seeds)("the spec of seed %d", async (seed) => {
  const { spec } = await randomSpec(seed);
  const stacks = await synthesized(spec);
  expect(stacks.flatMap(({ problems }) => problems)).toEqual([]);
  expect(await refusedByClouds(stacks)).toEqual([]);
});
