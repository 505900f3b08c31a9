/**
 * Every stack against the newest providers: no argument that was removed or renamed, none left out that must be given
 * now. The schemas are a dated extract; `node --import tsx scripts/longevity/newest-arguments.ts` writes it anew.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { satisfies } from "semver";
import { argumentsOf, isOf, type NewestArguments } from "../../scripts/longevity/newest-arguments.js";
import { platforms } from "../../stacks/platforms.js";
import { examplePlatforms } from "../synth.js";
import { pathsIn, type Used, usedResources } from "../used-arguments.js";

const folder = join(__dirname, "newest");
const schemas = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as NewestArguments,
);

/** How the stacks call a provider. */
const nameOf = ({ provider }: NewestArguments): string => provider.replace(/^.*\//, "");

/** The platform of a provider, and the range of versions, in which one JSON fits all, that a schema is in. */
function rangeOf(schema: NewestArguments) {
  const platform = examplePlatforms.find((each) => platforms[each].providerVersions.name === nameOf(schema));
  if (platform === undefined) throw new Error(`${schema.provider}: is the provider of no platform`);
  const { tried } = platforms[platform].providerVersions;
  const range = tried.find(({ from, to }) => satisfies(schema.version, `>=${from} <=${to}`));
  if (range === undefined) throw new Error(`${schema.provider} ${schema.version}: is in no range of ${platform}`);
  return { platform, ...range };
}

/** The resources of the stacks of a schema's platform, for the first version of a range. */
async function usedFor(schema: NewestArguments, { platform, from } = rangeOf(schema)): Promise<readonly Used[]> {
  const { bound, tried } = platforms[platform].providerVersions;
  const isBound = tried.some((range) => range.from === from && satisfies(bound, `>=${from} <=${range.to}`));
  const used = await (isBound ? usedResources() : usedResources(platform, from));
  return used.filter(({ type }) => isOf(nameOf(schema), type));
}

/** What a provider of this schema says of a resource. */
function refusals(schema: NewestArguments, { type, given }: Used): readonly string[] {
  const listed = schema.types[type];
  if (listed === undefined) return [`${type}: is not in the extract`];
  if (listed.length === 0) return [`${type}: was removed`];
  const optional = new Map(listed.map((path) => [path.replace("!", ""), !path.endsWith("!")]));
  const above = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf(".")));
  const blocks = new Set(listed.map(above));
  const paths = new Set(pathsIn(given));
  // a map holds keys of its own: what stands in a value is asked only where the schema has a block there
  const isArgument = (path: string) => blocks.has(above(path));
  const removed = [...paths].filter((path) => isArgument(path) && !optional.has(path));
  const missing = [...optional].filter(([path, may]) => !may && !paths.has(path)).map(([path]) => path);
  return [
    ...removed.map((path) => `${type}: ${path} was removed`),
    ...missing
      .filter((path) => above(path) === "" || paths.has(above(path)))
      .map((path) => `${type}: ${path} must be given`),
  ];
}

const named = schemas.map((schema) => [`${schema.provider} ${schema.version}`, schema] as const);

test.each(named)("%s takes every resource of every stack that is made for it", async (_, schema) => {
  const used = await usedFor(schema);
  expect(used.length).toBeGreaterThan(20);
  expect([...new Set(used.flatMap((resource) => refusals(schema, resource)))]).toEqual([]);
});

test.each(examplePlatforms)(
  "each end of what a spec may name on %s was planned, or has its schema here",
  (platform) => {
    const { name, bound, planned, tried } = platforms[platform].providerVersions;
    const here = schemas.filter((schema) => nameOf(schema) === name).map(({ version }) => version);
    const ends = tried.flatMap(({ from, to }) => [from, to]);
    expect(ends.filter((version) => ![...here, ...planned, bound].includes(version))).toEqual([]);
    expect(
      [bound, ...planned].filter((version) => !tried.some(({ from, to }) => satisfies(version, `>=${from} <=${to}`))),
    ).toEqual([]);
  },
);

