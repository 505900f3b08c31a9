/**
 * Makes: VPC, subnets in named zones, S3 gateway endpoint, flow logs, security groups for jobs and endpoint; or stands in a VPC.
 * Needs: no data source and no rights beyond EC2, CloudWatch Logs and one IAM role for flow logs.
 * Never: an internet gateway, a NAT gateway, a public address, a rule to or from 0.0.0.0/0, an interface endpoint nobody named.
 * Idle cost: stored flow logs; each interface endpoint per zone and hour. The S3 gateway endpoint is free.
 * Survives destroy: nothing.
 * Verified by: unit tests, plan with the real provider, apply and destroy against an emulator; never in a real account.
 */
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { type ITerraformDependable, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { dotted, ipv4Block, overlap } from "../pilot/ipv4.js";
import { record } from "../pilot/record.js";
import { clientProblems } from "./checks/clients.js";
import { formProblems, logRetentionProblems, type Problem, tagProblems } from "./checks/values.js";
import { FlowLogs } from "./private-network/flow-logs.js";
import { InterfaceEndpoints } from "./private-network/interface-endpoints.js";
import { serviceProblems } from "./private-network/services.js";

/** A VPC that somebody else runs. It must have an S3 gateway endpoint: without one no job reaches its data. */
export interface ExistingNetwork {
  readonly vpcId: string;
  /** In two zones or more. */
  readonly subnetIds: readonly string[];
  readonly s3EndpointId: string;
  /** The prefix list of that endpoint. */
  readonly s3PrefixListId: string;
}

export interface PrivateNetworkProps {
  /** Names the VPC and everything in it. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Who is told about the network and owns its limits. */
  readonly owner: string;
  /** IPv4 block of the VPC; a quarter of it goes to each zone. At least a /22. */
  readonly cidr: string;
  /** Letters of two to four availability zones, such as `["a", "b"]`. */
  readonly zones: readonly string[];
  /** Days that flow logs are kept; a number that CloudWatch Logs knows. @default 30 */
  readonly flowLogRetentionDays?: number;
  /**
   * AWS services to reach privately, each with its reason: `{"sagemaker.runtime": "clients call it"}`. @default none
   */
  readonly interfaceEndpoints?: Readonly<Record<string, string>>;
  /** Networks whose clients may use the interface endpoints. @default - jobs only */
  readonly allowedClients?: readonly string[];
  /** Stand in this VPC instead of making one. @default - a new VPC */
  readonly existing?: ExistingNetwork;
  /** What must outlive the interface endpoints, which bill by the hour: a budget. @default none */
  readonly guards?: readonly ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** What is wrong with props: one entry per problem. The spec layer calls it with what a spec can break. */
export function privateNetworkFaults(
  props: Pick<PrivateNetworkProps, "cidr" | "zones"> & Partial<PrivateNetworkProps>,
): Array<Problem<keyof PrivateNetworkProps>> {
  const { cidr, zones, flowLogRetentionDays = 30, allowedClients = [], existing } = props;
  const faults: Array<Problem<keyof PrivateNetworkProps>> = [
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
  const own = existing || Token.isUnresolved(cidr) ? undefined : ipv4Block(cidr);
  if (!existing && !Token.isUnresolved(cidr) && own === undefined) {
    faults.push({
      prop: "cidr",
      message: `must be an IPv4 block, got ${JSON.stringify(cidr)}; write it such as 10.20.0.0/20`,
    });
  }
  // docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html (2026-10): a VPC is /16 to /28; /22 gives four zones
  // a /24
  if (own && !(own.bits >= 16 && own.bits <= 22)) {
    faults.push({
      prop: "cidr",
      message: `"${cidr}" is a /${own.bits}; allowed: /16 to /22; take a block of that size`,
    });
  } else if (own && own.start % own.size !== 0) {
    const fixed = `${dotted(own.start - (own.start % own.size))}/${own.bits}`;
    faults.push({ prop: "cidr", message: `"${cidr}" has host bits set; take "${fixed}"` });
  }
  const clients = clientProblems({ allowedClients, clientVpcIds: ["vpc-own"] }).map(({ message }) => message);
  faults.push(...clients.map((message) => ({ prop: "allowedClients" as const, message })));
  for (const client of allowedClients) {
    const other = Token.isUnresolved(client) ? undefined : ipv4Block(client);
    if (own && other && other.bits > 0 && overlap(own, other)) {
      const message = `"${client}" overlaps the network's own "${cidr}"; take another block`;
      faults.push({ prop: "allowedClients", message });
    }
  }
  if (!existing && (zones.length < 2 || zones.length > 4 || new Set(zones).size !== zones.length)) {
    faults.push({
      prop: "zones",
      message: `[${zones.map((zone) => JSON.stringify(zone).slice(1, -1)).join(", ")}] must be two to four different zones`,
    });
  }
  if (!existing) {
    faults.push(...formProblems([["zones" as const, zones, "zone"]]));
    faults.push(...logRetentionProblems("flowLogRetentionDays" as const, flowLogRetentionDays));
  }
  return faults;
}

/** A network, and what its interface endpoints wait for: the private name of S3 needs the gateway endpoint. */
interface FoundNetwork extends ExistingNetwork {
  readonly needs?: readonly ITerraformDependable[];
}

/** A network without a way to the internet: what runs in it reaches S3 and what somebody named. */
export class PrivateNetwork extends Construct {
  readonly vpcId: string;
  readonly subnetIds: string[];
  /** What reaches S3 from here comes through this endpoint. */
  readonly s3EndpointId: string;
  /** For jobs: out to S3 and to the interface endpoints that are not for clients alone, nothing in. */
  readonly jobSecurityGroupId: string;
  /** For a model endpoint: out to S3, nothing in (the platform brings the requests). */
  readonly endpointSecurityGroupId: string;
  /** Where flows are logged, as a reference. @default - in an existing network they are somebody else's */
  readonly flowLogGroup?: string;
  /** Where clients reach S3 by a private address, for `--endpoint-url`. @default - no endpoint to s3. */
  readonly s3Url?: string;
  private readonly bucketNames: string[] = [];

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    const faults = privateNetworkFaults(props);
    if (faults.length > 0) {
      throw new Error(faults.map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`).join("\n"));
    }
    const { name, owner, region, account, existing, allowedClients = [] } = props;
    const tagged = (what: string) => ({ ...props.tags, Name: `${name}-${what}` });
    const found: FoundNetwork = existing ?? this.ownNetwork(props, tagged);
    this.vpcId = found.vpcId;
    this.subnetIds = [...found.subnetIds];
    this.s3EndpointId = found.s3EndpointId;

    const group = (what: string, description: string) =>
      new SecurityGroup(this, what, { name: `${name}-${what}`, description, vpcId: this.vpcId, tags: tagged(what) });
    const jobs = group("jobs", "pipeline and training jobs: out to S3 and named endpoints, nothing in");
    const endpoint = group("endpoint", "model endpoint: out to S3, nothing in");
    this.jobSecurityGroupId = jobs.id;
    this.endpointSecurityGroupId = endpoint.id;
    const https = { fromPort: 443, toPort: 443, ipProtocol: "tcp", tags: props.tags };
    for (const [what, securityGroupId] of [
      ["jobs", jobs.id],
      ["endpoint", endpoint.id],
    ] as const) {
      new VpcSecurityGroupEgressRule(this, `${what}-to-s3`, {
        ...https,
        securityGroupId,
        prefixListId: found.s3PrefixListId,
        description: "S3 through the gateway endpoint",
      });
    }

    const { interfaceEndpoints: services = {}, guards = [] } = props;
    if (Object.keys(services).length > 0) {
      const { vpcId, subnetIds } = this;
      const place = { name, account, region, vpcId, subnetIds, tags: props.tags };
      const bucketNames = this.bucketNames;
      const jobSecurityGroupId = jobs.id;
      const endpoints = new InterfaceEndpoints(this, "interface-endpoints", {
        ...place,
        jobSecurityGroupId,
        services,
        allowedClients,
        bucketNames,
        needs: found.needs ?? [],
        guards,
      });
      this.s3Url = endpoints.s3Url;
    }
    const flowLogs = existing
      ? undefined
      : new FlowLogs(this, "flow-logs", {
          name,
          account,
          region,
          vpcId: this.vpcId,
          retentionDays: props.flowLogRetentionDays ?? 30,
          tags: props.tags,
        });
    this.flowLogGroup = flowLogs?.logGroup.name;
    const ownFlowLogs = flowLogs && {
      metric: { name: "RejectedFlows", statistic: "sum" },
      identity: [flowLogs.writer, "/name"] as const,
      limits: {
        "seconds until a flow is logged": {
          unit: "seconds",
          owner,
          enforcement: "hard",
          at: [flowLogs.flowLog, "/max_aggregation_interval"],
        },
      } as const,
      expiry: { "flow logs": { unit: "days", at: [flowLogs.logGroup, "/retention_in_days"] } } as const,
      debug: `aws logs tail /${name}/flow-logs --since 1h --filter-pattern REJECT`,
    };
    record(this, {
      box: "private network",
      owner,
      meter: { what: "flow log GiB, interface endpoint hours", whileIdle: Object.keys(services).length > 0 },
      debug: `aws ec2 describe-flow-logs --filter Name=resource-id,Values=${this.vpcId}`,
      ...ownFlowLogs,
    });
  }

  /**
   * Lets what runs in this network reach a bucket; without it the S3 endpoint of an own network lets nothing through.
   */
  allowBucket(bucket: { readonly bucketName: string }): void {
    this.bucketNames.push(bucket.bucketName);
  }

  private ownNetwork(props: PrivateNetworkProps, tagged: (what: string) => Record<string, string>): FoundNetwork {
    const { name, account, region, zones } = props;
    const vpc = new Vpc(this, "Default", {
      cidrBlock: props.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { ...props.tags, Name: name },
    });
    // taken over and emptied: whatever forgets to name a group reaches nothing
    new DefaultSecurityGroup(this, "nothing", { vpcId: vpc.id, tags: tagged("nothing") });
    const routes = new RouteTable(this, "routes", { vpcId: vpc.id, tags: tagged("routes") });
    const { start = 0, bits = 0 } = ipv4Block(props.cidr) ?? {};
    const quarter = 2 ** (30 - bits);
    const subnets = zones.map((zone, index) => {
      const subnet = new Subnet(this, `zone-${zone}`, {
        vpcId: vpc.id,
        availabilityZone: `${region}${zone}`,
        mapPublicIpOnLaunch: false,
        cidrBlock: `${dotted(start + index * quarter)}/${bits + 2}`,
        tags: tagged(`zone-${zone}`),
      });
      new RouteTableAssociation(this, `zone-${zone}-routes`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet;
    });
    const s3 = new VpcEndpoint(this, "to-s3", {
      vpcId: vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: [routes.id],
      policy: Lazy.stringValue({ produce: () => this.s3Policy(account) }),
      tags: tagged("to-s3"),
    });

    return {
      vpcId: vpc.id,
      subnetIds: subnets.map(({ id }) => id),
      s3EndpointId: s3.id,
      s3PrefixListId: s3.prefixListId,
      needs: [s3],
    };
  }

  private s3Policy(account: string): string {
    const arns = this.bucketNames.map((name) => `arn:aws:s3:::${name}`);
    const statement =
      arns.length === 0
        ? { Sid: "Nothing", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }
        : {
            // Any principal, because a gateway endpoint cannot name roles there; the account and the buckets bound it.
            Sid: "OwnBucketsOfThisAccount",
            Effect: "Allow",
            Principal: "*",
            Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:AbortMultipartUpload"],
            Resource: [...arns, ...arns.map((arn) => `${arn}/*`)],
            Condition: { StringEquals: { "aws:PrincipalAccount": account } },
          };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  }
}
