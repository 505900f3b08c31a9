/** Google's APIs at one private address of the network, and the names that lead there. */
import { ComputeGlobalAddress } from "@cdktf/provider-google/lib/compute-global-address/index.js";
import { ComputeGlobalForwardingRule } from "@cdktf/provider-google/lib/compute-global-forwarding-rule/index.js";
import { DnsManagedZone } from "@cdktf/provider-google/lib/dns-managed-zone/index.js";
import { DnsRecordSet } from "@cdktf/provider-google/lib/dns-record-set/index.js";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface ApiEndpointProps {
  /** Names the address and the zones. */
  readonly name: string;
  readonly project: string;
  /** `projects/…/global/networks/…` with the name as a reference. */
  readonly networkId: string;
  /** Where the endpoint is registered in Service Directory. */
  readonly region: string;
  /** An address of the network's block that is in no subnet. */
  readonly address: string;
  /** 1 to 20 lower-case letters and digits. */
  readonly forwardingRuleName: string;
  /** `vpc-sc`: only APIs that a VPC Service Controls perimeter can guard. */
  readonly target: "all-apis" | "vpc-sc";
  /** @default none */
  readonly labels?: Record<string, string>;
}

/** Domains of APIs, images and their storage. */
const domains = ["googleapis.com", "pkg.dev"] as const;

/** A Private Service Connect endpoint for Google's APIs with private DNS zones. */
export class ApiEndpoint extends Construct {
  /** A reference to the address itself. */
  readonly address: string;

  constructor(scope: Construct, id: string, props: ApiEndpointProps) {
    super(scope, id);
    const { name, project, networkId, labels } = props;
    const address = new ComputeGlobalAddress(this, "address", {
      project,
      name: `${name}-apis`,
      purpose: "PRIVATE_SERVICE_CONNECT",
      addressType: "INTERNAL",
      network: networkId,
      address: props.address,
    });
    this.address = address.address;
    new ComputeGlobalForwardingRule(this, "Default", {
      project,
      name: props.forwardingRuleName,
      target: props.target,
      // The provider's default is EXTERNAL; the API wants no scheme for its own services.
      loadBalancingScheme: "",
      network: networkId,
      // Without it Google registers the endpoint in us-central1, whatever the residency:
      // docs.cloud.google.com/vpc/docs/configure-private-service-connect-apis (2026-11)
      serviceDirectoryRegistrations: { serviceDirectoryRegion: props.region },
      ipAddress: `projects/${project}/global/addresses/${address.name}`,
    });
    for (const domain of domains) {
      const part = domain.replace(".", "-");
      const zone = new DnsManagedZone(this, `zone-${part}`, {
        project,
        name: `${name}-${part}`,
        dnsName: `${domain}.`,
        visibility: "private",
        privateVisibilityConfig: { networks: [{ networkUrl: networkId }] },
        ...given({ labels }),
      });
      const record = { project, managedZone: zone.name, ttl: 300 };
      const apex = new DnsRecordSet(this, `apex-${part}`, {
        ...record,
        name: zone.dnsName,
        type: "A",
        rrdatas: [address.address],
      });
      new DnsRecordSet(this, `names-${part}`, {
        ...record,
        name: `*.${zone.dnsName}`,
        type: "CNAME",
        rrdatas: [apex.name],
      });
    }
  }
}
