/**
 * What the nodes of one distributed job say to each other, encrypted: UDP 500 and ESP carry it, TCP is what it carries.
 */
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import type { Construct } from "constructs";

// docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html and train-vpc.html (2026-10); 50 is ESP
const traffic = [
  ["keys", { ipProtocol: "udp", fromPort: 500, toPort: 500 }, "keys of inter-container encryption"],
  ["encrypted", { ipProtocol: "50" }, "encrypted traffic between containers"],
  [
    "containers",
    { ipProtocol: "tcp", fromPort: 0, toPort: 65535 },
    "traffic between containers, inside the encryption",
  ],
] as const;

/** Lets members of one security group reach each other, and nobody else. */
export function allowNodeTraffic(scope: Construct, securityGroupId: string, tags?: Record<string, string>): void {
  for (const [what, ports, description] of traffic) {
    const rule = { securityGroupId, referencedSecurityGroupId: securityGroupId, description, tags, ...ports };
    new VpcSecurityGroupIngressRule(scope, `node-${what}-in`, rule);
    new VpcSecurityGroupEgressRule(scope, `node-${what}-out`, rule);
  }
}
