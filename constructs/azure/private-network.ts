/**
 * Makes: VNet, subnets for private endpoints and operators, groups that deny, private DNS zones, flow logs; or stands in a VNet.
 * Needs: the location's network watcher, which Azure makes with the first VNet there, or the id of another; nothing of the internet.
 * Never: a public address, a NAT gateway, a rule from or to the internet, a peering, outbound access by default.
 * Idle cost: stored flow logs and each private DNS zone. Private endpoints bill in the boxes that make them.
 * Survives destroy: nothing; flow logs go with their account.
 * Verified by: unit tests, plan, apply and destroy with the real providers against a fake of ARM; never in a real subscription.
 */
import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group/index.js";
import { NetworkSecurityRule } from "@cdktf/provider-azurerm/lib/network-security-rule/index.js";
import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone/index.js";
import { PrivateDnsZoneVirtualNetworkLink } from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link/index.js";
import { Subnet } from "@cdktf/provider-azurerm/lib/subnet/index.js";
import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association/index.js";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network/index.js";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { dotted, ipv4Block } from "../pilot/ipv4.js";
import { record } from "../pilot/record.js";
import { Forgotten } from "./azapi/forgotten.js";
import { refuse } from "./checks/values.js";
import { FlowLogs } from "./private-network/flow-logs.js";
import { privateNetworkProblems } from "./private-network/problems.js";

export { privateNetworkProblems };

/** A VNet that somebody else runs. */
export interface ExistingNetwork {
  readonly virtualNetworkId: string;
  /** Where the private endpoints of the boxes get their addresses. */
  readonly privateEndpointSubnetId: string;
  /** The resource group that holds the private DNS zones. @default - zones are made here and linked to the VNet */
  readonly privateDnsZonesGroupId?: string;
}

/** What is reached by private endpoint. */
export type PrivateService = "blob" | "workspace";

export interface PrivateNetworkProps {
  /** Names the VNet and everything in it. */
  readonly name: string;
  /** The subscription's id: ARM ids are built of it. */
  readonly subscription: string;
  /** The location that it stands in, such as `westeurope`. */
  readonly location: string;
  /** The resource group's name as a reference. */
  readonly resourceGroupName: string;
  /** Who is told about the network and owns its limits. */
  readonly owner: string;
  /**
   * IPv4 block of the VNet; a quarter each for private endpoints and operators. At least a /22.
   * @default - the existing VNet's own
   */
  readonly cidr?: string;
  /**
   * The storage account that flow logs are written to: globally unique.
   * @default - the flow logs of an existing VNet are somebody else's
   */
  readonly flowLogAccountName?: string;
  /** The network watcher of this subscription and location; Azure allows one. @default - the one that Azure makes */
  readonly networkWatcherId?: string;
  /** Days that flow logs are kept. @default 30 */
  readonly flowLogRetentionDays?: number;
  /** Networks whose clients may use private endpoints and operators' subnet. @default - the operators' subnet only */
  readonly allowedClients?: readonly string[];
  /** Stand in this VNet instead of making one. @default - a new VNet */
  readonly existing?: ExistingNetwork;
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

// learn.microsoft.com/azure/private-link/private-endpoint-dns (2026-10)
const zones: Readonly<Record<PrivateService, readonly string[]>> = {
  blob: ["privatelink.blob.core.windows.net"],
  workspace: ["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"],
};

/**
 * The watcher that Azure makes by itself with the first VNet of a location. It is shared by all that is in the
 * location, so no pilot makes it, and none takes it away.
 * Source: learn.microsoft.com/azure/network-watcher/network-watcher-create (2026-10).
 */
const azureWatcherId = (subscription: string, location: string): string =>
  `/subscriptions/${subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${location}`;

/** A network without a way to the internet: the boxes get private addresses in it, and named networks reach them. */
export class PrivateNetwork extends Construct {
  /** The VNet, its own or the existing one. */
  readonly virtualNetworkId: string;
  /** Boxes put their private endpoints here. */
  readonly privateEndpointSubnetId: string;
  /** Zones for the names of each service. */
  readonly privateDnsZoneIds: Readonly<Record<PrivateService, string[]>>;

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    refuse(this.node.path, privateNetworkProblems(props));
    const found = props.existing ?? this.ownNetwork(props);
    this.virtualNetworkId = found.virtualNetworkId;
    this.privateEndpointSubnetId = found.privateEndpointSubnetId;
    const group = found.privateDnsZonesGroupId;
    this.privateDnsZoneIds = group === undefined ? this.ownZones(props) : this.zonesIn(group);
  }

