/** The endpoint's private address in the network. Its service attachment exists only once a release is deployed. */
import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address/index.js";
import { ComputeForwardingRule } from "@cdktf/provider-google/lib/compute-forwarding-rule/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface AddressProps {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly networkId: string;
  readonly subnetworkId: string;
  /** `projects/…/serviceAttachments/…` of a deployed model. */
  readonly serviceAttachment: string;
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** An internal address with a Private Service Connect forwarding rule: whoever reaches it can predict. */
export class Address extends Construct {
  readonly address: ComputeAddress;
  readonly rule: ComputeForwardingRule;

  constructor(scope: Construct, id: string, props: AddressProps) {
    super(scope, id);
    const { project, region } = props;
    this.address = new ComputeAddress(this, "ip", {
      project,
      region,
      name: `${props.name}-ip`,
      addressType: "INTERNAL",
      subnetwork: props.subnetworkId,
    });
    this.rule = new ComputeForwardingRule(this, "Default", {
      project,
      region,
      name: `${props.name}-psc`,
      target: props.serviceAttachment,
      // The provider's default is EXTERNAL; Private Service Connect wants no scheme.
      loadBalancingScheme: "",
      network: props.networkId,
      ipAddress: `projects/${project}/regions/${region}/addresses/${this.address.name}`,
      ...given({ labels: props.labels }),
      // A model that is undeployed takes its service attachment along, which closes the connection: then a new rule is
      // made, even where the attachment of the next one has the same name.
      recreateClosedPsc: true,
    });
  }
}
