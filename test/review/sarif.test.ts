/**
 * SARIF 2.1.0: what the schema of OASIS requires, and what it allows, of each object that is written
 * (docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json, 2023-08-28). The schema closes
 * every object with `additionalProperties: false`, so a property that is not listed here is a problem.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { review } from "../../review/review.js";
import { sarif } from "../../review/write/sarif.js";
import { temporaryFolder } from "../scratch.js";

type Check = (value: unknown, path: string) => readonly string[];

const ofType =
  (type: "string" | "number"): Check =>
  (value, path) =>
    typeof value === type ? [] : [`${path}: must be a ${type}`];
const text: Check = (value, path) =>
  typeof value === "string" && value !== "" ? [] : [`${path}: must be text that is not empty`];
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) =>
    allowed.includes(String(value)) ? [] : [`${path}: ${JSON.stringify(value)} must be one of ${allowed.join(", ")}`];
const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((each, index) => check(each, `${path}/${index}`))
      : [`${path}: must be a list`];
const object =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path}: must be an object`];
    const missing = Object.keys(required).filter((key) => !(key in value));
    return [
      ...missing.map((key) => `${path}: must have ${key}`),
      ...Object.entries(value).flatMap(([key, inner]) => {
        const check = required[key] ?? optional[key];
        return check === undefined
          ? [`${path}: has ${key}, which is not in the schema`]
          : check(inner, `${path}/${key}`);
      }),
    ];
  };
const uri: Check = (value, path) =>
  typeof value === "string" && /^(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$/.test(value)
    ? []
    : [`${path}: ${JSON.stringify(value)} must be a relative reference`];

const level = oneOf("none", "note", "warning", "error");
const message = object({ text });
const location = object(
  {},
  {
    physicalLocation: object(
      { artifactLocation: object({ uri }) },
      { region: object({ startLine: ofType("number") }) },
    ),
    logicalLocations: listOf(object({}, { fullyQualifiedName: text, kind: text })),
  },
);
const result = object(
  { message },
  {
    ruleId: text,
    ruleIndex: ofType("number"),
    level,
    locations: listOf(location),
    partialFingerprints: object({}, { "stackRuleAddress/v1": text }),
    suppressions: listOf(object({ kind: oneOf("inSource", "external") }, { justification: text })),
  },
);
const rule = object({ id: text }, { shortDescription: object({ text }), defaultConfiguration: object({}, { level }) });
const log = object(
  {
    version: oneOf("2.1.0"),
    runs: listOf(
      object(
        { tool: object({ driver: object({ name: text }, { rules: listOf(rule) }) }) },
        { results: listOf(result), columnKind: oneOf("utf16CodeUnits", "unicodeCodePoints") },
      ),
    ),
  },
  { $schema: text },
);

interface Log {
  readonly runs: ReadonlyArray<{
    readonly tool: { readonly driver: { readonly rules: ReadonlyArray<{ readonly id: string }> } };
    readonly results: ReadonlyArray<{
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly suppressions?: unknown;
      readonly locations: ReadonlyArray<{ readonly logicalLocations?: ReadonlyArray<{ fullyQualifiedName: string }> }>;
    }>;
  }>;
}

const dir = temporaryFolder("sarif");
/** An app with one stack. */
function app(name: string, resource: object): string {
  const folder = join(dir, name);
  mkdirSync(join(folder, "stacks/one"), { recursive: true });
  const json = { "//": { metadata: { stackName: "one" } }, resource };
  writeFileSync(join(folder, "stacks/one/cdk.tf.json"), JSON.stringify(json));
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify({ stacks: { one: { synthesizedStackPath: "stacks/one/cdk.tf.json" } } }),
  );
  return folder;
}
const evil = '"><script>\u202e\u0000 a/b?c#d %41';
const wide = {
  aws_s3_bucket: { b: { bucket: "theirs" }, [evil]: { bucket: evil } },
  aws_security_group: { g: { name: "g", ingress: [{ cidr_blocks: ["0.0.0.0/0"], protocol: "-1" }] } },
  azurerm_role_assignment: {
    r: { scope: "/subscriptions/s", role_definition_name: "Owner", principal_id: "p", description: "an emergency" },
  },
  zz_unknown: { one: {} },
};

const read = (options: Parameters<typeof review>[1]): Log => {
  const [text_ = ""] = review([], { ...options, format: "sarif" }).lines;
  const parsed = JSON.parse(text_) as Log;
  expect(log(parsed, "")).toEqual([]);
  return parsed;
};

test("the findings of a stack, each with its rule, level and place", () => {
  const [run] = read({ app: app("wide", wide) }).runs;
  const rows = (run?.results ?? []).map(({ ruleId, level: of, locations }) => [
    ...[ruleId, of, locations[0]?.logicalLocations?.[0]?.fullyQualifiedName],
  ]);
  expect(rows).toEqual(
    expect.arrayContaining([
      ["public", "error", "aws_security_group.g"],
      ["not-read", "warning", "zz_unknown.one"],
      ["no-expiry", "warning", "aws_s3_bucket.b"],
      ["wildcard", "warning", "azurerm_role_assignment.r"],
    ]),
  );
  for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  const excused = run?.results.filter(({ suppressions }) => suppressions !== undefined) ?? [];
  expect(excused.map(({ suppressions }) => suppressions)).toEqual([
    [{ kind: "external", justification: "an emergency" }],
  ]);
});

test("the changes against a base: what opens to everybody is public before it is anything else", () => {
  const closed = { ...wide, aws_security_group: { g: { name: "g" } } };
  const [run] = read({ app: app("wide", wide), base: app("closed", closed) }).runs;
  expect(run?.results.map(({ ruleId, level: of, message: said }) => [ruleId, of, said.text])).toEqual([
    ["public", "error", expect.stringMatching(/^one: .*the internet/)],
  ]);
});

test("nothing that a stack says is a character that cannot be seen, or a path that is none", () => {
  const results = [{ rule: "public", text: evil, stack: evil, file: `../${evil}/cdk.tf.json`, address: evil }];
  const written = sarif(results, ["public"]);
  expect(log(JSON.parse(written), "")).toEqual([]);
  expect([written.includes("\u202e"), written.includes("\u0000")]).toEqual([false, false]);
});

test("--output writes it beside the other formats", () => {
  const { lines } = review([], { app: app("wide", wide), output: join(dir, "out") });
  expect(lines.map((line) => line.split("/").at(-1))).toEqual(["one.md", "one.html", "one.json", "one.sarif"]);
});

test("this check is no rubber stamp", () => {
  const good = JSON.parse(sarif([{ rule: "public", text: "t", stack: "s", file: "f", address: "a" }], ["public"]));
  expect(log({ ...good, version: "2.0.0" }, "")).toEqual(['/version: "2.0.0" must be one of 2.1.0']);
  expect(log({ ...good, runs: [{ results: [{}] }] }, "")).toEqual([
    "/runs/0: must have tool",
    "/runs/0/results/0: must have message",
  ]);
  expect(log({ ...good, more: 1 }, "")).toEqual([": has more, which is not in the schema"]);
});
