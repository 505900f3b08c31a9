/** The pages over the example's own stacks, and the verb with its files and exit codes. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analysisOf } from "../../review/analysis/analysis.js";
import { plain } from "../../review/document.js";
import { changeGlance } from "../../review/pages/glance.js";
import { page } from "../../review/pages/page.js";
import { sideBySide } from "../../review/pages/side-by-side.js";
import { stackOf } from "../../review/read/stack.js";
import { review } from "../../review/review.js";
import { markdown } from "../../review/write/markdown.js";
import { type PilotSpecInput, platformIds } from "../../stacks/pilot-spec/schema.js";
import { synthesizePilots, variants } from "../synth.js";

const dir = mkdtempSync(join(tmpdir(), "ml-pilot-pages-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const today = new Date("2026-11-01");

/** An app folder as cdktf writes it. */
async function app(name: string, change: (input: PilotSpecInput) => void = () => {}): Promise<string> {
  const stacks = await synthesizePilots((input) => {
    variants["phase 2"]?.(input);
    change(input);
  });
  const folder = join(dir, name);
  const manifest: Record<string, object> = {};
  for (const [platform, { json }] of Object.entries(stacks)) {
    const stack = `penguins-${platform}`;
    mkdirSync(join(folder, "stacks", stack), { recursive: true });
    writeFileSync(join(folder, "stacks", stack, "cdk.tf.json"), JSON.stringify(json));
    manifest[stack] = { synthesizedStackPath: `stacks/${stack}/cdk.tf.json` };
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks: manifest }));
  return folder;
}

let head: string;
beforeAll(async () => {
  head = await app("head");
});

const markdownOf = (platform: string) => readFileSync(join(head, "review", `penguins-${platform}.md`), "utf8");

test("--output writes every page in every format, platforms in their order, and the page that compares them", () => {
  const { lines, failures } = review([], {
    app: head,
    output: join(head, "review"),
    prices: "examples/penguins/prices.yaml",
    today,
  });
  expect(failures).toEqual([]);
  expect(readdirSync(join(head, "review")).length).toBe(lines.length);
  const shown = lines.map((line) => /penguins-(\w+)\.md$/.exec(line)?.[1]).filter((platform) => platform !== undefined);
  expect(shown).toEqual(platformIds.filter((platform) => shown.includes(platform)));
  expect(existsSync(join(head, "review/side-by-side.html"))).toBe(true);
  expect(JSON.parse(readFileSync(join(head, "review/penguins-aws.json"), "utf8"))).toHaveProperty("grants.0.who");
});

test("the first 40 lines of the aws page answer the five questions", () => {
  const first = markdownOf("aws").split("\n").slice(0, 40).join("\n");
  const answer = (question: string) =>
    new RegExp(`\\| ${question.replace("?", "\\?")} \\| (.+) \\|`).exec(first)?.[1] ?? "";
  expect(answer("Who can read the data?")).toContain("`penguins-training-role` (artifacts/\\*, data/\\*");
  expect(answer("What can reach the endpoint?")).not.toBe("");
  expect(answer("What stops a training job?")).toMatch(
    /`training stops after` 7,200 s \(2 h\), owner `ml@example\.com`/,
  );
  expect(answer("What does it cost idle?")).toMatch(/^[\d,.]+ USD a month/);
  expect(answer("How is it rolled back?")).toMatch(
    /live is `r1`; no earlier release is listed; .* SageMaker takes a bad rollout back by itself/,
  );
});

test("who reads which part of the data is told on every platform, and a namesake of the store is not the store", () => {
  const readers = (platform: string) => /Who can read the data\? \| (.*) \|/.exec(markdownOf(platform))?.[1] ?? "";
  expect(readers("google")).toContain(
    "`penguins-training` (artifacts, artifacts/\\*, data, data/\\*, evaluation, evaluation/\\*)",
  );
  // the registry has the name of the storage account, and jobs may pull from all of it
  expect(readers("azure")).toContain("`penguins-jobs` (artifacts/\\*, data/\\*, evaluation/\\*, models/\\*)");
});

test("the aws page is at most 340 lines", () => {
  expect(markdownOf("aws").split("\n").length).toBeLessThanOrEqual(340);
});

