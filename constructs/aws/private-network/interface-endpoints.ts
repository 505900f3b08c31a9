/** AWS services by a private address in the network: each named, each with a reason, each billed while idle. */
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

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
  /** What must outlive the endpoints. */
  readonly guards: readonly ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** Interface endpoints behind one security group that jobs and named clients may enter. */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { name, region, vpcId, subnetIds, jobSecurityGroupId } = props;
    const tagged = (what: string) => ({ ...props.tags, Name: `${name}-${what}` });
    const https = { fromPort: 443, toPort: 443, ipProtocol: "tcp", tags: props.tags };
    const doors = new SecurityGroup(this, "Default", {
      name: `${name}-interface-endpoints`,
      description: "AWS services by private address: in from jobs and named clients",
      vpcId,
      tags: tagged("interface-endpoints"),
    });
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
    for (const [index, client] of props.allowedClients.entries()) {
      new VpcSecurityGroupIngressRule(this, `client-in-${index}`, {
        ...https,
        securityGroupId: doors.id,
        cidrIpv4: client,
        description: "from an allowed client network",
      });
    }
    for (const [service, reason] of Object.entries(props.services)) {
      new VpcEndpoint(this, `to-${service.replace(/\./g, "-")}`, {
        vpcId,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.${service}`,
        subnetIds,
        securityGroupIds: [doors.id],
        privateDnsEnabled: true,
        policy: JSON.stringify({
          Version: "2012-10-17",
          // Any principal of this account: who may do what is said by each identity's own policy.
          Statement: [
            {
              Sid: "AnyPrincipalOfThisAccount",
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: "*",
              Resource: "*",
              Condition: { StringEquals: { "aws:PrincipalAccount": props.account } },
            },
          ],
        }),
        tags: { ...tagged(service), reason: reason.slice(0, 256) },
        dependsOn: [...props.guards],
      });
    }
  }
}
