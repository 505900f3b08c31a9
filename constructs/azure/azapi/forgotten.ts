/** A resource that an earlier version of the stack made: it leaves the state, and Azure keeps it. */
import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";

/** Writes Terraform's `removed` block for one address. It does nothing where the state never held the address. */
export class Forgotten extends TerraformElement {
  private readonly address: string;

  constructor(
    scope: Construct,
    id: string,
    /** Of the resource that is not destroyed; no resource of the stack may have it. */
    address: string,
  ) {
    super(scope, id);
    this.address = address;
  }

  override toTerraform(): { readonly removed: readonly object[] } {
    return { removed: [{ from: this.address, lifecycle: { destroy: false } }] };
  }
}
