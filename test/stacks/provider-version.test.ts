/** The version of each platform's provider: what a spec may say, and what every stack then asks for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformProvider, TerraformStack } from "cdktf";
import { satisfies } from "semver";
import { parse } from "yaml";
import { analysisOf } from "../../review/analysis/analysis.js";
import { page } from "../../review/pages/page.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import { addPilots } from "../../stacks/load.js";
import { checkSpec } from "../../stacks/pilot-spec/check.js";
import { notes } from "../../stacks/pilot-spec/notes.js";
import type { PilotSpecInput, PlatformId } from "../../stacks/pilot-spec/schema.js";
import { platforms } from "../../stacks/platforms.js";
import { root, temporaryFolder } from "../scratch.js";
import { exampleInput, examplePlatforms, exampleSpec, synthesizePilot, variants } from "../synth.js";

type Providers = Readonly<Record<string, { readonly version: string }>>;

const versionsOf = (platform: PlatformId) => platforms[platform].providerVersions;

/** Says a version of every platform that a spec names. */
const asking = (versionOf: (platform: PlatformId) => string) => (input: PilotSpecInput) => {
  for (const platform of examplePlatforms) {
    if (input[platform] !== undefined) Object.assign(input[platform], { providerVersion: versionOf(platform) });
  }
};

const newestOf = (platform: PlatformId): string => versionsOf(platform).tried.at(-1)?.to ?? "";

/** Every stack of a spec, parts and quotas among them, with what it asks for. */
async function asked(input: PilotSpecInput): Promise<ReadonlyMap<string, Providers>> {
  const { spec, problems } = checkSpec(input);
  if (spec === undefined) throw new Error(JSON.stringify(problems));
  const app = new App({ outdir: temporaryFolder("provider-version") });
  await addPilots(app, [{ file: "pilot.yaml", spec }]);
  const stacks = app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  return new Map(
    stacks.map((stack) => {
      const { terraform } = stack.toTerraform() as { terraform: { required_providers: Providers } };
      return [stack.node.id, terraform.required_providers];
    }),
  );
}

/** The version of its own provider that each stack of a platform asks for. */
const askedOf = (stacks: ReadonlyMap<string, Providers>, platform: PlatformId): readonly (readonly string[])[] =>
  [...stacks].flatMap(([name, providers]) => {
    const found = providers[versionsOf(platform).name];
    return found === undefined ? [] : [[name, found.version]];
  });

describe("every stack of a pilot", () => {
  const withQuotas = (input: PilotSpecInput) => {
    input.quotas = { ...input.quotas, request: true };
  };

  test.each([
    ["the version of the bindings, where the spec says none", (platform: PlatformId) => versionsOf(platform).bound],
    ["the newest that was tried, where the spec says so", newestOf],
  ] as const)("asks for %s", async (_, versionOf) => {
    const isBound = versionOf !== newestOf;
    const stacks = await asked(
      exampleInput((input) => {
        withQuotas(input);
        if (!isBound) asking(versionOf)(input);
      }),
    );
    expect(stacks.size).toBe(10);
    let count = 0;
    for (const platform of examplePlatforms) {
      const found = askedOf(stacks, platform);
      expect(found.filter(([, version]) => version !== versionOf(platform))).toEqual([]);
      expect(found.length).toBeGreaterThan(1);
      count += found.length;
    }
    expect(count).toBe(stacks.size);
  });

  test("of a mixed pilot asks for that of its own half", async () => {
    const file = join(root, "examples/penguins/pilot.mixed.yaml");
    const input = parse(readFileSync(file, "utf8")) as PilotSpecInput;
    asking(newestOf)(input);
    const stacks = await asked(input);
    expect(stacks.size).toBe(11);
    const found = examplePlatforms.flatMap((platform) =>
      askedOf(stacks, platform).map(([name, version]) => [name, version === newestOf(platform)]),
    );
    expect(found.sort()).toEqual([...stacks.keys()].sort().map((name) => [name, true]));
  });
});

test.each(examplePlatforms)("the version that %s calls bound is that of the installed bindings", async (platform) => {
  const stack = await synthesizePilot(platform);
  const { name, bound, tried } = versionsOf(platform);
  const providers = stack?.stack.node.findAll().filter((each) => TerraformProvider.isTerraformProvider(each)) ?? [];
  const own = providers.find(({ terraformGeneratorMetadata }) => terraformGeneratorMetadata?.providerName === name);
  const version = own?.terraformGeneratorMetadata?.providerVersion ?? "";
  // cdktn's own bindings are made for a newer one
  if (platforms[platform].providerPackages[0].startsWith("@cdktf/")) expect(version).toBe(bound);
  expect(tried.filter(({ from, to }) => satisfies(version, `>=${from} <=${to}`))).toHaveLength(1);
});

