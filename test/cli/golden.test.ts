/** What is made and committed is not stale. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { goldenSpec, goldens } from "../../cli/golden.js";

const root = join(__dirname, "../..");
const made = goldens();

test.each([...made.keys()])("%s is what npm run golden would write", (file) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(readFileSync(join(root, file), "utf8")).toBe(made.get(file));
});

test("no review is left of a vendor that is gone", () => {
  const committed = readdirSync(join(root, "examples/penguins/review")).map(
    (file) => `examples/penguins/review/${file}`,
  );
  expect(committed.filter((file) => !made.has(file))).toEqual([]);
});

test("the serving example is the example but for image, releases and live", () => {
  type Spec = Record<string, Record<string, unknown>>;
  const read = (file: string) => parse(readFileSync(join(root, file), "utf8")) as Spec;
  const serving = read(goldenSpec);
  const { image, ...rest } = serving;
  expect(Object.keys(image ?? {})).toEqual(["digest"]);
  for (const vendor of ["aws", "google", "azure"]) {
    const { releases, live, ...block } = rest[vendor] ?? {};
    expect(Object.keys(releases as object)).toContain(live);
    rest[vendor] = block;
  }
  expect(rest).toEqual(read("examples/penguins/pilot.yaml"));
});
