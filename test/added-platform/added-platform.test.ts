/**
 * A platform is added by two folders and its line in `stacks/platforms.ts`. This test adds one of one box, which does
 * not exist, to a copy of the sources, and asks each command for it. The steps are those of
 * `docs/adding-a-platform.md`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { parse } from "yaml";
import type * as catalogue from "../../cli/add/catalogue.js";
import type * as checkVerb from "../../cli/check.js";
import type * as deployerVerb from "../../cli/deployer.js";
import type * as initVerb from "../../cli/init.js";
import type * as reviewIndex from "../../review/index.js";
import type * as reviewLibrary from "../../review/review.js";
import type * as constructIndex from "../../scripts/golden/construct-index.js";
import type * as load from "../../stacks/load.js";
import { keptCopy, requireFrom, temporaryFolder } from "../scratch.js";
import { addTo, id } from "./add.js";

const scratch = keptCopy(
  "added-platform",
  "cli",
  "constructs",
  "docs",
  "examples/usage",
  "review",
  "scripts",
  "stacks",
  "package.json",
);
const listed = addTo(scratch);

const from = <Module>(file: string) => requireFrom<Module>(scratch, file);
const dir = temporaryFolder("repo");
const own = { version: "0.0.0", files: [], bring: () => {} };
const options = { platform: id, name: "fleet", owner: "ml@example.com", imageDir: "image" };

beforeAll(() => {
  mkdirSync(join(dir, "image"), { recursive: true });
  writeFileSync(join(dir, "image/Dockerfile"), "FROM scratch\n");
  from<typeof initVerb>("cli/init.ts").init(dir, options, own);
});

const specFile = () => join(dir, "pilot.yaml");

/** Synthesizes the spec that `init` wrote, into the folder that the review reads. */
async function synthesized(): Promise<string> {
  const { addPilots, loadSpecs } = from<typeof load>("stacks/load.ts");
  const app = new App({ outdir: join(dir, "cdktf.out") });
  // two pilots, so that there is something to compare
  const second = join(dir, "second.yaml");
  writeFileSync(second, readFileSync(specFile(), "utf8").replace('name: "fleet"', 'name: "barge"'));
  await addPilots(app, await loadSpecs([specFile(), second]));
  app.synth();
  return join(dir, "cdktf.out");
}

test("the list of the copy holds the platform", () => {
  expect(listed).toContain(`./${id}/platform.js`);
  expect(listed).toMatch(new RegExp(`platforms = \\{.*, ${id} \\}`));
});

test("init writes its block, its operators and its packages", () => {
  const spec = parse(readFileSync(specFile(), "utf8")) as Record<string, unknown>;
  expect(spec).toMatchObject({ operators: { [id]: ["crew:ml"] }, [id]: { island: "texel" } });
  const { dependencies } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  expect(Object.keys(dependencies)).toContain("@cdktf/provider-time");
});

test("check fills its defaults, says how it fits and which credentials this machine lacks", async () => {
  const report = await from<typeof checkVerb>("cli/check.ts").check(specFile());
  expect(report.problems).toEqual([]);
  expect(report.fit).toEqual([expect.objectContaining({ platform: id, fits: true })]);
  expect(report.machine.map(({ what }) => what)).toContain(`credentials for ${id}`);
});

test("check refuses what its own data refuses, and names it", async () => {
  const wrong = join(dir, "wrong.yaml");
  const text = readFileSync(specFile(), "utf8");
  writeFileSync(wrong, text.replace("island: texel", "island: texl").replace("crew:ml", "ml"));
  const { problems } = await from<typeof checkVerb>("cli/check.ts").check(wrong);
  expect(problems.join("\n")).toContain(`"texl" was not a island of ${id}`);
  expect(problems.join("\n")).toContain("must be crew: and a name, such as crew:ml");
  writeFileSync(wrong, text.replace(`${id}:`, "demoml:"));
  const renamed = await from<typeof checkVerb>("cli/check.ts").check(wrong);
  expect(renamed.problems.join("\n")).toContain(`did you mean "${id}"?`);
});

test("deployer prints its rights", async () => {
  const lines = await from<typeof deployerVerb>("cli/deployer.ts").deployer(id, [specFile()]);
  expect(lines).toContain("demo grant everything");
});

test("add and the index of the constructs show its construct", () => {
  const { pieces } = from<typeof catalogue>("cli/add/catalogue.ts");
  const names = pieces().map(({ name }) => name);
  expect(names).toContain(`${id}/data-bucket`);
  expect(from<typeof constructIndex>("scripts/golden/construct-index.ts").constructIndex(names)).toContain(
    `[${id}](constructs/${id}/data-bucket.md)`,
  );
});

test("synthesis makes its stack, and the rules hold it", async () => {
  const json = JSON.parse(readFileSync(join(await synthesized(), "stacks/fleet-demo/cdk.tf.json"), "utf8"));
  expect(Object.keys(json.resource)).toEqual(["demo_bucket"]);
  expect(Object.values(json.resource.demo_bucket)).toEqual([expect.objectContaining({ name: "fleet-data" })]);
  expect(json["//"].pilot).toMatchObject({ platform: id, pilot: "fleet" });
});

test("the review shows it, and side by side puts it beside the others", async () => {
  const { review } = from<typeof reviewLibrary>("review/review.ts");
  const output = join(dir, "review");
  review([], { app: await synthesized(), output });
  expect(readFileSync(join(output, "fleet-demo.md"), "utf8")).toContain("fleet-data");
  expect(readFileSync(join(output, "side-by-side.md"), "utf8")).toMatch(new RegExp(`\\| ${id} \\| ${id} \\|`));
});

test("its readers answer who may read, what is public, what bills and what was not read", async () => {
  const { analysisOf, html, markdown, page, stackOf } = from<typeof reviewIndex>("review/index.ts");
  const file = join(await synthesized(), "stacks/fleet-demo/cdk.tf.json");
  const json = JSON.parse(readFileSync(file, "utf8"));
  const [id = ""] = Object.keys(json.resource.demo_bucket);
  json.resource.demo_bucket[id].beach = true;
  json.resource.demo_grant = { crew: { crew: "crew:ml", may: "read", bucket: `\${demo_bucket.${id}.name}` } };
  json.resource.demo_pier = { pier: {} };
  json.resource.demo_boat = { boat: {} };
  const prices = { currency: "EUR", prices: [] };
  const facts = analysisOf(stackOf("fleet-demo", file, json), { prices });
  expect(facts.access.access).toEqual([expect.objectContaining({ who: "crew:ml", verb: "read" })]);
  expect(facts.grants.map(({ who, verbs }) => [who, verbs])).toEqual([["crew:ml", ["read"]]]);
  expect(facts.findings.map(({ kind, address }) => [kind, address])).toContainEqual(["public", `demo_bucket.${id}`]);
  expect(facts.unread.map(({ what }) => what)).toEqual(["demo_boat"]);
  expect(facts.money?.missing).toEqual(["demo_pier", "demo_boat (nothing here knows whether it bills)"]);
  const text = markdown(page(facts));
  expect(text).toContain("| Who can read the data? | `crew:ml` |");
  expect(text).toContain("demo list versions");
  expect(html(page(facts))).toContain("the beach");
});
