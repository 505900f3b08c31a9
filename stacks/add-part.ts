/**
 * Parts of a pilot. Where a platform cannot plan all of a pilot at once, the rest stands in stacks of their own, called
 * `<stack>-<part>`.
 */
import { TerraformStack } from "cdktf";

/** The metadata that hangs on a part: the name of the stack that it belongs to. */
const PART = "ml-pilot:part";

/**
 * Adds a part of a pilot beside its stack.
 * @param order whether it is deployed before the stack, and destroyed after it, or the other way round
 */
export function addPart(stack: TerraformStack, part: string, order: "before" | "after" = "after"): TerraformStack {
  const { scope } = stack.node;
  if (scope === undefined) throw new Error(`${stack.node.path}: must stand in an app, because a part stands beside it`);
  const made = new TerraformStack(scope, `${stack.node.id}-${part}`);
  made.addOverride("//.partOf", stack.node.id);
  if (order === "after") made.addDependency(stack);
  else stack.addDependency(made);
  made.node.addMetadata(PART, stack.node.id);
  return made;
}

/** Whether a stack has a part of that name. */
export const hasPart = (stack: TerraformStack, part: string): boolean =>
  partsOf(stack).some(({ node }) => node.id === `${stack.node.id}-${part}`);

/** The parts of a stack, in the order in which they were added. */
export function partsOf({ node }: TerraformStack): readonly TerraformStack[] {
  const beside = node.scope?.node.children ?? [];
  return beside.filter(
    (each): each is TerraformStack =>
      TerraformStack.isStack(each) && each.node.metadata.some(({ type, data }) => type === PART && data === node.id),
  );
}
