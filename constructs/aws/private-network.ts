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
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../pilot/given.js";
import { record } from "../pilot/record.js";
import { bucketsPolicy } from "./private-network/buckets-policy.js";
import { FlowLogs } from "./private-network/flow-logs.js";
import { InterfaceEndpoints } from "./private-network/interface-endpoints.js";
import { privateNetworkProblems } from "./private-network/problems.js";
import { blocksOf, placementOf, type ZoneBlocksProps } from "./private-network/zone-blocks.js";

export { privateNetworkProblems };

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
  /** The account's id, twelve digits: names and policies are built of it. */
  readonly account: string;
  /** The region that it stands in, such as `eu-west-1`. */
  readonly region: string;
  /** Who is told about the network and owns its limits. */
  readonly owner: string;
  /** IPv4 block of the VPC; a quarter of it goes to each zone. At least a /22. @default - the existing VPC's own */
  readonly cidr?: string;
  /** Letters of two to four availability zones, such as `["a", "b"]`. @default - those of the existing subnets */
  readonly zones?: readonly string[];
  /**
   * Which quarter of the block a zone takes, 0 to 3, such as `{c: 1}`. A subnet cannot change its block, so a zone
   * keeps its quarter whatever zones come and go. @default - by letter: a and e 0, b and f 1, c 2, d 3
   */
  readonly zoneBlocks?: Readonly<Record<string, number>>;
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
  /** Tags of every resource here that takes some. @default none */
  readonly tags?: Record<string, string>;
}

/**
 * The interfaces of SageMaker hold subnets and groups after what they were made for is gone. The provider waits 15 and
 * 20 minutes by itself. github.com/hashicorp/terraform-provider-aws/issues/34397 (2023-11)
 */
const heldByInterfaces = { delete: "60m" };

/** A network, and what its interface endpoints wait for: the private name of S3 needs the gateway endpoint. */
interface FoundNetwork extends ExistingNetwork {
  readonly needs?: readonly ITerraformDependable[];
}

/** A network without a way to the internet: what runs in it reaches S3 and what somebody named. */
export class PrivateNetwork extends Construct {
  /** The VPC, its own or the existing one. */
  readonly vpcId: string;
  /** The subnets that jobs, endpoints and private addresses stand in. */
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
  /** Plain text that differs wherever the subnets do, for names that must differ with them. */
  readonly placement: readonly string[];
  private readonly bucketNames: string[] = [];
  private readonly releasers: Array<readonly ITerraformDependable[]> = [];

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    const problems = privateNetworkProblems(props).map(({ prop, message }) => `${this.node.path}: ${prop}: ${message}`);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const { name, region, account, existing, allowedClients = [] } = props;
    const tagged = (what: string) => ({ ...props.tags, Name: `${name}-${what}` });
    // where the VPC is made here, both were asked for above
    const blocks = { ...props, cidr: props.cidr ?? "", zones: props.zones ?? [] };
    const found: FoundNetwork = existing ?? this.ownNetwork(blocks, tagged);
    this.vpcId = found.vpcId;
    this.subnetIds = [...found.subnetIds];
    this.s3EndpointId = found.s3EndpointId;
    this.placement = existing ? existing.subnetIds : placementOf(blocks);

    const group = (what: string, description: string) => {
      const place = { name: `${name}-${what}`, vpcId: this.vpcId, timeouts: heldByInterfaces, tags: tagged(what) };
      const made = new SecurityGroup(this, what, { ...place, description });
      made.dependsOn = this.whatReleases();
      return made;
    };
    const jobs = group("jobs", "pipeline and training jobs: out to S3 and named endpoints, nothing in");
    const endpoint = group("endpoint", "model endpoint: out to S3, nothing in");
    this.jobSecurityGroupId = jobs.id;
    this.endpointSecurityGroupId = endpoint.id;
    const https = { fromPort: 443, toPort: 443, ipProtocol: "tcp", ...given({ tags: props.tags }) };
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
      const place = { name, account, region, vpcId, subnetIds, ...given({ tags: props.tags }) };
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
      if (endpoints.s3Url !== undefined) this.s3Url = endpoints.s3Url;
    }
    const flowLogs = existing
      ? undefined
      : new FlowLogs(this, "flow-logs", {
          name,
          account,
          region,
          vpcId: this.vpcId,
          retentionDays: props.flowLogRetentionDays ?? 30,
          ...given({ tags: props.tags }),
        });
    if (flowLogs) this.flowLogGroup = flowLogs.logGroup.name;
    record(this, () => {
      const { owner } = props;
      const ownFlowLogs = flowLogs && {
        metric: { name: "RejectedFlows", statistic: "sum" },
        identity: [flowLogs.writer, "/name"] as const,
        limits: [
          {
            kind: "flow-interval",
            unit: "seconds",
            owner,
            enforcement: "hard",
            at: [flowLogs.flowLog, "/max_aggregation_interval"],
          },
        ] as const,
        expiry: { "flow logs": { unit: "days", at: [flowLogs.logGroup, "/retention_in_days"] } } as const,
        debug: `aws logs tail /${name}/flow-logs --since 1h --filter-pattern REJECT`,
      };
      return {
        box: "private network",
        owner,
        meter: { what: "flow log GiB, interface endpoint hours", whileIdle: Object.keys(services).length > 0 },
        survives: [
          {
            what: `${existing ? "" : "subnets and "}security groups, while network interfaces of SageMaker hold them`,
            costs: "nothing",
            remove: "destroy again after an hour",
          },
        ],
        debug: `aws ec2 describe-flow-logs --filter Name=resource-id,Values=${this.vpcId}`,
        ...ownFlowLogs,
      };
    });
  }

  /**
   * Lets what runs in this network reach a bucket; without it the S3 endpoint of an own network lets nothing through.
   */
  allowBucket(bucket: { readonly bucketName: string }): void {
    this.bucketNames.push(bucket.bucketName);
  }

  /**
   * Keeps the rights of an identity until its subnets and security groups are gone: SageMaker deletes network
   * interfaces with the role that made them. docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html (2026-10)
   */
  releasedBy(identity: { readonly policies: readonly ITerraformDependable[] }): void {
    this.releasers.push(identity.policies);
  }

  /** Filled at synth: an identity gets policies after the network is made. */
  private whatReleases(): string[] {
    const produce = () => {
      const policies: string[] = [];
      for (const releaser of this.releasers) policies.push(...releaser.map(dependable));
      return policies;
    };
    return Lazy.listValue({ produce });
  }

  private ownNetwork(
    props: PrivateNetworkProps & ZoneBlocksProps,
    tagged: (what: string) => Record<string, string>,
  ): FoundNetwork {
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
    const blocks = blocksOf(props);
    const subnets = zones.map((zone, index) => {
      const subnet = new Subnet(this, `zone-${zone}`, {
        vpcId: vpc.id,
        availabilityZone: `${region}${zone}`,
        mapPublicIpOnLaunch: false,
        cidrBlock: blocks[index] ?? props.cidr,
        tags: tagged(`zone-${zone}`),
        timeouts: heldByInterfaces,
      });
      subnet.dependsOn = this.whatReleases();
      new RouteTableAssociation(this, `zone-${zone}-routes`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet;
    });
    const s3 = new VpcEndpoint(this, "to-s3", {
      vpcId: vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: [routes.id],
      policy: Lazy.stringValue({ produce: () => bucketsPolicy(this.bucketNames, account) }),
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
}
