/** What is made and committed is not stale. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { goldenSpec, goldens } from "../../scripts/assembled-docs/goldens.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";

const root = join(__dirname, "../..");
let made: ReadonlyMap<string, string>;

beforeAll(async () => {
  made = await goldens();
});

// a stack that cdktn made names its program, where these tests run with it (npm run test:longevity)
const byCdktf = (text: string) => text.replaceAll("npx --no cdktn ", "npx --no cdktf ");

test("each golden is what npm run golden would write", () => {
  const committed = [...made.keys()].map((file) => {
    const path = join(root, file);
    return [file, existsSync(path) ? byCdktf(readFileSync(path, "utf8")) : "is missing"];
  });
  expect(made.size).toBeGreaterThanOrEqual(7);
  expect(committed).toEqual([...made].map(([file, text]) => [file, byCdktf(text)]));
});

test("no review is left of a platform that is gone", () => {
  const committed = readdirSync(join(root, "examples/penguins/review")).map(
    (file) => `examples/penguins/review/${file}`,
  );
  expect(committed.filter((file) => !made.has(file))).toEqual([]);
});

test("the serving example is the example but for image, releases and live", () => {
  type Spec = Record<string, Record<string, unknown>>;
  const read = (file: string) => parse(readFileSync(join(root, file), "utf8")) as Spec;
  const serving = read(goldenSpec);
  const { image: { digest, ...image } = {}, ...others } = serving;
  expect(digest).toMatch(/^sha256:/);
  const rest: Spec = { ...others, image };
  for (const platform of platformIds) {
    const { releases, live, ...block } = rest[platform] ?? {};
    expect(Object.keys(releases as object)).toContain(live);
    rest[platform] = block;
  }
  expect(rest).toEqual(read("examples/penguins/pilot.yaml"));
});
