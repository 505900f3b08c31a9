/** AWS services by a private address in the network: each named, each with a reason, each billed while idle. */
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { Fn, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import { interfaceServices } from "./services.js";

export interface InterfaceEndpointsProps {
  /** Names the security group: `<name>-interface-endpoints`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetIds: string[];
  /** The group of the jobs: they may use every endpoint. */
  readonly jobSecurityGroupId: string;
  /** Service → reason. */
  readonly services: Readonly<Record<string, string>>;
  /** Networks whose clients may use the endpoints. */
  readonly allowedClients: readonly string[];
  /** Buckets that an endpoint to S3 lets through; filled until synth. */
  readonly bucketNames: readonly string[];
  /** What must be there before the endpoints: the gateway endpoint to S3. */
  readonly needs: readonly ITerraformDependable[];
  /** What must outlive the endpoints. */
  readonly guards: readonly ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Interface endpoints behind one security group that jobs and named clients may enter. */
export class InterfaceEndpoints extends Construct {
  /** Where the endpoint to S3 answers, for `--endpoint-url`; undefined where there is none. */
  readonly s3Url?: string;

  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { name, account, region, vpcId, subnetIds, jobSecurityGroupId } = props;
    const tagged = (what: string) => ({ ...props.tags, Name: `${name}-${what}` });
    const https = { fromPort: 443, toPort: 443, ipProtocol: "tcp", ...given({ tags: props.tags }) };
    const doors = new SecurityGroup(this, "Default", {
      name: `${name}-interface-endpoints`,
      description: "AWS services by private address: in from jobs and named clients",
      vpcId,
      tags: tagged("interface-endpoints"),
    });
    // Where every named service is for clients alone, jobs have no way to any of them.
    if (Object.keys(props.services).some((service) => interfaceServices[service]?.forClients !== true)) {
      new VpcSecurityGroupIngressRule(this, "jobs-in", {
        ...https,
        securityGroupId: doors.id,
        referencedSecurityGroupId: jobSecurityGroupId,
        description: "from jobs",
      });
      new VpcSecurityGroupEgressRule(this, "jobs-out", {
        ...https,
        securityGroupId: jobSecurityGroupId,
        referencedSecurityGroupId: doors.id,
        description: "to named AWS services",
      });
    }
    for (const [index, client] of props.allowedClients.entries()) {
      new VpcSecurityGroupIngressRule(this, `client-in-${index}`, {
        ...https,
        securityGroupId: doors.id,
        cidrIpv4: client,
        description: "from an allowed client network",
      });
    }
    for (const [service, reason] of Object.entries(props.services)) {
      const { actions = [], privateDns = true } = interfaceServices[service] ?? {};
      const endpoint = new VpcEndpoint(this, `to-${service.replace(/\./g, "-")}`, {
        vpcId,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.${service}`,
        subnetIds,
        securityGroupIds: [doors.id],
        privateDnsEnabled: privateDns,
        policy:
          service === "s3"
            ? Lazy.stringValue({ produce: () => s3Policy(account, props.bucketNames) })
            : policyOf("AnyPrincipalOfThisAccount", account, actions, "*"),
        tags: { ...tagged(service), reason: reason.slice(0, 256) },
        dependsOn: [...(service === "s3" ? props.needs : []), ...props.guards],
      });
      if (service === "s3") {
        // The endpoint's own name, with a word in front that says what is asked for.
        // docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html (2026-10)
        const name = Fn.replace(Fn.lookupNested(endpoint.dnsEntry, [0, "dns_name"]), "*", "bucket");
        this.s3Url = `https://${name}`;
      }
    }
  }
}

/** Any principal of this account: who may do what is said by each identity's own policy. */
function policyOf(sid: string, account: string, actions: readonly string[], resource: string | string[]): string {
  const bounded = {
    Sid: sid,
    Effect: "Allow",
    Principal: "*",
    Action: actions,
    Resource: resource,
    Condition: { StringEquals: { "aws:PrincipalAccount": account } },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [bounded] });
}

function s3Policy(account: string, bucketNames: readonly string[]): string {
  const arns = bucketNames.map((name) => `arn:aws:s3:::${name}`);
  if (arns.length === 0) {
    const nothing = { Sid: "Nothing", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" };
    return JSON.stringify({ Version: "2012-10-17", Statement: [nothing] });
  }
  const resources = [...arns, ...arns.map((arn) => `${arn}/*`)];
  return policyOf("OwnBucketsOfThisAccount", account, interfaceServices["s3"]?.actions ?? [], resources);
}
