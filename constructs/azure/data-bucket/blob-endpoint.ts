/** The data bucket's address in the private network: the only way to its blobs. */
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface BlobEndpointProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  /** The storage account's ARM id. */
  readonly accountId: string;
  readonly network: {
    readonly privateEndpointSubnetId: string;
    readonly privateDnsZoneIds: { readonly blob: string[] };
  };
  /** Goes after the endpoint, such as a lock on the account. */
  readonly dependsOn: ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A private endpoint for a storage account's blobs, with its name in the private zone. */
export class BlobEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: BlobEndpointProps) {
    super(scope, id);
    new PrivateEndpoint(this, "Default", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      subnetId: props.network.privateEndpointSubnetId,
      privateServiceConnection: {
        name: "blob",
        privateConnectionResourceId: props.accountId,
        subresourceNames: ["blob"],
        isManualConnection: false,
      },
      privateDnsZoneGroup: { name: "blob", privateDnsZoneIds: props.network.privateDnsZoneIds.blob },
      ...given({ tags: props.tags }),
      dependsOn: props.dependsOn,
    });
  }
}