  private ownNetwork(props: PrivateNetworkProps): ExistingNetwork {
    const { name, subscription, location, resourceGroupName, cidr, allowedClients = [], tags } = props;
    const { flowLogAccountName } = props;
    if (cidr === undefined || flowLogAccountName === undefined) {
      const must = "must be given where no existing VNet is named, such as 10.20.0.0/20 and penguinsflows";
      throw new Error(`${this.node.path}: cidr, flowLogAccountName: ${must}, got ${cidr}, ${flowLogAccountName}`);
    }
    const groupId = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    this.forgetWatcher();
    const network = new VirtualNetwork(this, "Default", {
      name,
      location,
      resourceGroupName,
      addressSpace: [cidr],
      ...given({ tags }),
    });
    const networkId = `${groupId}/providers/Microsoft.Network/virtualNetworks/${network.name}`;
    const { start = 0, bits = 0 } = ipv4Block(cidr) ?? {};
    const quarter = (index: number) => `${dotted(start + index * 2 ** (30 - bits))}/${bits + 2}`;
    const operators = quarter(1);

    const endpoints = this.subnet("private-endpoints", props, network, quarter(0), [
      ["clients-in", "Inbound", [...allowedClients, operators], "443"],
    ]);
    this.subnet("operators", props, network, operators, [
      // a seat for a jump host that the team brings: ssh from named networks, https to the private endpoints and the
      // login
      ...(allowedClients.length > 0 ? [["clients-in", "Inbound", allowedClients, "22"] as const] : []),
      ["to-private-endpoints", "Outbound", quarter(0), "443"],
      ["to-login", "Outbound", "AzureActiveDirectory", "443"],
      ["to-resource-manager", "Outbound", "AzureResourceManager", "443"],
    ]);
    new FlowLogs(this, "flow-logs", {
      name,
      subscription,
      location,
      resourceGroupName,
      accountName: flowLogAccountName,
      networkId,
      networkWatcherId: props.networkWatcherId ?? azureWatcherId(subscription, location),
      retentionDays: props.flowLogRetentionDays ?? 30,
      ...given({ tags }),
    });
    record(this, () => {
      const { flowLog, writer } = this.node.findChild("flow-logs") as FlowLogs;
      const { owner } = props;
      const expires = [flowLog, "/body/properties/retentionPolicy/days"] as const;
      return {
        box: "private network",
        owner,
        meter: { what: "flow log GiB, private DNS zones", whileIdle: true },
        metric: { name: "PEBytesIn", statistic: "sum" },
        identity: [writer, "/name"],
        limits: [{ kind: "retention", subject: "flow logs", unit: "days", owner, enforcement: "hard", at: expires }],
        expiry: { "flow logs": { unit: "days", at: expires } },
        debug:
          "az network watcher test-ip-flow: name the machine, its address and the remote one; " +
          `flow logs: az storage blob list --auth-mode login --account-name ${flowLogAccountName} ` +
          "--container-name insights-logs-flowlogflowevent",
      };
    });
    return { virtualNetworkId: networkId, privateEndpointSubnetId: `${networkId}/subnets/${endpoints.name}` };
  }

