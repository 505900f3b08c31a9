import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import type { Measurement } from "../../trial/evidence/schema.js";
import { writeEvidence } from "../../trial/evidence/write.js";
import { score } from "../../trial/score.js";
import { root, temporaryFolder } from "../scratch.js";
import { appFolder, measured, sealed } from "./app.js";

const [first, second] = platformIds as unknown as readonly [string, string];
const today = new Date("2026-12-01T00:00:00Z");
const latencies = (n: number, of = 10) =>
  [
    { name: "latencyMilliseconds", unit: "milliseconds", values: Array.from({ length: n }, (_, at) => of + at / n) },
  ] as Measurement["numbers"];
const seconds = (name: string, value: number) => ({ name, unit: "seconds" as const, values: [value] });
const held = { name: "claim", subject: "data-readable", value: "held" };

let app: string;
beforeAll(async () => {
  app = await appFolder((input) => {
    input.trial = {
      noGo: [
        { metric: "startupSeconds", operator: ">", value: 600 },
        { metric: "p95Milliseconds", operator: ">", value: 500 },
      ],
    };
  });
});

/** Everything that makes a platform a go. */
const whole = (platform: string): readonly Measurement[] =>
  [
    { what: "workflow" as const, numbers: [seconds("runSeconds", 100)] },
    { what: "hardware" as const, numbers: [seconds("startupSeconds", 90)] },
    { what: "network" as const, facts: [held] },
    { what: "load" as const, numbers: latencies(100) },
    { what: "release" as const, numbers: [seconds("releaseSeconds", 300)] },
    { what: "export" as const },
    { what: "bill" as const, numbers: [{ name: "billed", subject: "USD", unit: "money" as const, values: [3] }] },
  ].map((each) => measured(platform, { where: platform, region: "here-1", ...each }));

function scored(records: readonly Measurement[]) {
  const evidence = temporaryFolder("evidence");
  for (const each of records) writeEvidence(evidence, each);
  return score({ app, evidence, today }).card;
}

const columnOf = (records: readonly Measurement[], title: string = first) => {
  const found = scored(records).columns.find((column) => column.title === title);
  if (found === undefined) throw new Error(`the card lacks the column ${title}`);
  return found;
};

const verdicts = (records: readonly Measurement[], title?: string) =>
  columnOf(records, title).proofs.map(({ verdict }) => verdict);

test("a platform of which everything is measured and nothing crosses a line is a go", () => {
  const { decision, because, proofs } = columnOf(whole(first));
  expect([decision, because, new Set(proofs.map(({ verdict }) => verdict))]).toEqual(["go", [], new Set(["proven"])]);
});

test.each(whole(first).map(({ what }, index) => [what, index] as const))(
  "without the record of %s it is undecided",
  (_, index) => {
    const { decision, because } = columnOf(whole(first).filter((__, at) => at !== index));
    expect(decision).toBe("undecided");
    expect(because.join(" ")).toMatch(/measures it|amount of a bill/);
  },
);

test("two stacks of one platform have two titles, and each its own records", () => {
  const name = `penguins-more-${first}`;
  const folder = `stacks/penguins-${first}`;
  const twice = temporaryFolder("app-twice");
  cpSync(app, twice, { recursive: true });
  const { stacks } = JSON.parse(readFileSync(join(twice, "manifest.json"), "utf8"));
  stacks[name] = { synthesizedStackPath: join("stacks", name, "cdk.tf.json") };
  writeFileSync(join(twice, "manifest.json"), JSON.stringify({ stacks }));
  mkdirSync(join(twice, "stacks", name));
  writeFileSync(
    join(twice, "stacks", name, "cdk.tf.json"),
    readFileSync(join(twice, folder, "cdk.tf.json"), "utf8").replaceAll(`penguins-${first}`, name),
  );
  const evidence = temporaryFolder("evidence");
  for (const each of whole(first)) writeEvidence(evidence, { ...each, stack: name });
  const { card, page } = score({ app: twice, evidence, today });
  const own = card.columns.filter(({ platform }) => platform === first);
  expect(own.map(({ title, decision }) => `${title}: ${decision}`).sort()).toEqual([
    `${first} (penguins-${first}): undecided`,
    `${first} (${name}): go`,
  ]);
  expect(card.columns.map(({ title }) => title)).toContain(second);
  expect(JSON.stringify(page)).toContain(`${first} (${name})`);
});

test("the same records of this machine prove nothing of the platform", () => {
  const { where: _, region: __, ...here } = measured(first, {});
  const records = whole(first).map(({ region, ...each }) => ({
    ...each,
    where: here.commands.length ? "this machine" : "",
  }));
  expect(verdicts(records)).toEqual(Array(5).fill("not measured"));
  const column = columnOf(records, `this machine, as ${first}`);
  expect([column.decision, verdicts(records, column.title)]).toEqual([undefined, Array(5).fill("passed here")]);
  expect(columnOf(records).decision).toBe("undecided");
});

