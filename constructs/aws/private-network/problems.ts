/** What is wrong with a private network's props. */
import { Token } from "cdktf";
import { ipv4Block, networkBlockProblem, overlap } from "../../pilot/ipv4.js";
import { clientProblems } from "../checks/clients.js";
import { formProblems, logRetentionProblems, type Problem, tagProblems } from "../checks/values.js";
import type { PrivateNetworkProps } from "../private-network.js";
import { serviceProblems } from "./services.js";
import { sharedQuarters } from "./zone-blocks.js";

const missingBlock = "must be given where no existing VPC is named, got none; write an IPv4 block such as 10.20.0.0/20";

/** Networks that may come in. */
const mostClients = 150;

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function privateNetworkProblems(props: Partial<PrivateNetworkProps>): Array<Problem<keyof PrivateNetworkProps>> {
  const { cidr, zones = [], flowLogRetentionDays = 30, allowedClients = [], existing } = props;
  const problems: Array<Problem<keyof PrivateNetworkProps>> = [
    ...formProblems<keyof PrivateNetworkProps>([
      ["name", props.name, "prefix"],
      ["account", props.account, "account"],
      ["region", props.region, "region"],
      ["existing", existing?.vpcId, "vpcId"],
      ["existing", existing?.subnetIds, "subnetId"],
      ["existing", existing?.s3EndpointId, "vpcEndpointId"],
      ["existing", existing?.s3PrefixListId, "prefixListId"],
    ]),
    ...serviceProblems(props.interfaceEndpoints ?? {}),
    ...tagProblems("tags" as const, props.tags),
  ];
  const isPlain = !existing && cidr !== undefined && !Token.isUnresolved(cidr);
  const own = isPlain ? ipv4Block(cidr) : undefined;
  // docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html (2026-10): AWS takes /16 to /28
  const wrong = isPlain ? networkBlockProblem(cidr) : undefined;
  if (!existing && cidr === undefined) problems.push({ prop: "cidr", message: missingBlock });
  if (wrong !== undefined) problems.push({ prop: "cidr", message: wrong });
  const dockers = ipv4Block("172.17.0.0/16");
  // bacchi.org/posts/sagemaker-cidr-conflict (2026-10), which quotes AWS: Docker's own network inside of SageMaker
  if (own && dockers && overlap(own, dockers)) {
    const message = `"${cidr}" holds addresses of 172.17.0.0/16, which Docker uses inside of SageMaker; take another block`;
    problems.push({ prop: "cidr", message });
  }
  // docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html (2026-10): 60 rules of a security group, one for
  // jobs
  if (allowedClients.length > 59 && Object.keys(props.interfaceEndpoints ?? {}).length > 0) {
    const message = `must be at most 59 with interface endpoints, whose security group takes 60 rules, got ${allowedClients.length}; take larger blocks`;
    problems.push({ prop: "allowedClients", message });
  }
  // docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11): the policies of a role have 10,240
  // characters together, and two of the operators' name every client
  if (allowedClients.length > mostClients) {
    const message = `must be at most ${mostClients}, which the policies that name them hold, got ${allowedClients.length}; take larger blocks`;
    problems.push({ prop: "allowedClients", message });
  }
  const clients = clientProblems({ allowedClients, clientVpcIds: ["vpc-own"] }).map(({ message }) => message);
  problems.push(...clients.map((message) => ({ prop: "allowedClients" as const, message })));
  for (const client of allowedClients) {
    const other = Token.isUnresolved(client) ? undefined : ipv4Block(client);
    if (own && other && other.bits > 0 && overlap(own, other)) {
      const message = `"${client}" overlaps the network's own "${cidr}"; take another block`;
      problems.push({ prop: "allowedClients", message });
    }
  }
  if (!existing && (zones.length < 2 || zones.length > 4 || new Set(zones).size !== zones.length)) {
    problems.push({
      prop: "zones",
      message: `[${zones.map((zone) => JSON.stringify(zone).slice(1, -1)).join(", ")}] must be two to four different zones`,
    });
  } else if (!existing) {
    problems.push(...sharedQuarters({ ...props, zones }));
  }
  if (!existing) {
    problems.push(...formProblems([["zones" as const, zones, "zone"]]));
    problems.push(...logRetentionProblems("flowLogRetentionDays" as const, flowLogRetentionDays));
  }
  return problems;
}
