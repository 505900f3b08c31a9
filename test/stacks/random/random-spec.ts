/**
 * Specs made at random of the spec's own JSON Schema. What the check refuses of one is taken out again, so that what
 * is left is a spec that somebody could deploy: it must synthesize, and its clouds must take every value in it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { problemsOf } from "../../../stacks/load.js";
import { type Checked, checkSpec } from "../../../stacks/pilot-spec/check.js";
import { nameProblems } from "../../../stacks/pilot-spec/names.js";
import { jsonSchema, type PilotSpec, type PlatformId, platformIds } from "../../../stacks/pilot-spec/schema.js";
import { platforms } from "../../../stacks/platforms.js";
import { exampleInput, examplePlatforms } from "../../variants.js";
import { integer, oneOf, type Pools, type Random, randomOf } from "./draw.js";

/** The parts of a JSON Schema that zod writes. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Months in which a budget may start. */
const months = [0, 1, 6, 12].map((ahead) => {
  const today = new Date();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);
});

const sharedPools: Pools = {
  "budget.start": (random) => oneOf(random, months),
  "endpoint.schedule": (random) =>
    oneOf(random, ["0 3 * * *", "*/15 * * * *", "59 23 * * 0", "0,30 0-6 * * 1-5", "0 3 31 1 *"]),
  "network.cidr": (random) =>
    oneOf(random, ["10.20.0.0/20", "10.0.0.0/16", "172.31.252.0/22", "192.168.0.0/16", "10.255.240.0/21"]),
  "network.allowedClients": (random) =>
    Array.from({ length: integer(random, 0, 60) }, (_, at) => `11.${at}.${integer(random, 0, 255)}.0/24`),
  // a need that no platform has, and a class that only some have, end in a no-go, which tries nothing
  needs: (random) => (random() < 0.8 ? {} : { residency: oneOf(random, ["us", "eu", "asia"]) }),
  ...Object.fromEntries(
    ["training", "endpoint", "steps.probe", "steps.prepare", "steps.evaluate"].map((section) => [
      `${section}.hardware`,
      (random: Random) => oneOf(random, ["cpu-small", "cpu-large", "gpu-small", "gpu-large"]),
    ]),
  ),
  ...Object.fromEntries(
    platformIds.map((platform) => {
      const { key, open } = platforms[platform].region;
      return [`${platform}.${key}`, (random: Random) => oneOf(random, open)];
    }),
  ),
  ...Object.fromEntries(
    platformIds.map((platform) => {
      const ends = platforms[platform].providerVersions.tried.flatMap(({ from, to }) => [from, to]);
      return [`${platform}.providerVersion`, (random: Random) => oneOf(random, ends)];
    }),
  ),
};

/** A text that may stand anywhere: what breaks quoting, markup, templates and widths. */
const plainTexts = [
  "a",
  "x y",
  "-",
  "0",
  'a "quoted" word',
  "Ünïcödé",
  "a\\b",
  "<b>&",
  "$",
  "%",
  "'",
  "`x`",
  "{{x}}",
  "日本",
];

const arbitraries = new Map<string, fc.Arbitrary<string>>();

