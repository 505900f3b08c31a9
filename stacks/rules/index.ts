/** The whole-stack rules: one function each, over the construct tree and the synthesized JSON. */
import type { TerraformStack } from "cdktf";
import { danglingNames, type NameAttributes, type PlainName } from "./dangling-name.js";
import { doubleAddresses } from "./double-address.js";
import { mangledTokens } from "./mangled-token.js";
import type { Synthesized } from "./synthesized.js";
import { unescapedTemplates } from "./unescaped-template.js";

/** What a vendor's `rules.ts` says of its resource types. */
export interface StackRules {
  readonly nameAttributes: NameAttributes;
  readonly plainNames: readonly PlainName[];
}

/** Makes a stack fail validation on every fault of the rules. */
export function addRules(stack: TerraformStack, { nameAttributes, plainNames }: StackRules): void {
  stack.node.addValidation({
    validate: () => {
      const json = stack.toTerraform() as Synthesized;
      return [
        ...danglingNames(stack, json, nameAttributes, plainNames),
        ...doubleAddresses(stack),
        ...mangledTokens(stack, json),
        ...unescapedTemplates(stack, json),
      ];
    },
  });
}
