/** What the props of a private network may be. */
import { Token } from "cdktf";
import { clientNetworkProblems, ipv4Block, networkBlockProblem, overlap } from "../../pilot/ipv4.js";
import { formProblems, numberProblems, type Problem, placeProblems } from "../checks/values.js";
import type { PrivateNetworkProps } from "../private-network.js";

type Found = Array<Problem<keyof PrivateNetworkProps>>;

/** RFC 1918. */
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
/** Besides them: behind carriers' NAT (RFC 6598), loopback and link-local. */
const otherUnroutable = ["100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"];

const lies = (cidr: string, within: readonly string[]): boolean => {
  const block = ipv4Block(cidr);
  return within.some((each) => {
    const outer = ipv4Block(each);
    return block !== undefined && outer !== undefined && block.bits >= outer.bits && overlap(block, outer);
  });
};

/** Whether no public address lies in a block. */
export const isUnroutable = (cidr: string): boolean => lies(cidr, [...privateBlocks, ...otherUnroutable]);

function cidrProblems({ cidr }: Partial<PrivateNetworkProps>): Found {
  if (cidr === undefined || Token.isUnresolved(cidr)) return [];
  const problem = (message: string): Found => [{ prop: "cidr", message }];
  const wrong = networkBlockProblem(cidr);
  if (wrong !== undefined) return problem(wrong);
  // docs.cloud.google.com/vpc/docs/subnets#valid-ranges (2026-10); public blocks in private use would hide real hosts
  if (!lies(cidr, privateBlocks)) {
    return problem(`"${cidr}" must be a private block; allowed: inside ${privateBlocks.join(", ")}`);
  }
  return [];
}

function clientProblems({
  allowedClients = [],
  cidr,
  existing,
  serviceControls,
  accessPolicy,
}: Partial<PrivateNetworkProps>): Found {
  const plain = allowedClients.filter((client) => !Token.isUnresolved(client));
  // docs.cloud.google.com/access-context-manager/docs/create-basic-access-level (2026-11): no host bits
  const found: Found = clientNetworkProblems(plain).map((message) => ({ prop: "allowedClients", message }));
  const own = cidr === undefined || Token.isUnresolved(cidr) || existing !== undefined ? undefined : ipv4Block(cidr);
  for (const client of plain) {
    const block = ipv4Block(client);
    if (own === undefined || block === undefined || block.bits === 0 || !overlap(own, block)) continue;
    const message = `"${client}" overlaps the network's own "${cidr}"; take another block`;
    found.push({ prop: "allowedClients", message });
  }
  if (serviceControls !== true) return found;
  if (accessPolicy === undefined) {
    const message = "is missing; serviceControls needs the number of the organization's access policy";
    found.push({ prop: "accessPolicy", message });
  }
  if (!allowedClients.some((client) => Token.isUnresolved(client) || !isUnroutable(client))) {
    const message =
      `[${allowedClients.join(", ")}] holds no public block; serviceControls needs the one from which terraform and ` +
      "operators come, or it locks them out";
    found.push({ prop: "allowedClients", message });
  }
  return found;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function privateNetworkProblems(props: Partial<PrivateNetworkProps>): Found {
  const { existing } = props;
  return [
    ...placeProblems(props),
    ...formProblems<keyof PrivateNetworkProps>([
      ["name", props.name, "prefix"],
      ["apiForwardingRuleName", props.apiForwardingRuleName, "apiRule"],
      ["accessPolicy", props.accessPolicy, "accessPolicy"],
      ["existing", existing?.network, "resourceName"],
      ["existing", existing?.subnetwork, "resourceName"],
      ["existing", existing?.jobSubnetwork, "resourceName"],
    ]),
    // docs.cloud.google.com/logging/docs/buckets#custom-retention (2026-10)
    ...numberProblems<keyof PrivateNetworkProps>([["flowLogRetentionDays", props.flowLogRetentionDays, 1, 3650]]),
    ...(existing === undefined ? cidrProblems(props) : []),
    ...clientProblems(props),
  ];
}
