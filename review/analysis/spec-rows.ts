/**
 * What the tables of changes say about the difference of two versions of a stack: which key of the spec it comes from.
 */
import { type ChangedArgument, rowsSeenIn } from "../../stacks/changes/seen.js";
import type { SpecChange } from "../../stacks/changes/spec-change.js";
import type { Stack } from "../../stacks/readers/stack.js";
import { differences } from "./difference.js";

/** Every argument that differs, and every resource that is in one version only; a `moved` one is in both. */
function changedArguments(base: Stack, head: Stack): readonly ChangedArgument[] {
  const moved = new Map(
    (Array.isArray(head.json["moved"]) ? head.json["moved"] : []).map(({ from, to }) => [String(from), String(to)]),
  );
  const kept = new Set<string>();
  const inBase = [...base.byAddress].flatMap(([address, was]): ChangedArgument[] => {
    const target = head.byAddress.has(address) ? address : (moved.get(address) ?? "");
    const is = head.byAddress.get(target);
    if (is === undefined) return [{ type: was.type, pointer: "", before: was.arguments }];
    kept.add(target);
    return [...differences(was.arguments, is.arguments)].map((difference) => ({ type: was.type, ...difference }));
  });
  const come = [...head.byAddress].filter(([address]) => !kept.has(address));
  return [...inBase, ...come.map(([, { type, arguments: after }]) => ({ type, pointer: "", after }))];
}

/** Returns the rows that a change of a deployed stack is about; of one that is new or gone as a whole, none. */
export function specRows(base: Stack, head: Stack): readonly SpecChange[] {
  if (base.byAddress.size === 0 || head.byAddress.size === 0) return [];
  return rowsSeenIn(changedArguments(base, head));
}
