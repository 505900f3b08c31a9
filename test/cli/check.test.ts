import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { check, textOf } from "../../cli/check.js";
import { checkSpec } from "../../stacks/pilot-spec/check.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";

const dir = mkdtempSync(join(tmpdir(), "ml-pilot-check-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const example = "examples/penguins/pilot.yaml";
const specWith = (change: object): string => {
  const file = join(dir, "pilot.yaml");
  const spec = parse(readFileSync(example, "utf8")) as Record<string, unknown>;
  for (const platform of platformIds) if (platform !== "aws") delete spec[platform];
  writeFileSync(file, stringify({ ...spec, ...change }));
  return file;
};

test("what it prints is the spec with every default, and a spec again", async () => {
  const printed = parse(textOf(await check(example))) as Record<string, unknown>;
  const { spec } = checkSpec(parse(readFileSync(example, "utf8")));
  expect(printed).toEqual(JSON.parse(JSON.stringify(spec)));
  expect(printed).toHaveProperty("training.nodes", 1);
});

test("it says how each platform fits", async () => {
  expect(textOf(await check(example))).toMatch(
    /^# {3}aws: fits \(\d+ of \d+ needs: .*hardware cpu-small, which the spec uses/m,
  );
  const report = await check(specWith({ training: { hardware: "tpu-small" } }));
  expect(textOf(report)).toMatch(/^# {3}aws: no-go/m);
  expect(textOf(report)).toContain("# no platform fits: no stack is made");
  const verdicts = report.fit.map(({ platform, fits }) => `${platform} ${fits ? "fits" : "no-go"}`);
  expect(`${verdicts.join()}: exit ${report.ok ? 0 : 1}`).toBe("aws no-go: exit 1");
});

test("credentials are a yes or no by the variable's name, never a value", async () => {
  process.env.AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";
  try {
    const text = textOf(await check(specWith({})));
    expect(text).toContain("credentials for aws: AWS_ACCESS_KEY_ID is there (not tried)");
    expect(text).not.toContain("AKIAIOSFODNN7EXAMPLE");
  } finally {
    delete process.env.AWS_ACCESS_KEY_ID;
  }
});

test("what looks like a secret is hidden and named", async () => {
  const hyperparameters = { api_key: "hunter2", seed: "ghp_0123456789abcdefghij0123456789" };
  const report = await check(specWith({ training: { hyperparameters } }));
  const text = textOf(report);
  expect(`${report.secrets.length} secrets: exit ${report.ok ? 0 : 1}`).toBe("2 secrets: exit 1");
  expect(text).not.toMatch(/hunter2|ghp_/);
  expect(text).toContain("training.hyperparameters.api_key: looks like a secret");
  expect(text).toContain("training.hyperparameters.seed: looks like a secret");
});

test("a wrong spec is all its lines and nothing else", async () => {
  const { ok, problems, spec } = await check(specWith({ paused: "yes", owner: {} }));
  expect([ok, spec]).toEqual([false, undefined]);
  expect(problems.length).toBe(2);
  expect(problems.join("\n")).toMatch(/paused: "yes" must be true or false\n.*owner: unknown key/);
});
