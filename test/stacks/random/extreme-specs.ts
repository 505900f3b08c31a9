/**
 * For each platform the example that serves, at its greatest: the longest name and the most of each list and map that
 * the check accepts, one after the other on one spec.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { PilotSpec } from "../../../stacks/pilot-spec/schema.js";
import { examplePlatforms } from "../../variants.js";
import { type Pools, randomOf } from "./draw.js";
import { checkedWhole, poolsOf } from "./random-spec.js";

type Input = Record<string, unknown>;

const isObject = (value: unknown): value is Input => typeof value === "object" && value !== null;

/** So many things, each made of its number. */
const times = <Item>(count: number, make: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at));
const named = (count: number, make: (at: number) => readonly [string, unknown]) =>
  Object.fromEntries(times(count, make));

/** One spec at its greatest, and how many of what that is. */
export interface ExtremeSpec {
  readonly platform: string;
  readonly spec: PilotSpec;
  /** Path of the spec → length or count. */
  readonly greatest: Readonly<Record<string, number>>;
}

/** Sets a value at a path, below what is there. */
function set(input: Input, path: string, value: unknown): Input {
  const copy = structuredClone(input);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at = copy;
  for (const key of keys) {
    if (!isObject(at[key])) at[key] = {};
    at = at[key] as Input;
  }
  at[last] = value;
  return copy;
}

/** The account that a platform's drawn operators are of. */
const accountOf = (draw: Pools[string] | undefined): Input =>
  draw === undefined ? {} : { account: draw(randomOf(0)) };

/** Makes the spec of each platform of the example. */
export async function extremeSpecs(): Promise<readonly ExtremeSpec[]> {
  const serving = parse(
    readFileSync(join(__dirname, "../../../examples/penguins/pilot.serving.yaml"), "utf8"),
  ) as Input;
  const pools = await poolsOf();
  return Promise.all(
    examplePlatforms.map(async (platform) => {
      let input: Input = { ...serving };
      for (const other of examplePlatforms) if (other !== platform) delete input[other];
      const block = { ...(input[platform] as Input), ...accountOf(pools[`${platform}.account`]) };
      // where a release is a text, a number says the same and is right under every name of a pilot
      const given = isObject(block["releases"]) ? block["releases"] : {};
      const releases = Object.fromEntries(
        Object.entries(given).map(([name, each], at) => [name, typeof each === "string" ? String(at + 1) : each]),
      );
      input[platform] = { ...block, releases };
      const [release] = Object.values(releases);
      const drawOperators = pools[`operators.${platform}`] ?? (() => []);
      const operators = [...new Set(times(40, (at) => drawOperators(randomOf(at)) as readonly string[]).flat())];
      if (operators.length > 0) input = set(input, `operators.${platform}`, operators.slice(0, 1));
      const dimensions: ReadonlyArray<readonly [path: string, most: number, make: (count: number) => unknown]> = [
        ["name", 64, (count) => "n".repeat(count)],
        ["labels", 70, (count) => named(count, (at) => [`${"k".repeat(56)}${1000 + at}`, "v".repeat(60)])],
        [`operators.${platform}`, operators.length, (count) => operators.slice(0, count)],
        ["network.allowedClients", 300, (count) => times(count, (at) => `11.${at >> 8}.${at & 255}.0/24`)],
        [
          "training.hyperparameters",
          300,
          (count) => named(count, (at) => [`parameter_${"p".repeat(30)}_${at}`, "v".repeat(40)]),
        ],
        ["image.command", 200, (count) => times(count, (at) => `${at}${"w".repeat(60)}`)],
        [
          `${platform}.releases`,
          40,
          (count) => ({ ...releases, ...named(count, (at) => [`extra${1000000 + at}`, release]) }),
        ],
      ];
      const greatest: Record<string, number> = {};
      for (const [path, most, make] of dimensions) {
        // what is there already is accepted
        const at = path.split(".").reduce((value: unknown, key) => (isObject(value) ? value[key] : undefined), input);
        const there = typeof at === "string" ? at.length : isObject(at) ? Object.keys(at).length : 0;
        let [accepted, refused] = [path.endsWith("releases") ? 0 : there, most + 1];
        while (refused - accepted > 1) {
          const middle = (accepted + refused) >> 1;
          const { spec } = await checkedWhole(set(input, path, make(middle)));
          if (spec === undefined) refused = middle;
          else accepted = middle;
        }
        if (accepted > there) input = set(input, path, make(accepted));
        greatest[path] = accepted;
      }
      const { spec, problems } = await checkedWhole(input);
      if (spec === undefined) throw new Error(`${platform}: ${JSON.stringify(problems)}`);
      return { platform, spec, greatest };
    }),
  );
}
