/**
 * The answers that a reviewer decides from, over all platforms: each *Expected* was worked out from the spec and from
 * the synthesized stack by hand, and many were once answered wrongly.
 */
import { type Analysis, analysisOf } from "../../review/analysis/analysis.js";
import { rollbackOf } from "../../review/analysis/rollback.js";
import { plain } from "../../review/document.js";
import { glance } from "../../review/pages/glance.js";
import { page } from "../../review/pages/page.js";
import { sideBySide } from "../../review/pages/side-by-side.js";
import { answers } from "../../review/pages/summary.js";
import { programOf } from "../../review/read/engine.js";
import { readPrices } from "../../review/read/prices.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { examplePlatforms, type SynthesizedStack, synthesizePilot, variants } from "../synth.js";
import { versionText } from "../variants.js";

const prices = readPrices("examples/penguins/prices.yaml");
const operator = {
  aws: "ml-operator",
  google: "group:ml-operators@example.com",
  azure: "11111111-2222-4333-8444-555555555555",
};

/** What was read of a stack: many answers are of the same one. */
const read = new Map<SynthesizedStack, Analysis>();

async function factsOf(
  platform: PlatformId,
  change: (input: PilotSpecInput) => void = () => {},
  named = "phase 2",
): Promise<Analysis> {
  const stack = await synthesizePilot(platform, (input) => {
    variants[named]?.(input);
    change(input);
  });
  if (stack === undefined) throw new Error(`${platform}: no stack`);
  const facts =
    read.get(stack) ?? analysisOf(stackOf(`penguins-${platform}`, "f", structuredClone(stack.json)), { prices });
  read.set(stack, facts);
  return facts;
}

const questions = {
  read: "Who can read the data?",
  reach: "What can reach the endpoint?",
  stops: "What stops a training job?",
  idle: "What does it cost idle?",
  back: "How is it rolled back?",
} as const;

const answer = (facts: Analysis, question: keyof typeof questions): string =>
  plain(answers(facts).find(([each]) => each === questions[question])?.[1] ?? "no such question");

const releases = (listed: readonly string[], live: string) => (input: PilotSpecInput) => {
  for (const platform of examplePlatforms) {
    const all = Object.fromEntries(listed.map((name) => [name, versionText(platform, Number(name.slice(1)))]));
    Object.assign(input[platform] ?? {}, { releases: all, live });
  }
};

/** Question, platform, what the answer must hold, what it must not. */
const table: ReadonlyArray<
  readonly [question: keyof typeof questions, platform: PlatformId, holds: readonly string[], never: readonly string[]]
