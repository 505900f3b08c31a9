/** What the nodes of one distributed job say to each other: TCP, and what encrypts it (UDP 500 and ESP). */
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import type { Construct } from "constructs";
import { given } from "../../pilot/given.js";

/**
 * Lets members of one security group reach each other, and nobody else. All protocols in one rule: a rule of its own
 * for ESP has no ports, AWS answers -1 for them, and the provider then sees a change in every plan.
 * docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html and train-vpc.html (2026-10)
 */
export function allowNodeTraffic(scope: Construct, securityGroupId: string, tags?: Record<string, string>): void {
  const rule = {
    securityGroupId,
    referencedSecurityGroupId: securityGroupId,
    ipProtocol: "-1",
    description: "between the nodes of one job, encrypted",
    ...given({ tags }),
  };
  new VpcSecurityGroupIngressRule(scope, "nodes-in", rule);
  new VpcSecurityGroupEgressRule(scope, "nodes-out", rule);
}