test.each(platformIds)(
  "%s: nothing public and no wildcard without a reason but what the page says first",
  async (platform) => {
    const found = JSON.parse(readFileSync(join(head, "review", `penguins-${platform}.json`), "utf8")) as {
      findings: Array<{ kind: string; reason?: string; address: string }>;
    };
    const first = markdownOf(platform).split("\n").slice(0, 25).join("\n");
    for (const { kind, reason, address } of found.findings) {
      if (reason === undefined) expect([kind, first.includes(address)]).toEqual([kind, true]);
    }
  },
);

test("side by side: eight questions, five proofs, and in each row one cell for each stack", () => {
  const text = readFileSync(join(head, "review/side-by-side.md"), "utf8");
  const rows = (title: string) =>
    (text.split(`## ${title}\n`)[1] ?? "")
      .split("\n## ")[0]
      ?.split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.slice(2, -2).split(" | ")) ?? [];
  expect(rows("What the trial asks")).toHaveLength(2 + 8);
  expect(rows("The five proofs")).toHaveLength(2 + 5);
  for (const [title, first] of [
    ["The five proofs", "Proof"],
    ["Fit and no-go", "Need"],
  ] as const) {
    const [columns, ...cells] = rows(title);
    expect(columns).toEqual([
      first,
      ...platformIds.filter((platform) => existsSync(join(head, `stacks/penguins-${platform}`))),
    ]);
    expect(cells.filter((row) => row.length !== columns?.length)).toEqual([]);
  }
  // each platform is built: none stands there by its name alone
  expect(text).not.toContain("not built");
});

test("a platform that got no stack stands first", () => {
  writeFileSync(join(head, "no-go.txt"), "no-go azure: hardware: asked tpu-small\n");
  const [text = ""] = review([], { app: head }).lines;
  rmSync(join(head, "no-go.txt"));
  expect(text.split("\n")[2]).toBe("- `no-go azure: hardware: asked tpu-small`");
});

test("a stack without a ledger has a page all the same", () => {
  const stack = stackOf("foreign", "f.json", { resource: { aws_s3_bucket: { b: { bucket: "theirs" } } } });
  const text = markdown(page(analysisOf(stack)));
  expect(text).toContain("no ledger");
  expect(text).toMatch(/public \| `the internet` → `theirs`/);
  expect(text).toMatch(/store without expiry \| `theirs`/);
});

test("--base with a folder reports what changed, and --fail-on finds it", async () => {
  const wider = await app("wider", (input) => {
    input.training = { ...input.training, maxRuntimeSeconds: 10_800 };
  });
  const same = review([], { app: head, base: head, failOn: "destroy,public,wildcard,limit-raised" });
  expect(same.failures).toEqual([]);
  expect(same.lines.join()).toContain("nothing changed");
  const { failures, lines } = review(["penguins-aws"], {
    app: wider,
    base: head,
    failOn: "destroy,limit-raised",
    prices: "examples/penguins/prices.yaml",
  });
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.every((line) => /^limit-raised: penguins-aws: /.test(line))).toBe(true);
  expect(lines.join()).toMatch(/money \| .*one run at most: [\d.]+ USD → [\d.]+ USD/);
});

test("a stack that is gone is left behind, one that is new is made", () => {
  const only = join(dir, "only-aws");
  mkdirSync(only, { recursive: true });
  writeFileSync(
    join(only, "manifest.json"),
    JSON.stringify({ stacks: { a: { synthesizedStackPath: "../head/stacks/penguins-aws/cdk.tf.json" } } }),
  );
  const kinds = (options: { app: string; base: string }) => review([], { ...options, format: "json" }).lines.join();
  expect(kinds({ app: only, base: head })).toContain('"kind": "left"');
  expect(kinds({ app: head, base: only })).not.toContain('"kind": "left"');
});

test.each([
  [{ failOn: "everything" }, /--fail-on: everything: unknown; allowed: grave, stale, ledger, destroy/],
  [{ format: "pdf" }, /--format: "pdf" is unknown; allowed: md, html, json/],
  [{ plan: "plan.json" }, /--plan: is the plan of one stack/],
  [{ base: "no-such-thing" }, /--base "no-such-thing": is no folder and no commit/],
  [{ base: "--output=x" }, /is no folder and no commit/],
])("%j is one line", (options, line) => {
  expect(() => review([], { app: head, ...options })).toThrow(line);
});