> = [
  [
    "read",
    "aws",
    [
      "penguins-training-role (artifacts/*, data/*, evaluation/*, models/*; through {com.amazonaws.eu-west-1.s3})",
      "penguins-pipeline-role (artifacts/*, evaluation/*, models/*)",
      "penguins-endpoint-role (artifacts/*, models/*)",
      "ml-operator (from 192.168.10.0/24; through {penguins})",
    ],
    ["nobody", "not understood"],
  ],
  [
    "read",
    "google",
    [
      "penguins-training (artifacts, artifacts/*, data, data/*, evaluation, evaluation/*)",
      "penguins-release (artifacts, artifacts/*",
      // bodies of requests are personal data
      "penguins_capture: projectOwners; serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com",
      operator.google,
    ],
    ["nobody", "not understood"],
  ],
  [
    "read",
    "azure",
    [
      "penguins-jobs (artifacts/*, data/*, evaluation/*, models/*)",
      "penguins-4e30ca01-endpoint (artifacts/*, models/*)",
      `${operator.azure} (artifacts/*, data/*, evaluation/*, exports/*, models/*)`,
    ],
    ["nobody", "not understood"],
  ],
  [
    "reach",
    "aws",
    ["penguins-operator-role (from 192.168.10.0/24", "{penguins} by interface endpoint", "192.168.10.0/24 by tcp 443"],
    ["the internet"],
  ],
  ["reach", "google", ["networks of penguins-pilot by Private Service Connect, which asks nobody who they are"], []],
  [
    "reach",
    "azure",
    [
      operator.azure,
      "virtualNetworks/penguins/subnets/private-endpoints by private endpoint amlworkspace",
      "192.168.10.0/24 by tcp 443",
      "10.20.4.0/22 by tcp 443",
    ],
    // a way into the operators' machines is none to the endpoint
    ["tcp 22"],
  ],
  [
    "stops",
    "aws",
    ["probe stops after 900 s", "prepare stops after 3,600 s (1 h)", "training stops after 7,200 s (2 h)"],
    [],
  ],
  [
    "stops",
    "google",
    ["probe stops after 900 s", "evaluate stops after 3,600 s (1 h)", "training stops after 7,200 s (2 h)"],
    [],
  ],
  [
    "stops",
    "azure",
    ["probe stops after 900 s", "gate stops after 3,600 s (1 h)", "training stops after 7,200 s (2 h)"],
    [],
  ],
  [
    "idle",
    "aws",
    ["117.65 USD a month", "aws_kms_key: 1.00 USD", "endpoint (penguins-endpoint), replicas at least: 83.95 USD"],
    ["no price given"],
  ],
  [
    "idle",
    "google",
    ["at least 131.46 USD a month, without 3 that have no price", "google_cloud_scheduler_job: no price given"],
    [],
  ],
  [
    "idle",
    "azure",
    [
      "at least 235.10 USD a month, without 3 that have no price",
      "2 × endpoint (deployment rel-r1, deployment rel-r2), replicas at least: 167.90 USD",
      "azurerm_container_registry Premium: no price given",
      "6 × private connections of the managed network of penguins: 43.80 USD",
    ],
    [],
  ],
];

test.each(table)("%s, %s", async (question, platform, holds, never) => {
  const found = answer(await factsOf(platform), question);
  for (const part of holds) expect(found).toContain(part);
  for (const part of never) expect(found).not.toContain(part);
});