/** Text of a pattern: the longest of a few. A look-ahead is left out, and what it excludes is drawn again. */
function textOf({ pattern, minLength = 0, maxLength = 300 }: Schema, random: Random): string {
  if (pattern === undefined) {
    return oneOf(random, [...plainTexts, ...plainTexts, "m".repeat(maxLength)]).slice(0, maxLength);
  }
  const made = arbitraries.get(pattern);
  const simple = pattern.replace(/\(\?!(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, "");
  const arbitrary = made ?? fc.stringMatching(new RegExp(simple));
  arbitraries.set(pattern, arbitrary);
  const whole = new RegExp(pattern);
  const texts = fc
    .sample(arbitrary, { seed: integer(random, 0, 2 ** 31), numRuns: random() < 0.3 ? 8 : 2 })
    .filter((text) => whole.test(text) && text.length >= minLength && text.length <= maxLength);
  return (
    [...texts].sort((one, other) => other.length - one.length)[0] ?? textOf({ pattern, minLength, maxLength }, random)
  );
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }: Schema, random: Random): number {
  const least = minimum ?? (exclusiveMinimum === undefined ? -1e6 : exclusiveMinimum + 0.01);
  const most = Math.min(maximum ?? 1e6, Number.MAX_SAFE_INTEGER);
  if (random() < 0.5) return oneOf(random, [least, most]);
  return type === "integer" ? integer(random, least, most) : Number((least + random() * (most - least)).toFixed(2));
}

/** Draws a value of a schema; what is not required is left out now and then. */
function drawn(schema: Schema, path: string, pools: Pools, random: Random): unknown {
  const pool = pools[path];
  if (pool !== undefined) return pool(random);
  const { items = {}, properties = {}, required = [], additionalProperties, minItems = 0, maxItems = 12 } = schema;
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return drawn(oneOf(random, several), path, pools, random);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return oneOf(random, schema.enum);
  switch (schema.type) {
    case "boolean":
      return random() < 0.5;
    case "null":
      return null;
    case "string":
      return textOf(schema, random);
    case "number":
    case "integer":
      return numberOf(schema, random);
    case "array":
      return Array.from({ length: integer(random, minItems, maxItems) }, () =>
        drawn(items, `${path}.*`, pools, random),
      );
    default: {
      const value: Record<string, unknown> = {};
      for (const [key, each] of Object.entries(properties)) {
        if (!required.includes(key) && random() < 0.4) continue;
        value[key] = drawn(each, path === "" ? key : `${path}.${key}`, pools, random);
      }
      if (typeof additionalProperties !== "object") return value;
      for (let count = integer(random, 0, 12); count > 0; count -= 1) {
        const key = textOf(schema.propertyNames ?? { pattern: "^[a-z][a-z0-9_-]{0,40}$" }, random);
        value[schema.propertyNames?.enum === undefined ? key : String(oneOf(random, schema.propertyNames.enum))] =
          drawn(additionalProperties, `${path}.*`, pools, random);
      }
      return value;
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * Most specs become those of a pilot that runs and serves: what is drawn key by key hardly ever holds an image, a
 * release that is live, and no pause at once.
 */
function runs(input: Record<string, unknown>, random: Random): void {
  if (random() < 0.2) return;
  const image = isObject(input["image"]) ? input["image"] : {};
  input["image"] = { ...image, digest: `sha256:${"0123456789abcdef".repeat(4)}` };
  input["paused"] = random() < 0.1;
  for (const platform of examplePlatforms) {
    const block = input[platform];
    if (!isObject(block) || random() < 0.2) continue;
    const listed = isObject(block["releases"]) ? block["releases"] : {};
    const releases = Object.keys(listed).length > 0 ? listed : { r1: "1", r2: "2" };
    Object.assign(block, { releases, live: oneOf(random, Object.keys(releases)) });
  }
}

/** All that is wrong with a spec: what `check` says. */
export async function checkedWhole(input: unknown): Promise<Checked> {
  const { problems, sections, spec } = checkSpec(input);
  const all = [...problems];
  for (const platform of platformIds) {
    if (sections[platform] === undefined) continue;
    if (sections.name !== undefined) all.push(...nameProblems(platform, { ...sections, name: sections.name }));
    all.push(...(await problemsOf(platform, sections)));
  }
  return { sections, problems: all, ...(spec === undefined || all.length > 0 ? {} : { spec }) };
}

/** Gives a path back what the example has there, or nothing. */
function restore(input: Record<string, unknown>, example: unknown, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const name = String(key);
  const other = isObject(example) ? example[name] : undefined;
  const inner = input[name];
  if (rest.length > 0 && isObject(inner) && JSON.stringify(inner) !== JSON.stringify(other)) {
    // an entry of a list goes as a whole list: another may be what it is compared with
    if (!Array.isArray(inner)) {
      restore(inner, other, rest);
      return;
    }
  }
  if (other === undefined) delete input[name];
  else input[name] = structuredClone(other);
}

/** Where a spec is made from, and what was refused on the way. */
export interface RandomSpec {
  readonly spec: PilotSpec;
  /** The input that the check accepts. */
  readonly input: Record<string, unknown>;
  /** Problems that took something out. */
  readonly refused: readonly string[];
}

const schema = jsonSchema() as Schema;

/** What the folder of each platform draws for its own block. */
const platformPools = (async (): Promise<Pools> => {
  const all = await Promise.all(
    // a platform without the file draws by its patterns alone
    examplePlatforms
      .filter((platform) => existsSync(join(__dirname, `../${platform}/random-values.ts`)))
      .map(async (platform) => {
        const { pools } = (await import(`../${platform}/random-values.js`)) as { pools: Pools };
        return pools;
      }),
  );
  return Object.assign({}, ...all);
})();

/** What is drawn at paths that a pattern alone would hardly hit: everybody's, and each platform's own. */
export const poolsOf = async (): Promise<Pools> => ({ ...sharedPools, ...(await platformPools) });

/** The spec of a seed: the same for the same seed, on the same day. */
export async function randomSpec(seed: number): Promise<RandomSpec> {
  const pools = await poolsOf();
  const example = exampleInput() as unknown as Record<string, unknown>;
  const random = randomOf(seed);
  const input = structuredClone(drawn(schema, "", pools, random)) as Record<string, unknown>;
  const isNamed = (platform: PlatformId) => (input[platform] ?? undefined) !== undefined;
  if (!examplePlatforms.some(isNamed)) {
    const platform = examplePlatforms[seed % examplePlatforms.length] ?? "";
    input[platform] = structuredClone(example[platform]);
  }
  runs(input, random);
  const refused: string[] = [];
  for (let round = 0; round < 40; round += 1) {
    const { problems, spec } = await checkedWhole(input);
    if (spec !== undefined) return { spec, input, refused };
    for (const { path, message } of problems) {
      refused.push(`${path.map(String).join(".")}: ${message}`);
      // a section that came whole from the example is not the cause: its neighbours are
      restore(input, example, path);
    }
    // what is left over after many rounds stands between sections: they become the example's, one by one
    if (round > 10) {
      const [{ path } = { path: [] }] = problems;
      restore(input, example, path.slice(0, Math.max(1, 21 - round)));
    }
    if (round > 25) for (const key of Object.keys(input)) if (round % 5 === 0) restore(input, example, [key]);
  }
  throw new Error(`seed ${seed}: no spec is left:\n${refused.slice(-5).join("\n")}`);
}
