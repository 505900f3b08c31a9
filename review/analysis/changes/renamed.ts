/** The base under the new names: what refers to a renamed thing reads as it will, without a search for words. */
import type { Grant } from "../../../stacks/readers/permissions.js";
import { References } from "../../../stacks/readers/references.js";
import type { Resource, Stack } from "../../../stacks/readers/stack.js";
import { withResources } from "../../read/stack.js";
import { grantsOfResource } from "../permissions.js";
import type { Rename } from "./addresses.js";

/** Returns each permission of the base that reads differently under the new names, with what it reads then. */
export function underNewNames(base: Stack, renames: readonly Rename[]): ReadonlyMap<Grant, Grant> {
  if (renames.length === 0) return new Map();
  const renamed = new Map<string, Resource>();
  for (const { was, argument, after } of renames) {
    const found = renamed.get(was.address) ?? was;
    renamed.set(was.address, { ...found, arguments: { ...found.arguments, [argument]: after } });
  }
  const stack = withResources(base, [...renamed.values()], new Set(renamed.keys()));
  const [before, after] = [new References(base), new References(stack)];
  return new Map(
    base.resources.flatMap((resource) => {
      const was = grantsOfResource(resource, before, base);
      const is = grantsOfResource(renamed.get(resource.address) ?? resource, after, stack);
      // rows that came or went with the name did not keep their meaning
      return was.length === is.length ? was.map((grant, index) => [grant, is[index] ?? grant] as const) : [];
    }),
  );
}