describe("how is it rolled back", () => {
  // the engine that the tests run with names its own program (npm run test:longevity)
  let program: string;
  beforeAll(async () => {
    program = programOf((await factsOf("aws")).stack);
  });
  const run = "gcloud workflows run penguins-endpoint-release --project penguins-pilot --location europe-west4";
  test.each<[PlatformId, string]>([
    [
      "aws",
      "live is r2; set aws.live back to r1, then run npx --no cdktf deploy penguins-aws; SageMaker takes a bad rollout " +
        "back by itself, while it shifts the traffic, on " +
        "aws_cloudwatch_metric_alarm.endpoint_alarms_p95_B347C064, " +
        "aws_cloudwatch_metric_alarm.endpoint_alarms_errors_A35C68A2, and the deploy fails",
    ],
    [
      "google",
      `live is r2; set google.live back to r1, then run npx --no cdktf deploy penguins-google, then ${run}; the workflow penguins-endpoint-release takes a bad ` +
        "rollout back by itself, by what it measures, and that run fails",
    ],
    [
      "azure",
      "live is r2; set azure.live back to r1, then run npx --no cdktf deploy penguins-azure; nothing takes a rollout back " +
        "by itself: an operator does, by hand",
    ],
  ])("%s: the words, in short and in the note", async (platform, expected) => {
    const facts = await factsOf(platform, releases(["r1", "r2"], "r2"));
    expect(answer(facts, "back")).toBe(expected.replace("--no cdktf ", `--no ${program} `));
    const text = markdown(page(facts));
    // an alarm of Azure, or of Google, takes nothing back
    if (platform !== "aws") expect(text).not.toMatch(/trips `(azurerm|google)_monitoring?_/);
    const note = (text.split("## Rollback note\n")[1] ?? "").split("\n## ")[0] ?? "";
    expect(note.includes("An alarm of this stack alerts somebody, and sets nothing back.")).toBe(platform === "azure");
  });

  test.each(examplePlatforms)("%s: the drill runs all that makes it so, in that order", async (platform) => {
    const facts = await factsOf(platform, releases(["r1", "r2"], "r2"));
    const drill = /# 1\. a release is bad.*\n([\s\S]*?)# 2\./.exec(markdown(page(facts)))?.[1]?.split("\n") ?? [];
    const commands = rollbackOf(facts.stack)?.commands ?? [];
    expect(commands.length).toBe(platform === "google" ? 2 : 1);
    expect(drill.slice(0, commands.length).map((line) => line.split("   #")[0])).toEqual(commands);
  });

  test.each(examplePlatforms)("%s: the drill brings data back, and no log, in whatever order", async (platform) => {
    const { stack, access } = await factsOf(platform);
    const turned = JSON.parse(JSON.stringify(stack.json));
    for (const [type, byId] of Object.entries(turned.resource))
      turned.resource[type] = Object.fromEntries(Object.entries(byId as object).reverse());
    for (const json of [stack.json, turned]) {
      const text = markdown(page(analysisOf(stackOf(stack.name, "f", json), { prices })));
      const drill = /# 3\. data was overwritten.*\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
      // a bucket that exists is brought back by its owner
      if (access.things.some(({ kind, address }) => kind === "store" && /^\w*(bucket|storage_account)\b/.test(address)))
        expect(drill).toMatch(/penguins-data-|penguins4e30ca01|penguins[0-9a-f]{8}/);
      expect(drill).not.toMatch(/logs/);
    }
  });

  test.each(examplePlatforms)(
    "%s: in batch the next run scores with it, and nobody takes it back",
    async (platform) => {
      const facts = await factsOf(platform, releases(["r1", "r2"], "r2"), "phase 2, batch");
      expect(answer(facts, "back")).toBe(
        `live is r2; set ${platform}.live back to r1, then run npx --no ${program} deploy penguins-${platform}; the next run scores ` +
          "with it; nothing takes a release back by itself: an operator does, by hand",
      );
    },
  );

  test.each<[PlatformId, string, (text: string) => string]>([
    ["aws", "without alarms of its rollout", (text) => text.replace(/"auto_rollback_configuration":/g, '"x":')],
    [
      "google",
      "with a workflow that never asks for its rollback",
      (text) => text.replaceAll('\\"next\\":\\"roll_back\\"', '\\"next\\":\\"end\\"'),
    ],
    [
      "google",
      "with a workflow that only names one",
      (text) => text.replaceAll('\\"roll_back\\":', '\\"no_roll_back\\":'),
    ],
  ])("%s: %s nothing is promised", async (platform, _, change) => {
    const { stack } = await factsOf(platform, releases(["r1", "r2"], "r2"));
    const before = JSON.stringify(stack.json);
    expect(change(before)).not.toBe(before);
    const facts = analysisOf(stackOf(stack.name, "f", JSON.parse(change(before))), { prices });
    expect(answer(facts, "back")).toMatch(/nothing takes a rollout back by itself: an operator does, by hand$/);
  });

  test.each(examplePlatforms)(
    "%s: only what came before the live release is a way back, and no canary",
    async (platform) => {
      const way = async (listed: readonly string[], live: string) =>
        rollbackOf((await factsOf(platform, releases(listed, live))).stack)?.earlier;
      expect({
        "r1 of r1, r2": await way(["r1", "r2"], "r1"),
        "r2 of r1, r2": await way(["r1", "r2"], "r2"),
        "r2 of r1, r2, r3": await way(["r1", "r2", "r3"], "r2"),
      }).toEqual({ "r1 of r1, r2": [], "r2 of r1, r2": ["r1"], "r2 of r1, r2, r3": ["r1"] });
    },
  );

  test("azure: a canary is never called the way back", async () => {
    const facts = await factsOf("azure", (input) => {
      releases(["r1", "r2"], "r1")(input);
      Object.assign(input.azure ?? {}, { canary: "r2" });
    });
    expect(answer(facts, "back")).toMatch(/^live is r1; no earlier release is listed; set azure.live to null/);
  });
});

describe("who may delete", () => {
  test.each<[PlatformId, readonly string[]]>([
    // ending an upload is no delete
    ["aws", ["ml-operator data/*"]],
    ["azure", ["penguins-jobs artifacts/*,evaluation/*,models/*", `${operator.azure} data/*`]],
    [
      "google",
      [
        `${operator.google} data,data/*`,
        "penguins-jobs artifacts,artifacts/*",
        "penguins-release artifacts,artifacts/*",
        "penguins-runs artifacts,artifacts/*",
        "penguins-training artifacts,artifacts/*,evaluation,evaluation/*",
      ],
    ],
  ])("%s: in the data bucket", async (platform, expected) => {
    const { access, stack } = await factsOf(platform);
    const box = stack.ledger?.boxes.find((each) => each.box === "data bucket")?.path ?? "";
    const type = /^(aws_s3_bucket|google_storage_bucket|azurerm_storage_account)\.data-bucket$/;
    const found = access.access.filter((row) => row.verb === "delete" && type.test(row.thing.address));
    expect(box).not.toBe("");
    expect(found.map(({ who, parts }) => `${who} ${parts.join()}`.trim()).sort()).toEqual([...expected].sort());
  });

  test("azure: Data Scientist deletes and stops on the workspace, as Microsoft defines it", async () => {
    const { access } = await factsOf("azure");
    const verbs = access.access
      .filter(({ who, thing }) => who === operator.azure && thing.kind === "registry" && thing.name === "penguins")
      .map(({ verb }) => verb);
    expect([...new Set(verbs)]).toEqual(expect.arrayContaining(["delete", "stop", "run", "approve"]));
  });
});

test.each(examplePlatforms)(
  "%s: nothing is public, and what an API answers by identity is counted alike",
  async (platform) => {
    const facts = await factsOf(platform);
    // a cluster of one's own has no API that a pilot's box opens
    const hasApi = facts.reach.some(({ isApi }) => isApi === true);
    expect(plain(glance(facts)[0]?.[1] ?? "")).toMatch(
      hasApi
        ? /^no; (1 thing|\d+ things) can be called from anywhere by who proves an identity, as the platform's API is$/
        : /^no$/,
    );
    expect(hasApi).toBe(platform !== "kubernetes");
    expect(facts.findings.filter(({ kind }) => kind === "not-understood" || kind === "not-read")).toEqual([]);
  },
);

test("side by side: exporting a model is a read, and no word of a platform stands where a verb must", async () => {
  const all = await Promise.all(examplePlatforms.map((platform) => factsOf(platform)));
  const text = markdown(sideBySide({ all, noGos: [] }));
  const rows = (text.split("## Who may do what")[1] ?? "").split("\n## ")[0] ?? "";
  expect(rows).not.toContain("aiplatform.models.export");
  expect(rows).toMatch(/\| not understood \| 0 \| 0 \| 0 \|/);
  expect(text).toMatch(/\| ways from or to the internet \| 0 \| 0 \| 0 \|/);
  expect(rows).toMatch(/\| stop \| [^|]*\| [^|]*\| (?!nobody)[^|]*\|/);
});

test.each<[PlatformId, string]>([
  ["aws", "1 attempt + 2 retries"],
  ["google", "1 attempt + 2 retries"],
  ["azure", "1 attempt"],
])("%s: attempts on the arrows, in one unit with the cost note", async (platform, expected) => {
  const facts = await factsOf(platform);
  const text = markdown(page(facts));
  const [, arrow = ""] = /\| pipeline → training job \|(.*)\|/.exec(text) ?? [];
  expect(arrow.split("|").map((cell) => cell.trim())[2]).toBe(expected);
  expect(text.includes(", 3 attempts")).toBe(expected !== "1 attempt");
});