test.each(
  examplePlatforms.flatMap((platform) => versionsOf(platform).tried.map((range) => [platform, range] as const)),
)("within a range of %s, a stack is the same but for the version: %j", async (platform, { from, to }) => {
  const of = async (version: string) => {
    const stack = await synthesizePilot(platform, (input) => {
      variants["phase 2"]?.(input);
      asking(() => version)(input);
    });
    const { terraform, ...json } = structuredClone(stack?.json) as { terraform: { required_providers: Providers } };
    return json;
  };
  expect(await of(to)).toEqual(await of(from));
});

describe("a version that was not tried is refused", () => {
  const words = (platform: PlatformId) => {
    const { name, bound, tried } = versionsOf(platform);
    const ranges = tried.map(({ from, to }) => `${from} to ${to}`).join(", or ");
    return `must be a version of ${name} that was tried, ${ranges}; leave it out for ${bound}`;
  };
  const problem = (platform: PlatformId, version: unknown) =>
    checkSpec(exampleInput((input) => Object.assign(input[platform] ?? {}, { providerVersion: version }))).problems.map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );

  test.each(examplePlatforms)("on %s: one that is older or newer", (platform) => {
    for (const version of ["1.0.0", "99.0.0"])
      expect(problem(platform, version)).toEqual([`${platform}.providerVersion: "${version}" ${words(platform)}`]);
    for (const { from, to } of versionsOf(platform).tried)
      expect([from, to].flatMap((version) => problem(platform, version))).toEqual([]);
  });

  test("between two ranges", () => {
    expect(problem("azure", "4.82.0")).toEqual([
      'azure.providerVersion: "4.82.0" must be a version of azurerm that was tried, 4.55.0 to 4.81.0, or 5.0.1 to ' +
        "5.10.0; leave it out for 4.55.0",
    ]);
  });

  test.each(["~> 5.0", ">= 4.55.0", "4.55", "v4.55.0", "4.55.0-beta1", "04.55.0", "", 4.55, null])("as %j", (given) => {
    const [line, ...more] = problem("azure", given);
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^azure\.providerVersion: .*(an exact version of azurerm in quotes, such as "4\.55\.0"|must be)/,
    );
  });
});

test.each(examplePlatforms)("docs/longevity.md says what may be named on %s, and how it was tried", (platform) => {
  const { name, bound, planned, tried } = versionsOf(platform);
  const row = readFileSync(join(root, "docs/longevity.md"), "utf8")
    .split("\n")
    .find((line) => new RegExp(`^\\| ${platform} \\| \`[a-z]+/${name}\` \\|`).test(line));
  const [, , , without, taken, plannedThere = "", schemaOnly = ""] = row?.split("|").map((cell) => cell.trim()) ?? [];
  expect(without).toBe(bound);
  expect(taken).toBe(tried.map(({ from, to }) => `${from} to ${to}`).join(", or "));
  expect(plannedThere.match(/\d+\.\d+\.\d+/g)).toEqual(planned);
  const ends = [bound, ...tried.flatMap(({ from, to }) => [from, to])].filter((version) => !planned.includes(version));
  expect(new Set(schemaOnly.match(/\d+\.\d+\.\d+/g))).toEqual(new Set(ends));
});

test("check says of a version that only its schema was looked at", () => {
  const lines = (version: string) =>
    notes(exampleSpec((input) => Object.assign(input.azure ?? {}, { providerVersion: version }))).filter((line) =>
      line.startsWith("azure.providerVersion"),
    );
  expect(lines("4.55.0")).toEqual([]);
  expect(lines("5.10.0")).toEqual([
    "azure.providerVersion: azurerm 5.10.0 planned no pilot here; only its schema was held against the stack, so read " +
      "a plan before you apply",
  ]);
});

test("the review of a stack for azurerm 5 says what it says of one for 4, but for the version", async () => {
  const pageOf = async (version: string) => {
    const stack = await synthesizePilot("azure", (input) => {
      variants["phase 2"]?.(input);
      asking(() => version)(input);
    });
    return markdown(page(analysisOf(stackOf("azure", "f", structuredClone(stack?.json ?? {})))));
  };
  const [four, five] = [await pageOf("4.55.0"), await pageOf("5.10.0")];
  expect(four).toContain(" Terraform providers: `azapi 2.12.0`, `azurerm 4.55.0`, `time 0.13.1`.\n");
  expect(five).toContain(
    " Terraform providers: `azapi 2.12.0`, `azurerm 5.10.0`, `time 0.13.1`. This package planned no pilot with that " +
      "version of azurerm, so read a plan before you apply.\n",
  );
  const others = (text: string) => text.replace(/ Terraform providers: .*/, "");
  expect(others(five)).toEqual(others(four));
});
