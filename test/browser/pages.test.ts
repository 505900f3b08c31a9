/**
 * Every HTML page of a review and of a trial, opened by headless Chromium: no console message, no request but the file
 * itself, nothing that axe finds, readable on a narrow window, printable. Screenshots stay under .cache/browser for
 * people to look at.
 */
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { launch } from "puppeteer-core";
import { review } from "../../review/review.js";
import { goldenSpec } from "../../scripts/assembled-docs/goldens.js";
import { synthesize } from "../../scripts/synthesize.js";
import { platformIds } from "../../stacks/pilot-spec/schema.js";
import { writeEvidence } from "../../trial/evidence/write.js";
import { score } from "../../trial/score.js";
import { measured } from "../trial/app.js";
import { whole } from "../trial/records.js";

const root = join(__dirname, "../..");

/** Where Chromium is, if it is anywhere. */
function chromium(): string | undefined {
  for (const name of [process.env.CHROMIUM_PATH ?? "", "chromium", "chromium-browser", "google-chrome"]) {
    try {
      if (name !== "") return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // not this one
    }
  }
  return undefined;
}

const path = chromium();
if (path === undefined) {
  process.stderr.write("SKIPPED test/browser: no chromium here; apt-get install chromium, or set CHROMIUM_PATH\n");
}

const dir = mkdtempSync(join(tmpdir(), "ml-pilot-browser-"));
const shots = join(root, ".cache/browser");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

function pages(): readonly string[] {
  const [head, base] = [join(dir, "head"), join(dir, "base")];
  // absolute: a relative path is one from the app's folder, and a change report asks whether the spec is still the same
  synthesize(join(root, goldenSpec), head);
  synthesize(join(root, "examples/penguins/pilot.yaml"), base);
  const prices = join(root, "examples/penguins/prices.yaml");
  review([], { app: head, output: join(dir, "pages"), prices });
  review([], { app: head, output: join(dir, "pages"), prices, base });
  // a stack of hostile names, so that what is escaped is seen by a browser, too
  const evil = '"><script>document.title="owned"</script><img src="http://127.0.0.1:9/x" onerror="document.title=1">';
  const policy = JSON.stringify({
    Statement: [{ Sid: evil, Effect: "Allow", Principal: { AWS: evil }, Action: evil, Resource: evil }],
  });
  mkdirSync(join(dir, "evil"));
  const resource = { aws_s3_bucket: { b: { bucket: evil } }, aws_s3_bucket_policy: { p: { bucket: evil, policy } } };
  writeFileSync(join(dir, "evil/cdk.tf.json"), JSON.stringify({ "//": { metadata: { stackName: "evil" } }, resource }));
  review([join(dir, "evil")], { app: head, output: join(dir, "pages") });
  scorecards(head, evil);
  return readdirSync(join(dir, "pages"))
    .filter((name) => name.endsWith(".html"))
    .map((name) => join(dir, "pages", name));
}

/** A scorecard that nothing was measured for, and a full one, which holds what a record may say at its worst. */
function scorecards(app: string, evil: string): void {
  const evidence = join(dir, "trial");
  mkdirSync(evidence);
  const today = new Date("2026-12-01T00:00:00Z");
  const make = (name: string) => {
    score({ app, evidence, output: join(dir, name), today });
    copyFileSync(join(dir, name, "scorecard.html"), join(dir, "pages", `${name}.html`));
  };
  make("scorecard-empty");
  const [first = "", ...others] = platformIds;
  for (const [at, platform] of platformIds.entries())
    for (const each of whole(platform, {}, 1 + at / 3)) writeEvidence(evidence, each);
  const there = { where: first, region: "here-1", hardware: "4 CPUs, 16 GiB", when: "2026-11-29T09:00:00Z" };
  for (const each of whole(first, there, 4)) writeEvidence(evidence, each);
  const later = { ...there, when: "2026-11-30T09:00:00Z", ended: "failed" as const };
  writeEvidence(evidence, measured(first, { ...later, what: "export", problem: evil.repeat(2) }));
  const long = `${evil}${"W".repeat(150)}`;
  const other = { where: others[0] ?? first, hardware: long, image: `sha256:${"2".repeat(64)}` };
  const number = { name: "W".repeat(80), subject: long, unit: "gigaflops" as const, values: [123_456.789] };
  writeEvidence(evidence, measured(others[0] ?? first, { ...other, what: "benchmark", numbers: [number] }));
  writeFileSync(join(evidence, first, "2026-11-28T10-00-00Z-load.json"), "{");
  make("scorecard");
}

const files = path === undefined ? [] : pages();
const named = files.map((file) => [(file.split("/").at(-1) ?? "").replace(/\.html$/, ""), file] as const);

