/** The leaves in which two JSON values differ, with JSON Pointers; strings that hold JSON are entered. */
import { parsedJson } from "../../stacks/remembered.js";

/** One difference: a leaf, or a whole part that is only on one side. */
export interface Difference {
  readonly pointer: string;
  /** undefined: it was not there. */
  readonly before: unknown;
  /** undefined: it is gone. */
  readonly after: unknown;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The JSON object or list that a string holds, if it holds one. */
function held(value: unknown): object | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    const inner = parsedJson(value);
    return isObject(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (isObject(a) && isObject(b) && JSON.stringify(a) === JSON.stringify(b));

const below = (pointer: string, key: string | number) =>
  `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

function* inLists(before: readonly unknown[], after: readonly unknown[], pointer: string): Generator<Difference> {
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) start += 1;
  let end = 0;
  const isShared = () => same(before[before.length - 1 - end], after[after.length - 1 - end]);
  while (end < before.length - start && end < after.length - start && isShared()) end += 1;
  const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
    yield* differences(gone[index], come[index], below(pointer, start + index));
  }
}

/** All differences, in the order of the document. */
export function* differences(before: unknown, after: unknown, pointer = ""): Generator<Difference> {
  if (before === after) return;
  const [inBefore, inAfter] = [held(before) ?? before, held(after) ?? after];
  if (Array.isArray(inBefore) && Array.isArray(inAfter)) yield* inLists(inBefore, inAfter, pointer);
  else if (isObject(inBefore) && isObject(inAfter) && Array.isArray(inBefore) === Array.isArray(inAfter)) {
    for (const key of new Set([...Object.keys(inBefore), ...Object.keys(inAfter)])) {
      yield* differences(
        Object.hasOwn(inBefore, key) ? (inBefore as Record<string, unknown>)[key] : undefined,
        Object.hasOwn(inAfter, key) ? (inAfter as Record<string, unknown>)[key] : undefined,
        below(pointer, key),
      );
    }
    // the same JSON, written differently
    if (typeof before === "string" && same(inBefore, inAfter)) yield { pointer, before, after };
  } else if (!same(inBefore, inAfter) || typeof before !== typeof after) yield { pointer, before, after };
}

/** A value with one difference applied to it, also inside of strings that hold JSON. */
export function applied(value: unknown, { pointer, before, after }: Difference): unknown {
  const [key, ...rest] = pointer.split("/").slice(1);
  if (key === undefined) return after;
  const inner = held(value);
  if (inner !== undefined) return JSON.stringify(applied(inner, { pointer, before, after }));
  if (!isObject(value)) return value;
  const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
  if (Array.isArray(value)) {
    const index = Number(name);
    if (rest.length > 0)
      return value.map((each, at) => (at === index ? applied(each, deeper(rest, before, after)) : each));
    const replaced = after === undefined ? [] : [after];
    return [...value.slice(0, index), ...replaced, ...value.slice(before === undefined ? index : index + 1)];
  }
  const given = value as Record<string, unknown>;
  if (rest.length > 0) return { ...given, [name]: applied(given[name], deeper(rest, before, after)) };
  const { [name]: _gone, ...others } = given;
  return after === undefined ? others : { ...others, [name]: after };
}

const deeper = (rest: readonly string[], before: unknown, after: unknown): Difference => ({
  pointer: rest.map((part) => `/${part}`).join(""),
  before,
  after,
});
