/** Reads what changed between two synthesized stacks back to the rows of the changes of the spec. */
import { specChanges } from "./index.js";
import type { Part, SeenAt, SpecChange } from "./spec-change.js";

/** A leaf that differs between two synthesized stacks, or a whole resource that is in one of them only. */
export interface ChangedArgument {
  /** The type of the resource. */
  readonly type: string;
  /** The argument as a JSON Pointer, also into strings that hold JSON; empty for the whole resource. */
  readonly pointer: string;
  /** @default undefined, it was not there */
  readonly before?: unknown;
  /** @default undefined, it is gone */
  readonly after?: unknown;
}

const keysOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The values that a part of a value has, with `*` for any key or position. */
function valuesAt(value: unknown, [key, ...rest]: readonly string[]): readonly unknown[] {
  if (key === undefined) return value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  const inner = key === "*" ? Object.values(value) : [(value as Record<string, unknown>)[key]];
  return inner.flatMap((each) => valuesAt(each, rest));
}

/** Whether a changed argument changes a part, or lies in it. */
function changes({ type, pointer, before, after }: ChangedArgument, part: Part): boolean {
  if (type !== part.type) return false;
  if (part.pointer === "") return pointer === "" && (part.does === "comes" ? after : before) !== undefined;
  // a resource that comes or goes changes no argument
  if (pointer === "") return false;
  const [has, wanted] = [keysOf(pointer), keysOf(part.pointer)];
  const shared = Math.min(has.length, wanted.length);
  if (!wanted.slice(0, shared).every((key, index) => key === "*" || key === has[index])) return false;
  if (has.length > wanted.length) return part.does === undefined;
  const below = wanted.slice(shared);
  const [was, is] = [valuesAt(before, below).length > 0, valuesAt(after, below).length > 0];
  if (part.does === "comes") return is && !was;
  return part.does === "goes" ? was && !is : was || is;
}

/**
 * Returns the rows that are about what changed in one stack, in the order of the tables, whatever the platform. Where a
 * platform's rows cannot be told apart by the stack, all of them are returned: one of them is meant.
 */
export function rowsSeenIn(changed: readonly ChangedArgument[]): readonly SpecChange[] {
  const isChanged = (part: Part) => changed.some((each) => changes(each, part));
  const isSeen = (at: SeenAt) =>
    isChanged(at) && (at.with ?? []).every(isChanged) && !(at.without ?? []).some(isChanged);
  return Object.values(specChanges)
    .flat()
    .filter(({ seenAt = [] }) => seenAt.some(isSeen));
}