test("a plan says first what it destroys", () => {
  const file = join(dir, "plan.json");
  const address = "aws_s3_bucket.data-bucket";
  const change = { actions: ["delete", "create"], after_unknown: { bucket: true } };
  writeFileSync(
    file,
    JSON.stringify({
      format_version: "1.2",
      resource_changes: [{ address, change, action_reason: "replace_because_cannot_update" }],
    }),
  );
  const { lines, failures } = review(["penguins-aws"], { app: head, plan: file, failOn: "destroy" });
  expect(failures).toEqual([`replace: penguins-aws: ${address}`]);
  expect(lines.join().split("\n").slice(0, 16).join("\n")).toMatch(
    /replaced \| the plan destroys it and makes it again: replace because cannot update/,
  );
  expect(lines.join()).toContain("`aws_s3_bucket.data-bucket /bucket`");
});

test("a title of a stack is no path", () => {
  const stack = stackOf("../../etc/passwd", "f", { resource: {} });
  expect(plain(page(analysisOf(stack)).title)).toContain("../../etc/passwd");
  const folder = join(dir, "evil");
  mkdirSync(join(folder, "s"), { recursive: true });
  writeFileSync(
    join(folder, "s/cdk.tf.json"),
    JSON.stringify({ "//": { metadata: { stackName: "../../up" } }, resource: {} }),
  );
  review([join(folder, "s")], { app: folder, output: join(folder, "out") });
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["up.html", "up.json", "up.md", "up.sarif"]);
});

test.each([
  ["<img src=x>", "img-src-x-"],
  ["-rf", "rf"],
  ["--output=x", "output-x"],
  ["..", "stack"],
  ["changes", "changes-2"],
  ["side-by-side", "side-by-side-2"],
])("the pages of a stack called %s begin with no sign that a command would read", (stackName, expected) => {
  const folder = join(dir, `named-${expected}`);
  mkdirSync(join(folder, "s"), { recursive: true });
  const json = { "//": { metadata: { stackName } }, resource: {} };
  writeFileSync(join(folder, "s/cdk.tf.json"), JSON.stringify(json));
  review([join(folder, "s")], { app: folder, output: join(folder, "out") });
  expect(readdirSync(join(folder, "out")).sort()[0]).toBe(`${expected}.html`);
});

test("stacks whose names make the same file have a page each", () => {
  const folder = join(dir, "same");
  for (const [at, stackName] of ["a/b", "a b", "A-B"].entries()) {
    mkdirSync(join(folder, String(at)), { recursive: true });
    const json = { "//": { metadata: { stackName } }, resource: {} };
    writeFileSync(join(folder, `${at}/cdk.tf.json`), JSON.stringify(json));
  }
  review(
    ["0", "1", "2"].map((each) => join(folder, each)),
    { app: folder, output: join(folder, "out") },
  );
  const pages = readdirSync(join(folder, "out")).filter((name) => name.endsWith(".md"));
  expect(pages.sort()).toEqual(["A-B-3.md", "a-b-2.md", "a-b.md", "side-by-side.md"]);
});

test("resources that share an id are not one, and both pages count the same", () => {
  const resource = { aws_eks_cluster: { k: { name: "k" } }, aws_iam_access_key: { k: { user: "u" } } };
  const data = { aws_caller_identity: { me: {} } };
  const facts = analysisOf(stackOf("s", "f", { resource, data }));
  const text = markdown(page(facts));
  expect(text).toContain("| `aws_eks_cluster.k` | 1 | `aws_eks_cluster.k` |");
  expect(text).toContain("| `aws_iam_access_key.k` | 1 | `aws_iam_access_key.k` |");
  expect(text).toContain("Stack `s`: 2 resources");
  const compared = markdown(sideBySide({ all: [facts, facts], noGos: [] }));
  expect(compared).toContain("| `s` | none | 0 | 2 |");
});

