/** The names that the constructs of a stack keep as plain strings, each with its reason. */
import { TerraformElement, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { PLAIN_NAME, type PlainNameEntry } from "../../constructs/pilot/plain-name.js";
import { addressOf } from "../ledger.js";
import type { PlainName } from "./rule.js";

const pathBelow = (stack: TerraformStack, { node }: IConstruct): string => node.path.slice(stack.node.path.length + 1);

/** Returns what the constructs of a stack say of themselves, by construct path. */
export const plainNamesOf = (stack: TerraformStack): readonly PlainName[] =>
  stack.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === PLAIN_NAME)
      .map(({ data }) => {
        const { pointer, reason } = data as PlainNameEntry;
        return { path: pathBelow(stack, construct), argument: pointer, reason };
      }),
  );

/** Returns Terraform's address of what stands at a construct path; undefined where nothing stands there. */
export function addressAt(stack: TerraformStack, path: string): string | undefined {
  const found = stack.node.findAll().find((construct) => pathBelow(stack, construct) === path);
  return TerraformElement.isTerraformElement(found) ? addressOf(found) : undefined;
}
