/** One way to name the spec: a second one destroyed an empty stack of the example and reported success. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stacksOf } from "../../../stacks/load.js";
import { placeholderLine, readLine, specsOf, specsOfContext } from "../../../stacks/pilot-spec/named.js";
import { platformIds } from "../../../stacks/pilot-spec/schema.js";
import { platforms } from "../../../stacks/platforms.js";
import { temporaryFolder } from "../../scratch.js";
import { exampleSpec } from "../../variants.js";

const folder = (text: string): string => {
  const dir = temporaryFolder("named");
  writeFileSync(join(dir, "cdktf.json"), text);
  return dir;
};

test.each([
  ["one", "my-pilot.yaml", ["my-pilot.yaml"]],
  ["several in a text", "a.yaml, b.yaml", ["a.yaml", "b.yaml"]],
  ["a list", ["a.yaml", "b.yaml"], ["a.yaml", "b.yaml"]],
])("cdktf.json names %s", (_, spec, expected) => {
  const dir = folder(JSON.stringify({ context: { spec } }));
  expect(specsOf([], dir, {})).toEqual(expected);
  expect(specsOfContext({ spec }, {})).toEqual(expected);
});

test("an argument of check goes before cdktf.json", () => {
  expect(specsOf(["other.yaml"], folder('{"context":{"spec":"my-pilot.yaml"}}'), {})).toEqual(["other.yaml"]);
});

test("PILOT_SPEC is refused by everything that reads a spec, whatever else names one", () => {
  const env = { PILOT_SPEC: "examples/penguins/pilot.yaml" };
  const said =
    'PILOT_SPEC must not be set, got "examples/penguins/pilot.yaml"; unset it, and name the spec in cdktf.json';
  const dir = folder('{"context":{"spec":"my-pilot.yaml"}}');
  for (const run of [
    () => specsOf([], dir, env),
    () => specsOf(["other.yaml"], dir, env),
    () => specsOfContext({ spec: "my-pilot.yaml" }, env),
  ]) {
    expect(run).toThrow(said);
  }
});

test.each([
  ["nothing", "{}", /context\.spec must be the path of a spec, got nothing; name the spec in cdktf\.json/],
  ["an empty text", '{"context":{"spec":" "}}', /context\.spec must be the path of a spec, got nothing/],
  ["no JSON", "{", /cdktf\.json must be JSON, got .*; correct it/],
])("a cdktf.json that holds %s falls back to no example", (_, text, expected) => {
  expect(() => specsOf([], folder(text), {})).toThrow(expected);
});

test("stacks are called by their pilot, so that no spec reaches the stacks of another", async () => {
  const spec = exampleSpec((input) => Object.assign(input, { name: "churn", quotas: { request: true } }));
  const names = (await stacksOf({ file: "my-pilot.yaml", spec })).map(({ name }) => name);
  const expected = await Promise.all(
    platformIds.map(async (platform) => {
      const { parts, addQuotas } = await platforms[platform].load();
      return [
        "",
        ...(parts?.(spec) ?? []).map((part) => `-${part}`),
        ...(addQuotas === undefined ? [] : ["-quotas"]),
      ].map((end) => `churn-${platform}${end}`);
    }),
  );
  expect(names).toEqual(expected.flat());
});

test("every command says which spec it read, and whose pilot that is", () => {
  expect(readLine({ file: "my-pilot.yaml", pilot: "churn" })).toBe("spec my-pilot.yaml · pilot churn");
  // the longest that the README makes anybody read
  const line = placeholderLine({ file: "examples/penguins/pilot.yaml", count: 13 });
  expect(line).toBe(
    "13 values of examples/penguins/pilot.yaml are placeholders, which nothing deploys; check lists them",
  );
  expect(line.length).toBeLessThanOrEqual(100);
});
