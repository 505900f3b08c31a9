/** What takes a bad rollout on Vertex AI back. */
import type { AutomaticRollback } from "../../readers/contract.js";
import type { References } from "../../readers/references.js";
import { jsonIn, maps, type Stack } from "../../readers/stack.js";

/**
 * The workflow that releases, where it has steps that take a release back and a condition that leads there; undefined
 * where it has none.
 */
export function automaticRollback(
  stack: Stack,
  references: References,
  releasedBy: string | undefined,
): AutomaticRollback | undefined {
  const found = releasedBy === undefined ? undefined : stack.byAddress.get(releasedBy);
  const all = [...maps(jsonIn(found?.arguments["source_contents"]))];
  const isThere = all.some((each) => "roll_back" in each);
  const isAsked = all.some(({ condition, next }) => condition !== undefined && next === "roll_back");
  if (found === undefined || !isThere || !isAsked) return undefined;
  return { by: `the workflow ${references.name(found)}`, how: "by what it measures", on: [], fails: "that run" };
}
