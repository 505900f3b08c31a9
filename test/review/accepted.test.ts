/** The gate: what fails `--fail-on grave`, what somebody agreed to, and what is wrong with an agreement. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readAccepted } from "../../review/read/accepted.js";
import { review } from "../../review/review.js";
import { temporaryFolder } from "../scratch.js";

/** An app of one stack: a bucket that is kept and closed, or what becomes of it. */
function app(bucket: object, more: object = {}): string {
  const folder = temporaryFolder("accepted");
  mkdirSync(join(folder, "stacks/one"), { recursive: true });
  const json = { resource: { google_storage_bucket: { b: { name: "b", ...bucket } }, ...more } };
  writeFileSync(join(folder, "stacks/one/cdk.tf.json"), JSON.stringify(json));
  const stacks = { one: { name: "one", synthesizedStackPath: "stacks/one/cdk.tf.json" } };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks }));
  return folder;
}
const closed = { force_destroy: false, public_access_prevention: "enforced", labels: { team: "ml" } };
const base = app(closed);
const today = new Date("2026-11-30T12:00:00Z");

function fileOf(text: string): string {
  const file = join(temporaryFolder("accepted"), "review-accepted.yaml");
  writeFileSync(file, text);
  return file;
}

/** Reviews with what `accept.yaml` proposes, filled in. */
function accepting(head: string, change: (entry: Record<string, string>) => void = () => {}, failOn = "grave") {
  const output = join(temporaryFolder("accepted"), "review");
  review([], { app: head, base, output, failOn, today });
  const entries = parse(readFileSync(join(output, "accept.yaml"), "utf8")) as Record<string, string>[];
  for (const entry of entries) {
    Object.assign(entry, { reason: "the trial ends this week", until: "2026-12-31" });
    change(entry);
  }
  const file = fileOf(JSON.stringify(entries));
  return { file, ...review([], { app: head, base, accepted: file, failOn, today }) };
}

test("stderr names the kind that was asked for", () => {
  const head = app({ ...closed, force_destroy: true });
  const open = app(closed, {
    google_storage_bucket_iam_member: { all: { bucket: "b", member: "allUsers", role: "roles/storage.objectViewer" } },
  });
  const failures = (failOn: string, of = open) => review([], { app: of, base, failOn, today }).failures;
  expect(failures("grave", head)).toEqual(["safeguard-off: one: google_storage_bucket.b"]);
  expect(failures("public")).toEqual(["public: one: google_storage_bucket_iam_member.all"]);
  expect(failures("wildcard")).toEqual(["wildcard: one: google_storage_bucket_iam_member.all"]);
  expect(failures("permission-gained")).toEqual(["permission-gained: one: google_storage_bucket_iam_member.all"]);
  expect(failures("grave", app({ ...closed, labels: { team: "ml", cost: "42" } }))).toEqual([]);
  expect(failures("grave", app({ ...closed, unheard_of: 1 }))).toEqual(["other: one: google_storage_bucket.b"]);
});

test("what somebody agreed to passes, and the page says who and until when", () => {
  const { failures, problems, lines } = accepting(app({ ...closed, force_destroy: true }));
  expect([failures, problems]).toEqual([[], []]);
  expect(lines.join("\n")).toContain("accepted until 2026-12-31: the trial ends this week");
  expect(lines.join("\n")).toContain("1 accepted by review-accepted.yaml");
});

test("another value, address or kind is another change", () => {
  const head = app({ ...closed, force_destroy: true });
  for (const [key, value] of [
    ["value", "force destroy: /force_destroy false → maybe"],
    ["address", "google_storage_bucket.c"],
    ["kind", "destroy"],
    ["stack", "two"],
  ] as const) {
    const { file, failures, problems } = accepting(head, (entry) => Object.assign(entry, { [key]: value }));
    expect([key, failures]).toEqual([key, ["safeguard-off: one: google_storage_bucket.b"]]);
    expect(problems).toEqual([
      expect.stringMatching(
        /:1:2: accepts a \S+ of "google_storage_bucket\.[bc]" that this comparison does not hold; remove/,
      ),
    ]);
    expect(problems[0]).toContain(file);
  }
});