test("an undecided platform names once what is missing, and below the command that measures it", () => {
  const evidence = temporaryFolder("evidence");
  for (const each of whole(first).filter(({ what }) => what !== "export" && what !== "load"))
    writeEvidence(evidence, each);
  const [page = ""] = score({ app, evidence, today }).lines;
  expect(page.split("\n").find((line) => line.startsWith(`- ${first}: `))).toBe(
    `- ${first}: undecided. Not measured: the signal p95Milliseconds > 500, workflow speed, exportability. ` +
      "What measures each proof is said below.",
  );
  expect(page).toContain(`No record of export; cdktf-ml-pilot trial run penguins-${first} measures it.`);
});

test("one value beyond a signal's line is a no-go, and a value on it is not", () => {
  const more = (value: number) =>
    measured(first, { where: first, region: "here-1", what: "hardware", numbers: [seconds("startupSeconds", value)] });
  expect(columnOf([...whole(first), more(601)])).toMatchObject({
    decision: "no-go",
    because: ["startupSeconds > 600, measured 601"],
  });
  expect(columnOf([...whole(first), more(600)]).decision).toBe("go");
});

test("too few requests have no p95, which decides nothing", () => {
  const records = whole(first).map((each) => (each.what === "load" ? { ...each, numbers: latencies(19, 900) } : each));
  const { decision, because, measures } = columnOf(records);
  expect(measures.find(({ name }) => name === "latencyMilliseconds")).not.toHaveProperty("p95");
  expect([decision, because]).toEqual(["undecided", ["the signal p95Milliseconds > 500 is not measured"]]);
  const slow = whole(first).map((each) => (each.what === "load" ? { ...each, numbers: latencies(20, 900) } : each));
  expect(columnOf(slow).decision).toBe("no-go");
});

test("what failed is a no-go by name, and its numbers are left out", () => {
  const failed = measured(first, {
    ...{ where: first, region: "here-1", when: "2026-11-30T11:00:00Z", ended: "failed" as const },
    ...{ problem: "the run ended at train, which was killed", numbers: [seconds("runSeconds", 1)] },
  });
  const { decision, because, measures } = columnOf([...whole(first), failed]);
  expect(decision).toBe("no-go");
  expect(because).toEqual([
    expect.stringMatching(/^workflow speed failed: workflow: the run ended at train, which was killed/),
  ]);
  expect(measures.find(({ name }) => name === "runSeconds")).toMatchObject({ n: 1, max: 100 });
});

test("a claim that was not tested is not proven, and a broken one fails", () => {
  const withClaim = (value: string) =>
    whole(first).map((each) =>
      each.what === "network" ? { ...each, facts: [held, { ...held, subject: "other", value }] } : each,
    );
  expect(verdicts(withClaim("not tested"))[2]).toBe("not measured");
  expect(verdicts(withClaim("broken"))[2]).toBe("failed");
});

test.each([
  ["another image", { image: `sha256:${"2".repeat(64)}` }],
  ["another region (there-2)", { region: "there-2" }],
  ["other hardware (96 CPUs)", { hardware: "96 CPUs" }],
])("a record of %s is set aside, and its numbers with it", (why, other) => {
  const old = measured(first, {
    where: first,
    region: "here-1",
    when: "2026-11-29T10:00:00Z",
    numbers: [seconds("runSeconds", 9)],
    ...other,
  });
  const { setAside, columns } = scored([...whole(first), old]);
  expect(setAside.map(({ reason }) => reason)).toEqual([`is not comparable with the newest record: ${why}`]);
  const run = columns.find(({ title }) => title === first)?.measures.find(({ name }) => name === "runSeconds");
  expect(run).toMatchObject({ n: 1, min: 100 });
});

test("columns of another image say that they are not comparable", () => {
  const other = whole(second).map((each) => ({ ...each, image: `sha256:${"2".repeat(64)}` }));
  expect(columnOf([...whole(first), ...other], second).notComparable).toBe(`another image than ${first}`);
  expect(columnOf([...whole(first), ...whole(second)], second).notComparable).toBeUndefined();
});