let browser: Browser;
beforeAll(async () => {
  if (path === undefined) return;
  mkdirSync(shots, { recursive: true });
  browser = await launch({
    executablePath: path,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"],
  });
});
afterAll(async () => {
  await browser?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Opens a page and notes all that it says and asks for. */
async function open(
  file: string,
  scheme: "light" | "dark",
  width = 1280,
): Promise<{ page: Page; said: string[]; asked: string[] }> {
  const page = await browser.newPage();
  const [said, asked]: [string[], string[]] = [[], []];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(pathToFileURL(file).href, { waitUntil: "networkidle0" });
  return { page, said, asked };
}

const tests = path === undefined ? test.skip : test;

tests("there is a page for each platform, one that compares them, one of changes", () => {
  expect(named.map(([name]) => name)).toEqual(
    expect.arrayContaining(["penguins-aws", "side-by-side", "changes", "evil", "scorecard", "scorecard-empty"]),
  );
});

describe.each(named.length > 0 ? named : [["skipped", ""] as const])("%s", (name, file) => {
  tests.each(["light", "dark"] as const)("%s: no message, no request, nothing that axe finds", async (scheme) => {
    const { page, said, asked } = await open(file, scheme);
    await page.screenshot({ path: join(shots, `${name}-${scheme}.png`), fullPage: true });
    expect(said).toEqual([]);
    expect(asked.filter((url) => url !== pathToFileURL(file).href && !url.startsWith("data:"))).toEqual([]);
    expect(await page.title()).not.toMatch(/owned|^1$/);
    await page.evaluate(axe);
    // biome-ignore lint/suspicious/noExplicitAny: axe has put itself on the page
    const found: any = await page.evaluate("axe.run()");
    const violations = found.violations.map(
      (each: { id: string; nodes: Array<{ html: string }> }) => `${each.id}: ${each.nodes[0]?.html.slice(0, 120)}`,
    );
    expect(violations).toEqual([]);
    await page.close();
  });

  tests.each(["light", "dark"] as const)(
    "on a phone, %s: nothing scrolls sideways, no column is a letter wide",
    async (scheme) => {
      const { page } = await open(file, scheme, 390);
      await page.screenshot({ path: join(shots, `${name}-phone-${scheme}.png`), fullPage: false });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      // what is wider than its box may scroll in it, and nothing else does
      const wide =
        "e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).overflowX !== 'visible'";
      const boxes = await page.evaluate(
        `[...document.querySelectorAll('main *')].filter((e) => ${wide}).map((e) => e.className)`,
      );
      expect((boxes as string[]).filter((box) => box !== "table")).toEqual([]);
      const cells = "[...document.querySelectorAll('td')].filter((e) => e.offsetParent && e.textContent !== '')";
      expect(await page.evaluate(`${cells}.filter((e) => e.getBoundingClientRect().width < 60).length`)).toBe(0);
      // the title is on the first screen, and the contents are a link away
      expect(await page.evaluate("document.querySelector('h1').getBoundingClientRect().top < 120")).toBe(true);
      expect(await page.evaluate("document.querySelector('.contents').getBoundingClientRect().height > 0")).toBe(true);
      const figures = "[...document.querySelectorAll('figure')]";
      const letters = `${figures}.flatMap((f) => [...f.querySelectorAll('.narrow text')].map((t) => t.getBoundingClientRect().height))`;
      expect(await page.evaluate(`${letters}.every((height) => height >= 9)`)).toBe(true);
      expect(await page.evaluate(`${figures}.every((f) => !f.querySelector('.wide')?.offsetParent)`)).toBe(true);
      await page.close();
    },
  );

  tests("in a wide window addresses are folded, and no column is narrower than a word", async () => {
    const { page } = await open(file, "light", 1280);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('td')].filter((e) => e.offsetParent && e.getBoundingClientRect().width < 60).length",
      ),
    ).toBe(0);
    const long =
      "[...document.querySelectorAll('td[data-label=Where] > code')].filter((e) => e.textContent.length > 28)";
    const first = "/first$/.test(e.closest('table').querySelector('th').textContent)";
    expect(await page.evaluate(`${long}.filter((e) => !(${first})).length`)).toBe(0);
    await page.close();
  });

  tests("it prints", async () => {
    const { page } = await open(file, "light");
    const print = join(shots, `${name}.pdf`);
    await page.pdf({ path: print, format: "A4" });
    expect(statSync(print).size).toBeGreaterThan(5000);
    await page.emulateMediaType("print");
    expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).display")).toBe("none");
    await page.close();
  });

  tests("the first stop of the keyboard leads to the review, and every section can be reached", async () => {
    const { page } = await open(file, "light");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe("#main");
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('nav a')].every((a) => document.querySelector(a.getAttribute('href')))",
      ),
    ).toBe(true);
    await page.close();
  });
});

tests(
  "the drawing leads from the client network through the way in to endpoint and stores, with closed ways",
  async () => {
    const [, file = ""] = named.find(([name]) => name === "penguins-aws") ?? [];
    const { page } = await open(file, "light", 1280);
    const words = String(await page.evaluate("document.querySelector('figure svg').getAttribute('aria-label')"));
    for (const way of [
      "192.168.10.0/24 to interface endpoint",
      "interface endpoint to penguins-endpoint",
      "penguins-endpoint to penguins-data-123456789012",
      "the internet not to penguins-data-123456789012",
    ])
      expect(words).toContain(way);
    expect(await page.evaluate("document.querySelectorAll('figure .wide .cross').length > 0")).toBe(true);
    await page.close();
  },
);
