/** Output that is older than its spec, or than the code beside it, is noticed and never believed. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { review } from "../../review/review.js";
import { type Source, sourceOf, staleness } from "../../stacks/source.js";
import { temporaryFolder } from "../scratch.js";
import { exampleSpec, synthesizePilot } from "../synth.js";

let dir: string;
let spec: string;
let source: Source;
beforeEach(() => {
  dir = temporaryFolder("source");
  spec = join(dir, "churn.yaml");
  writeFileSync(spec, "name: churn\n");
  const made = sourceOf(spec, exampleSpec(), "aws");
  if (made === undefined) throw new Error("the spec is there");
  source = { ...made, spec: "churn.yaml" };
});
const app = () => join(dir, "cdktf.out");

test("what was made of the spec as it is, by this code, is not stale", () => {
  expect(staleness(source, app())).toBeUndefined();
});

test("a spec that changed or is gone, and other code, are each said", () => {
  expect(staleness({ ...source, codeHash: "0" }, app())).toBe(
    "other constructs are installed than those that synthesized it",
  );
  appendFileSync(spec, "paused: true\n");
  expect(staleness(source, app())).toBe("churn.yaml has changed since it was synthesized");
  rmSync(spec);
  expect(staleness(source, app())).toBe("churn.yaml, from which it was synthesized, does not exist");
});

test("a review of stale output says so first, and CI fails on it", async () => {
  const { "//": comment, ...rest } = ((await synthesizePilot("aws"))?.json ?? {}) as unknown as Record<string, object>;
  mkdirSync(join(app(), "stacks/churn-aws"), { recursive: true });
  writeFileSync(join(app(), "stacks/churn-aws/cdk.tf.json"), JSON.stringify({ ...rest, "//": { ...comment, source } }));
  const stacks = { "churn-aws": { name: "churn-aws", synthesizedStackPath: "stacks/churn-aws/cdk.tf.json" } };
  writeFileSync(join(app(), "manifest.json"), JSON.stringify({ stacks }));
  expect(review([], { app: app(), failOn: "stale" }).failures).toEqual([]);
  expect(review([], { app: app(), base: app(), failOn: "grave" }).failures).toEqual([]);
  appendFileSync(spec, "paused: true\n");
  const { lines, failures } = review([], { app: app(), failOn: "stale" });
  expect(failures).toEqual([expect.stringMatching(/^stale: /)]);
  expect(lines.join("\n")).toContain("churn.yaml has changed since it was synthesized");
  // a change report of it would be of another change than the one that is merged
  for (const named of [[], ["churn-aws"]])
    expect(() => review(named, { app: app(), base: app() })).toThrow(
      /^(churn|penguins)-aws: churn\.yaml has changed since it was synthesized, so it is not compared with a base; run cdktf synth first$/,
    );
});