  /** A subnet whose group allows what is listed and denies all else, in both directions, its own VNet included. */
  private subnet(
    what: string,
    { name, subscription, location, resourceGroupName, tags }: PrivateNetworkProps,
    network: VirtualNetwork,
    prefix: string,
    allowed: ReadonlyArray<
      readonly [rule: string, direction: "Inbound" | "Outbound", others: string | readonly string[], port: string]
    >,
  ): Subnet {
    const subnet = new Subnet(this, what, {
      name: what,
      resourceGroupName,
      virtualNetworkName: network.name,
      addressPrefixes: [prefix],
      // without it the group does not count for private endpoints
      privateEndpointNetworkPolicies: "NetworkSecurityGroupEnabled",
      defaultOutboundAccessEnabled: false,
    });
    const group = new NetworkSecurityGroup(this, `${what}-group`, {
      name: `${name}-${what}`,
      location,
      resourceGroupName,
      ...given({ tags }),
    });
    const groupId = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
    const networkId = `${groupId}/providers/Microsoft.Network/virtualNetworks/${network.name}`;
    const inGroup = { resourceGroupName, networkSecurityGroupName: group.name, sourcePortRange: "*" };
    for (const [index, [rule, direction, others, port]] of allowed.entries()) {
      const inbound = direction === "Inbound";
      const list = typeof others === "string" ? undefined : [...others];
      const one = typeof others === "string" ? others : undefined;
      new NetworkSecurityRule(this, `${what}-${rule}`, {
        ...inGroup,
        name: rule,
        priority: 100 + index,
        direction,
        access: "Allow",
        protocol: "Tcp",
        destinationPortRange: port,
        ...given({
          sourceAddressPrefix: inbound ? one : prefix,
          sourceAddressPrefixes: inbound ? list : undefined,
          destinationAddressPrefix: inbound ? prefix : one,
          destinationAddressPrefixes: inbound ? undefined : list,
        }),
      });
    }
    for (const direction of ["Inbound", "Outbound"]) {
      new NetworkSecurityRule(this, `${what}-deny-${direction.toLowerCase()}`, {
        ...inGroup,
        name: `deny-${direction.toLowerCase()}`,
        priority: 4096,
        direction,
        access: "Deny",
        protocol: "*",
        destinationPortRange: "*",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "*",
      });
    }
    new SubnetNetworkSecurityGroupAssociation(this, `${what}-in-group`, {
      subnetId: `${networkId}/subnets/${subnet.name}`,
      networkSecurityGroupId: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/${group.name}`,
    });
    return subnet;
  }

  /** An earlier version made the location's watcher; others may have put their own flow logs there since. */
  private forgetWatcher(): void {
    const watcher = new TerraformResource(this, "watcher", { terraformResourceType: "azapi_resource" });
    const address = `azapi_resource.${watcher.friendlyUniqueId}`;
    this.node.tryRemoveChild("watcher");
    new Forgotten(this, "watcher-forgotten", address);
  }

  private ownZones({ name, subscription, resourceGroupName, tags }: PrivateNetworkProps) {
    const idOf = (zone: string): string => {
      const made = new PrivateDnsZone(this, zone.replace(/\./g, "-"), {
        name: zone,
        resourceGroupName,
        ...given({ tags }),
      });
      new PrivateDnsZoneVirtualNetworkLink(this, `${zone.replace(/\./g, "-")}-link`, {
        name: `${name}-link`,
        resourceGroupName,
        privateDnsZoneName: made.name,
        virtualNetworkId: this.virtualNetworkId,
        registrationEnabled: false,
        ...given({ tags }),
      });
      const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}`;
      return `${group}/providers/Microsoft.Network/privateDnsZones/${made.name}`;
    };
    return this.eachZone(idOf);
  }

  private zonesIn(groupId: string) {
    return this.eachZone((zone) => `${groupId}/providers/Microsoft.Network/privateDnsZones/${zone}`);
  }

  private eachZone(idOf: (zone: string) => string): Record<PrivateService, string[]> {
    return { blob: zones.blob.map(idOf), workspace: zones.workspace.map(idOf) };
  }
}
