/** What differs between the stacks of two engines, but for what is expected to: their own versions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Paths in a stack whose value names the engine, its bindings, or the hash of this project's own sources. */
const ofTheEngine = [
  /^\/\/\/\/metadata\/version$/,
  /^\/\/\/\/source\/codeHash$/,
  /^\/terraform\/required_providers\/[^/]+\/(source|version)$/,
];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every place at which two values differ, as `path: before → after`. */
export function differences(before: unknown, after: unknown, path = ""): readonly string[] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(before[key], after[key], `${path}/${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((value, index) => differences(value, after[index], `${path}/${index}`));
  const [said, now] = [before, after].map((value) => JSON.stringify(value));
  return said === now ? [] : [`${path}: ${said} → ${now}`];
}

/** The stacks that an app wrote, by name. */
function stacksIn(folder: string): ReadonlyMap<string, unknown> {
  const stacks = join(folder, "stacks");
  return new Map(
    readdirSync(stacks).map((name) => [name, JSON.parse(readFileSync(join(stacks, name, "cdk.tf.json"), "utf8"))]),
  );
}

/** What differs between two outputs of the app: a stack that is missing, or a place in one that is not the engine's. */
export function differentStacks(before: string, after: string): readonly string[] {
  const [was, is] = [stacksIn(before), stacksIn(after)];
  if (was.size === 0) return [`${before}: holds no stack`];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) =>
    differences(was.get(name), is.get(name))
      .filter((line) => !ofTheEngine.some((place) => place.test(line.slice(0, line.indexOf(": ")))))
      .map((line) => `${name}${line}`),
  );
}
