/** Two elements at one address: cdktf merges them silently, so they are counted in the construct tree. */
import { TerraformElement, TerraformOutput, TerraformResource, type TerraformStack } from "cdktf";
import { addressOf } from "../ledger.js";

/** Names every address that two elements share. */
export function doubleAddresses(stack: TerraformStack): string[] {
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
    .map(
      ([address, at]) => `${address}: ${at.length} elements at one address: ${at.join(", ")}; give them different ids`,
    );
}
