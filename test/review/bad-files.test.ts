/** Malformed, truncated and hostile files: one clear line, and never a stack trace. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPlan } from "../../review/read/plan.js";
import { readPrices, stale } from "../../review/read/prices.js";
import { readStack } from "../../review/read/stack.js";
import { UserError } from "../../stacks/user-error.js";

const dir = mkdtempSync(join(tmpdir(), "ml-pilot-bad-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

function lines(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).lines;
  }
  throw new Error("nothing was thrown");
}

const deep = (depth: number) => `${'{"resource":'.repeat(depth)}{}${"}".repeat(depth)}`;
const ledger = (pilot: unknown) => JSON.stringify({ "//": { pilot } });

test.each<[string, string, RegExp]>([
  ["empty", "", /is not JSON/],
  ["truncated", '{"resource": {"aws_s3_bucket": {"b": {"buck', /is not JSON/],
  ["no object", "[]", /is not a JSON object/],
  ["another JSON", '{"name": "x"}', /holds no resource, provider or output/],
  ["10,000 levels", deep(10_000), /nests more than 100 levels/],
  // with the innermost, empty one
  ["101 levels", deep(100), /nests more than 100 levels/],
  ["resource is a list", '{"resource": []}', /resource: is not a map of types/],
  ["a type is text", '{"resource": {"aws_s3_bucket": "x"}}', /resource\.aws_s3_bucket: is not a map of ids/],
  [
    "a resource is a number",
    '{"resource": {"aws_s3_bucket": {"b": 1}}}',
    /resource\.aws_s3_bucket\.b: is not a map of arguments/,
  ],
  ["a ledger of another version", ledger({ version: 9 }), /"\/\/"\.pilot\.version/],
  ["a ledger that is text", ledger("x"), /"\/\/"\.pilot/],
])("a stack that is %s", (_, text, line) => {
  const found = lines(() => readStack(file("cdk.tf.json", text)));
  expect(found.join("\n")).toMatch(line);
  for (const each of found) expect(each).not.toMatch(/\n/);
});

test("a stack of 100 levels is read", () => {
  expect(readStack(file("cdk.tf.json", deep(99))).resources).toHaveLength(1);
});

test("a stack that is a folder, or is not there", () => {
  expect(lines(() => readStack(dir))).toEqual([expect.stringMatching(/is not a file/)]);
  expect(lines(() => readStack(join(dir, "none.json")))).toEqual([expect.stringMatching(/ENOENT/)]);
});

test("keys that mean something to JavaScript are names like any other", () => {
  const text =
    '{"resource": {"__proto__": {"constructor": {"bucket": "b"}}, ' +
    '"aws_s3_bucket": {"toString": {"bucket": "${aws_s3_bucket.toString.bucket}"}}}}';
  const { resources } = readStack(file("proto.json", text));
  expect(resources.map(({ address }) => address)).toEqual(["__proto__.constructor", "aws_s3_bucket.toString"]);
  expect(({} as Record<string, unknown>)["constructor"]).toBe(Object);
});

test.each([
  ["a stack", '{"resource": {}}'],
  ["another format", '{"format_version": "2.0", "resource_changes": []}'],
  ["changes that are no list", '{"format_version": "1.2", "resource_changes": {}}'],
])("a plan that is %s", (_, text) => {
  expect(lines(() => readPlan(file("plan.json", text)))).toEqual([
    expect.stringMatching(/is no plan in JSON; write one by: terraform show -json/),
  ]);
});

test("a plan is read with its actions, reasons and what is not known", () => {
  const change = (actions: readonly string[], unknown = {}) => ({ actions, after_unknown: unknown });
  const plan = readPlan(
    file(
      "plan.json",
      JSON.stringify({
        format_version: "1.2",
        something_new: 1,
        resource_changes: [
          { address: "a.b", change: change(["delete", "create"]), action_reason: "replace_because_cannot_update" },
          { address: "c.d", change: change(["create"], { id: true, tags: {}, rule: [{ arn: true }] }) },
          { address: "e.f", change: change(["no-op"]) },
        ],
      }),
    ),
  );
  expect(plan.changes.map(({ action }) => action)).toEqual(["replace", "create", "no-op"]);
  expect(plan.changes[0]?.reason).toBe("replace_because_cannot_update");
  expect(plan.changes[1]?.unknown).toEqual(["/id", "/rule/0/arn"]);
});

const price = "{ meter: m, value: 1, per: hour, region: r, asOf: 2026-01-01, source: s }";

test.each<[string, string, RegExp]>([
  ["no YAML", "a: [", /is not YAML/],
  [
    "a price without a source",
    "currency: USD\nprices: [{ meter: m, value: 1, per: hour, region: r, asOf: 2026-01-01 }]",
    /prices\.0\.source/,
  ],
  ["a negative price", `currency: USD\nprices: [${price.replace("value: 1", "value: -1")}]`, /prices\.0\.value/],
  ["no date", `currency: USD\nprices: [${price.replace("2026-01-01", "soon")}]`, /prices\.0\.asOf/],
  [
    "aliases that explode",
    `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [${"*a, ".repeat(9)}*a]\nc: [${"*b, ".repeat(9)}*b]\n`,
    /:1:1: aliases expand to more than 50 values; write the values out/,
  ],
  ["brackets without end", "[".repeat(200_000), /:1:1: is nested deeper than 50; a price book has five levels/],
  ["keys of keys", "? ".repeat(100_000), /:1:1: is nested deeper than 50; a price book has five levels/],
  ["a key twice", "currency: USD\ncurrency: EUR\nprices: []", /:2:1: currency: stands twice, first in line 1/],
  ["a key of another", "currency: USD\nprice: []", /:2:1: price: unknown key; did you mean "prices"\?/],
  ["nothing in it", "", /:1:1: a price book: is missing; give a map with currency, prices/],
  [
    "no number",
    `currency: USD\nprices: [${price.replace("1,", "cheap,")}]`,
    /:2:\d+: prices\.0\.value: "cheap" must be/,
  ],
])("a price book with %s", (_, text, line) => {
  expect(lines(() => readPrices(file("prices.yaml", text))).join("\n")).toMatch(line);
});

test("a price book that is not there, is a folder or is too large", () => {
  const none = join(dir, "none.yaml");
  expect(lines(() => readPrices(none))).toEqual([`${none}: cannot be read (ENOENT); give the path of a price book`]);
  expect(lines(() => readPrices(dir))).toEqual([
    expect.stringContaining(": is not a file; give the path of a price book"),
  ]);
  const large = file("large.yaml", "#".repeat(1024 * 1024 + 1));
  expect(lines(() => readPrices(large))).toEqual([expect.stringContaining("a price book has at most 1048576")]);
});

test("a price of more than 90 days ago is stale", () => {
  const { prices } = readPrices(file("prices.yaml", `currency: USD\nprices: [${price}]`));
  expect(stale(prices, new Date("2026-03-31"))).toEqual([]);
  expect(stale(prices, new Date("2026-04-03")).length).toBe(1);
});
