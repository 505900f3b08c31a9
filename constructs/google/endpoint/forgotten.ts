/** A resource that an earlier version made here: it leaves the state, and what it made stays. */
import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";

/** Writes Terraform's `removed` block. It does nothing where the state never held the address. */
export class Forgotten extends TerraformElement {
  private readonly resourceType: string;

  /** @param id of the construct that made it, in the same place: its address follows from it */
  constructor(scope: Construct, id: string, resourceType: string) {
    super(scope, id);
    this.resourceType = resourceType;
  }

  override toTerraform(): { readonly removed: readonly object[] } {
    return { removed: [{ from: `${this.resourceType}.${this.friendlyUniqueId}`, lifecycle: { destroy: false } }] };
  }
}
