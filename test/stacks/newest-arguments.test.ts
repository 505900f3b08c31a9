/**
 * Every stack against the newest providers: no argument that was removed or renamed, none left out that must be given
 * now. The schemas are a dated extract; `node --import tsx scripts/longevity/newest-arguments.ts` writes it anew.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argumentsOf, type NewestArguments } from "../../scripts/longevity/newest-arguments.js";
import { pathsIn, type Used, usedResources } from "../used-arguments.js";

const folder = join(__dirname, "newest");
const newest = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as NewestArguments,
);

/**
 * What the newest version refuses of these stacks, which are made for the version that the bindings name: each place
 * with what that version asks for instead.
 */
const known: Readonly<Record<string, string>> = {
  "azurerm_private_dns_zone_virtual_network_link: private_dns_zone_name was removed": "private_dns_zone_id",
  "azurerm_private_dns_zone_virtual_network_link: resource_group_name was removed": "private_dns_zone_id",
  "azurerm_private_dns_zone_virtual_network_link: private_dns_zone_id must be given": "the zone's id",
  "azurerm_log_analytics_workspace: internet_ingestion_enabled was removed": "internet_ingestion_access_type",
  "azurerm_log_analytics_workspace: internet_query_enabled was removed": "internet_query_access_type",
  "azurerm_application_insights: local_authentication_disabled was removed": "local_authentication_enabled",
};

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

test.each(newest.map((schema) => [`${schema.provider} ${schema.version}`, schema] as const))(
  "%s takes every resource of every stack as it is",
  async (_, schema) => {
    const prefix = schema.provider.replace(/^.*\//, "");
    const used = (await usedResources()).filter(({ type }) => type.replace(/^data\./, "").startsWith(`${prefix}_`));
    expect(used.length).toBeGreaterThan(20);
    const found = new Set(used.flatMap((resource) => refusals(schema, resource)));
    expect([...found].filter((refusal) => known[refusal] === undefined)).toEqual([]);
  },
);

test("what is known to be refused is refused", async () => {
  const used = await usedResources();
  const found = new Set(newest.flatMap((schema) => used.flatMap((resource) => refusals(schema, resource))));
  expect(Object.keys(known).filter((refusal) => !found.has(refusal))).toEqual([]);
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
