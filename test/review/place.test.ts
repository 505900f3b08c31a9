/**
 * The largest destroys have no address that comes or goes: another block, region or state, and a stack that is gone.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analysisOf } from "../../review/analysis/analysis.js";
import { changes } from "../../review/analysis/changes.js";
import { plain } from "../../review/document.js";
import { stackOf } from "../../review/read/stack.js";
import { review } from "../../review/review.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { temporaryFolder } from "../scratch.js";
import { type SynthesizedStack, synthesizePilot, synthesizePilots } from "../synth.js";

// biome-ignore lint/suspicious/noExplicitAny: parts of a spec
type Input = any;
const read = new Map<SynthesizedStack, Analysis>();
async function analysed(platform: PlatformId, change?: (input: PilotSpecInput) => void): Promise<Analysis> {
  const stack = await synthesizePilot(platform, change);
  if (stack === undefined) throw new Error(`${platform}: no stack`);
  const facts = read.get(stack) ?? analysisOf(stackOf(platform, platform, stack.json));
  read.set(stack, facts);
  return facts;
}

/** The changes that a deploy would not undo, as `kind address: text`. */
async function grave(platform: PlatformId, change: (input: Input) => void): Promise<readonly string[]> {
  const found = changes(await analysed(platform), await analysed(platform, change));
  return found
    .filter(({ kind }) => ["destroy", "replace", "left", "state"].includes(kind))
    .map(({ kind, address, text }) => `${kind} ${address}: ${plain(text)}`);
}

test("another block of the network replaces the VPC and each subnet, as Terraform plans it", async () => {
  const found = await grave("aws", (input) => {
    input.network.cidr = "10.78.0.0/20";
  });
  const replaced = found.map((line) => /^replace (\w+)\./.exec(line)?.[1]);
  expect(replaced).toEqual(["aws_vpc", "aws_subnet", "aws_subnet"]);
  expect(found.join("\n")).toContain(
    "its cidr_block 10.20.0.0/20 becomes 10.78.0.0/20: no provider changes that in place",
  );
});

test.each<[PlatformId, (input: Input) => void, string]>([
  [
    "aws",
    (input) => {
      input.aws.region = "eu-central-1";
    },
    'replace provider.aws: the stack moves: region "eu-west-1" becomes "eu-central-1". Everything is made anew there.',
  ],
  [
    "aws",
    (input) => {
      input.aws.account = "210987654321";
      input.operators.aws = [];
    },
    'replace provider.aws: the stack moves: allowed_account_ids ["123456789012"] becomes ["210987654321"].',
  ],
  [
    "google",
    (input) => {
      input.google.region = "europe-west1";
    },
    "replace provider.google: the stack moves: region europe-west4 becomes europe-west1.",
  ],
  [
    "azure",
    (input) => {
      input.azure.location = "northeurope";
    },
    "its location westeurope becomes northeurope: no provider changes that in place",
  ],
  [
    "databricks",
    (input) => {
      input.databricks.host = "https://other.cloud.databricks.com";
    },
    "replace provider.databricks: the stack moves: host https://example.cloud.databricks.com becomes https://other.cloud.databricks.com.",
  ],
  [
    "databricks",
    (input) => {
      input.databricks.account.id = "99999999-6666-4777-8888-999999999999";
    },
    "replace databricks_budget.budget: its account_id 55555555-6666-4777-8888-999999999999 becomes 99999999-6666-4777-8888-999999999999",
  ],
  [
    "kubernetes",
    (input) => {
      input.kubernetes.context = "other";
    },
    "replace provider.kubernetes: the stack moves: config_context platform becomes other.",
  ],
])("%s: another place is a replacement", async (platform, change, expected) => {
  const text = (await grave(platform, change)).join("\n").replaceAll('"', "");
  expect(text).toContain(expected.replaceAll('"', ""));
});

test("another backend is a moved state, with the command", async () => {
  const found = await grave("aws", (input) => {
    input.state = { backend: "s3", bucket: "acme-states", region: "eu-west-1" };
  });
  expect(found).toEqual([
    expect.stringMatching(
      /^state terraform\.backend: the state is kept elsewhere: local → s3\..* terraform init -migrate-state$/,
    ),
  ]);
});

test("the same spec again is none of them", async () => {
  expect(await grave("aws", () => {})).toEqual([]);
});

test("a stack that is gone is left behind, not destroyed, and CI fails on it", async () => {
  const stacks = await synthesizePilots();
  const app = (platformIds: readonly PlatformId[]): string => {
    const folder = temporaryFolder("place");
    const listed = platformIds.map((platform) => {
      mkdirSync(join(folder, `stacks/penguins-${platform}`), { recursive: true });
      writeFileSync(join(folder, `stacks/penguins-${platform}/cdk.tf.json`), JSON.stringify(stacks[platform]?.json));
      const name = `penguins-${platform}`;
      return [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }];
    });
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(listed) }));
    return folder;
  };
  const options = { app: app(["aws"]), base: app(["aws", "azure"]), failOn: "destroy,replace" };
  const { lines, failures } = review([], options);
  expect(failures).toEqual(["left: penguins-azure: penguins-azure"]);
  expect(lines.join("\n")).toMatch(/the stack leaves the app\. Nothing of its \d+ resources is destroyed/);
  expect(lines.join("\n")).toMatch(/npx --no cdkt[fn] destroy penguins-azure/);
  expect(lines.join("\n")).not.toContain("is destroyed |");
});