test("words that are cut do not stand for what they leave out", () => {
  const long = (last: string) => `projects/p/locations/l/keyRings/${"k".repeat(200)}/cryptoKeys/${last}`;
  const keyed = (last: string) => app({ ...closed, encryption: { default_kms_key_name: long(last) } });
  const was = keyed("a");
  const output = join(temporaryFolder("accepted"), "review");
  review([], { app: keyed("b"), base: was, output, failOn: "grave", today });
  const [entry] = parse(readFileSync(join(output, "accept.yaml"), "utf8")) as [Record<string, string>];
  const accepted = fileOf(JSON.stringify([{ ...entry, reason: "the key of this year", until: "2026-12-31" }]));
  const failures = (last: string) =>
    review([], { app: keyed(last), base: was, accepted, failOn: "grave", today }).failures;
  expect(failures("b")).toEqual([]);
  expect(failures("c")).toEqual(["safeguard-off: one: google_storage_bucket.b"]);
});

test("an agreement that is past lets nothing through, and says so", () => {
  const { failures, problems } = accepting(app({ ...closed, force_destroy: true }), (entry) =>
    Object.assign(entry, { until: "2026-11-29" }),
  );
  expect(failures).toEqual(["safeguard-off: one: google_storage_bucket.b"]);
  expect(problems).toEqual([
    expect.stringMatching(
      /:1:2: until must be 2026-11-30 or later, got 2026-11-29; look at the change again, or remove/,
    ),
  ]);
});

test("every problem of the file at once, each with its place", () => {
  const file = fileOf(
    [
      "- kind: everything",
      "  address: a",
      '  value: ""',
      "  reason: short",
      "  until: soon",
      "- kind: other",
      "  adress: b",
    ].join("\n"),
  );
  let message = "";
  try {
    readAccepted(file);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.replaceAll(file, "F").split("\n")).toEqual([
    expect.stringMatching(/^F:1:9: 0\.kind: "everything" is unknown; allowed: ledger, destroy/),
    'F:3:10: 0.value: "" must not be empty',
    'F:4:11: 0.reason: "short" must say in at least 10 characters why it is right',
    'F:5:10: 0.until: "soon" must be a date such as 2026-12-31',
    "F:6:3: 1.address: is missing; give text",
    "F:6:3: 1.value: is missing; it must not be empty",
    "F:6:3: 1.reason: is missing; it must not be empty",
    "F:6:3: 1.until: is missing; it must be a date such as 2026-12-31",
    expect.stringMatching(/^F:7:3: 1\.adress: unknown key; did you mean "address"\? allowed: stack, kind, address/),
  ]);
});

test.each([
  ["kind: other", /:1:1: the list of accepted changes: {"kind":"other"} must be a list/],
  ["- [", /:1:\d+: is not YAML/],
  [`${"[".repeat(5000)}`, /:1:1: is nested deeper than 50; the list of accepted changes has five levels/],
  [`${"? ".repeat(5000)}`, /:1:1: is nested deeper than 50/],
  [`- kind: ${"[".repeat(60)}`, /:1:1: is nested deeper than 50/],
])("a file that is not a list of entries: %.20s", (text, message) => {
  expect(() => readAccepted(fileOf(text))).toThrow(message);
});

test("agreements are of changes: without a base they are refused", () => {
  expect(() => review([], { app: base, accepted: fileOf("[]") })).toThrow(
    "--accepted: is of changes; give --base as well",
  );
});

test("what opens something is in Markdown however much else changes", () => {
  const many = (prefix: string) =>
    Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`g${at}`, { name: `${prefix}-group-number-${at}` }]));
  const member = { bucket: "b", member: "allUsers", role: "roles/storage.objectViewer" };
  const head = app(closed, { google_service_account: many("new"), google_storage_bucket_iam_member: { all: member } });
  const was = app(closed, { google_service_account: many("old") });
  const [text = ""] = review([], { app: head, base: was, today }).lines;
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain("permission gained (public, wildcard) | `everybody (allUsers)` may now");
  const opened = Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [`m${at}`, { ...member, role: `roles/r${at}` }]),
  );
  const [all = ""] = review([], { app: app(closed, { google_storage_bucket_iam_member: opened }), base, today }).lines;
  expect([...all.matchAll(/\| permission gained \(public/g)].length).toBe(600);
});

test("the entry of the docs is one", () => {
  const [, entry = ""] =
    /```text\n(- stack: [^`]*)```/.exec(readFileSync(join(__dirname, "../../docs/review.md"), "utf8")) ?? [];
  expect(readAccepted(fileOf(entry)).map(({ kind }) => kind)).toEqual(["machine"]);
});
