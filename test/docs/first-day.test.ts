/** What a page must say where a newcomer meets it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hardwareClasses } from "../../stacks/pilot-spec/fields.js";

const page = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
const flat = (text: string) => text.replace(/\s+/g, " ");

test("the README says in its first paragraph that cdktf has reached its end of life", () => {
  const [, first = ""] = page("README.md").split("\n\n");
  expect(flat(first)).toMatch(/cdktf itself \[has reached its end of life\]\(docs\/longevity\.md\)/);
});

test("where cdktf cannot ask for news, the page of operations names the message and the switch that ends it", () => {
  const row = page("docs/operations.md")
    .split("\n")
    .find((line) => line.includes("checkpoint-api.hashicorp.com"));
  expect(row).toContain("getaddrinfo ENOTFOUND checkpoint-api.hashicorp.com");
  expect(row).toContain("CHECKPOINT_DISABLE=1");
});

test("the page of operations says what pnpm and yarn need, and the README leads there", () => {
  expect(page("README.md")).toContain("docs/operations.md#package-managers");
  const rows = page("docs/operations.md").split("\n");
  expect(rows.find((line) => line.startsWith("| pnpm"))).toContain("pnpm-workspace.yaml");
  expect(rows.find((line) => line.startsWith("| yarn"))).toContain(".yarnrc.yml");
});

test("the page of the spec says what each hardware class is on each platform, and where another machine is named", () => {
  const rows = page("docs/spec.md").split("\n");
  const row = (name: string) => rows.find((line) => line.startsWith(`| ${name} |`)) ?? "";
  expect(row("`gpu-small`")).toMatch(/ml\.g5\.xlarge .* g2-standard-4 .* Standard_NC4as_T4_v3 .* 1 × nvidia\.com\/gpu/);
  expect(row("`trainium-small`")).toMatch(/ml\.trn1\.2xlarge [^|]*(\| no ){4}\|$/);
  for (const name of hardwareClasses) expect(row(`\`${name}\``).split("|").length).toBe(row("Class").split("|").length);
  expect(row("another one")).not.toContain(".`");
  expect(page("docs/own-model.md")).toContain("spec.md#hardware-classes");
});

test("an upgrade puts the tarball where init put the first one", () => {
  expect(page("cli/init/own-version.ts")).toContain("`vendor/${name}-${version}.tgz`");
  expect(page("docs/operations.md")).toContain("a tarball beside the old one in `vendor/`");
});
