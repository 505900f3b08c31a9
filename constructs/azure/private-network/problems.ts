/**
 * What a private network refuses: blocks that are too small or nobody's own, clients that are everybody, ids of others.
 */
import { Token } from "cdktf";
import { clientNetworkProblems, ipv4Block, networkBlockProblem, overlap } from "../../pilot/ipv4.js";
import { formProblems, gather, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { PrivateNetworkProps } from "../private-network.js";

type Found = Array<Problem<keyof PrivateNetworkProps>>;

/** learn.microsoft.com/azure/virtual-network/virtual-networks-faq (2026-10): what a VNet may not be made of. */
const never = ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"];

function cidrProblems(cidr: string | undefined): Found {
  if (cidr === undefined || Token.isUnresolved(cidr)) return [];
  const problem = (message: string): Found => [{ prop: "cidr", message }];
  // learn.microsoft.com/azure/virtual-network/virtual-networks-faq (2026-10): Azure takes /2 to /29
  const wrong = networkBlockProblem(cidr);
  if (wrong !== undefined) return problem(wrong);
  const block = ipv4Block(cidr);
  const taken = never.find((each) => {
    const other = ipv4Block(each);
    return block !== undefined && other !== undefined && overlap(block, other);
  });
  const dockers = ipv4Block("172.17.0.0/16");
  // learn.microsoft.com/azure/machine-learning/how-to-configure-private-link (2026-11)
  if (block !== undefined && dockers !== undefined && overlap(block, dockers)) {
    return problem(
      `"${cidr}" holds addresses of 172.17.0.0/16, which Docker uses on the machines of Azure ML; take another block`,
    );
  }
  if (taken === undefined) return [];
  return problem(`"${cidr}" overlaps ${taken}, which Azure keeps to itself; take a block such as 10.20.0.0/20`);
}

function clientProblems({ allowedClients = [], cidr, existing }: Partial<PrivateNetworkProps>): Found {
  const plain = allowedClients.filter((client) => !Token.isUnresolved(client));
  const found: Found = clientNetworkProblems(plain).map((message) => ({ prop: "allowedClients", message }));
  // learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits (2026-11): ranges of
  // a security group
  if (allowedClients.length > 4000) {
    const message = `must be at most 4000, which a security group takes, got ${allowedClients.length}; take larger blocks`;
    found.push({ prop: "allowedClients", message });
  }
  const own = cidr === undefined || Token.isUnresolved(cidr) || existing !== undefined ? undefined : ipv4Block(cidr);
  const blocks = plain.map((client) => ipv4Block(client));
  for (const [index, client] of plain.entries()) {
    const block = blocks[index];
    if (block === undefined) continue;
    if (own !== undefined && overlap(block, own)) {
      const message = `"${client}" overlaps the network's own "${cidr}"; take another block`;
      found.push({ prop: "allowedClients", message });
    }
    // kubernetes-sigs/cloud-provider-azure issue 6775 (2024-08-07): OverlappingSubnetsNotPermittedInSecurityRule
    const other = plain.slice(0, index).find((_, at) => {
      const earlier = blocks[at];
      return earlier !== undefined && overlap(block, earlier);
    });
    if (other !== undefined) {
      const message = `"${client}" overlaps "${other}", and Azure takes no rule with both; keep the wider one`;
      found.push({ prop: "allowedClients", message });
    }
  }
  return found;
}

function existingProblems({ existing }: Partial<PrivateNetworkProps>): Found {
  if (existing === undefined) return [];
  const { virtualNetworkId: network, privateEndpointSubnetId: subnet, privateDnsZonesGroupId } = existing;
  const found = formProblems<keyof PrivateNetworkProps>([
    ["existing", network, "networkId"],
    ["existing", subnet, "subnetId"],
    ["existing", privateDnsZonesGroupId, "groupId"],
  ]);
  const isKnown = !Token.isUnresolved(network) && !Token.isUnresolved(subnet);
  if (found.length === 0 && isKnown && subnet.toLowerCase().indexOf(`${network.toLowerCase()}/subnets/`) !== 0) {
    const message =
      `privateEndpointSubnetId must be a subnet of virtualNetworkId, got ${JSON.stringify(subnet)}: names are linked to ` +
      `${JSON.stringify(network)} and would not resolve; name a subnet of it`;
    found.push({ prop: "existing", message });
  }
  return found;
}

/**
 * A watcher sees one location only: learn.microsoft.com/azure/network-watcher/network-watcher-overview (2026-11). Its
 * location is known where it has the name that Azure gives it.
 */
function watcherProblems({ networkWatcherId: id, location }: Partial<PrivateNetworkProps>): Found {
  if (id === undefined || location === undefined || Token.isUnresolved(id) || Token.isUnresolved(location)) return [];
  const other = /\/NetworkWatcher_([a-z]+\d?)$/.exec(id)?.[1];
  if (other === undefined || other === location) return [];
  const message = `must be a watcher of ${location}, got one of ${other}; take its NetworkWatcher_${location}, or leave it out`;
  return [{ prop: "networkWatcherId", message }];
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function privateNetworkProblems(props: Partial<PrivateNetworkProps>): Found {
  return [
    ...formProblems<keyof PrivateNetworkProps>([
      ["name", props.name, "prefix"],
      ["flowLogAccountName", props.flowLogAccountName, "storageAccount"],
      ["networkWatcherId", props.networkWatcherId, "watcherId"],
    ]),
    // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources (2026-10): a private DNS zone takes 15
    ...placeProblems(props, 15),
    // learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview (2026-10): 0 would keep them for ever
    ...numberProblems<keyof PrivateNetworkProps>([["flowLogRetentionDays", props.flowLogRetentionDays, 1, 365]]),
    ...(props.existing === undefined ? cidrProblems(props.cidr) : []),
    ...gather([clientProblems, existingProblems, watcherProblems], (find) => find(props)),
  ];
}
