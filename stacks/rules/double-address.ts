/** Two elements at one address, counted in the construct tree: the JSON has already merged them. */
import { TerraformElement, TerraformOutput, TerraformResource } from "cdktf";
import { addressOf } from "../ledger.js";
import type { Rule } from "./rule.js";

/** Names every address that two elements share. */
export const doubleAddress: Rule = {
  id: "double-address",
  why: "cdktf merges two elements at one address into one, silently: half of each is never made",
  fix: "give them different ids",
  check: ({ stack }) => {
    const paths = new Map<string, string[]>();
    for (const element of stack.node.findAll()) {
      if (!TerraformElement.isTerraformElement(element)) continue;
      const isOutput = TerraformOutput.isTerraformOutput(element);
      const isAddressed =
        isOutput || TerraformResource.isTerraformResource(element) || "terraformResourceType" in element;
      if (!isAddressed) continue;
      const address = isOutput ? `output.${element.friendlyUniqueId}` : addressOf(element);
      paths.set(address, [...(paths.get(address) ?? []), element.node.path]);
    }
    return [...paths]
      .filter(([, at]) => at.length > 1)
      .map(([address, at]) => ({ address, what: `${at.length} elements at one address: ${at.join(", ")}` }));
  },
};