test("evidence that is corrupted, foreign or of the future is named, and none of it is a number", () => {
  const evidence = temporaryFolder("evidence");
  mkdirSync(join(evidence, first));
  const record = measured(first, { where: first, numbers: [seconds("runSeconds", 5)] });
  const files: Readonly<Record<string, string>> = {
    cut: JSON.stringify(sealed(record)).slice(0, -30),
    changed: JSON.stringify({ ...sealed(record), numbers: [seconds("runSeconds", 1)] }),
    "unsealed-key": JSON.stringify({ ...sealed(record), note: "x" }),
    text: JSON.stringify(sealed(record)).replace('"values":[5]', '"values":["5"]'),
    platform: JSON.stringify(sealed({ ...record, platform: second })),
    stack: JSON.stringify(sealed({ ...record, stack: "cats-aws" })),
    place: JSON.stringify(sealed({ ...record, where: second })),
    later: JSON.stringify(sealed({ ...record, when: "2027-01-01T00:00:00Z" })),
    version: JSON.stringify({ ...sealed(record), evidenceVersion: 2 }),
    list: "[]",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(evidence, first, `${name}.json`), text);
  const { setAside, columns } = score({ app, evidence, today }).card;
  expect(Object.fromEntries(setAside.map(({ file, reason }) => [file.replace(/^.*\/|\.json$/g, ""), reason]))).toEqual({
    cut: "must be JSON, and is cut or was changed; measure again",
    changed: "was changed after it was written: its hash does not match; measure again",
    "unsealed-key": expect.stringContaining('is not evidence: the record: Unrecognized key: "note"'),
    text: expect.stringContaining("is not evidence: numbers.0.values.0: "),
    platform: `is of the platform ${second}, and lies in the folder of ${first}`,
    stack: "is of the stack cats-aws, which the app does not have",
    place: `was measured on ${second}, and must be on ${first} or on this machine`,
    later: "is dated 2027-01-01T00:00:00Z, which is after now; see the clock that wrote it",
    version: "is of version 2, and this package reads up to 1; install a later package",
    list: expect.stringContaining("is not evidence: the record: "),
  });
  expect(columns.flatMap(({ measures }) => measures)).toEqual([]);
});

test("cost is declared by a price book, and proven by a bill alone", () => {
  const evidence = temporaryFolder("evidence");
  const bill = (when: string, numbers: Measurement["numbers"]) =>
    writeEvidence(evidence, measured(first, { where: first, region: "here-1", what: "bill", when, numbers }));
  const prices = join(root, "examples/penguins/prices.yaml");
  const rows = (given: string | undefined) => {
    const [page = ""] = score({ app, evidence, today, ...(given === undefined ? {} : { prices: given }) }).lines;
    return page.split("## Cost\n")[1]?.split("\n## ")[0] ?? "";
  };
  bill("2026-11-28T10:00:00Z", []);
  expect(rows(undefined)).toMatch(/^\| Idle, a month \| no price book \(--prices\) \|/m);
  expect(rows(prices)).toMatch(/^\| Idle, a month \| declared: (at least )?[\d.]+ USD \|/m);
  expect(rows(prices)).toMatch(/^\| Billed until now \| not measured \|/m);
  expect(score({ app, evidence, today }).card.columns[0]?.proofs.at(-1)?.why).toEqual([
    expect.stringMatching(
      /^The bill had no amount of the pilot yet \(\S+-bill\.json\); ask again a day after a run\.$/,
    ),
  ]);
  const money = (name: string, value: number) => ({ name, subject: "USD", unit: "money" as const, values: [value] });
  bill("2026-11-30T10:00:00Z", [money("billed", 12.5), money("billedWithOwner", 10), seconds("billLate", 90_000)]);
  for (const [label, cell] of [
    ["Billed until now", "proven: 12.50 USD"],
    ["Carries an owner", "proven: 80 %"],
    ["The bill is behind by", "proven: 25 h"],
  ])
    expect(rows(prices)).toContain(`| ${label} | ${cell} |`);
  expect(score({ app, evidence, today }).card.columns[0]?.proofs.at(-1)?.verdict).toBe("proven");
});

test("a folder that does not exist, and a format that does not, are one line each", () => {
  expect(() => score({ app, evidence: join(app, "none") })).toThrow(
    /none: must be a folder with evidence, and does not exist; run cdktf-ml-pilot rehearse$/,
  );
  expect(() => score({ app, evidence: app, format: "pdf" })).toThrow(
    '--format must be one of md, html, json, got "pdf"; use md',
  );
});

test("the page says what decides first, escapes what a record says, and has a drawing in HTML", () => {
  const evidence = temporaryFolder("evidence");
  const hostile = {
    problem: "<script>alert(1)</script> [x](http://x)",
    ended: "failed" as const,
    what: "export" as const,
  };
  for (const each of [...whole(first).slice(0, 5), measured(first, { where: first, region: "here-1", ...hostile })])
    writeEvidence(evidence, each);
  const step = (name: string, value: number) => ({ ...seconds(name, value), subject: "train" });
  writeEvidence(evidence, measured(second, { numbers: [step("stepStart", 0), step("stepSeconds", 4)] }));
  const [page = ""] = score({ app, evidence, today }).lines;
  const [html = ""] = score({ app, evidence, today, format: "html" }).lines;
  expect(page).toMatch(new RegExp(`^# Scorecard\n\n- ${first}: no-go\\. exportability failed: export: `));
  expect([/(?<!\\)<script>/.test(page), html.includes("<script>")]).toEqual([false, false]);
  expect(html).toContain("Steps on one time axis");
  expect(page).toContain(
    `| stepSeconds of train | this machine, as ${second} | 1 | too few | too few | too few | 4 | s | 2026-11-30 |`,
  );
});