test("the first screen of a change: public, who is new, what was not read, money, what cannot be undone", async () => {
  const folder = join(dir, "worse/stacks/penguins-aws");
  mkdirSync(folder, { recursive: true });
  const json = JSON.parse(readFileSync(join(head, "stacks/penguins-aws/cdk.tf.json"), "utf8"));
  const bucket = json.resource.aws_s3_bucket["data-bucket"];
  delete json.resource.aws_s3_bucket["data-bucket"];
  json.resource.aws_s3_bucket.other = { ...bucket, bucket: "another" };
  json.resource.aws_iam_role_policy.eve = {
    role: "eve",
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }),
  };
  json.resource.aws_security_group.open = { name: "open", ingress: [{ cidr_blocks: ["0.0.0.0/0"], protocol: "-1" }] };
  json.resource.aws_nat_gateway = { out: { subnet_id: "s" } };
  json.resource.zz_unknown = { one: {} };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
  const [text = ""] = review([folder], { app: head, base: head, prices: "examples/penguins/prices.yaml" }).lines;
  const cells = (question: string) =>
    (text.split("\n").find((line) => line.startsWith(`| ${question} |`)) ?? "").split(" | ")[1] ?? "";
  expect(text.split("\n").slice(2, 8).join("\n")).toMatch(
    /^Look first: \d+ opens? something to everybody; 1 destroyed/m,
  );
  expect(cells("Is anything public?")).toMatch(/^yes: \d+ public ways, listed below/);
  expect(cells("Who is new?")).toMatch(/^`eve`/);
  expect(cells("What was not read?")).toBe("1 resource of 1 type |");
  expect(cells("Worst month, against the budget?")).toMatch(
    /^at least 201\.60 USD without runs; 2 meters without a price, so it is not compared: the budget is 500\.00 USD \(before: 201\.60 USD/,
  );
  expect(cells("What cannot be undone?")).toMatch(/^1 destroyed or replaced: `aws_s3_bucket\.data-bucket`/);
  const first = (text.split("| Change | What | Where |\n")[1] ?? "").split("\n")[1] ?? "";
  expect(first).toMatch(/^\| way opened \(public\)|^\| permission gained \(public/);
});

describe("who is new: everybody and callers from outside stand first, whatever a platform calls them", () => {
  const provider = { aws: [{ allowed_account_ids: ["111111111111"] }], google: [{ project: "p" }] };
  const trust = (Principal: object) => ({
    name: "r",
    assume_role_policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] }),
  });
  const many = Object.fromEntries(
    Array.from({ length: 9 }, (_, at) => [
      `m${at}`,
      { project: "p", role: "roles/viewer", member: `user:a${at}@example.com` },
    ]),
  );
  test.each<[string, string, object, string]>([
    ["aws", "aws_iam_role", trust({ AWS: "arn:aws:iam::999999999999:root" }), "account 999999999999 (another account)"],
    ["aws", "aws_iam_role", trust({ Federated: "cognito-identity.amazonaws.com" }), "federated cognito-identity"],
    [
      "google",
      "google_storage_bucket_iam_member",
      { bucket: "b", role: "roles/storage.objectViewer", member: "allUsers" },
      "everybody (allUsers)",
    ],
    [
      "google",
      "google_project_iam_member",
      { project: "p", role: "roles/viewer", member: "serviceAccount:x@other.iam.gserviceaccount.com" },
      "serviceAccount:x@other",
    ],
    [
      "azure",
      "azurerm_federated_identity_credential",
      { parent_id: "i", subject: "repo:eve/x:ref:refs/heads/main", issuer: "https://token.example" },
      "federated repo:eve/x",
    ],
  ])("%s: %s", (_, type, given, expected) => {
    const read = (resource: object) => analysisOf(stackOf("s", "f", { provider, resource }));
    const members = { ...many, ...(type === "google_project_iam_member" ? { zz: given } : {}) };
    const more = type === "google_project_iam_member" ? {} : { [type]: { zz: given } };
    const [before, after] = [read({}), read({ google_project_iam_member: members, ...more })];
    const [, row] = changeGlance([{ before, after, changes: [] }]);
    expect(plain(row?.[1] ?? "").startsWith(expected)).toBe(true);
  });
});