/** What azurerm 5 refuses of a stack for azurerm 4: no JSON fits both. */
const refusedBy5 = [
  "azurerm_application_insights: local_authentication_disabled was removed",
  "azurerm_log_analytics_workspace: internet_ingestion_enabled was removed",
  "azurerm_log_analytics_workspace: internet_query_enabled was removed",
  "azurerm_private_dns_zone_virtual_network_link: private_dns_zone_id must be given",
  "azurerm_private_dns_zone_virtual_network_link: private_dns_zone_name was removed",
  "azurerm_private_dns_zone_virtual_network_link: resource_group_name was removed",
];

test("a stack for azurerm 4 is refused by 5, and one for 5 by 4", async () => {
  const of = (version: string) => schemas.find((schema) => schema.version === version) as NewestArguments;
  const [schema4, schema5] = [of("4.81.0"), of("5.10.0")];
  const refusedOf = async (schema: NewestArguments, other: NewestArguments) => {
    const used = await usedFor(schema, rangeOf(other));
    return [...new Set(used.flatMap((resource) => refusals(schema, resource)))].sort();
  };
  expect(await refusedOf(schema5, schema4)).toEqual(refusedBy5);
  expect(await refusedOf(schema4, schema5)).toContain(
    "azurerm_private_dns_zone_virtual_network_link: private_dns_zone_name must be given",
  );
});

const declarations = `
export interface ThingConfig extends cdktn.TerraformMetaArguments {
    /**
    * Docs: {@link https://example.com/docs/resources/thing#name Thing#name}
    */
    readonly name: string;
    /**
    * Docs: {@link https://example.com/docs/resources/thing#tags Thing#tags}
    */
    readonly tags?: {
        [key: string]: string;
    };
    /**
    * rule block
    *
    * Docs: {@link https://example.com/docs/resources/thing#rule Thing#rule}
    */
    readonly rule?: ThingRule[] | cdktn.IResolvable;
    /**
    * Docs: {@link https://example.com/docs/resources/thing#other Thing#other}
    */
    readonly other?: ThingRule;
}
export interface ThingRule {
    /**
    * Docs: {@link https://example.com/docs/resources/thing#days_to_keep Thing#days_to_keep}
    */
    readonly daysToKeep: number;
}
`;

describe("the extract", () => {
  const types = { aws_thing: argumentsOf(declarations, new Set(["name", "rule"])) };
  const schema: NewestArguments = { provider: "hashicorp/aws", version: "9.0.0", source: "", date: "", types };

  test("names arguments, blocks that are used, and what must be given", () => {
    expect(types.aws_thing).toEqual(["name!", "tags", "rule", "rule.days_to_keep!", "other"]);
  });

  test.each([
    [{ name: "a", tags: { any: "b" }, rule: [{ days_to_keep: 1 }] }, []],
    [{ name: "a", label: "b" }, ["aws_thing: label was removed"]],
    [{ tags: {} }, ["aws_thing: name must be given"]],
    [
      { name: "a", rule: [{ days: 1 }] },
      ["aws_thing: rule.days was removed", "aws_thing: rule.days_to_keep must be given"],
    ],
    [{ name: "a", depends_on: [], lifecycle: { prevent_destroy: true } }, []],
  ])("of %j it says %j", (given, said) => {
    expect(refusals(schema, { type: "aws_thing", address: "", given })).toEqual(said);
  });

  test("a type that it lacks, or that left the provider, is refused", () => {
    const of = (type: string) =>
      refusals({ ...schema, types: { ...types, aws_left: [] } }, { type, address: "", given: {} });
    expect(of("aws_new")).toEqual(["aws_new: is not in the extract"]);
    expect(of("aws_left")).toEqual(["aws_left: was removed"]);
  });
});
